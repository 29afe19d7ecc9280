/**
 * Checks release folders with DuckDB, hyparquet and parquetjs: rows against the manifest, every value, keys across configs, splits, images.
 * Usage: node dist/bench/check-release.js <folder>...; exit code 1 when anything differs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import sharp from 'sharp'
import { verifyChecksums } from '../src/release/checksums.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA, PRIMARY_KEY } from '../src/release/dataset-schema.js'
import type { ReleaseManifest } from '../src/release/manifest.js'
import { compareReaders } from './release-readers.js'

let failures = 0
function check(what: string, found: unknown, expected: unknown): void {
  const ok = found === expected
  if (!ok) failures += 1
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}: ${String(found)}${ok ? '' : `, expected ${String(expected)}`}`)
}

for (const folder of process.argv.slice(2)) {
  console.log(`# ${folder}`)
  const manifest = JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')) as ReleaseManifest
  const sums = await verifyChecksums(folder)
  check('files that differ from SHA256SUMS', sums.changed.length + sums.missing.length + sums.unlisted.length, 0)

  const db = await (await DuckDBInstance.create()).connect()
  const count = async (sql: string): Promise<number> => Number((await db.runAndReadAll(sql)).getRows()[0]![0])
  const table = (name: string): string =>
    `read_parquet('${folder.replaceAll("'", "''")}/data/${name}/*.parquet', filename = true)`
  for (const name of CONFIG_NAMES) {
    const expected = Object.values(manifest.rows[name]!).reduce((a, b) => a + b, 0)
    check(`${name}: rows read by DuckDB`, await count(`select count(*) from ${table(name)}`), expected)
    check(
      `${name}: distinct keys`,
      await count(`select count(distinct ${PRIMARY_KEY[name]}) from ${table(name)}`),
      expected,
    )
    if (name !== 'reports') {
      const orphans = `select count(*) from ${table(name)} x where not exists (select 1 from ${table('reports')} r where r.report_id = x.report_id)`
      check(`${name}: rows without a report`, await count(orphans), 0)
    }
  }
  const split = `regexp_extract(filename, '([a-z]+)-[0-9]{5}-of', 1)`
  check(
    'patients in two splits',
    await count(
      `select count(*) from (select patient_id from ${table('reports')} group by patient_id having count(distinct ${split}) > 1)`,
    ),
    0,
  )
  const lost = `select count(*) from (select unnest(evidence).record_id as id from ${table('action_cards')}) e
    where e.id not in (select biomarker_id from ${table('biomarkers')}) and e.id not in (select finding_id from ${table('findings')})`
  check('action_cards: evidence that stands in no config', await count(lost), 0)

  let rows = 0
  let images = 0
  for (const file of manifest.files) {
    const buffer = await asyncBufferFromFile(join(folder, file.path))
    const metadata = await parquetMetadataAsync(buffer)
    check(
      `${file.path}: features in the footer`,
      metadata.key_value_metadata?.some((kv) => kv.key === 'huggingface') === true,
      true,
    )
    const required = metadata.schema.filter((e, i) => i > 0 && e.repetition_type === 'REQUIRED').length
    if (required > 0) check(`${file.path}: required fields`, required, 0)
    const compared = await compareReaders(join(folder, file.path), DATASET_SCHEMA[file.config as ConfigName])
    check(
      `${file.path}: of ${compared.values} values read differently by DuckDB, hyparquet and parquetjs`,
      compared.columns.join(', ') || compared.different,
      0,
    )
    const read = await parquetReadObjects({ file: buffer, utf8: false })
    rows += read.length
    if (file.config === 'pages')
      for (const row of read) {
        const { width, height } = await sharp(row.image.bytes).metadata()
        const ratio = Math.abs(width / height - row.width / row.height)
        if (ratio < 0.02) images += 1
      }
  }
  const expected = manifest.files.reduce((sum, f) => sum + f.rows, 0)
  check('rows read by hyparquet', rows, expected)
  check(
    'page images that decode in the shape of their page',
    images,
    Object.values(manifest.rows.pages!).reduce((a, b) => a + b, 0),
  )
}
if (failures > 0) {
  console.log(`${failures} checks failed`)
  process.exitCode = 1
}

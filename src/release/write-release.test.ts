import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import parquetjs from 'parquetjs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyChecksums } from './checksums.js'
import { ReleaseConfig } from './config.js'
import { CONFIG_NAMES } from './dataset-schema.js'
import { source, whitePage } from './release.fixture.js'
import { DataTestError, writeRelease } from './write-release.js'

const folders: string[] = []
const folder = (): string => {
  const f = mkdtempSync(join(tmpdir(), 'release-'))
  folders.push(f)
  return f
}
afterAll(() => {
  for (const f of folders) rmSync(f, { recursive: true })
})

let image: Uint8Array
beforeAll(async () => {
  image = await whitePage()
})

const ids = Array.from({ length: 40 }, (_, i) => `r_${i}`)

describe('writeRelease', () => {
  it('writes shards that three independent readers read alike, with joins and images intact', async () => {
    const dir = folder()
    const manifest = await writeRelease(source(ids, image), dir, ReleaseConfig.parse({ shard_bytes: 9000 }))
    expect(manifest.rows.biomarkers).toEqual({ train: 40, validation: 20, test: 20 })
    expect(manifest.rows.action_cards).toEqual({ train: 20, validation: 10, test: 10 })
    expect(manifest.files.filter((f) => f.config === 'pages' && f.split === 'train').length).toBe(4)

    const db = await (await DuckDBInstance.create()).connect()
    const count = async (sql: string): Promise<number> => Number((await db.runAndReadAll(sql)).getRows()[0]![0])
    const glob = (c: string): string => `'${dir}/data/${c}/*.parquet'`
    for (const name of CONFIG_NAMES)
      expect(await count(`select count(*) from ${glob(name)}`)).toBe(
        { biomarkers: 80, findings: 0 }[name as string] ?? 40,
      )
    expect(
      await count(`select count(*) from ${glob('biomarkers')} b join ${glob('reports')} r using (report_id)`),
    ).toBe(80)
    expect(await count(`select count(*) from ${glob('pages')} where octet_length(image.bytes) = ${image.length}`)).toBe(
      40,
    )
    expect(
      await count(
        `select count(*) from (select unnest(evidence).record_id rid from ${glob('action_cards')}) join ${glob('biomarkers')} on rid = biomarker_id`,
      ),
    ).toBe(40)

    const file = join(dir, manifest.files.find((f) => f.config === 'pages' && f.rows > 0)!.path)
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false })
    const decoded = await sharp(rows[0]!.image.bytes).metadata()
    expect([decoded.width, decoded.height]).toEqual([60, 80])
    expect(rows[0]!.words[0].bbox).toEqual([1, 1, 9, 9])

    const biomarkers = manifest.files.find((f) => f.config === 'biomarkers' && f.rows > 0)!
    const reader = await parquetjs.ParquetReader.openFile(join(dir, biomarkers.path))
    expect(Number(reader.getRowCount())).toBe(biomarkers.rows)
    // parquetjs misreads the schema of lists (it takes direct children for whole subtrees), so it reads the flat columns.
    const first = await reader.getCursor([['value_printed'], ['name_printed'], ['range_high']]).next()
    expect(first).toMatchObject({ value_printed: '4.35', name_printed: '低密度脂蛋白胆固醇(LDL-C)', range_high: 3.4 })
    await reader.close()
    const footer = (
      await db.runAndReadAll(
        `select decode(value) from parquet_kv_metadata('${file}') where decode(key) = 'huggingface'`,
      )
    ).getRows()[0]![0]
    expect(JSON.parse(String(footer)).info.features.image).toEqual({ _type: 'Image' })
    const optional = await count(
      `select count(*) from parquet_schema('${file}') where repetition_type = 'REQUIRED' and name <> 'root'`,
    )
    expect(optional).toBe(0)
  })

  it('gives the same bytes twice, and checksums that catch a changed byte', async () => {
    const [a, b] = [folder(), folder()]
    await writeRelease(source(ids, image), a, ReleaseConfig.parse({}))
    await writeRelease(source([...ids].reverse(), image), b, ReleaseConfig.parse({}))
    expect(readFileSync(join(a, 'SHA256SUMS'), 'utf8')).toBe(readFileSync(join(b, 'SHA256SUMS'), 'utf8'))
    expect(await verifyChecksums(a)).toEqual({ changed: [], missing: [], unlisted: [] })
    writeFileSync(join(a, 'release.json'), '{}')
    writeFileSync(join(a, 'stray.txt'), '')
    expect(await verifyChecksums(a)).toEqual({ changed: ['release.json'], missing: [], unlisted: ['stray.txt'] })
  })

  it('refuses a record whose box lies outside its page', async () => {
    const broken = source(ids, image, (b) => ({ ...b, biomarkers: [{ ...b.biomarkers[0]!, bbox: [0, 0, 999, 9] }] }))
    await expect(writeRelease(broken, folder(), ReleaseConfig.parse({}))).rejects.toThrow(DataTestError)
  })

  it('refuses a column that the schema does not know', async () => {
    const broken = source(ids, image, (b) => ({ ...b, report: { ...b.report, extra: 1 } as never }))
    await expect(writeRelease(broken, folder(), ReleaseConfig.parse({}))).rejects.toThrow(/column extra/)
  })
})

/**
 * Measures what a release costs to make and to change: writing against DuckDB's COPY of the same rows, new bytes after adding and removing
 * 1 % of the reports, growth of time and memory with the number of rows, and whether three readers read the same values.
 * Usage: node dist/bench/release.js [--rows 1000,10000,100000] [--image 20000] [--share-rows 2000] [--share-image 150000]; exit code 1 where an aim is missed.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { newChunkBytes } from '../src/hub/new-bytes.js'
import { readReleaseFolder } from '../src/hub/release-folder.js'
import { listFiles } from '../src/release/checksums.js'
import { ReleaseConfig } from '../src/release/config.js'
import { CONFIG_NAMES, DATASET_SCHEMA } from '../src/release/dataset-schema.js'
import { reportRows } from '../src/release/report-rows.js'
import { keyHash, ShardWriter } from '../src/release/shard-writer.js'
import { writeRelease } from '../src/release/write-release.js'
import { readOptions } from './options.js'
import { compareReaders } from './release-readers.js'
import { type MadeUp, madeUpReport, madeUpSource } from './release-rows.js'

const PAGES = 4
const values = readOptions({
  rows: { type: 'string', default: '1000,10000,100000' },
  image: { type: 'string', default: '20000' },
  'share-rows': { type: 'string', default: '2000' },
  'share-image': { type: 'string', default: '150000' },
  write: { type: 'string' },
  skip: { type: 'string', default: 'none' },
  out: { type: 'string' },
})
const TEMPLATE = readFileSync(fileURLToPath(new URL('../../configs/release/dataset-card.md', import.meta.url)), 'utf8')
const size: MadeUp = { pages: PAGES, words: 120, image: Number(values.image) }
/** Memory that 100,000 page rows may take, in MB; new bytes of text configs and pages, shares. */
const AIMS = { memory: 1000, text: 0.15, pages: 0.03 }
let missed = 0

interface Made {
  readonly seconds: number
  readonly bytes: number
  readonly peak: number
}

if (values.write !== undefined) await writeHere(Number(values.write), values.skip, values.out!)
else await run()

async function run(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'bench-release-'))
  try {
    console.log(
      `pages of ${size.words} words and images of ${size.image} bytes, ${PAGES} a report, Node ${process.versions.node}`,
    )
    await againstDuckDb(work)
    await newBytes(work)
    await growth(work)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  if (missed > 0) process.exitCode = 1
}

/** Both write rows that are in memory, into one file, snappy, on one thread. */
async function againstDuckDb(work: string): Promise<void> {
  const reports = 500
  for (const name of ['pages', 'biomarkers'] as const) {
    const all = Array.from({ length: reports }, (_, i) => [`r_${i}`, reportRows(madeUpReport(i, size))[name]] as const)
    const rows = all.reduce((sum, [, r]) => sum + r.length, 0)
    const ours = join(work, `${name}.parquet`)
    const limits = { rows: name === 'pages' ? 100 : 1000, bytes: 64_000_000 }
    let start = performance.now()
    const writer = new ShardWriter(ours, DATASET_SCHEMA[name], limits)
    for (const [id, r] of all) writer.append(id, r)
    writer.close()
    const seconds = (performance.now() - start) / 1000
    const db = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
    await db.run(`create table t as select * from read_parquet('${ours}')`)
    const theirs = join(work, `${name}.duckdb.parquet`)
    start = performance.now()
    await db.run(`copy t to '${theirs}' (format parquet, compression snappy, row_group_size ${limits.rows})`)
    const theirSeconds = (performance.now() - start) / 1000
    db.closeSync()
    const [a, b] = [statSync(ours).size, statSync(theirs).size]
    const line = (who: string, bytes: number, s: number) =>
      `  ${who.padEnd(10)} ${(bytes / 1e6).toFixed(1)} MB in ${s.toFixed(2)} s: ${(bytes / 1e6 / s).toFixed(0)} MB/s, ${(rows / s).toFixed(0)} rows/s`
    console.log(`write ${name}, ${rows} rows`)
    console.log(`${line('here', a, seconds)}\n${line('DuckDB', b, theirSeconds)}`)
    console.log(`  time ${(seconds / theirSeconds).toFixed(2)} and size ${(a / b).toFixed(2)} of DuckDB's`)
    const { values: compared, different } = await compareReaders(ours, DATASET_SCHEMA[name])
    console.log(`  ${compared} values read by DuckDB, hyparquet and parquetjs: ${different} read differently`)
    if (different > 0) missed += 1
    for (const file of [ours, theirs]) rmSync(file)
  }
}

async function newBytes(work: string): Promise<void> {
  const reports = Math.round(Number(values['share-rows']) / PAGES)
  const folders: Record<string, string> = {}
  // Every hundredth report is missing in `less`: going from it adds them, going to it removes them.
  for (const skip of ['none', 'hundredth']) {
    folders[skip] = join(work, skip)
    await child(reports, skip, folders[skip], values['share-image'])
  }
  console.log(
    `new bytes in chunks of about 64 KiB, ${reports} reports, ${reports * PAGES} pages with images of ${values['share-image']} bytes`,
  )
  for (const [what, from, to] of [
    ['1 % added', 'hundredth', 'none'],
    ['1 % removed', 'none', 'hundredth'],
  ] as const) {
    const release = await readReleaseFolder(folders[to]!)
    for (const name of CONFIG_NAMES) {
      const files = release.files.filter((f) => f.path.startsWith(`data/${name}/`))
      const { bytes, fresh } = await newChunkBytes(release, files, folders[from]!)
      const aim = name === 'pages' ? AIMS.pages : AIMS.text
      const share = bytes === 0 ? 0 : fresh / bytes
      // A config of a few chunks is new as a whole whenever a row of it is.
      const small = bytes < 1_000_000
      if (share > aim && !small) missed += 1
      console.log(
        `  ${what.padEnd(12)} ${name.padEnd(13)} ${(bytes / 1e6).toFixed(1).padStart(7)} MB, new ${(100 * share).toFixed(1).padStart(5)} %, ${(fresh / 1e6).toFixed(2)} MB${small ? ' (too small to count)' : ` (aim ${100 * aim} %${share > aim ? ', missed' : ''})`}`,
      )
    }
  }
  for (const folder of Object.values(folders)) rmSync(folder, { recursive: true })
}

async function growth(work: string): Promise<void> {
  console.log('a whole release: rows of pages, time, peak memory')
  let first: number | null = null
  for (const rows of values.rows.split(',').map(Number)) {
    const folder = join(work, `rows-${rows}`)
    const { seconds, bytes, peak } = await child(Math.round(rows / PAGES), 'none', folder)
    rmSync(folder, { recursive: true })
    const perRow = (1e6 * seconds) / rows
    first ??= perRow
    console.log(
      `  ${String(rows).padStart(7)} rows, ${(bytes / 1e6).toFixed(0).padStart(6)} MB: ${seconds.toFixed(1).padStart(6)} s (${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${perRow.toFixed(0)} µs a row, ${(perRow / first).toFixed(2)} of the first), peak ${peak.toFixed(0)} MB`,
    )
    if (peak > AIMS.memory) missed += 1
  }
}

/** Writes a release in a process of its own, so that its memory is its own. */
function child(reports: number, skip: string, out: string, image = values.image): Promise<Made> {
  return new Promise((resolve, reject) => {
    const args = ['--write', String(reports), '--skip', skip, '--out', out, '--image', image]
    const process_ = fork(fileURLToPath(import.meta.url), args)
    process_.once('message', (message) => resolve(message as Made))
    process_.once('exit', (code) =>
      code === 0 ? undefined : reject(new Error(`the writing process ended with ${code}`)),
    )
  })
}

async function writeHere(reports: number, skip: string, out: string): Promise<void> {
  // Every hundredth by key hash, so that the reports that are missing lie anywhere.
  const left = (i: number) => skip === 'hundredth' && Number.parseInt(keyHash(`r_${i}`).slice(8, 12), 16) % 100 === 0
  const start = performance.now()
  await writeRelease(madeUpSource(reports, size, TEMPLATE, left), out, ReleaseConfig.parse({}))
  const seconds = (performance.now() - start) / 1000
  const bytes = listFiles(out).reduce((sum, path) => sum + statSync(join(out, path)).size, 0)
  const made: Made = { seconds, bytes, peak: process.resourceUsage().maxRSS / 1024 }
  process.send!(made)
  process.disconnect()
}

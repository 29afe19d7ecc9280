/** `make bench-deid`: de-identification in depth, on a freshly seeded corpus and on a folder of real samples: leaks, recall, precision, survival, residue, speed. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parquetRows } from '../pipelines/audit-parquet.js'
import { buildQuietly } from '../pipelines/commands/build.js'
import { viewReport } from '../pipelines/commands/show.js'
import { traceFile } from '../pipelines/commands/trace.js'
import { resolvePaths } from '../pipelines/workplace.js'
import type { GoldReport } from '../src/benchmark/gold-report.js'
import {
  countDeid,
  coverage,
  type DeidCounts,
  emptyDeidCounts,
  foldIdentifier,
} from '../src/benchmark/metrics/deid-metrics.js'
import { printProportion, wilson } from '../src/benchmark/statistics/interval.js'
import { BLEACHED } from '../src/deid/deidentify.js'
import { identify } from '../src/deid/identify.js'
import { DocumentConfig } from '../src/document/config.js'
import { readDocument } from '../src/document/document.js'
import type { Bbox } from '../src/records/bbox.js'
import type { ReportView } from '../src/records/report-view.js'
import { readGroundTruth } from '../src/synth/ground-truth.js'
import { readGoldFolder } from './gold.js'
import { CORPUS_OPTIONS, measureCorpora } from './measured-corpora.js'
import { readOptions } from './options.js'
import { printDeidRates } from './print-deid.js'
import { pageSurfaces } from './surfaces.js'

const values = readOptions({
  ...CORPUS_OPTIONS,
  seed: { type: 'string', default: '20251' },
  reports: { type: 'string', default: '60' },
})

/** Numbers that arise by chance where coordinates meet. */
const SHORT_NUMBER = /^\d{7,9}$/

/** What is counted of a group of reports besides the counts that all benchmarks share. */
interface Group {
  deid: DeidCounts
  scopes: Map<string, { n: number; gone: number }>
  quarantined: number
  rows: number
  touched: number
}

await measureCorpora(values, measure)

async function measure(title: string, raw: string, place: string): Promise<void> {
  const paths = resolvePaths({ raw, processed: join(place, 'processed'), vault: join(place, 'vault') }, place)
  await buildQuietly(paths)
  const groups = new Map<string, Group>()
  const golds: GoldReport[] = []
  for (const { path, gold } of readGoldFolder(raw)) {
    const view = viewReport(paths.processed, await traceFile(paths, path))
    golds.push(gold)
    for (const key of ['all', gold.kind, `${gold.kind} ${gold.language.slice(0, 2)}`]) {
      const group = groups.get(key) ?? {
        deid: emptyDeidCounts(),
        scopes: new Map(),
        quarantined: 0,
        rows: 0,
        touched: 0,
      }
      groups.set(key, group)
      if (view.quarantine !== null) {
        group.quarantined += 1
        continue
      }
      const surfaces = pageSurfaces(view)
      countDeid(group.deid, gold, view, surfaces)
      countScopes(group.scopes, gold, view, surfaces)
      const rows = countRows(path, gold, view)
      group.rows += rows?.rows ?? 0
      group.touched += rows?.touched ?? 0
    }
  }
  console.log(`\n# ${title}`)
  for (const [key, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) printGroup(key, group)
  const all = groups.get('all')
  if (all !== undefined) {
    printTraps(all.deid)
    if (values.misses) for (const leak of all.deid.leaks) console.log('LEAK', JSON.stringify(leak))
    if (values.misses) for (const lost of all.deid.lost) console.log('LOST', JSON.stringify(lost))
  }
  await printResidue(paths.processed, golds)
  await printSpeed(raw)
}

/** Mentions gone by category and whom they point to. */
function countScopes(scopes: Group['scopes'], gold: GoldReport, view: ReportView, surfaces: readonly string[]): void {
  const published = surfaces.map(foldIdentifier).join('\n')
  for (const identifier of gold.identifiers) {
    const folded = foldIdentifier(identifier.text)
    const described = /^\[.*\]$/.test(identifier.text)
    if (identifier.page === 0) continue
    const page = view.pages.find((p) => p.number === identifier.page)
    const frame = gold.frames?.find((f) => f.number === identifier.page)
    const [x, y] = frame && page ? [page.width / frame.width, page.height / frame.height] : [1, 1]
    const pixels = identifier.boxes.every(
      (b) =>
        coverage(
          [b[0] * x, b[1] * y, b[2] * x, b[3] * y],
          (page?.redactions ?? []).map((r) => r.bbox),
        ) >= 0.99,
    )
    const long = /\p{Script=Han}/u.test(folded) ? folded.length >= 2 : folded.length >= 4
    const stands = !described && long && published.includes(folded)
    const gone = !stands && (pixels || (gold.kind === 'digital' && !identifier.in_image))
    const key = `${identifier.category} ${identifier.scope}`
    const count = scopes.get(key) ?? { n: 0, gone: 0 }
    count.n += 1
    if (gone) count.gone += 1
    scopes.set(key, count)
  }
}

function printGroup(key: string, { deid: d, scopes, quarantined, rows, touched }: Group): void {
  console.log(`\n## ${key}: ${d.reports} reports${quarantined > 0 ? `, ${quarantined} set aside` : ''}`)
  printDeidRates(d)
  if (rows > 0) console.log(`result rows untouched    ${printProportion(wilson(rows - touched, rows))} (scans)`)
  for (const [category, c] of Object.entries(d.categories).sort())
    console.log(`  redact-full ${category.padEnd(12)} ${printProportion(wilson(c.full, c.reports))}`)
  if (key !== 'all') return
  for (const [scope, c] of [...scopes].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(`  mentions gone ${scope.padEnd(22)} ${printProportion(wilson(c.gone, c.n))}`)
}

function printTraps(d: DeidCounts): void {
  if (Object.keys(d.traps).length === 0) return
  console.log('\n## clinical text that only looks like an identifier: lost per 1,000')
  for (const [trap, t] of Object.entries(d.traps).sort())
    console.log(`  ${trap.padEnd(28)} ${((1000 * t.lost) / t.n).toFixed(1)} ${printProportion(wilson(t.lost, t.n))}`)
}

/** Searches every byte that leaves for gold identifiers: files as text, values of Parquet tables, file names. Long ones only: short ones stand in any number. */
async function printResidue(processed: string, golds: readonly GoldReport[]): Promise<void> {
  const wanted = new Map<string, string>()
  for (const gold of golds)
    for (const { text, category, scope } of gold.identifiers) {
      const folded = foldIdentifier(text)
      const long = /\p{Script=Han}/u.test(folded) ? folded.length >= 3 : folded.length >= 7
      // Of institutions and staff only what no other report prints as clinical text: all are searched alike.
      if (long && !/^\[.*\]$/.test(text) && category !== 'AGE_OVER_89' && category !== 'EMPLOYER')
        wanted.set(folded, `${category} ${scope}`)
    }
  let [files, bytes] = [0, 0]
  const found = new Map<string, number>()
  const search = (text: string) => {
    const folded = foldIdentifier(text)
    const numbers = wholeNumbers(text)
    for (const [key, name] of wanted)
      if (SHORT_NUMBER.test(key) ? numbers.has(key) : folded.includes(key))
        found.set(name, (found.get(name) ?? 0) + key.length)
  }
  for (const file of readdirSync(processed, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(processed, file)
    if (!statSync(path).isFile()) continue
    files += 1
    bytes += statSync(path).size
    search(basename(file))
    if (file.endsWith('.parquet')) for await (const row of parquetRows(processed, file)) search(row.text)
    else if (/\.(?:jpe?g|png)$/.test(file))
      search(
        readFileSync(path)
          .toString('latin1')
          .replace(/[^\x20-\x7e]{2,}/g, '\n'),
      )
    else search(readFileSync(path, 'utf8'))
  }
  const residue = [...found.values()].reduce((sum, n) => sum + n, 0)
  console.log(
    `\nresidue                  ${residue} characters of ${wanted.size} identifiers in ${files} files (${(bytes / 1e6).toFixed(1)} MB)`,
  )
  for (const [name, n] of [...found].sort()) console.log(`  ${name}: ${n}`)
}

/**
 * Numbers as they may be printed, in one piece or in groups ("2023-05-20", "555 0132"). Coordinates side by side and the hashes of sketches hold any eight figures by chance:
 * short numbers are searched whole, neither across others nor inside longer ones.
 */
function wholeNumbers(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const [printed] of text.matchAll(/(?<![A-Za-z\d.])\d[\d ()/+-]*\d(?![A-Za-z\d.])/g)) {
    const groups = printed.split(/\D+/).filter((group) => group !== '')
    for (let from = 0; from < groups.length; from += 1)
      for (let to = from + 1; to <= groups.length && to <= from + 5; to += 1) found.add(groups.slice(from, to).join(''))
  }
  return found
}

/** Time of detection on digital pages, apart from reading them: each report once warmed up, its time shared among its pages. */
async function printSpeed(raw: string): Promise<void> {
  const perPage: number[] = []
  let words = 0
  for (const { path, gold } of readGoldFolder(raw)) {
    if (gold.kind !== 'digital') continue
    const reading = await readDocument(readFileSync(path), DocumentConfig.parse({})).catch(() => null)
    if (reading === null || reading.pages.some((page) => page.ocr !== null)) continue
    identify(reading)
    const started = performance.now()
    identify(reading)
    const time = (performance.now() - started) / reading.pages.length
    for (const page of reading.pages) {
      perPage.push(time)
      words += page.words.length
    }
  }
  perPage.sort((a, b) => a - b)
  const n = perPage.length
  if (n === 0) return
  const mean = (perPage.reduce((sum, time) => sum + time, 0) / n).toFixed(1)
  const at = (share: number) => perPage[Math.min(n - 1, Math.floor(share * n))]!.toFixed(1)
  console.log(
    `detection                mean ${mean} ms, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms per digital page (n=${n}, ${Math.round(words / n)} words a page, without reading or OCR)`,
  )
}

/** Rows of results on scans, and how many of them a covered region touches: bleached places are not black. Null where the corpus has no boxes of rows. */
function countRows(path: string, gold: GoldReport, view: ReportView): { rows: number; touched: number } | null {
  const truth = path.replace(/\.[^.]+$/, '.truth.json')
  if (gold.kind === 'digital' || !existsSync(truth)) return null
  let [rows, touched] = [0, 0]
  for (const { page: number, bbox } of readGroundTruth(truth).biomarkers) {
    const page = view.pages.find((p) => p.number === number)
    if (page === undefined) continue
    const frame = gold.frames?.find((f) => f.number === number)
    const [x, y] = frame === undefined ? [1, 1] : [page.width / frame.width, page.height / frame.height]
    // The middle half of a row: boxes of its neighbours reach into its edges.
    const inset = (bbox[3] - bbox[1]) / 4
    const middle: Bbox = [bbox[0] * x, (bbox[1] + inset) * y, bbox[2] * x, (bbox[3] - inset) * y]
    const black = page.redactions.filter((r) => !BLEACHED.has(r.detector)).map((r) => r.bbox)
    rows += 1
    if (coverage(middle, black) > 0.02) touched += 1
  }
  return { rows, touched }
}

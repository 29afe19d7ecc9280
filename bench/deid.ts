/** `make bench-deid`: de-identification in depth, on a freshly seeded corpus and on a folder of real samples: leaks, recall, precision, survival, residue, speed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parquetRows } from '../pipelines/audit-parquet.js'
import { buildQuietly } from '../pipelines/commands/build.js'
import { viewReport } from '../pipelines/commands/show.js'
import { traceFile } from '../pipelines/commands/trace.js'
import { resolvePaths } from '../pipelines/workplace.js'
import { countDeid, coverage, type DeidCounts, emptyDeidCounts, foldIdentifier } from '../src/benchmark/deid-metrics.js'
import type { GoldReport } from '../src/benchmark/gold-report.js'
import { printProportion, ruleOfThree, wilson } from '../src/benchmark/interval.js'
import { identify } from '../src/deid/identify.js'
import type { DocumentReading, PageReading } from '../src/records/page.js'
import type { ReportView } from '../src/records/report-view.js'
import { generateCorpus } from '../src/synth/corpus.js'
import { readGoldFolder } from './gold.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20251' },
    reports: { type: 'string', default: '60' },
    samples: { type: 'string', default: join('..', 'shared', 'reports') },
    only: { type: 'string' },
    keep: { type: 'string' },
    misses: { type: 'boolean', default: false },
  },
})

/** What is counted of a group of reports besides the counts that all benchmarks share. */
interface Group {
  deid: DeidCounts
  scopes: Map<string, { n: number; gone: number }>
  quarantined: number
}

const work = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'checkup-bench-deid-')) : resolve(values.keep)
try {
  if (values.only !== 'samples') {
    const corpus = join(work, 'corpus')
    if (!existsSync(corpus))
      await generateCorpus({ seed: Number(values.seed), reports: Number(values.reports), outDir: corpus })
    await measure(`synthetic corpus, seed ${values.seed}`, corpus, join(work, 'synthetic'))
  }
  if (values.only !== 'synthetic') {
    if (existsSync(values.samples)) await measure('sample reports', resolve(values.samples), join(work, 'samples'))
    else console.log(`sample reports: skipped, no folder ${values.samples}`)
  }
} finally {
  if (values.keep === undefined) rmSync(work, { recursive: true })
}

async function measure(title: string, raw: string, place: string): Promise<void> {
  const paths = resolvePaths({ raw, processed: join(place, 'processed'), vault: join(place, 'vault') }, place)
  await buildQuietly(paths)
  const groups = new Map<string, Group>()
  const golds: GoldReport[] = []
  for (const { path, gold } of readGoldFolder(raw)) {
    const view = viewReport(paths.processed, await traceFile(paths, path))
    golds.push(gold)
    for (const key of ['all', gold.kind, `${gold.kind} ${gold.language.slice(0, 2)}`]) {
      const group = groups.get(key) ?? { deid: emptyDeidCounts(), scopes: new Map(), quarantined: 0 }
      groups.set(key, group)
      if (view.quarantine !== null) {
        group.quarantined += 1
        continue
      }
      const surfaces = [
        ...view.pages.map((page) => page.words.map((word) => word.text).join(' ')),
        JSON.stringify(view.report),
      ]
      countDeid(group.deid, gold, view, surfaces)
      countScopes(group.scopes, gold, view, surfaces)
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
  printSpeed()
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

function printGroup(key: string, { deid: d, scopes, quarantined }: Group): void {
  console.log(`\n## ${key}: ${d.reports} reports${quarantined > 0 ? `, ${quarantined} set aside` : ''}`)
  const bound = d.leaked === 0 ? `, upper bound ${ruleOfThree(d.reports).toFixed(3)}` : ''
  console.log(`document-level leaks     ${d.leaked} of ${d.reports}${bound}`)
  console.log(`character recall         ${printProportion(wilson(d.coveredCharacters, d.characters))}`)
  if (d.boxes > 0) console.log(`pixel coverage of boxes  ${printProportion(wilson(d.coveredBoxes, d.boxes))}`)
  if (d.redactions > 0)
    console.log(`redaction precision      ${printProportion(wilson(d.trueRedactions, d.redactions))}`)
  if (d.cells > 0) console.log(`clinical retention       ${printProportion(wilson(d.retainedCells, d.cells))}`)
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
    for (const [key, name] of wanted) if (folded.includes(key)) found.set(name, (found.get(name) ?? 0) + key.length)
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

/** Time of detection on a digital page of two hundred words: median of single reports of four pages, warmed up. */
function printSpeed(): void {
  const line = (y: number, texts: readonly string[]) =>
    texts.map((text, i) => ({
      text,
      bbox: [40 + i * 105, y, 40 + i * 105 + Math.min(100, text.length * 6), y + 9] as [number, number, number, number],
      confidence: 1,
      source: 'text' as const,
      angle: 0,
      line: null,
      style: { size: 9, bold: null, italic: null, color: null },
    }))
  const page = (number: number): PageReading => ({
    number,
    width: 595,
    height: 842,
    rotation: 0,
    skew: 0,
    kind: 'digital',
    words: [
      ...line(40, ['Patient Name:', 'Roe,', 'Jane', 'DOB:', '1980-02-03']),
      ...Array.from({ length: 38 }, (_, i) =>
        line(80 + i * 18, ['Haemoglobin', `${12 + (i % 5)}.${i % 10}`, 'g/dL', '12.0 - 16.0', 'Normal']),
      ).flat(),
      ...line(800, ['Verified', 'by', 'Dr. Anna', 'Example', 'Pathologist']),
    ],
    hidden_words: [],
    rules: [],
    fills: [],
    images: [],
    ocr: null,
    text_trust: 'trusted',
  })
  const reading = { pages: [1, 2, 3, 4].map(page) } as unknown as DocumentReading
  for (let i = 0; i < 5; i += 1) identify(reading)
  const times = Array.from({ length: 15 }, () => {
    const started = performance.now()
    identify(reading)
    return (performance.now() - started) / 4
  }).sort((a, b) => a - b)
  console.log(
    `detection                ${times[7]!.toFixed(1)} ms per page (median of 15, ${page(1).words.length} words a page)`,
  )
}

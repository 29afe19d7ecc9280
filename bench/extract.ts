/** `make bench-extract`: layout, tables, biomarker rows and findings against ground truth; digital, scanned, photo and languages apart. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { engineOptions } from '../pipelines/commands/build.js'
import { traceFile } from '../pipelines/commands/trace.js'
import { pipeline } from '../pipelines/pipeline.js'
import { loadBuildConfig, resolvePaths } from '../pipelines/workplace.js'
import type { GoldBiomarker, GoldReport } from '../src/benchmark/gold-report.js'
import {
  type BiomarkerCounts,
  countBiomarkers,
  emptyBiomarkerCounts,
  foldPrinted,
} from '../src/benchmark/metrics/biomarker-metrics.js'
import {
  countFindings,
  countStatements,
  emptyFindingCounts,
  emptyStatementCounts,
  type FindingCounts,
  findingF1,
  type StatementCounts,
} from '../src/benchmark/metrics/finding-metrics.js'
import {
  countLineLabels,
  type LabelCounts,
  type LabelledWord,
  labelF1,
  labelOf,
} from '../src/benchmark/metrics/line-metrics.js'
import { readingOrder } from '../src/benchmark/metrics/reading-order.js'
import { assign } from '../src/benchmark/statistics/assignment.js'
import { printProportion, wilson } from '../src/benchmark/statistics/interval.js'
import type { Paths } from '../src/engine/pipeline.js'
import { silentProgress } from '../src/engine/progress.js'
import { runPipeline } from '../src/engine/run.js'
import { extractRecords } from '../src/extract/extract-records.js'
import { type ExtractKnowledge, loadExtractKnowledge } from '../src/extract/knowledge.js'
import { layoutReport } from '../src/layout/layout-report.js'
import { DeidentifiedArtefact, type RecordsArtefact } from '../src/records/artefact.js'
import type { Bbox } from '../src/records/bbox.js'
import type { Biomarker } from '../src/records/biomarker.js'
import type { PageLayout } from '../src/records/layout.js'
import type { DeidentifiedPage } from '../src/records/page.js'
import { type GroundTruth, readGroundTruth } from '../src/synth/ground-truth.js'
import { type GoldFile, readGoldFolder } from './gold.js'
import { alignment, LOSSES, type Loss, lostRows } from './lost-rows.js'
import { CORPUS_OPTIONS, measureCorpora } from './measured-corpora.js'
import { readOptions } from './options.js'
import { scoreTables } from './score-tables.js'

const values = readOptions({
  ...CORPUS_OPTIONS,
  /** Take the de-identified pages of a kept folder as they are. */
  reuse: { type: 'boolean', default: false },
})

/** Labels of lines that have no place in the reading order of a page. */
const UNORDERED: ReadonlySet<string> = new Set(['page_header', 'page_footer', 'watermark', 'table'])

interface Counts {
  reports: number
  unread: number
  pages: number
  rows: BiomarkerCounts
  findings: FindingCounts
  statements: StatementCounts
  labels: LabelCounts
  losses: Partial<Record<Loss, number>>
  grid: { similarity: number; cells: number; tables: number }
  codes: { given: number; mapped: number; right: number }
  order: { distance: number; lines: number }
  layoutMs: number
  extractMs: number
}

const empty = (): Counts => ({
  reports: 0,
  unread: 0,
  pages: 0,
  rows: emptyBiomarkerCounts(),
  findings: emptyFindingCounts(),
  statements: emptyStatementCounts(),
  labels: {},
  losses: {},
  grid: { similarity: 0, cells: 0, tables: 0 },
  codes: { given: 0, mapped: 0, right: 0 },
  order: { distance: 0, lines: 0 },
  layoutMs: 0,
  extractMs: 0,
})

const notes: string[] = []
await measureCorpora(values, measure)

/** Builds up to the privacy wall (a kept folder is reused), then lays out and extracts in this process, so that both can be timed. */
async function measure(title: string, raw: string, place: string): Promise<void> {
  const paths = resolvePaths({ raw, processed: join(place, 'processed'), vault: join(place, 'vault') }, place)
  const names = pipeline.stages.map((s) => s.name)
  for (const only of values.reuse ? [] : names.slice(0, names.indexOf('deidentify') + 1)) {
    await runPipeline(await engineOptions({ only }, paths), { progress: silentProgress, handleSignals: false })
  }
  const config = await loadBuildConfig(paths)
  const knowledge = await loadExtractKnowledge(join(paths.configs, 'extract'), join(paths.configs, 'lexicon'))
  const groups = new Map<string, Counts>()
  const files = readGoldFolder(raw)
  // The first report warms the compiler up; it is read once more with the others.
  for (const file of [...files.slice(0, 1), ...files]) {
    const read = await readReport(file, paths, config, knowledge)
    const first = groups.get('all')
    if (first === undefined && file === files[0] && !groups.has('warm')) {
      groups.set('warm', empty())
      continue
    }
    for (const key of ['all', `${file.gold.kind} ${file.gold.language.slice(0, 2)}`]) {
      const counts = groups.get(key) ?? empty()
      groups.set(key, counts)
      score(counts, file, read, key === 'all')
      noteLosses(counts, file.gold, read, knowledge, key === 'all')
    }
  }
  groups.delete('warm')
  console.log(`\n# ${title}`)
  for (const [key, counts] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) print(key, counts)
  const all = groups.get('all')
  if (values.misses && all) {
    for (const miss of all.rows.misses) console.log('MISS', JSON.stringify(miss))
    for (const miss of [...all.findings.misses, ...all.statements.misses]) console.log('FINDING', JSON.stringify(miss))
    for (const note of notes.splice(0)) console.log(note)
  }
}

interface Read {
  readonly pages: readonly DeidentifiedPage[]
  readonly layout: readonly PageLayout[]
  readonly records: RecordsArtefact
  readonly layoutMs: number
  readonly extractMs: number
}

async function readReport(
  file: GoldFile,
  paths: Paths,
  config: Awaited<ReturnType<typeof loadBuildConfig>>,
  knowledge: ExtractKnowledge,
): Promise<Read | null> {
  const artefact = join(paths.processed, 'deidentified', `${await traceFile(paths, file.path)}.json`)
  if (!existsSync(artefact)) return null
  const { pages, report } = DeidentifiedArtefact.parse(JSON.parse(readFileSync(artefact, 'utf8')))
  const started = performance.now()
  const layout = layoutReport(pages, config.layout)
  const between = performance.now()
  const records = extractRecords(pages, layout, report, knowledge, config.extract)
  return { pages, layout, records, layoutMs: between - started, extractMs: performance.now() - between }
}

function score(counts: Counts, file: GoldFile, read: Read | null, note: boolean): void {
  const { gold } = file
  counts.reports++
  if (read === null) {
    counts.unread++
    countBiomarkers(counts.rows, gold, [], '')
    return
  }
  counts.pages += read.pages.length
  counts.layoutMs += read.layoutMs
  counts.extractMs += read.extractMs
  const printed = [
    ...gold.biomarkers.map((b) => b.value),
    ...read.pages.map((p) => p.words.map((w) => w.text).join('')),
  ].join('\n')
  countBiomarkers(counts.rows, gold, read.records.biomarkers, printed)
  if (note) noteRows(gold, read)
  if (gold.statements.length > 0)
    countStatements(
      counts.statements,
      gold.name,
      gold.statements,
      read.records.findings.map((f) => f.text),
    )
  const stem = basename(file.path).replace(/\.\w+$/, '')
  const path = join(dirname(file.path), `${stem}.truth.json`)
  if (!existsSync(path)) return
  const truth = scaled(readGroundTruth(path), read.pages)
  scoreCodes(counts, truth, read, note)
  for (const { table, similarity, cells } of scoreTables(truth, read.layout)) {
    counts.grid.similarity += similarity
    counts.grid.cells += cells
    counts.grid.tables++
    const grits = (2 * similarity) / Math.max(1, cells)
    if (note && grits < 0.97)
      notes.push(
        `TABLE ${JSON.stringify({ report: gold.name, page: table.page, grits: Number(grits.toFixed(3)), first: table.rows[0], rows: table.rows.length })}`,
      )
  }
  countFindings(counts.findings, gold.name, truth.findings, read.records.findings)
  const words = labelledWords(read)
  countLineLabels(counts.labels, truth.lines, words)
  for (const page of truth.pages) {
    // Inside tables the grid counts, outside of the body nothing is read on: both are measured apart.
    const body = truth.lines.filter((l) => l.page === page.number && !UNORDERED.has(l.label))
    const order = readingOrder(body, words)
    counts.order.distance += order.distance
    counts.order.lines += order.lines
    if (note && order.distance > 0)
      notes.push(`ORDER ${JSON.stringify({ report: gold.name, page: page.number, ...order })}`)
  }
  if (note)
    for (const line of truth.lines) {
      const label = labelOf(line, words)
      if (label !== null && label !== line.label)
        notes.push(
          `LINE ${JSON.stringify({ report: gold.name, page: line.page, gold: line.label, read: label, text: line.text })}`,
        )
    }
}

/** Ground truth of a photo in the frame of the page as read. */
function scaled(truth: GroundTruth, pages: readonly DeidentifiedPage[]): GroundTruth {
  if (truth.kind !== 'photo') return truth
  const map = <T extends { page: number; bbox: Bbox }>(item: T): T => {
    const frame = truth.pages.find((p) => p.number === item.page)
    const page = pages.find((p) => p.number === item.page)
    if (frame === undefined || page === undefined) return item
    const [sx, sy] = [page.width / frame.width, page.height / frame.height]
    const [x0, y0, x1, y1] = item.bbox
    return { ...item, bbox: [x0 * sx, y0 * sy, x1 * sx, y1 * sy] }
  }
  return { ...truth, tables: truth.tables.map(map), lines: truth.lines.map(map) }
}

function labelledWords(read: Read): LabelledWord[] {
  return read.layout.flatMap((layout) => {
    const page = read.pages.find((p) => p.number === layout.number)!
    return layout.blocks.flatMap((b) =>
      b.lines.flatMap((l) =>
        l.words.map((w) => ({
          page: page.number,
          bbox: page.words[w]!.bbox,
          label: b.label,
          text: page.words[w]!.text,
        })),
      ),
    )
  })
}

/** Rows that no record matches, by the step at which they were lost. */
function noteLosses(
  counts: Counts,
  gold: GoldReport,
  read: Read | null,
  knowledge: ExtractKnowledge,
  note: boolean,
): void {
  for (const lost of lostRows(gold, read, (name) => knowledge.lexicon.isAnalyteName(name))) {
    counts.losses[lost.loss] = (counts.losses[lost.loss] ?? 0) + 1
    if (note) notes.push(`LOST ${JSON.stringify({ report: gold.name, ...lost })}`)
  }
}

/** With --misses: what differs in aligned rows, gold and read. */
function noteRows(gold: GoldReport, read: Read): void {
  const rows = gold.biomarkers.filter((b) => b.role === 'current')
  const current = read.records.biomarkers.filter((b) => b.role === 'current')
  for (const [i, j] of assign(alignment(rows, current), 0.5)) {
    if (current[j]!.analyte === null)
      notes.push(
        `UNMAPPED ${JSON.stringify({ name: current[j]!.name_printed, unit: current[j]!.unit_printed, panel: current[j]!.panel })}`,
      )
    noteFields(gold, rows[i]!, current[j]!)
  }
}

/** LOINC codes of rows whose names agree, where the ground truth gives one. */
function scoreCodes(counts: Counts, truth: GroundTruth, read: Read, note: boolean): void {
  const gold = truth.biomarkers.filter((b) => b.role === 'current')
  const current = read.records.biomarkers.filter((b) => b.role === 'current')
  for (const [i, j] of assign(alignment(gold, current), 0.5)) {
    const [g, p] = [gold[i]!, current[j]!]
    if (g.loinc === null) continue
    counts.codes.given++
    if (p.loinc === null) continue
    counts.codes.mapped++
    if (p.loinc === g.loinc) counts.codes.right++
    else if (note)
      notes.push(
        `CODE ${JSON.stringify({ name: g.name, unit: g.unit, gold: g.loinc, read: p.loinc, analyte: p.analyte })}`,
      )
  }
}

function noteFields({ name: report, kind }: GoldReport, gold: GoldBiomarker, read: Biomarker): void {
  const pairs = {
    value: [gold.value, read.value_printed],
    unit: [gold.unit, read.unit_printed],
    range: [gold.range, read.range_printed],
    flag: [gold.flag, read.flag_printed],
  }
  for (const [field, [a, b]] of Object.entries(pairs)) {
    if (foldPrinted(a ?? null) !== foldPrinted(b ?? null))
      notes.push(`FIELD ${JSON.stringify({ report, kind, field, name: gold.name, gold: a, read: b, page: gold.page })}`)
  }
  if (gold.interpretation != null && read.interpretation === null)
    notes.push(
      `ABSTAINED ${JSON.stringify({ report, kind, name: gold.name, value: read.value_printed, unit: read.unit_printed, range: read.range_printed, reasons: read.review_reasons })}`,
    )
}

function print(key: string, c: Counts): void {
  const r = c.rows
  console.log(`\n## ${key}: ${c.reports} reports, ${c.pages} pages${c.unread > 0 ? `, ${c.unread} set aside` : ''}`)
  const line = (label: string, text: string): void => console.log(`${label.padEnd(25)}${text}`)
  if (r.gold > 0) {
    line('row recall', printProportion(wilson(r.aligned, r.gold)))
    line('row precision', printProportion(wilson(r.aligned, r.predicted)))
    for (const field of ['value', 'unit', 'range', 'flag'] as const)
      line(`${field} accuracy`, printProportion(wilson(r[field], r.aligned)))
    line('rows exact in all five', printProportion(wilson(r.exact, r.gold)))
    if (r.determinable > 0)
      line(
        'interpretation',
        `${printProportion(wilson(r.interpretation, r.determinable - r.abstained))}, ${r.abstained} of ${r.determinable} abstained`,
      )
    line('mapped to an analyte', printProportion(wilson(r.mapped, r.predicted)))
    line(
      'values invented',
      `${r.invented}, distractor rows ${r.distractors} of ${r.predicted}, summary quotes of table rows ${r.quoted}`,
    )
  }
  if (values.misses)
    for (const [loss, n] of Object.entries(c.losses).sort((a, b) => b[1] - a[1]))
      console.log(`  lost ${String(n).padStart(4)}  ${loss}: ${LOSSES[loss as Loss]}`)
  if (c.codes.given > 0) line('LOINC code right', printProportion(wilson(c.codes.right, c.codes.mapped)))
  if (c.grid.tables > 0)
    line(
      'GriTS_Con',
      `${((2 * c.grid.similarity) / Math.max(1, c.grid.cells)).toFixed(4)} over ${c.grid.tables} tables`,
    )
  if (c.order.lines > 0)
    line(
      'reading order',
      `${(c.order.distance / c.order.lines).toFixed(4)} normalised edit distance over ${c.order.lines} lines`,
    )
  const f1 = labelF1(c.labels)
  if (f1 !== null) {
    line('line-label F1', f1.toFixed(4))
    for (const [label, { tp, fp, fn }] of Object.entries(c.labels).sort(([a], [b]) => (a < b ? -1 : 1)))
      console.log(`  ${label.padEnd(16)} P ${ratio(tp, tp + fp)} R ${ratio(tp, tp + fn)} (n=${tp + fn})`)
  }
  const findings = findingF1(c.findings)
  if (findings !== null && c.findings.gold > 0)
    line(
      'findings F1',
      `${findings.toFixed(4)} (gold ${c.findings.gold}, read ${c.findings.predicted}, matched ${c.findings.matched}, negation agrees ${c.findings.agreed}, size ${c.findings.size} of ${c.findings.sized})`,
    )
  if (c.statements.gold > 0) {
    line('statements covered', printProportion(wilson(c.statements.covered, c.statements.gold)))
    line('findings supported', printProportion(wilson(c.statements.supported, c.statements.predicted)))
  }
  line(
    'time a page',
    `layout ${(c.layoutMs / Math.max(1, c.pages)).toFixed(1)} ms, extraction ${(c.extractMs / Math.max(1, c.pages)).toFixed(1)} ms`,
  )
  for (const [hazard, h] of Object.entries(r.hazards).sort(([a], [b]) => (a < b ? -1 : 1)))
    if (h.right < h.gold) console.log(`  hazard ${hazard}: ${h.right} of ${h.gold}`)
}

function ratio(n: number, of: number): string {
  return of === 0 ? 'none' : (n / of).toFixed(3)
}

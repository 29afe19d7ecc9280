import type { RecordsArtefact } from '../records/artefact.js'
import { union } from '../records/bbox.js'
import type { Biomarker } from '../records/biomarker.js'
import type { PageLayout } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Report } from '../records/report.js'
import { type UnderstoodBiomarker, understand } from './biomarker-record.js'
import type { Candidate } from './candidate.js'
import { tickedRows } from './choice-item.js'
import type { ExtractConfig } from './config.js'
import { contradictions } from './contradiction.js'
import { demographics } from './demographics.js'
import { type CellStyle, normalStyle } from './emphasis.js'
import { tableFindings } from './finding/finding-form.js'
import {
  blockFindings,
  examinationOf,
  type FindingDraft,
  remarkFindings,
  statementFindings,
} from './finding/finding-record.js'
import { fold } from './fold.js'
import { crossLines, formCells, formLines, stackedCells } from './form-line.js'
import { agreement } from './interpretation.js'
import { itemCandidate, readKeyValues } from './key-value.js'
import type { ExtractKnowledge } from './knowledge.js'
import { joinLines } from './line-words.js'
import { decimalStyle } from './number.js'
import { plausibility } from './plausibility.js'
import { readProse } from './prose.js'
import { giveRangesBelow, giveSharedRange } from './range-below.js'
import { readTable, type TableState, valueStyles } from './row.js'
import { inCompany } from './row-company.js'
import { withoutSummaryRows } from './summary-rows.js'
import { tableRows } from './table-row.js'
import { titledResults } from './titled-result.js'

/**
 * Turns the de-identified pages of one report and their layout into biomarkers and findings, and completes sex and age where the
 * report does not tell them. Pure: the same input gives the same records in the same order (pages, then reading order).
 */
export function extractRecords(
  pages: readonly DeidentifiedPage[],
  layout: readonly PageLayout[],
  report: Report,
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
): RecordsArtefact {
  const person = { ...report, ...demographics(pages, report, knowledge.demographics) }
  const read = readPages(pages, layout, knowledge, config)
  const style = decimalStyle(read.candidates.flatMap((c) => [c.value_cell, c.range_printed ?? '']))
  const context = { report: person, style, config, knowledge }
  const understood: UnderstoodBiomarker[] = []
  const findings: FindingDraft[] = [...read.findings]
  for (const candidate of inCompany(read.candidates, knowledge)) {
    const one = understand(candidate, 'pending', context)
    const statements = asFindings(one, candidate, knowledge, config)
    if (statements !== null) findings.push(...statements)
    else if (accepted(one)) understood.push(one)
  }
  const kept = withoutSummaryRows(withoutRepeats(understood))
  const prose = config.prose_results ? read.prose.map((c) => understand(c, 'pending', context)).filter(accepted) : []
  const { added, contradicted } = contradictions(kept, prose, config.contradiction_tolerance)
  const all = inReadingOrder([...kept, ...added])
  const flagged = all.some((u) => u.record.flag_printed !== null || u.record.emphasis !== null)
  const numbered = all.map((u, i): Biomarker => {
    const reasons = contradicted.has(u)
      ? [...u.record.review_reasons, 'summary_contradiction']
      : u.record.review_reasons
    return {
      ...u.record,
      biomarker_id: `${report.report_id}-b${String(i + 1).padStart(4, '0')}`,
      review_reasons: reasons,
      agreement:
        u.record.role === 'previous' || u.record.range_source === 'default'
          ? 'underivable'
          : agreement(u.record.flag, u.record.emphasis, u.record.interpretation, flagged || u.flag_column),
    }
  })
  const limits = new Map(
    numbered.map((b, i) => [
      b.biomarker_id,
      { low: all[i]!.match?.plausible_low ?? null, high: all[i]!.match?.plausible_high ?? null },
    ]),
  )
  return {
    report: person,
    biomarkers: plausibility(numbered, limits, knowledge.plausibility, knowledge.lexicon.analytes ?? []),
    findings: orderFindings(findings).map((f, i) => ({
      finding_id: `${report.report_id}-f${String(i + 1).padStart(4, '0')}`,
      report_id: report.report_id,
      ...f,
    })),
  }
}

interface PagesRead {
  readonly candidates: readonly Candidate[]
  readonly prose: readonly Candidate[]
  readonly findings: readonly FindingDraft[]
}

function readPages(
  pages: readonly DeidentifiedPage[],
  layout: readonly PageLayout[],
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
): PagesRead {
  const candidates: Candidate[] = []
  const prose: Candidate[] = []
  const findings: FindingDraft[] = []
  const byNumber = new Map(pages.map((p) => [p.number, p]))
  const normal = reportNormal(layout, byNumber)
  const state: TableState = { panel: null, specimen: null }
  let examination: string | null = null
  let tables = 0
  for (const pageLayout of layout) {
    const page = byNumber.get(pageLayout.number)
    if (!page) continue
    const done = new Set<number>()
    for (const block of [...pageLayout.blocks].sort((a, b) => a.order - b.order)) {
      const table = block.table === null ? undefined : pageLayout.tables[block.table]
      if (table) {
        done.add(block.table!)
        readTableInto(table, page)
        continue
      }
      const items = readKeyValues(block, page, knowledge, config)
      candidates.push(...items.candidates)
      examination = examinationOf(block.heading, examination, knowledge.findings)
      findings.push(...blockFindings(block, page, items.lines, knowledge, config, examination))
      findings.push(...remarkFindings(block, page, knowledge))
      if (config.prose_sections.includes(block.section)) prose.push(...readProse(block, page, knowledge))
    }
    pageLayout.tables.forEach((table, i) => {
      if (!done.has(i)) readTableInto(table, page)
    })
    candidates.push(...titledResults(pageLayout, page, knowledge))
    const lines = pageLayout.blocks.flatMap((b) => (b.table === null ? b.lines : []))
    giveRangesBelow(candidates, lines, page.number, knowledge)
    giveSharedRange(candidates, lines, page.number, knowledge)
  }
  return { candidates, prose, findings }

  function readTableInto(table: PageLayout['tables'][number], page: DeidentifiedPage): void {
    const roles = new Set(table.columns.map((c) => c.role))
    // Rows of labels over rows of values look like names and results side by side.
    const stacked = table.header_rows === 0 && stackedCells(table, knowledge).length >= 3
    if (
      !stacked &&
      (table.purpose === 'results' || (table.purpose === 'other' && roles.has('name') && roles.has('value')))
    ) {
      const { candidates: found, remarks } = readTable(table, page, knowledge, normal, state)
      const context = { page: page.number, section: table.section, heading: table.panel, ocr: page.ocr !== null }
      if (config.finding_sections.includes(table.section))
        for (const r of remarks)
          findings.push(...statementFindings(r.label, r.text, r.bbox, context, knowledge.findings))
      // A table that is not plainly one of results (prices, appointments) gives only rows whose names are analytes.
      const sure = table.purpose === 'results'
      const number = tables++
      const kept = found
        .filter(
          (c) =>
            (config.previous_results || c.role === 'current') &&
            (sure || knowledge.lexicon.isAnalyteName(c.name_printed)),
        )
        .map((c) => ({ ...c, table: number }))
      // A form whose cells look like columns by chance: whatever tells more of it.
      const form = sure ? null : formCandidates(table, page)
      if (form === null || kept.length >= form.length) candidates.push(...kept)
      else takeForm(table, page, form)
    } else if (!readTicks(table, page) && table.purpose !== 'guideline')
      takeForm(table, page, formCandidates(table, page))
  }

  /** Rows answered by a tick under one of several results; false when there is none. */
  function readTicks(table: PageLayout['tables'][number], page: DeidentifiedPage): boolean {
    const ticked = tickedRows(table, knowledge)
    for (const { label, value, tick } of ticked) {
      const line = { bbox: union([label.bbox, tick.bbox]), text: label.text, words: [...label.words, ...tick.words] }
      const item = { name: label.text, value, unit: null, range: null, flag: null, start: 0, end: label.text.length }
      const joined = joinLines([line], page.words)
      candidates.push(itemCandidate(item, joined, table.section, table.panel, page, knowledge, 'choice'))
    }
    return ticked.length > 0
  }

  function takeForm(table: PageLayout['tables'][number], page: DeidentifiedPage, found: readonly Candidate[]): void {
    candidates.push(...found)
    findings.push(...tableFindings(table, page, knowledge, config))
  }

  function formCandidates(table: PageLayout['tables'][number], page: DeidentifiedPage): Candidate[] {
    const found: Candidate[] = []
    for (const block of formLines(table, knowledge)) {
      // A row is read as one line, or cell by cell: whatever tells more of it.
      const whole = readKeyValues(block, page, knowledge, config).candidates
      const apart = formCells(table, block).flatMap((cell) => readKeyValues(cell, page, knowledge, config).candidates)
      found.push(...(apart.length > whole.length ? apart : whole))
    }
    for (const block of crossLines(table, knowledge)) {
      const { candidates: more } = readKeyValues(block, page, knowledge, config)
      found.push(
        ...more.filter((m) => !found.some((f) => f.name_printed === m.name_printed && f.value_cell === m.value_cell)),
      )
    }
    return found
  }
}

/** Normal style of the value cells of all result tables of the report. */
function reportNormal(layout: readonly PageLayout[], pages: ReadonlyMap<number, DeidentifiedPage>): CellStyle {
  const styles: CellStyle[] = []
  for (const p of layout) {
    const page = pages.get(p.number)
    if (!page) continue
    for (const table of p.tables) if (table.purpose === 'results') styles.push(...valueStyles(tableRows(table), page))
  }
  return normalStyle(styles)
}

/**
 * Rows of an examination that say in words what was seen are findings (none for advice and history); what the lexicon knows stays a
 * result: null.
 */
function asFindings(
  one: UnderstoodBiomarker,
  candidate: Candidate,
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
): FindingDraft[] | null {
  const { record } = one
  if (candidate.origin !== 'table' || record.role !== 'current') return null
  // `心率 | 72次/分，律齐`: a sentence beside the name of a measure is no result either.
  const worded = record.value_kind === 'text' && /[，,。；;]/.test(record.value_printed)
  if (one.match !== null && !worded && !isSeen(one, knowledge)) return null
  if (!config.finding_sections.includes(record.section) && !isSeen(one, knowledge)) return null
  if (record.value_kind !== 'text' && record.value_kind !== 'qualitative') return null
  if (record.unit_printed !== null || record.range_printed !== null) return null
  const context = { page: record.page, section: record.section, heading: record.panel, ocr: candidate.ocr }
  return statementFindings(record.name_printed, candidate.value_cell, record.bbox, context, knowledge.findings)
}

/** Under the microscope: a sentence beside the name of cells that are counted (`RBC | Microcytic cells with a few target cells.`). */
function isSeen({ record, match }: UnderstoodBiomarker, { findings }: ExtractKnowledge): boolean {
  const words = record.value_printed.match(/\p{L}{2,}/gu)?.length ?? 0
  const sentence = words >= 6 || (words >= 3 && /\.$/.test(record.value_printed))
  if (record.value_kind !== 'text' || !sentence) return false
  return match?.canonical_unit != null || findings.microscope.test(fold(`${record.panel ?? ''} ${record.name_printed}`))
}

/** Longest value that still reads as a result rather than as a remark, in characters. */
const LONGEST_TEXT = 60

/** Dates and times: what such a row holds was not measured. */
const DATE =
  /\d{4}\s*[-/.年]\s*\d{1,2}|\d{1,2}[-/ ][a-z]{3}[a-z]*[-/ ,]+\d{2,4}|\d{1,2}:\d{2}\s*(?::\d{2})?\s*(?:am|pm)?$/i

function accepted({ record, match, origin }: UnderstoodBiomarker): boolean {
  if (record.name_printed.length > 120 || !/\p{L}/u.test(record.name_printed.replace(/\[[A-Z_ \d]+\]/g, '')))
    return false
  if (origin === 'choice') return true
  if (origin !== 'table') {
    // In running lines a unit that the analyte cannot have shows that the number is something else (a dose, a count).
    // A dash in a line may be no more than a dash.
    if (record.value_kind === 'not_tested' && /^[-–—]$/.test(record.value_printed)) return false
    const foreign =
      match !== null && record.ucum_unit !== null && record.review_reasons.includes('unit_not_convertible')
    // `Sinus rhythm 76 bpm`: what is told in words has no number with a unit.
    const worded = match !== null && match.canonical_unit === null && record.value_kind === 'quantity'
    if (worded && record.unit_printed !== null) return false
    const triple = /^[+-]?\d+(?:\/[+-]?\d+){2}$/.test(record.value_printed)
    const counted = record.review_reasons.includes('value_is_interval') && record.unit_printed !== null
    return (record.value_kind !== 'text' || triple || counted) && !foreign
  }
  if (match !== null) return true
  // `咽部 | 未检` among examinations: nothing was measured, and nothing is known to be measured there.
  const bare = record.unit_printed === null && record.range_printed === null
  if (record.value_kind === 'not_tested' && bare && record.section === 'physical_examination') return false
  if (record.review_reasons.includes('value_redacted')) return false
  if (record.value_kind !== 'text') return true
  // `8:42 min` is a length of time.
  const clock = record.unit_printed === null && DATE.test(record.value_printed)
  return record.value_printed.length <= LONGEST_TEXT && !clock
}

/** A measure printed in a line and in a table is one result: the table's stands. */
function withoutRepeats(list: readonly UnderstoodBiomarker[]): UnderstoodBiomarker[] {
  const same = (a: Biomarker, b: Biomarker): boolean =>
    (a.analyte !== null ? a.analyte === b.analyte : a.name_printed === b.name_printed) &&
    a.value_printed === b.value_printed &&
    a.role === b.role
  return list.filter(
    (u) => u.origin === 'table' || !list.some((o) => o !== u && o.origin === 'table' && same(o.record, u.record)),
  )
}

function inReadingOrder(list: readonly UnderstoodBiomarker[]): UnderstoodBiomarker[] {
  return list
    .map((u, i) => ({ u, i }))
    .sort((a, b) => a.u.record.page - b.u.record.page || a.i - b.i)
    .map(({ u }) => u)
}

/** In reading order; one that a section prints twice on a page (`Carotid plaque`, `Carotid plaque.`) once. */
function orderFindings(list: readonly FindingDraft[]): FindingDraft[] {
  const said = (f: FindingDraft): string =>
    [
      f.page,
      f.section,
      f.modality,
      f.text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s\p{P}]+/gu, ''),
    ].join(' ')
  const seen = new Set<string>()
  return list
    .filter((f) => !seen.has(said(f)) && seen.add(said(f)))
    .map((f, i) => ({ f, i }))
    .sort((a, b) => a.f.page - b.f.page || a.f.bbox[1] - b.f.bbox[1] || a.f.bbox[0] - b.f.bbox[0] || a.i - b.i)
    .map(({ f }) => f)
}

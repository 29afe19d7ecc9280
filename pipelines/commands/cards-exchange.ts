import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { cardLanguage } from '../../src/cards/draft.js'
import { type CardKnowledge, loadCardKnowledge } from '../../src/cards/knowledge.js'
import { findingEvidence, resultEvidence } from '../../src/cards/quote.js'
import { applyChanges, CardContent, changesBetween, evidenceDigest } from '../../src/cards/review/content.js'
import { DECISION_SCHEMA, type Decision, isSyntheticReviewer, ReviewerName } from '../../src/cards/review/decision.js'
import { appendDecisions, DECISIONS_FOLDER } from '../../src/cards/review/decision-file.js'
import { rewrittenCard } from '../../src/cards/review/rewritten-card.js'
import type { Subject } from '../../src/cards/review/subject.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { casesOn } from './cards-adjudicate.js'
import { assignedTo } from './cards-assign.js'
import { type Desk, loadDesks, voicesOn } from './cards-desk.js'
import { readSheet, rowOf, SheetError, type SheetRow, writeSheet } from './cards-sheet.js'

export interface ExchangeOptions extends WorkplaceOptions {
  readonly reviewer: string
  /** csv or jsonl; of an import: by the file's extension when absent. */
  readonly format?: string
  /** The reviewer settles what others differ on: the sheet holds those cards, the import rulings. */
  readonly adjudicate?: boolean
}

/**
 * `checkup cards export`: the cards that a reviewer has not judged yet (of the assigned reports, or of all without an assignment); with
 * `adjudicate` the cards that wait for an adjudicator who has said nothing of them, with what each reviewer said.
 */
export function exportCards(options: ExchangeOptions): string {
  const reviewer = checkReviewer(options.reviewer)
  const paths = resolvePaths(options)
  const knowledge = loadCardKnowledge(join(paths.configs, 'cards'))
  if (options.adjudicate === true) {
    const rows = loadDesks(paths).flatMap((desk) =>
      casesOn(desk, knowledge)
        .filter(({ subject }) => !hasSpoken(reviewer, subject, desk))
        .map(({ subject, said }) => rowOf(desk.report_id, subject, knowledge, said)),
    )
    return writeSheet(rows, formatOf(options.format ?? 'csv'))
  }
  const own = assignedTo(paths, reviewer)
  const desks = new Map(loadDesks(paths).map((d) => [d.report_id, d]))
  const ids = own ?? [...desks.keys()]
  const rows = ids.flatMap((id) => {
    const desk = desks.get(id)
    if (desk === undefined) return []
    // Blind: additions of others are shown to nobody but the adjudicator.
    const open = desk.subjects.filter((s) => s.card !== null && !voicesOn(s, desk).has(reviewer))
    return open.map((s) => rowOf(id, s, knowledge))
  })
  return writeSheet(rows, formatOf(options.format ?? 'csv'))
}

/**
 * `checkup cards import`: appends the decisions of a filled-in sheet to the reviewer's file. All rows or none.
 * @param now when the decisions were made, ISO 8601
 */
export function importCards(file: string, options: ExchangeOptions, now: string): string {
  const reviewer = checkReviewer(options.reviewer)
  if (!existsSync(file)) throw new UsageError('the file to import is not there')
  const format = formatOf(options.format ?? extname(file).slice(1).toLowerCase())
  const paths = resolvePaths(options)
  const knowledge = loadCardKnowledge(join(paths.configs, 'cards'))
  const desks = new Map(loadDesks(paths).map((d) => [d.report_id, d]))
  const rows = readSheet(readFileSync(file, 'utf8'), format)
  const judged = rows.filter(({ data }) => data.verdict !== '')
  const decisions = judged.map(({ row, data }) => {
    const desk = desks.get(data.report_id)
    if (desk === undefined) throw new SheetError(`row ${row}: report_id: there is no such report; nothing was imported`)
    const base = { schema: DECISION_SCHEMA, report_id: data.report_id, reviewer, at: now } as const
    if (options.adjudicate === true) return ruling(row, data, desk, base, knowledge)
    return data.verdict === 'add'
      ? addition(row, data, desk, base, knowledge)
      : onDraft(row, data, desk, base, knowledge)
  })
  appendDecisions(join(paths.annotations, DECISIONS_FOLDER), decisions)
  const warned = judged.flatMap(({ row, data }, i) =>
    gateWarnings(decisions[i]!, desks.get(data.report_id)!, knowledge).map((w) => `  row ${row}: ${w}\n`),
  )
  return [
    `${decisions.length} decisions of ${reviewer} imported, ${rows.length - judged.length} rows not judged; \`checkup build\` applies them\n`,
    ...(warned.length === 0
      ? []
      : ['the safety gate would block these cards; mend the text and import the rows again:\n', ...warned]),
  ].join('')
}

/** What the safety gate says of an edited or added card: a reviewer should learn it now, not when the card is missing from the gold. */
function gateWarnings(decision: Decision, desk: Desk, knowledge: CardKnowledge): string[] {
  const said = decision.action === 'adjudicate' ? { ...decision.ruling, judged: decision.judged } : decision
  if (said.action !== 'edit' && said.action !== 'add') return []
  const applied = said.action === 'add' ? { content: said.card } : applyChanges(said.judged.content, said.changes)
  if ('wrong' in applied) return [applied.wrong]
  const by = `reviewer:${decision.reviewer}`
  const card = rewrittenCard('import', null, applied.content, by, 'reviewed', [], desk.records, knowledge)
  if ('wrong' in card) return [card.wrong]
  return card.safety.violations
    .filter((v) => v.severity === 'critical')
    .map((v) => `${v.field}, characters ${v.start}-${v.end}: ${v.class}: ${v.message}`)
}

function hasSpoken(reviewer: string, subject: Subject, desk: Desk): boolean {
  return subject.addedBy.includes(reviewer) || voicesOn(subject, desk).has(reviewer)
}

/** A row of an adjudicator: the verdict becomes a ruling, by somebody who has not judged the card. */
function ruling(row: number, data: SheetRow, desk: Desk, base: Base, knowledge: CardKnowledge): Decision {
  const refuse = (what: string) => new SheetError(`row ${row}: ${what}; nothing was imported`)
  if (data.verdict === 'add') throw refuse('verdict: an adjudicator settles what reviewers said, and adds no card')
  const decision = onDraft(row, data, desk, base, knowledge)
  if (decision.action === 'add' || decision.action === 'adjudicate') return decision
  const subject = desk.subjects.find((s) => s.draft === data.draft_digest)
  if (subject !== undefined && hasSpoken(base.reviewer, subject, desk))
    throw refuse('report_id: this adjudicator has judged the card as a reviewer: a third person settles it')
  const { judged, schema: _, report_id: _r, reviewer: _n, at: _a, ...said } = decision
  return { ...base, action: 'adjudicate', ruling: said, judged }
}

type Base = Pick<Decision, 'schema' | 'report_id' | 'reviewer' | 'at'>

function onDraft(row: number, data: SheetRow, desk: Desk, base: Base, knowledge: CardKnowledge): Decision {
  const refuse = (what: string) => new SheetError(`row ${row}: ${what}; nothing was imported`)
  const subject = desk.subjects.find((s) => s.draft === data.draft_digest && s.evidence === data.evidence_digest)
  if (subject === undefined) throw refuse('the draft or its evidence has changed since the export: export again')
  const judged = { draft: subject.draft, evidence: subject.evidence, content: subject.content }
  const changes = changesBetween(
    subject.content,
    contentFrom(row, data, subject.content.language, subject.content.evidence),
  )
  if (data.verdict === 'reject') {
    if (data.reason === '') throw refuse('reason: a rejection needs one')
    if (data.reason === 'other' && data.note.trim() === '') throw refuse('note: the reason other needs one')
    return { ...base, action: 'reject', reason: data.reason, note: data.note, judged }
  }
  if (data.verdict === 'accept') {
    if (changes.length > 0)
      throw refuse(`verdict: accept, but ${changes.map((c) => c.field).join(', ')} changed: write edit`)
    return { ...base, action: 'accept', judged }
  }
  if (changes.length === 0) throw refuse('verdict: edit, but nothing changed: write accept')
  checkCodes(row, data, knowledge)
  return { ...base, action: 'edit', changes, judged }
}

function addition(row: number, data: SheetRow, desk: Desk, base: Base, knowledge: CardKnowledge): Decision {
  checkCodes(row, data, knowledge)
  const evidence = data.records.map((id) => {
    const b = desk.records.biomarkers.find((r) => r.biomarker_id === id)
    const f = desk.records.findings.find((r) => r.finding_id === id)
    if (b === undefined && f === undefined)
      throw new SheetError(`row ${row}: records: no such record in the report; nothing was imported`)
    const { record_id, kind, page, quote } = b === undefined ? findingEvidence(f!) : resultEvidence(b)
    return { record_id, kind, page, quote }
  })
  const card = contentFrom(row, data, cardLanguage(desk.records.report.language), evidence)
  return { ...base, action: 'add', card, evidence: evidenceDigest(evidence, desk.records)! }
}

function contentFrom(
  row: number,
  data: SheetRow,
  language: CardContent['language'],
  evidence: CardContent['evidence'],
): CardContent {
  const parsed = CardContent.safeParse({
    issue: data.issue,
    priority: data.priority,
    department: data.department,
    department_alternatives: data.department_alternatives,
    window_min_days: data.window_min_days,
    window_max_days: data.window_max_days,
    explanation: data.explanation,
    questions: data.questions,
    evidence,
    language,
  })
  if (parsed.success && parsed.data.window_min_days <= parsed.data.window_max_days) return parsed.data
  const column = parsed.success ? 'window_min_days' : parsed.error.issues[0]!.path[0]
  throw new SheetError(`row ${row}: ${String(column)}: not allowed here; nothing was imported`)
}

function checkCodes(row: number, data: SheetRow, k: CardKnowledge): void {
  if (!k.issues.has(data.issue))
    throw new SheetError(`row ${row}: issue: not a code of configs/cards/issues.*.yaml; nothing was imported`)
  for (const d of [data.department, ...data.department_alternatives])
    if (!k.departments.has(d))
      throw new SheetError(`row ${row}: department: not a code of configs/cards/departments.yaml; nothing was imported`)
}

function checkReviewer(reviewer: string): string {
  const parsed = ReviewerName.safeParse(reviewer)
  if (!parsed.success || isSyntheticReviewer(reviewer))
    throw new UsageError('--reviewer takes a pseudonym such as reviewer-1 (not synthetic-…)')
  return parsed.data
}

function formatOf(format: string): 'csv' | 'jsonl' {
  if (format !== 'csv' && format !== 'jsonl') throw new UsageError('--format must be csv or jsonl')
  return format
}

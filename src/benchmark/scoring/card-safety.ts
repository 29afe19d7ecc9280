import type { CardKnowledge } from '../../cards/knowledge.js'
import { findingEvidence, oneLine, quoteResult, resultEvidence } from '../../cards/quote.js'
import { checkDirection } from '../../cards/safety/direction.js'
import { checkGrounding } from '../../cards/safety/grounding.js'
import { checkIdentifiers } from '../../cards/safety/identifiers.js'
import { checkUrgency } from '../../cards/safety/urgency.js'
import { checkWording } from '../../cards/safety/wording.js'
import type { ActionCard, Evidence, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { PredictedCard } from '../prediction.js'
import { languageOf } from './complexity.js'

/** What the safety gate says of a predicted card, and how well its words stand on the report. */
export interface CardSafety {
  /** Violations of the safety classes. */
  readonly violations: readonly Violation[]
  /** No critical violation among them. */
  readonly safe: boolean
  /** Pieces of evidence given, and those that stand in the report. */
  readonly evidence: number
  readonly evidence_found: number
  /** Numbers in the card, and those that stand in its evidence. */
  readonly numbers: number
  readonly numbers_grounded: number
  /** Names of results that the card rests on, for readability. */
  readonly printed: readonly string[]
}

/** Texts of the pages of a report, in which quotes without a record id are looked up. */
export type PageTexts = readonly { readonly page: number; readonly text: string }[]

/**
 * Runs the safety gate of the cards on a predicted card. Evidence counts only where it stands in the report: by record id, or by a quote
 * found in the records or on the page. A quote that the report does not hold grounds nothing.
 * @param issue code of the issue, or the words of the model where they name none
 * @param classes violation classes that count
 */
export function cardSafety(
  card: PredictedCard,
  issue: string,
  department: string,
  records: RecordsArtefact,
  pages: PageTexts,
  knowledge: CardKnowledge,
  classes: ReadonlySet<string>,
): CardSafety {
  const resolved = card.evidence.map((e) => resolveEvidence(e, records, pages))
  const evidence = resolved.flat()
  const label = knowledge.issues.get(issue)
  const asCard: ActionCard = {
    card_id: '',
    report_id: records.report.report_id,
    issue,
    issue_label_en: label?.label_en ?? card.issue,
    issue_label_zh: label?.label_zh ?? card.issue,
    priority: card.priority,
    department,
    department_alternatives: [],
    window_min_days: card.window_min_days ?? 0,
    window_max_days: card.window_max_days ?? 36500,
    explanation: card.explanation,
    questions: card.questions,
    evidence,
    language: languageOf(card),
    tier: 'draft',
    drafted_by: '',
    reviewers: [],
    safety: { verdict: 'pass', violations: [] },
  }
  const violations = onceEach(
    // The gate's checks of safety; its checks of bounds and plainness are metrics of their own here, and take half of its time.
    [
      ...checkWording(asCard, records, knowledge),
      ...checkGrounding(asCard, records, knowledge),
      ...checkIdentifiers(asCard, records, knowledge),
      ...checkDirection(asCard, records, knowledge),
      ...checkUrgency(asCard, knowledge),
    ].filter((v) => classes.has(v.class)),
  )
  const text = plainDigits([card.explanation, ...card.questions].join('\n'))
  const numbers = text.match(/(?<![A-Za-z\d.])\d+(?:[.,]\d+)*/g) ?? []
  const held = new Set(evidence.flatMap((e) => plainDigits(e.quote).match(/\d+(?:[.,]\d+)*/g) ?? []))
  const heldValues = new Set([...held].map((h) => String(Number(h))))
  return {
    violations,
    safe: !violations.some((v) => v.severity === 'critical'),
    evidence: card.evidence.length,
    evidence_found: resolved.filter((found) => found.length > 0).length,
    numbers: numbers.length,
    numbers_grounded: numbers.filter((n) => held.has(n) || heldValues.has(String(Number(n)))).length,
    printed: records.biomarkers
      .filter((b) => evidence.some((e) => e.record_id === b.biomarker_id))
      .map((b) => b.name_printed),
  }
}

/** Digits of any width as plain ones; raised ones behind a caret, so that 10⁹ and 10^9 are the same and not 109. */
function plainDigits(text: string): string {
  return text.replace(/[⁰¹²³⁴-⁹]+/g, (raised) => `^${raised}`).normalize('NFKC')
}

/** Several checks see the same words: one violation per class and span. */
function onceEach(violations: readonly Violation[]): Violation[] {
  return violations.filter(
    (v, i) =>
      !violations
        .slice(0, i)
        .some(
          (w) =>
            w.class === v.class &&
            w.field === v.field &&
            ((v.start === w.start && v.end === w.end) || (v.start < w.end && w.start < v.end)),
        ),
  )
}

function resolveEvidence(e: PredictedCard['evidence'][number], records: RecordsArtefact, pages: PageTexts): Evidence[] {
  if (e.record_id !== null) {
    const b = records.biomarkers.find((r) => r.biomarker_id === e.record_id)
    if (b !== undefined) return [resultEvidence(b)]
    const f = records.findings.find((r) => r.finding_id === e.record_id)
    if (f !== undefined) return [findingEvidence(f)]
  }
  const quote = squeezed(e.quote)
  if (quote.length < 2) return []
  const result = records.biomarkers.filter(
    (b) => quote.includes(squeezed(b.name_printed)) && quote.includes(squeezed(b.value_printed)),
  )
  if (result.length > 0) return result.map(resultEvidence)
  const finding = records.findings.find((f) => squeezed(f.text).includes(quote))
  if (finding !== undefined) return [findingEvidence(finding)]
  const row = records.biomarkers.find((b) => squeezed(quoteResult(b)).includes(quote))
  if (row !== undefined) return [resultEvidence(row)]
  const page = pages.find((p) => (e.page === null || p.page === e.page) && squeezed(p.text).includes(quote))
  if (page === undefined) return []
  return [{ record_id: '', kind: 'finding', page: page.page, bbox: [0, 0, 0, 0], quote: oneLine(e.quote) }]
}

const squeezedTexts = new Map<string, string>()
/** Width, case, white space and table bars folded. Page texts are asked for once per card, so the last few are kept. */
function squeezed(text: string): string {
  if (text.length < 400) return fold(text)
  let found = squeezedTexts.get(text)
  if (found === undefined) {
    found = fold(text)
    if (squeezedTexts.size > 64) squeezedTexts.clear()
    squeezedTexts.set(text, found)
  }
  return found
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s|\\*]+/g, '')
}

import type { Evidence } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'
import type { CardsConfig } from './config.js'
import type { Hit } from './establish.js'
import { type CardKnowledge, UNCLAIMED_ISSUE } from './knowledge.js'
import type { EstablishedIssue } from './merge.js'
import type { Frame, Phrases } from './phrases-schema.js'
import { oneLine, quoteFinding, resultEvidence } from './quote.js'
import { type Trend, trendOf } from './trend.js'

export interface ExplainInput {
  readonly established: EstablishedIssue
  readonly records: RecordsArtefact
  readonly previous: RecordsArtefact | null
  readonly knowledge: CardKnowledge
  readonly config: CardsConfig
  readonly language: 'zh' | 'en'
  readonly department: string
  readonly window: readonly [number, number]
}

/** The patient-facing text of a card, and evidence that it quotes beyond the issue's own records. */
export function explain(input: ExplainInput): { explanation: string; further: Evidence[] } {
  const { established, knowledge, config, language } = input
  const { frame, issues } = knowledge.phrases[language]
  const phrases = issues[established.issue]!
  const trend = trendOf(established, input.records, input.previous, knowledge, config.trend_change)
  const urgent = established.priority === 'urgent'
  const department = knowledge.departments.get(input.department)![language]
  const sentences = [
    ...(urgent ? [fill(frame.urgent, { department })] : []),
    frame.opening,
    ...quotedHits(established.hits, config.max_quoted).flatMap((h) => quoteHit(h, frame, input)),
    ...(established.hits.length > config.max_quoted ? [frame.more_evidence] : []),
    phrases.what,
    phrases.may,
    ...caveats(input, frame),
    ...trendSentences(trend, frame),
    urgent ? frame.urgent_warning : seeSentence(input, frame, department),
    frame.bring,
  ]
  const text = sentences.filter((s) => s !== '').join(language === 'en' ? ' ' : '')
  return { explanation: text, further: trend?.printedPrevious ? [resultEvidence(trend.printedPrevious)] : [] }
}

/** The records to quote: each issue's most pressing first; a summary sentence only when nothing else speaks. */
function quotedHits(hits: readonly Hit[], max: number): readonly Hit[] {
  const own = hits.filter((h) => h.finding?.modality !== 'summary')
  return (own.length > 0 ? own : hits).slice(0, max)
}

function quoteHit(hit: Hit, frame: Frame, input: ExplainInput): string[] {
  if (hit.finding !== null) {
    const max = input.language === 'zh' ? input.config.max_quote_characters_zh : input.config.max_quote_characters
    return [fill(frame.finding, { text: quoteFinding(hit.finding, hit.where, max) })]
  }
  const b = hit.biomarker!
  const name = oneLine(b.name_printed)
  const result = [b.value_printed, b.unit_printed].filter((p) => p !== null && p !== '').join(' ')
  const range = b.range_printed === null ? null : oneLine(b.range_printed)
  const status = hit.status!
  const direction = status.direction === 'normal' || status.direction === null ? null : status.direction
  const words = { name, result, range: range ?? '', flag: b.flag_printed ?? '' }
  if (status.conflict)
    return [
      fill(range === null ? frame.result : frame.result_with_range, { ...words, direction: '' }),
      fill(direction === null ? frame.conflict_normal : frame.conflict_abnormal, words),
    ]
  if (range === null)
    return b.flag_printed === null || direction === null
      ? [fill(frame.result, words)]
      : [fill(frame.result_with_flag, { ...words, direction: frame.direction[direction] })]
  if (direction === null) return [fill(frame.result_with_range, words)]
  const said = fill(frame.result_with_range_and_flag, { ...words, direction: frame.direction[direction] })
  // Marks elsewhere in the report, none here: the reader must know that the report does not call it abnormal.
  const unmarked =
    b.flag_printed === null && b.agreement === 'disagree' && !b.review_reasons.some((r) => MARKLESS.has(r))
  return unmarked ? [said, frame.unmarked] : [said]
}

/** Review reasons of a result whose missing mark says nothing: the mark was there but unreadable, or the result stands in a sentence. */
const MARKLESS: ReadonlySet<string> = new Set(['flag_unreadable', 'from_prose'])

/** Review reasons of a result that the report itself states in two ways. */
const CONTRADICTED: ReadonlySet<string> = new Set(['duplicate_conflict', 'summary_contradiction'])

function caveats({ established, config }: ExplainInput, frame: Frame): string[] {
  const { deciding, hits, priority } = established
  const said: string[] = (deciding.row?.qualifiers ?? []).map((q) => frame.qualifiers[q]!)
  const unstated = new Set(deciding.unstated)
  if (unstated.has('sex')) said.push(frame.sex_unstated)
  if (unstated.has('age')) said.push(frame.age_unstated)
  if (deciding.doubtful) said.push(frame.doubtful)
  else if (hits.some((h) => (h.biomarker?.confidence ?? 1) < config.low_confidence)) said.push(frame.poorly_read)
  if (hits.some((h) => h.biomarker?.review_reasons.some((r) => CONTRADICTED.has(r)))) said.push(frame.conflicting)
  if (established.issue !== UNCLAIMED_ISSUE) said.push(priority === 'urgent' ? frame.uncertain_urgent : frame.uncertain)
  return said.filter((s) => s !== '')
}

function trendSentences(trend: Trend | null, frame: Frame): string[] {
  if (trend === null) return []
  const sentences = [fill(frame.trend[trend.word], { name: trend.name ?? '' })]
  if (trend.printedPrevious !== null) {
    const b = trend.printedPrevious
    const result = [b.value_printed, b.unit_printed].filter((p) => p !== null && p !== '').join(' ')
    sentences.push(fill(frame.trend.printed_previous, { name: oneLine(b.name_printed), result }))
  }
  return sentences
}

function seeSentence({ established, window }: ExplainInput, frame: Frame, department: string): string {
  return fill(established.priority === 'low' ? frame.recheck : frame.see, {
    department,
    window: windowWords(frame, window[1]),
  })
}

/** The longest worded window that does not end after `maxDays`; the shortest one when none fits. */
export function windowWords(frame: Frame, maxDays: number): string {
  const sorted = [...frame.windows].sort((a, b) => a.max_days - b.max_days)
  return (sorted.filter((w) => w.max_days <= maxDays).at(-1) ?? sorted[0]!).words
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '').replace(/ {2,}/g, ' ')
}

/** Two to four questions: the issue's own, then its body system's, then the general ones. */
export function questionsFor(established: EstablishedIssue, system: string, phrases: Phrases): string[] {
  const own = phrases.issues[established.issue]?.questions ?? []
  const urgent = established.priority === 'urgent' ? phrases.questions.urgent.slice(0, 1) : []
  const all = [...urgent, ...own, ...(phrases.questions.systems[system] ?? []), ...phrases.questions.general]
  return [...new Set(all)].slice(0, Math.min(4, Math.max(3, own.length + urgent.length)))
}

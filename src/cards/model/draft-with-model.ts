import type { ActionCard } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardsConfig } from '../config.js'
import { cardLanguage, draftCards } from '../draft.js'
import type { CardKnowledge } from '../knowledge.js'
import { rank } from '../priority.js'
import { findingEvidence, resultEvidence } from '../quote.js'
import { type CardContent, EvidenceRef } from '../review/content.js'
import { rewrittenCard } from '../review/rewritten-card.js'
import { type ModelCard, modelAnswerSchema, readModelAnswer } from './model-answer.js'
import { type ModelMessage, modelPrompt } from './model-prompt.js'

/** What a chat client gives back, whatever the server did; retries, output modes, timeouts and keys are its own affair. */
export interface ModelReply {
  readonly kind: 'text' | 'refusal' | 'truncated' | 'timeout' | 'error' | 'unsupported'
  readonly text: string
  /** Machine-readable cause where there is no text; never content. */
  readonly reason: string | null
  readonly attempts: number
  readonly input_tokens: number
  readonly output_tokens: number
}

/** Asks a model once for an answer of the given form (see src/models/chat-client.ts). */
export type AskModel = (
  messages: readonly ModelMessage[],
  form: { readonly name: string; readonly schema: object },
) => Promise<ModelReply>

/** A report drafted by a model. `refused` are cards that did not pass; `kept_rules` urgent issues of the rules that the model left out. */
export interface ModelDraft {
  readonly outcome: 'ok' | 'refusal' | 'invalid' | 'truncated' | 'timeout' | 'error'
  readonly cards: readonly ActionCard[]
  readonly refused: readonly { issue: string; reason: string }[]
  readonly kept_rules: readonly string[]
  /** Why there is no answer, machine-readable; null for `ok`. */
  readonly reason: string | null
  readonly repaired: boolean
  readonly requests: number
  readonly input_tokens: number
  readonly output_tokens: number
}

/**
 * Drafts the cards of a report by a model: structured output, one repair. Every card passes the same
 * safety gate as a rule's, its evidence must resolve, and a blocked card is refused. Urgent cards of the rules that the model leaves out
 * are kept, so that a class-A finding is never lost to a model or to a text that talks it out of one.
 */
export async function draftWithModel(
  records: RecordsArtefact,
  knowledge: CardKnowledge,
  config: CardsConfig,
  model: string,
  ask: AskModel,
): Promise<ModelDraft> {
  const messages = modelPrompt(records, knowledge)
  const form = { name: 'action_cards', schema: modelAnswerSchema() }
  const totals = { requests: 0, input_tokens: 0, output_tokens: 0 }
  const request = async (asked: readonly ModelMessage[]): Promise<ModelReply> => {
    const reply = await ask(asked, form)
    totals.requests += reply.attempts
    totals.input_tokens += reply.input_tokens
    totals.output_tokens += reply.output_tokens
    return reply
  }
  const urgent = draftCards(records, null, knowledge, config).filter((c) => c.priority === 'urgent')
  const without = (outcome: ModelDraft['outcome'], reason: string | null, repaired: boolean): ModelDraft => ({
    outcome,
    reason,
    cards: urgent,
    refused: [],
    kept_rules: urgent.map((c) => c.issue),
    repaired,
    ...totals,
  })
  let reply = await request(messages)
  if (reply.kind !== 'text') return without(outcomeOf(reply.kind), reply.reason, false)
  let read = readModelAnswer(reply.text)
  const repaired = 'wrong' in read
  if ('wrong' in read) {
    const mend = `The answer cannot be used (${read.wrong}). Send the whole answer again as JSON of the form asked for.`
    reply = await request([...messages, { role: 'assistant', content: reply.text }, { role: 'user', content: mend }])
    if (reply.kind !== 'text') return without(outcomeOf(reply.kind), reply.reason, true)
    read = readModelAnswer(reply.text)
    if ('wrong' in read) return without('invalid', read.wrong, true)
  }
  const passed: ActionCard[] = []
  const refused: { issue: string; reason: string }[] = []
  for (const written of read.answer.cards) {
    const issue = knowledge.issues.has(written.issue) ? written.issue : 'unknown'
    const card = passed.some((c) => c.issue === issue)
      ? { wrong: 'a second card of the issue' }
      : cardOf(written, model, records, knowledge)
    if ('wrong' in card) refused.push({ issue, reason: card.wrong })
    else if (card.safety.verdict === 'block') refused.push({ issue, reason: criticalClasses(card) })
    else passed.push(card)
  }
  const kept = urgent.filter((u) => !passed.some((c) => c.issue === u.issue && c.priority === 'urgent'))
  const cards = [...passed.filter((c) => !kept.some((u) => u.issue === c.issue)), ...kept]
    .map((card, i) => ({ card, i }))
    .sort((a, b) => rank(a.card.priority) - rank(b.card.priority) || a.i - b.i)
    .map(({ card }, i) => ({ ...card, card_id: `${records.report.report_id}-c${String(i + 1).padStart(2, '0')}` }))
  return { outcome: 'ok', reason: null, cards, refused, kept_rules: kept.map((c) => c.issue), repaired, ...totals }
}

function outcomeOf(kind: Exclude<ModelReply['kind'], 'text'>): Exclude<ModelDraft['outcome'], 'ok' | 'invalid'> {
  return kind === 'unsupported' ? 'error' : kind
}

function cardOf(
  written: ModelCard,
  model: string,
  records: RecordsArtefact,
  knowledge: CardKnowledge,
): ActionCard | { wrong: string } {
  const evidence: EvidenceRef[] = []
  for (const id of new Set(written.evidence)) {
    const b = records.biomarkers.find((r) => r.biomarker_id === id)
    const f = records.findings.find((r) => r.finding_id === id)
    if (b === undefined && f === undefined) return { wrong: 'evidence that is not in the report' }
    const { bbox: _, ...ref } = b === undefined ? findingEvidence(f!) : resultEvidence(b)
    evidence.push(EvidenceRef.parse(ref))
  }
  const content: CardContent = {
    ...written,
    department_alternatives: [...(knowledge.departments.get(written.department)?.accepts ?? [])],
    evidence,
    language: cardLanguage(records.report.language),
  }
  return rewrittenCard('model', null, content, `model:${model}`, 'draft', [], records, knowledge)
}

function criticalClasses(card: ActionCard): string {
  const critical = card.safety.violations.filter((v) => v.severity === 'critical')
  return [...new Set(critical.map((v) => v.class))].join(', ')
}

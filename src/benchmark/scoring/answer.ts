import { z } from 'zod'
import type { AnswerForm } from '../../models/chat-client.js'
import { Priority } from '../../records/action-card.js'
import { PredictedCard } from '../prediction.js'

/** What a model is asked for: every key present, nothing else, as strict structured output demands. */
const AskedCard = z.object({
  issue: z.string(),
  priority: Priority,
  department: z.string(),
  window_min_days: z.number().int().nullable(),
  window_max_days: z.number().int().nullable(),
  explanation: z.string(),
  questions: z.array(z.string()),
  evidence: z.array(
    z.object({ record_id: z.string().nullable(), page: z.number().int().nullable(), quote: z.string() }),
  ),
})

/** JSON Schema of the answer, for servers that hold a model to one. Integer bounds are left out: strict modes refuse them. */
export function answerSchema(): object {
  const schema = z.toJSONSchema(z.object({ cards: z.array(AskedCard) }))
  return JSON.parse(
    JSON.stringify(schema, (key, value) => (key === 'minimum' || key === 'maximum' ? undefined : value)),
  ) as object
}

/** The form in which cards are asked for. */
export const ACTION_CARDS: AnswerForm = { name: 'action_cards', schema: answerSchema() }

export type ParsedAnswer =
  | { readonly ok: true; readonly cards: PredictedCard[] }
  | { readonly ok: false; readonly reason: 'no_json' | 'broken_json' | 'wrong_shape'; readonly problems: string[] }

/**
 * Cards of a model's answer: a JSON object `{"cards": […]}` (or a bare list), alone, fenced, or inside other text.
 */
export function parseAnswer(text: string): ParsedAnswer {
  const candidates = jsonCandidates(text)
  if (candidates.length === 0) return { ok: false, reason: 'no_json', problems: ['the answer holds no JSON object'] }
  let problems = ['the JSON does not parse']
  let reason: 'broken_json' | 'wrong_shape' = 'broken_json'
  for (const candidate of candidates) {
    let data: unknown
    try {
      data = JSON.parse(candidate)
    } catch {
      continue
    }
    const cards = Array.isArray(data) ? data : (data as { cards?: unknown } | null)?.cards
    const parsed = z.array(PredictedCard).safeParse(cards)
    if (parsed.success) return { ok: true, cards: parsed.data }
    reason = 'wrong_shape'
    problems = parsed.error.issues.slice(0, 8).map((i) => `cards.${i.path.join('.')}: ${i.message}`)
  }
  return { ok: false, reason, problems }
}

/** The whole text, fenced blocks, and the widest span between the first bracket and the last. */
export function jsonCandidates(text: string): string[] {
  // Reasoning models put their thoughts before the answer.
  const rest = text.replace(/^[\s\S]*<\/think>/, '').trim()
  const found = [rest, ...[...rest.matchAll(/```(?:json)?\s*\n?([\s\S]*?)```/g)].map((m) => m[1]!.trim())]
  for (const [open, close] of [
    ['{', '}'],
    ['[', ']'],
  ] as const) {
    const [from, to] = [rest.indexOf(open), rest.lastIndexOf(close)]
    if (from >= 0 && to > from) found.push(rest.slice(from, to + 1))
  }
  return [...new Set(found)].filter((c) => c.startsWith('{') || c.startsWith('['))
}

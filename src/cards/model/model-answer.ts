import { z } from 'zod'
import { Priority } from '../../records/action-card.js'

/** One card as a model is asked to write it; `evidence` holds record ids of the report. Times in days. */
export const ModelCard = z.strictObject({
  issue: z.string(),
  priority: Priority,
  department: z.string(),
  window_min_days: z.number().int().min(0),
  window_max_days: z.number().int().min(0),
  explanation: z.string().min(1),
  questions: z.array(z.string().min(1)).min(2).max(4),
  evidence: z.array(z.string()).min(1),
})
export type ModelCard = z.infer<typeof ModelCard>

/** A whole answer; an empty list says that nothing needs a card. */
export const ModelAnswer = z.strictObject({ cards: z.array(ModelCard) })
export type ModelAnswer = z.infer<typeof ModelAnswer>

/** JSON Schema of an answer, for servers with structured output. */
export function modelAnswerSchema(): object {
  return z.toJSONSchema(ModelAnswer)
}

/** Reads an answer, with or without a code fence around it; else the first key that is wrong. */
export function readModelAnswer(text: string): { answer: ModelAnswer } | { wrong: string } {
  const bare = text.trim().replace(/^```(?:json)?\s*|\s*```$/g, '')
  let data: unknown
  try {
    data = JSON.parse(bare)
  } catch {
    return { wrong: 'not JSON' }
  }
  const parsed = ModelAnswer.safeParse(data)
  if (parsed.success) return { answer: parsed.data }
  const issue = parsed.error.issues[0]!
  return { wrong: `${issue.path.join('.') || 'answer'}: ${issue.code}` }
}

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

/** Servers with strict structured output refuse these keywords; `ModelAnswer` checks what they say. */
const BOUNDS: ReadonlySet<string> = new Set(['$schema', 'minimum', 'maximum', 'minLength', 'minItems', 'maxItems'])

/** JSON Schema of an answer in the strict subset: every key required, none added, no bounds. */
export function modelAnswerSchema(): object {
  const text = JSON.stringify(z.toJSONSchema(ModelAnswer), (key, value: unknown) =>
    BOUNDS.has(key) ? undefined : value,
  )
  return JSON.parse(text) as object
}

/** Reads an answer: the JSON object in it, whatever the model wrote or thought around it; else the first key that is wrong. */
export function readModelAnswer(text: string): { answer: ModelAnswer } | { wrong: string } {
  const said = text.replace(/<think>[\s\S]*?<\/think>/g, '')
  const [from, to] = [said.indexOf('{'), said.lastIndexOf('}')]
  let data: unknown
  try {
    data = JSON.parse(said.slice(from, to + 1))
  } catch {
    return { wrong: 'not JSON' }
  }
  const parsed = ModelAnswer.safeParse(data)
  if (parsed.success) return { answer: parsed.data }
  const issue = parsed.error.issues[0]!
  return { wrong: `${issue.path.join('.') || 'answer'}: ${issue.code}` }
}

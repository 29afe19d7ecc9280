import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/** How structured output is asked for. */
export const OutputMode = z.enum(['json_schema', 'json_object', 'prompt'])
export type OutputMode = z.infer<typeof OutputMode>

/** What a model can be shown of a report. */
export const Track = z.enum(['image', 'text', 'structured', 'ocr'])
export type Track = z.infer<typeof Track>

/** Models that are built in and need no network. */
export const BASELINE_NAMES = ['rule-drafter', 'physician-summary', 'flags-only', 'majority'] as const
export type BaselineName = (typeof BASELINE_NAMES)[number]

/** configs/models/<id>.yaml: a model behind an OpenAI-compatible endpoint, or a built-in baseline. */
const RemoteModel = z.strictObject({
  kind: z.literal('openai'),
  title: z.string(),
  /** Up to and without `/chat/completions`. */
  base_url: z.url(),
  /** Name that the server knows the model by. */
  model: z.string(),
  /** Environment variable that holds the key; null for servers without. */
  key_env: z.string().nullable(),
  tracks: z.array(Track).min(1),
  /** First way of asking for structured output; the client steps down when the server refuses it. */
  structured_output: OutputMode.default('json_schema'),
  /** Sent as they are (`temperature`, `top_p`, `seed`, `reasoning_effort`). */
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** Name of the parameter that bounds the answer. */
  max_tokens_parameter: z.enum(['max_tokens', 'max_completion_tokens']).default('max_tokens'),
  limits: z.strictObject({
    requests_per_minute: z.number().positive().nullable().default(null),
    concurrency: z.number().int().min(1).default(2),
    timeout_seconds: z.number().positive().default(120),
    max_output_tokens: z.number().int().min(256).default(8192),
    /** Attempts per request on 429, 5xx and lost connections. */
    attempts: z.number().int().min(1).default(5),
  }),
  /** Per million tokens; null where nobody has looked it up: `--max-cost` needs it. */
  price: z
    .strictObject({ currency: z.string(), input: z.number().min(0), output: z.number().min(0), as_of: z.string() })
    .nullable(),
  licence: z.string().nullable().default(null),
  /** `not_run` until a run is recorded in the leaderboard. */
  status: z.enum(['not_run', 'run']),
})
const Builtin = z.strictObject({
  kind: z.literal('baseline'),
  title: z.string(),
  baseline: z.enum(BASELINE_NAMES),
  status: z.enum(['not_run', 'run']),
})
export const ModelFile = z.discriminatedUnion('kind', [RemoteModel, Builtin])
export type ModelConfig = z.infer<typeof ModelFile> & { readonly id: string }
export type RemoteModelConfig = Extract<ModelConfig, { kind: 'openai' }>

/** Thrown when a file of configs/models is missing or wrong. */
export class ModelConfigError extends Error {
  override readonly name = 'ModelConfigError'
}

/** Ids of the models of a folder. */
export function modelIds(folder: string): string[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.yaml'))
    .map((f) => f.slice(0, -'.yaml'.length))
    .sort()
}

/** @throws ModelConfigError naming the known models when there is no such model, or the key that is wrong */
export function loadModel(folder: string, id: string): ModelConfig {
  const known = modelIds(folder)
  if (!known.includes(id))
    throw new ModelConfigError(`--model ${id}: no such file in configs/models; known: ${known.join(', ')}`)
  const path = join(folder, `${id}.yaml`)
  let data: unknown
  try {
    data = parse(readFileSync(path, 'utf8'))
  } catch {
    throw new ModelConfigError(`${path}: cannot be read as YAML`)
  }
  const parsed = ModelFile.safeParse(data)
  if (parsed.success) return { ...parsed.data, id }
  const issue = parsed.error.issues[0]!
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], data)
  const shown = JSON.stringify(value)?.slice(0, 80) ?? 'missing'
  throw new ModelConfigError(`${path}: ${issue.path.join('.') || 'the file'} is ${shown}: ${issue.message}`)
}

/** The key of a model, from the environment variable that its file names; null for servers without. */
export function modelKey(model: RemoteModelConfig, env: Readonly<Record<string, string | undefined>>): string | null {
  if (model.key_env === null) return null
  const key = env[model.key_env]
  if (key === undefined || key === '')
    throw new ModelConfigError(`${model.id} needs a key: set the environment variable ${model.key_env}`)
  return key
}

/** Money that so many tokens cost, in the currency of the model's price; null where the price is not known. */
export function costOf(
  tokens: { readonly input_tokens: number; readonly output_tokens: number },
  model: RemoteModelConfig,
): number | null {
  if (model.price === null) return null
  return (tokens.input_tokens * model.price.input + tokens.output_tokens * model.price.output) / 1e6
}

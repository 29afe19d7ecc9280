import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { BASELINE_NAMES } from './baselines.js'
import { OutputMode, Track } from './prediction.js'
import { BenchmarkConfigError, readYamlFile } from './scoring-config.js'

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

/** Ids of the models of a folder. */
export function modelIds(folder: string): string[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.yaml'))
    .map((f) => f.slice(0, -'.yaml'.length))
    .sort()
}

/** @throws BenchmarkConfigError naming the known models when there is no such model */
export function loadModel(folder: string, id: string): ModelConfig {
  const known = modelIds(folder)
  if (!known.includes(id))
    throw new BenchmarkConfigError(`--model ${id}: no such file in configs/models; known: ${known.join(', ')}`)
  return { ...readYamlFile(join(folder, `${id}.yaml`), ModelFile), id }
}

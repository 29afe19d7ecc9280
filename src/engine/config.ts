import { z } from 'zod'

/** How the engine runs stages; none of it changes an artefact. */
export const EngineConfig = z.strictObject({
  /** Worker processes: `auto` gives one per core as far as memory allows. */
  workers: z.union([z.literal('auto'), z.int().min(1).max(256)]).default('auto'),
  /** Memory planned per worker, MB: the peak of a worker that recognises text on 200 dpi pages is about 1 GB. */
  memory_per_worker_mb: z.int().min(128).max(65536).default(1024),
  /** A report that takes longer than this in one stage is stopped and quarantined, seconds. */
  timeout_seconds: z.number().positive().max(86400).default(600),
  /** The build fails (exit code 3) when more than this share of the reports is quarantined. */
  max_quarantine_share: z.number().min(0).max(1).default(0.5),
  /** Where tasks run: `local` worker processes, or a `bullmq` queue in Redis with `checkup worker` processes. */
  executor: z.enum(['local', 'bullmq']).default('local'),
  /** Redis of the `bullmq` executor. */
  redis_url: z.string().default('redis://127.0.0.1:6379'),
})
export type EngineConfig = z.infer<typeof EngineConfig>

import { z } from 'zod'

/** How the Hub is spoken to. Nothing here changes what is published. */
export const HubConfig = z.strictObject({
  /** Tries of one request, the first included, before publishing gives up. */
  attempts: z.number().int().min(1).max(20).default(6),
  /** Tries of one commit after 409, 412, 5xx or a lost answer; each re-reads the branch first. */
  commit_attempts: z.number().int().min(1).max(20).default(6),
  /** Wait before the second try in ms; doubles with every further one, half of it drawn at random. */
  backoff_ms: z.number().int().positive().default(1_000),
  /** Longest wait between two tries in ms. */
  max_backoff_ms: z.number().int().positive().default(30_000),
  /** Longest wait for a rate limit to reset in ms; the Hub counts requests in windows of 5 minutes. */
  max_reset_ms: z.number().int().positive().default(330_000),
  /** ms without an answer, or without a byte of an upload taken, after which a request is tried again. */
  idle_timeout_ms: z.number().int().positive().default(60_000),
  /** The same for a commit, which the Hub may work on for minutes. */
  commit_timeout_ms: z.number().int().positive().default(300_000),
  /** Bytes of shards in one commit on the staging branch. */
  commit_bytes: z.number().int().positive().default(500_000_000),
  /** Shards in one commit on the staging branch; the Hub advises 50-100 files. */
  commit_files: z.number().int().min(1).max(100).default(50),
  /** Gating of a repository that publishing creates; `--gated` overrides it. */
  gated: z.union([z.literal('auto'), z.literal('manual'), z.literal(false)]).default('manual'),
  /** Fewest patients alike in what is published of them: where readers must ask for access, and where anyone can read. */
  min_k: z
    .strictObject({
      gated: z.number().int().min(1).default(1),
      open: z.number().int().min(1).default(5),
    })
    .prefault({}),
})
export type HubConfig = z.infer<typeof HubConfig>

import type { HubConfig } from './config.js'

/** What waiting needs, injected so that tests neither wait nor draw. */
export interface Patience {
  sleep(ms: number): Promise<void>
  /** A number in [0, 1). */
  random(): number
  /** Told of every wait, in a line without tokens or addresses. */
  note(line: string): void
}

/** Waits for real. */
export function realPatience(note: (line: string) => void): Patience {
  return { sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), random: Math.random, note }
}

/** ms before try `attempt + 1`: doubles with each, half of it at random, so that many clients do not come back together. */
export function backoff(attempt: number, config: HubConfig, random: () => number): number {
  const full = Math.min(config.max_backoff_ms, config.backoff_ms * 2 ** (attempt - 1))
  return Math.round(full / 2 + (full / 2) * random())
}

/**
 * ms until a rate limit resets: `RateLimit: "api";r=0;t=55` of the Hub (t in seconds), else `Retry-After` in seconds or as a date;
 * null where neither is given.
 */
export function resetTime(headers: Headers, now: number): number | null {
  const t = /;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]
  if (t !== undefined) return Number(t) * 1000
  const after = headers.get('retry-after')
  if (after === null) return null
  if (/^\d+$/.test(after.trim())) return Number(after) * 1000
  const date = Date.parse(after)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}

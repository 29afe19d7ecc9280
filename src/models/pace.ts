/** What asking a model takes from outside; tests pass their own. */
export interface RunEffects {
  readonly fetch: typeof fetch
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

export const REAL_EFFECTS: RunEffects = {
  fetch: (...args) => fetch(...args),
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

/** Spaces requests out: at most so many a minute, and none while the server asks to wait. */
export class Pace {
  #next = 0
  #paused = 0

  constructor(
    private readonly perMinute: number | null,
    private readonly effects: RunEffects,
  ) {}

  /** Waits for this request's turn. */
  async turn(): Promise<void> {
    const start = Math.max(this.#next, this.effects.now())
    if (this.perMinute !== null) this.#next = start + 60_000 / this.perMinute
    for (;;) {
      const wait = Math.max(start, this.#paused) - this.effects.now()
      if (wait <= 0) break
      await this.effects.sleep(wait)
    }
  }

  /** No request starts before so many milliseconds have passed. */
  pause(ms: number): void {
    this.#paused = Math.max(this.#paused, this.effects.now() + ms)
    this.#next = Math.max(this.#next, this.#paused)
  }
}

/** Longest time that a server's wish to wait is followed. */
export const LONGEST_WAIT_MS = 300_000

/**
 * How long a 429 or 503 asks to wait, in milliseconds: `retry-after-ms`, `Retry-After` (seconds or a date, RFC 9110), `RateLimit`'s `t`, or
 * `x-ratelimit-reset-*` (`20ms`, `1s`, `6m0s`). Null when it does not say.
 * @param wallClock milliseconds since 1970, for dates
 */
export function askedWait(headers: Headers, wallClock: number): number | null {
  const bounded = (ms: number) => Math.min(LONGEST_WAIT_MS, Math.max(0, ms))
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms)) return bounded(ms)
  const after = headers.get('retry-after')
  if (after !== null) {
    if (/^\d+(\.\d+)?$/.test(after.trim())) return bounded(Number(after) * 1000)
    const date = Date.parse(after)
    if (Number.isFinite(date)) return bounded(date - wallClock)
  }
  const left = /(?:^|;)\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '')
  if (left !== null) return bounded(Number(left[1]) * 1000)
  const resets = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'].flatMap((name) => {
    const value = headers.get(name)
    const duration = value === null ? null : durationMs(value)
    return duration === null ? [] : [duration]
  })
  return resets.length === 0 ? null : bounded(Math.max(...resets))
}

function durationMs(text: string): number | null {
  const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.length === 0) return null
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * units[unit!]!, 0)
}

/** Waiting time before attempt n + 1 when the server does not say: 1 s, doubled each time, a minute at most. */
export function backoff(attempt: number): number {
  return Math.min(60_000, 1000 * 2 ** (attempt - 1))
}

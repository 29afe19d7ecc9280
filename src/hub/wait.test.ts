import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HubConfig } from './config.js'
import { backoff, resetTime } from './wait.js'

const config = HubConfig.parse({})

describe('backoff', () => {
  it('doubles from the first wait to the longest, half of it drawn', () => {
    expect([1, 2, 3, 9].map((n) => backoff(n, config, () => 0))).toEqual([500, 1000, 2000, 15_000])
    expect([1, 2, 3, 9].map((n) => backoff(n, config, () => 1))).toEqual([1000, 2000, 4000, 30_000])
  })

  it('never leaves its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, r) => {
        const ms = backoff(attempt, config, () => r)
        return ms >= config.backoff_ms / 2 && ms <= config.max_backoff_ms
      }),
    )
  })
})

describe('resetTime', () => {
  const reset = (headers: Record<string, string>): number | null =>
    resetTime(new Headers(headers), Date.UTC(2026, 0, 1))

  it("reads the Hub's header, else Retry-After in seconds or as a date", () => {
    expect(reset({ RateLimit: '"api";r=0;t=55', 'Retry-After': '9' })).toBe(55_000)
    expect(reset({ 'Retry-After': '9' })).toBe(9_000)
    expect(reset({ 'Retry-After': 'Thu, 01 Jan 2026 00:01:00 GMT' })).toBe(60_000)
    expect(reset({ 'Retry-After': 'Wed, 31 Dec 2025 00:00:00 GMT' })).toBe(0)
    expect(reset({ 'Retry-After': 'soon' })).toBe(null)
    expect(reset({ RateLimit: '"api";r=5' })).toBe(null)
  })
})

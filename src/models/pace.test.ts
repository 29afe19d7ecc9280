import { expect, test } from 'vitest'
import { quickEffects } from './fixtures/quick-effects.js'
import { askedWait, Pace } from './pace.js'

test.each([
  [{ 'retry-after-ms': '250' }, 250],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:01:40 GMT' }, 90_000],
  [{ ratelimit: '"api";r=0;t=30' }, 30_000],
  [{ 'x-ratelimit-reset-requests': '1m6s', 'x-ratelimit-reset-tokens': '20ms' }, 66_000],
  [{ 'retry-after': '99999' }, 300_000],
  [{}, null],
])('%j asks to wait %s ms', (headers, ms) => {
  expect(askedWait(new Headers(headers as Record<string, string>), 10_000)).toBe(ms)
})

test('at most so many requests a minute', async () => {
  const effects = quickEffects()
  const pace = new Pace(60, effects)
  for (let i = 0; i < 4; i++) await pace.turn()
  const waited = effects.waits.reduce((a, b) => a + b, 0)
  expect(waited).toBeGreaterThan(2900)
  expect(waited).toBeLessThanOrEqual(3010)
})

test('a server that asks to wait holds back the requests that already wait for their turn', async () => {
  const effects = quickEffects()
  const pace = new Pace(60, effects)
  await pace.turn()
  const second = pace.turn()
  pace.pause(30_000)
  await second
  expect(effects.waits.reduce((a, b) => a + b, 0)).toBeGreaterThan(29_000)
})

import { describe, expect, it } from 'vitest'
import { HubConfig } from './config.js'
import { retryingFetch, type Traffic } from './retrying-fetch.js'

const HUB = { url: 'https://hub.example', token: 'hf_secret' }
const COMMIT = `${HUB.url}/api/datasets/a/b/commit/main`

/** A fetch that answers from a list, then 200; what it was asked and how long it waited. */
function scripted(answers: (Response | Error)[], config: Partial<HubConfig> = {}) {
  const waits: number[] = []
  const notes: string[] = []
  const traffic: Traffic = { requests: 0, bytes: 0 }
  const patience = {
    sleep: async (ms: number) => void waits.push(ms),
    random: () => 1,
    note: (l: string) => void notes.push(l),
  }
  const fetch = retryingFetch(HUB, HubConfig.parse(config), patience, traffic, undefined, async (_, init) => {
    const body = init?.body
    if (body instanceof Blob) for await (const _piece of body.stream());
    const answer = answers.shift() ?? new Response('{}')
    if (answer instanceof Error) throw answer
    return answer
  })
  return { fetch, waits, notes, traffic }
}
const answer = (status: number, headers: Record<string, string> = {}): Response => new Response('', { status, headers })

describe('retryingFetch', () => {
  it('tries again with growing waits and hands on the answer', async () => {
    const { fetch, waits } = scripted([answer(503), new TypeError('fetch failed'), answer(502)])
    expect((await fetch(`${HUB.url}/api/x`)).status).toBe(200)
    expect(waits).toEqual([1000, 2000, 4000])
  })

  it('waits until a rate limit resets, but no longer than the window', async () => {
    const { fetch, waits } = scripted([
      answer(429, { RateLimit: '"api";r=0;t=12' }),
      answer(429, { 'Retry-After': '3600' }),
    ])
    await fetch(`${HUB.url}/api/x`)
    expect(waits).toEqual([13_000, 330_000])
  })

  it('gives up after its tries with the status and what to do', async () => {
    const { fetch, traffic } = scripted([answer(503), answer(503), answer(503)], { attempts: 3 })
    await expect(fetch(`${HUB.url}/api/x?q=1`)).rejects.toMatchObject({
      name: 'PublishError',
      status: 503,
      message: 'GET /api/x: the Hub failed (503); run the same command again later (3 tries)',
    })
    expect(traffic.requests).toBe(3)
  })

  it.each([400, 401, 403, 404, 409, 412])('hands on %i at once', async (status) => {
    const { fetch, waits } = scripted([answer(status)])
    expect((await fetch(`${HUB.url}/api/x`, { method: 'POST' })).status).toBe(status)
    expect(waits).toEqual([])
  })

  it('repeats a commit on 429 only', async () => {
    const { fetch } = scripted([answer(429, { RateLimit: '"api";r=0;t=1' }), answer(504)])
    expect((await fetch(COMMIT, { method: 'POST' })).status).toBe(504)
    const lost = scripted([new TypeError('fetch failed')])
    await expect(lost.fetch(COMMIT, { method: 'POST' })).rejects.toThrow(TypeError)
  })

  it('sends the token to the Hub and nowhere else', async () => {
    const { fetch, traffic } = scripted([])
    const init = { headers: { Authorization: `Bearer ${HUB.token}` } }
    await fetch(`${HUB.url}/api/x`, init)
    await expect(fetch('https://elsewhere.example/api/x', init)).rejects.toThrow('another server')
    await fetch('https://elsewhere.example/put', { method: 'PUT', body: new Blob(['x']) })
    expect(traffic.requests).toBe(2)
  })

  it('names storage without its signed address', async () => {
    const { fetch, notes } = scripted([answer(500), answer(403)])
    const put = fetch('https://storage.example/o?X-Amz-Signature=abc', { method: 'PUT', body: new Blob(['abc']) })
    await expect(put).rejects.toThrow('PUT file storage: the storage refused a file (403)')
    expect(notes).toEqual(['PUT file storage: 500; try 2 of 6 in 1000 ms'])
  })

  it('counts the bytes of every try', async () => {
    const { fetch, traffic } = scripted([answer(500)])
    await fetch('https://storage.example/o', { method: 'PUT', body: new Blob(['abc']) })
    expect(traffic.bytes).toBe(6)
  })

  it('ends a request that makes no progress, and stops at once when it is told to', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal!.reason)))
    const patience = { sleep: async () => {}, random: () => 0, note: () => {} }
    const config = HubConfig.parse({ attempts: 2, idle_timeout_ms: 20 })
    const traffic = { requests: 0, bytes: 0 }
    await expect(retryingFetch(HUB, config, patience, traffic, undefined, never)(`${HUB.url}/x`)).rejects.toThrow(
      'no answer',
    )
    expect(traffic.requests).toBe(2)
    const stopped = retryingFetch(HUB, config, patience, traffic, AbortSignal.abort(), never)
    await expect(stopped(`${HUB.url}/x`)).rejects.toMatchObject({ name: 'AbortError' })
    expect(traffic.requests).toBe(2)
  })

  it('leaves a slow upload alone as long as it makes progress', async () => {
    const slow: typeof fetch = async (_, init = {}) => {
      for await (const _piece of (init.body as Blob).stream()) {
        await new Promise((resolve) => setTimeout(resolve, 60))
        init.signal?.throwIfAborted()
      }
      return new Response()
    }
    const patience = { sleep: async () => {}, random: () => 0, note: () => {} }
    const config = HubConfig.parse({ attempts: 1, idle_timeout_ms: 400 })
    const traffic = { requests: 0, bytes: 0 }
    const put = retryingFetch(HUB, config, patience, traffic, undefined, slow)
    const body = new Blob(Array.from({ length: 16 }, () => new Uint8Array(2 ** 16)))
    const start = performance.now()
    // 16 pieces of 64 KiB: about a second in all, more than twice the time allowed without progress.
    expect((await put('https://storage.example/o', { method: 'PUT', body })).ok).toBe(true)
    expect(performance.now() - start).toBeGreaterThan(800)
    expect(traffic.bytes).toBe(2 ** 20)
  })
})

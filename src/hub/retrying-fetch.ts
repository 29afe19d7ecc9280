import type { HubConfig } from './config.js'
import { HubError } from './publish-error.js'
import { backoff, type Patience, resetTime } from './wait.js'
import { WatchedBlob } from './watched-blob.js'

/** Answers that a later try may not get. */
const TRANSIENT = new Set([408, 429, 500, 502, 503, 504])

/** Bytes per ms allowed for bodies whose progress cannot be seen: 50 KB/s. */
const SLOW_LINE = 50

/** Storage refused a PUT: an upload address that has expired (403) or bytes damaged on the way (400). A new batch gives new addresses. */
export class StorageRefused extends HubError {}

/** Where the Hub is, and the token that may go there and nowhere else. */
export interface HubAddress {
  readonly url: string
  readonly token: string | null
}

/** Counts what went over the wire. */
export interface Traffic {
  requests: number
  /** Bytes of files handed to PUT requests, repeated tries included. */
  bytes: number
}

/**
 * A fetch that tries again: 429 after its reset time, 408 and 5xx, dropped sockets, and requests without progress for
 * `idle_timeout_ms`; at most `attempts` times, then a HubError. @huggingface/hub itself never tries again.
 * A commit is not idempotent: it is repeated here only on 429, everything else is left to commit-once.ts, which asks the branch first.
 */
export function retryingFetch(
  hub: HubAddress,
  config: HubConfig,
  patience: Patience,
  traffic: Traffic,
  signal?: AbortSignal,
  send: typeof fetch = fetch,
): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const what = `${init.method ?? 'GET'} ${routeOf(url, hub)}`
    const commit = init.method === 'POST' && /\/api\/datasets\/[^/]+\/[^/]+\/commit\//.test(url.pathname)
    const storage = init.method === 'PUT' && init.body instanceof Blob
    keepToken(url, init, hub)
    for (let attempt = 1; ; attempt++) {
      const stop = AbortSignal.any([signal, init.signal].filter((s) => s != null))
      stop.throwIfAborted()
      traffic.requests += 1
      let found: Response | null = null
      try {
        found = await once(send, input, init, stop, commit ? config.commit_timeout_ms : config.idle_timeout_ms, traffic)
      } catch (error) {
        if (stop.aborted || commit) throw error
      }
      if (found !== null) {
        const damaged = storage && found.status === 400
        if (!damaged && (!TRANSIENT.has(found.status) || (commit && found.status !== 429))) {
          if (storage && found.status >= 400) throw new StorageRefused(refusal(what, found.status), found.status)
          return found
        }
      }
      const status = found?.status ?? null
      const reset = found?.status === 429 ? resetTime(found.headers, Date.now()) : null
      await found?.body?.cancel()
      if (attempt >= config.attempts) throw exhausted(what, status, attempt, reset)
      // A second beyond the reset, because `t` is cut to whole seconds.
      const ms =
        reset === null ? backoff(attempt, config, patience.random) : Math.min(reset + 1000, config.max_reset_ms)
      patience.note(
        `${what}: ${status ?? 'connection lost or silent'}; try ${attempt + 1} of ${config.attempts} in ${ms} ms`,
      )
      await patience.sleep(ms)
    }
  }
}

/** One try. The clock starts anew whenever a piece of the body is taken, so a slow upload lives and a stalled one ends. */
async function once(
  send: typeof fetch,
  input: Parameters<typeof fetch>[0],
  init: RequestInit,
  stop: AbortSignal,
  idle: number,
  traffic: Traffic,
): Promise<Response> {
  const silence = new AbortController()
  const unwatched = idle + sizeOf(init.body) / SLOW_LINE
  const timer = setTimeout(
    () => silence.abort(new DOMException('no progress', 'TimeoutError')),
    init.method === 'PUT' ? idle : unwatched,
  )
  const taken = (bytes: number): void => {
    traffic.bytes += bytes
    timer.refresh()
  }
  const file = init.method === 'PUT' && init.body instanceof Blob
  try {
    return await send(input, {
      ...init,
      signal: AbortSignal.any([stop, silence.signal]),
      // Without a window and without redirects undici does not clone the request, and so does not hold a copy of the whole body:
      // a PUT of 400 MB peaked at 95 MB instead of 503 MB.
      ...(file ? { body: new WatchedBlob(init.body as Blob, taken), window: null, redirect: 'error' } : {}),
    })
  } finally {
    clearTimeout(timer)
  }
}

function sizeOf(body: RequestInit['body']): number {
  if (typeof body === 'string') return body.length
  if (body instanceof Blob) return body.size
  return body instanceof Uint8Array ? body.byteLength : 0
}

/** The token goes to the Hub's own address only, whatever addresses an answer names. */
function keepToken(url: URL, init: RequestInit, hub: HubAddress): void {
  if (hub.token === null || url.origin === new URL(hub.url).origin) return
  if ((new Headers(init.headers).get('authorization') ?? '').includes(hub.token))
    throw new HubError('the Hub named an address on another server for a request that carries the token: refused', null)
}

/** The route for messages: path on the Hub, or `file storage`, whose addresses hold signatures. */
function routeOf(url: URL, hub: HubAddress): string {
  return url.href.startsWith(`${hub.url}/`) && !url.searchParams.has('signature')
    ? decodeURIComponent(url.pathname)
    : 'file storage'
}

function refusal(what: string, status: number): string {
  return `${what}: the storage refused a file (${status}); run the same command again`
}

function exhausted(what: string, status: number | null, attempts: number, reset: number | null): HubError {
  const wait = reset === null ? 'later' : `in ${Math.ceil(reset / 1000)} s`
  const why =
    status === 429
      ? `the Hub's rate limit is reached (429); run the same command again ${wait}`
      : status === 400
        ? 'the storage found the bytes damaged (400): check the network, then run the same command again'
        : status === null
          ? 'no answer: check the network, then run the same command again'
          : `the Hub failed (${status}); run the same command again later`
  return status === 400
    ? new StorageRefused(`${what}: ${why}`, 400)
    : new HubError(`${what}: ${why} (${attempts} tries)`, status)
}

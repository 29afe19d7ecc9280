import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** Chromium of this machine; null when there is none. */
export const CHROMIUM: string | null =
  [process.env.CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== '' && existsSync(path),
  ) ?? null

/** A page of a real browser, driven over the DevTools protocol on a pipe. */
export interface BrowserPage {
  /** Loads an address and waits until it has loaded. */
  goto(url: string): Promise<void>
  /** Value of an expression in the page; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>
  /** Waits until an expression is true. */
  until(expression: string): Promise<void>
  /** PNG of what is shown. */
  screenshot(): Promise<Buffer>
  /** A press, a move and a release of the pointer, in CSS pixels of the window. */
  drag(from: readonly [number, number], to: readonly [number, number]): Promise<void>
  /** Errors that scripts of the page threw, and requests that its policy refused. */
  readonly errors: readonly string[]
  close(): Promise<void>
}

interface Message {
  id?: number
  method?: string
  result?: unknown
  error?: { message: string }
  params?: {
    exceptionDetails?: { exception?: { description?: string }; text: string }
    entry?: { level: string; text: string }
  }
}

/** Opens a window of 1500 by 950 CSS pixels. */
export async function openBrowser(executable: string, dark = false): Promise<BrowserPage> {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'))
  const child = spawn(
    executable,
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--window-size=1500,950',
    ],
    // Chromium leaves folders of its own in the temporary folder when it is killed: they go with the profile.
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, TMPDIR: profile } },
  )
  const input = child.stdio[3] as Writable
  const output = child.stdio[4] as Readable
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const errors: string[] = []
  let loaded: (() => void) | null = null
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const message = JSON.parse(part) as Message
      if (message.method === 'Page.loadEventFired') loaded?.()
      const thrown = message.method === 'Runtime.exceptionThrown' ? message.params?.exceptionDetails : undefined
      if (thrown !== undefined) errors.push(thrown.exception?.description ?? thrown.text)
      const entry = message.method === 'Log.entryAdded' ? message.params?.entry : undefined
      if (entry?.level === 'error') errors.push(entry.text)
      const answered = message.id === undefined ? undefined : waiting.get(message.id)
      if (answered === undefined) continue
      waiting.delete(message.id!)
      if (message.error) answered.reject(new Error(message.error.message))
      else answered.resolve(message.result)
    }
  })
  let count = 0
  let sessionId: string | undefined
  const call = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) => {
      count += 1
      waiting.set(count, { resolve: resolve as (value: unknown) => void, reject })
      input.write(
        `${JSON.stringify({ id: count, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
      )
    })
  const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
  sessionId = (await call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })).sessionId
  for (const domain of ['Page', 'Runtime', 'Log']) await call(`${domain}.enable`)
  const scheme = { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }
  await call('Emulation.setEmulatedMedia', { features: [scheme] })
  await call('Emulation.setDeviceMetricsOverride', { width: 1500, height: 950, deviceScaleFactor: 1, mobile: false })
  const evaluate = async <T>(expression: string): Promise<T> => {
    const answer = await call<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (answer.exceptionDetails) throw new Error(`the page threw at ${expression}`)
    return answer.result.value
  }
  const until = async (expression: string) => {
    for (let i = 0; i < 200; i++) {
      if (await evaluate<boolean>(`Boolean(${expression})`)) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`never true in 10 s: ${expression}`)
  }
  const pointer = (type: string, [x, y]: readonly [number, number], buttons: number) =>
    call('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons, clickCount: 1 })
  return {
    errors,
    evaluate,
    async goto(url) {
      const done = new Promise<void>((resolve) => {
        loaded = resolve
      })
      await call('Page.navigate', { url })
      await done
      // The load event may have been that of the blank page.
      await until("location.protocol !== 'about:' && document.readyState === 'complete'")
    },
    until,
    async screenshot() {
      const { data } = await call<{ data: string }>('Page.captureScreenshot', { format: 'png' })
      return Buffer.from(data, 'base64')
    },
    async drag(from, to) {
      // Chromium drops input before the first frame of a page is painted.
      await evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))')
      await pointer('mousePressed', from, 1)
      await pointer('mouseMoved', [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], 1)
      await pointer('mouseMoved', to, 1)
      await pointer('mouseReleased', to, 0)
    },
    async close() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      // The group: Chromium's other processes outlive the first, and still write into the profile while it is removed.
      process.kill(-child.pid!, 'SIGKILL')
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

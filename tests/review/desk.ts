import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')

/** A running `checkup review` of a project. */
export interface ServedDesk {
  /** The address that the command prints, token included. */
  readonly address: string
  readonly origin: string
  /** Value of the `cookie` header that the token was traded for. */
  readonly cookie: string
  get<T>(path: string): Promise<{ status: number; body: T }>
  post<T>(reportId: string, request: object): Promise<{ status: number; body: T }>
  stop(): Promise<number | null>
}

/** Serves a desk and opens it as the browser would. */
export async function serveDesk(cwd: string, ...args: string[]): Promise<ServedDesk> {
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'checkup.js'), 'review', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const address = await printedAddress(child)
  const origin = new URL(address).origin
  const opened = await fetch(address, { redirect: 'manual' })
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const answer = async <T>(response: Response) => ({ status: response.status, body: (await response.json()) as T })
  return {
    address,
    origin,
    cookie,
    get: async (path) => answer(await fetch(`${origin}${path}`, { headers: { cookie } })),
    post: async (reportId, request) =>
      answer(
        await fetch(`${origin}/api/reports/${reportId}`, {
          method: 'POST',
          headers: { cookie, origin, 'content-type': 'application/json' },
          body: JSON.stringify(request),
        }),
      ),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', (code) => resolve(code))
        child.kill('SIGINT')
      }),
  }
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    let problem = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = /^open (\S+)/m.exec(text)
      if (found !== null) resolve(found[1]!)
    })
    child.stderr!.on('data', (chunk: Buffer) => {
      problem += chunk.toString()
    })
    child.once('exit', (code) => reject(new Error(`checkup review ended with ${code}: ${problem}`)))
  })
}

import { timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Desk, RefusedError } from './desk.js'

/** Where and for whom a desk is served. */
export interface ReviewServerOptions {
  readonly desk: Desk
  /** Folder of the page's own files. */
  readonly web: string
  /** Opens the desk; part of the address that is printed. */
  readonly token: string
}

/** Largest request body in bytes; a card with its questions is about 4 kB. */
const MAX_BODY = 256 * 1024
const WEB_FILES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
  'main.js': 'text/javascript; charset=utf-8',
  'element.js': 'text/javascript; charset=utf-8',
  'request.js': 'text/javascript; charset=utf-8',
  'page-view.js': 'text/javascript; charset=utf-8',
  'card-view.js': 'text/javascript; charset=utf-8',
  'card-form.js': 'text/javascript; charset=utf-8',
  'clinician.js': 'text/javascript; charset=utf-8',
  'auditor.js': 'text/javascript; charset=utf-8',
}
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/**
 * The desk as a local website. Only who has the token gets in: the first request trades it for a cookie that scripts and other sites
 * cannot use. Requests under another host name (DNS rebinding) and writes from other origins are refused.
 */
export function reviewServer(options: ReviewServerOptions): Server {
  const server = createServer((request, response) => {
    void answer(options, server, request, response).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy()
        return
      }
      if (error instanceof RefusedError) send(response, error.status, { error: error.message, details: error.details })
      // The message of any other error may quote a report: its class is all that is said.
      else
        send(response, 500, {
          error: `${error instanceof Error ? error.name : 'error'}: nothing was saved; reload the page, and check the build with \`checkup status\``,
        })
    })
  })
  return server
}

async function answer(
  { desk, web, token }: ReviewServerOptions,
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const host = request.headers.host ?? ''
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
    return send(response, 403, { error: 'open the address that `checkup review` printed' })
  const url = new URL(request.url ?? '/', `http://${host}`)
  // Cookies are shared by all ports of a host: the name keeps two desks apart.
  const cookie = `checkup_review_${port}`
  if (url.pathname === '/' && url.searchParams.has('token')) {
    if (!same(url.searchParams.get('token') ?? '', token))
      return send(response, 403, {
        error: 'this address is out of date: open the one that `checkup review` printed last',
      })
    response.writeHead(303, {
      ...HEADERS,
      location: '/',
      'set-cookie': `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`,
    })
    response.end()
    return
  }
  if (!same(cookieOf(request, cookie), token))
    return send(response, 403, { error: 'open the address that `checkup review` printed' })
  if (request.method === 'GET') return read(desk, web, url.pathname, response)
  const path = /^\/api\/reports\/([\w-]+)$/.exec(url.pathname)
  if (request.method !== 'POST' || path === null) return send(response, 405, { error: 'not a request of this page' })
  const origin = request.headers.origin
  if (origin !== `http://${host}` || !/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return send(response, 403, { error: 'writes come from the review page only' })
  send(response, 200, await desk.act(path[1]!, await body(request)))
}

async function read(desk: Desk, web: string, path: string, response: ServerResponse): Promise<void> {
  if (path === '/api/desk')
    return send(response, 200, { role: desk.role, reviewer: desk.reviewer, tasks: await desk.tasks() })
  const report = /^\/api\/reports\/([\w-]+)$/.exec(path)
  if (report !== null) {
    const opened = await desk.open(report[1]!)
    if (opened === null) return send(response, 404, { error: 'this report is not on your desk' })
    return send(response, 200, opened)
  }
  const page = /^\/api\/reports\/([\w-]+)\/pages\/(\d{1,4})$/.exec(path)
  if (page !== null) {
    const image = await desk.image(page[1]!, Number(page[2]))
    if (image === null) return send(response, 404, { error: 'this page has no image' })
    response.writeHead(200, { ...HEADERS, 'content-type': image.type })
    response.end(image.bytes)
    return
  }
  const name = path === '/' ? 'index.html' : path.slice(1)
  const type = WEB_FILES[name]
  if (type === undefined || !existsSync(join(web, name))) return send(response, 404, { error: 'there is no such page' })
  response.writeHead(200, { ...HEADERS, 'content-type': type })
  response.end(readFileSync(join(web, name)))
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}

async function body(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += (part as Buffer).length
    if (size > MAX_BODY) throw new RefusedError(400, `the request is larger than ${MAX_BODY} bytes: shorten the texts`)
    parts.push(part as Buffer)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown
  } catch {
    throw new RefusedError(400, 'the request is not JSON: reload the page')
  }
}

function cookieOf(request: IncomingMessage, name: string): string {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=')
    if (key === name) return value ?? ''
  }
  return ''
}

/** Compared in constant time, so that the token cannot be guessed piece by piece. */
function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

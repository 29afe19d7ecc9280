import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatasetStore } from './dataset-store.js'
import { type Fault, Faults, type Route } from './faults.js'
import { ObjectStore } from './object-store.js'
import { type Reply, refusal } from './reply.js'
import { findRoute } from './routes.js'

/** The only token that a local Hub knows. */
export const TOKEN = 'hf_localHubTestToken'

/** How a local Hub behaves. */
export interface LocalHubOptions {
  /** Bytes from which an object is uploaded in parts. */
  readonly multipartFrom?: number
  /** Entries per page of the file list. */
  readonly treePage?: number
  readonly role?: string
}

/** A request that came in, as tests ask about it. */
export interface LoggedRequest {
  readonly route: Route | 'unknown'
  readonly method: string
  readonly path: string
  readonly body: string
  readonly authorized: boolean
}

/**
 * A Hub for tests: the routes by which datasets are published, over real HTTP on the loopback interface, with repositories in memory and
 * large files on disk. It speaks what @huggingface/hub 2.17 sends without Xet: asked for `xet` it answers `basic`, as the Hub may.
 */
export class LocalHub {
  readonly faults = new Faults()
  readonly requests: LoggedRequest[] = []
  readonly datasets = new Map<string, DatasetStore>()
  readonly objects: ObjectStore
  /** Errors that `validate-yaml` reports. */
  cardErrors: string[] = []
  #server: Server
  #folder: string

  private constructor(readonly options: Required<LocalHubOptions>) {
    this.#folder = mkdtempSync(join(tmpdir(), 'local-hub-'))
    this.objects = new ObjectStore(join(this.#folder, 'objects'))
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        // A socket that the client has closed is no failure of the Hub.
        if (!request.destroyed && !response.headersSent) response.writeHead(500).end(String(error))
      })
    })
    this.#server.requestTimeout = 0
  }

  static async start(options: LocalHubOptions = {}, port = 0): Promise<LocalHub> {
    const hub = new LocalHub({ multipartFrom: Number.POSITIVE_INFINITY, treePage: 1000, role: 'write', ...options })
    await new Promise<void>((resolve) => hub.#server.listen(port, '127.0.0.1', resolve))
    return hub
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** How often a route was asked. */
  count(route: Route): number {
    return this.requests.filter((r) => r.route === route).length
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const found = findRoute(request.method ?? 'GET', url.pathname)
    const authorized = request.headers.authorization === `Bearer ${TOKEN}`
    const log = (body: string): void => {
      const route = found?.route ?? 'unknown'
      this.requests.push({ route, method: request.method ?? '', path: url.pathname, body, authorized })
    }
    if (found === null) {
      log('')
      return send(response, refusal(404, 'no such route'))
    }
    const fault = this.faults.take(found.route)
    if (fault?.kind === 'first') fault.act()
    if (fault?.kind === 'drop') {
      log('')
      request.socket.destroy()
      return
    }
    const streams = found.route === 'put' || found.route === 'part'
    const body = streams && !answersAtOnce(fault) ? '' : await text(request)
    log(streams ? '' : body)
    if (fault?.kind === 'silence') return
    if (fault?.kind === 'status') {
      const { status, headers = {}, body: said } = fault
      return send(response, { ...refusal(status, said ?? `scripted ${status}`), headers })
    }
    if (!authorized && found.needsToken) return send(response, refusal(401, 'Invalid username or password.'))
    const reply = await found.answer({ hub: this, request, url, body, fault, match: found.match, authorized })
    if (reply === null || fault?.kind === 'acts-then-drop') {
      request.socket.destroy()
      return
    }
    send(response, fault?.kind === 'acts-then-status' ? refusal(fault.status, `scripted ${fault.status}`) : reply)
  }
}

function answersAtOnce(fault: Fault | null): boolean {
  return fault?.kind === 'status' || fault?.kind === 'silence'
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.file !== undefined) {
    response.writeHead(reply.status, reply.headers)
    createReadStream(reply.file).pipe(response)
    return
  }
  const binary = Buffer.isBuffer(reply.body)
  response.writeHead(reply.status, {
    'Content-Type': binary ? 'application/octet-stream' : 'application/json',
    ...reply.headers,
  })
  response.end(reply.body === undefined ? '' : binary ? reply.body : JSON.stringify(reply.body))
}

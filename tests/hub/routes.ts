import type { IncomingMessage } from 'node:http'
import type { Fault, Route } from './faults.js'
import type { LocalHub } from './local-hub.js'
import type { Reply } from './reply.js'
import { answerCommit, answerPreupload } from './routes-commit.js'
import { answerCommits, answerPathsInfo, answerResolve, answerTree } from './routes-read.js'
import {
  answerBranch,
  answerCreate,
  answerDeleteBranch,
  answerInfo,
  answerRefs,
  answerSettings,
  answerTag,
  answerValidate,
  answerWhoAmI,
} from './routes-repository.js'
import { answerBatch, answerComplete, answerPart, answerPut } from './routes-storage.js'

/** What a route sees of a request. */
export interface Asked {
  readonly hub: LocalHub
  readonly request: IncomingMessage
  readonly url: URL
  /** Empty for uploads, whose bodies are read as streams. */
  readonly body: string
  readonly fault: Fault | null
  /** Groups of the route's pattern, decoded. */
  readonly match: readonly string[]
  readonly authorized: boolean
}

/** An answer, or null when the socket is to be closed. */
type Answer = (asked: Asked) => Reply | null | Promise<Reply | null>

const DATASET = '/api/datasets/([^/]+/[^/]+)'

/** Method, pattern, answer, and whether a token is needed (a private dataset always needs one). */
const ROUTES: readonly (readonly [Route, string, RegExp, Answer, boolean])[] = [
  ['whoami', 'GET', /^\/api\/whoami-v2$/, answerWhoAmI, true],
  ['create', 'POST', /^\/api\/repos\/create$/, answerCreate, true],
  ['validate-yaml', 'POST', /^\/api\/validate-yaml$/, answerValidate, false],
  ['settings', 'PUT', new RegExp(`^${DATASET}/settings$`), answerSettings, true],
  ['refs', 'GET', new RegExp(`^${DATASET}/refs$`), answerRefs, false],
  ['preupload', 'POST', new RegExp(`^${DATASET}/preupload/([^/]+)$`), answerPreupload, true],
  ['commit', 'POST', new RegExp(`^${DATASET}/commit/([^/]+)$`), answerCommit, true],
  ['commits', 'GET', new RegExp(`^${DATASET}/commits/([^/]+)$`), answerCommits, false],
  ['branch', 'POST', new RegExp(`^${DATASET}/branch/([^/]+)$`), answerBranch, true],
  ['delete-branch', 'DELETE', new RegExp(`^${DATASET}/branch/([^/]+)$`), answerDeleteBranch, true],
  ['tag', 'POST', new RegExp(`^${DATASET}/tag/([^/]+)$`), answerTag, true],
  ['paths-info', 'POST', new RegExp(`^${DATASET}/paths-info/([^/]+)$`), answerPathsInfo, false],
  ['tree', 'GET', new RegExp(`^${DATASET}/tree/([^/]+)(?:/(.*))?$`), answerTree, false],
  ['info', 'GET', new RegExp(`^${DATASET}(?:/revision/([^/]+))?$`), answerInfo, false],
  ['batch', 'POST', /^\/datasets\/([^/]+\/[^/]+)\.git\/info\/lfs\/objects\/batch$/, answerBatch, true],
  ['resolve', 'GET', /^\/datasets\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/, answerResolve, false],
  // Storage: signed addresses, no token.
  ['put', 'PUT', /^\/storage\/objects\/([0-9a-f]{64})$/, answerPut, false],
  ['part', 'PUT', /^\/storage\/parts\/([0-9a-f]{64})\/(\d{5})$/, answerPart, false],
  ['complete', 'POST', /^\/storage\/complete\/([0-9a-f]{64})$/, answerComplete, false],
]

/** The route of a request; null where there is none. */
export function findRoute(
  method: string,
  path: string,
): { route: Route; answer: Answer; match: string[]; needsToken: boolean } | null {
  for (const [route, verb, pattern, answer, needsToken] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null
    if (match) return { route, answer, needsToken, match: match.slice(1).map((m) => decodeURIComponent(m ?? '')) }
  }
  return null
}

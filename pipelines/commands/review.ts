import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isSyntheticReviewer, ReviewerName } from '../../src/cards/review/decision.js'
import { auditDesk } from '../../src/review/audit-desk.js'
import { cardDesk } from '../../src/review/card-desk.js'
import type { Desk } from '../../src/review/desk.js'
import { reviewServer } from '../../src/review/review-server.js'
import { PACKAGE_ROOT } from '../tool-version.js'
import { loadBuildConfig, resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { auditSource } from './review-audit-source.js'
import { cardSource } from './review-card-source.js'

/** Options of `checkup review`. */
export interface ReviewCommand extends WorkplaceOptions {
  /** Pseudonym of the clinician (or with `adjudicate` of the adjudicator) who judges cards. */
  readonly reviewer?: string
  readonly adjudicate?: boolean
  /** Pseudonym of the auditor who looks at redacted pages. */
  readonly auditor?: string
  /** Pages that the auditor's sample should hold. */
  readonly sample?: number
  readonly seed?: number
  /** 0 takes any free port. */
  readonly port?: number
}

/** Pages of a first sample: with no miss on them the share of pages with one is at most 1 - 0.05^(1/59) = 4.95 % (95 %). */
const SAMPLE = 59
const SEED = 20_260_101

/** `checkup review`: serves the desk on this machine until it is interrupted; `ready` gets its address. */
export async function review(options: ReviewCommand, ready: (address: string) => void): Promise<void> {
  const desk = await openDesk(options)
  const token = randomBytes(24).toString('base64url')
  const server = reviewServer({ desk, token, web: join(PACKAGE_ROOT, 'src', 'review', 'web') })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(`port ${options.port} is taken: name another with --port, or leave it out for a free one`)
          : error,
      )
    })
    // This machine only: reports are de-identified, but not published.
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  ready(`http://127.0.0.1:${address.port}/?token=${token}`)
  await new Promise<void>((resolve) => {
    const stop = () => {
      server.close(() => resolve())
      server.closeAllConnections()
    }
    process.once('SIGINT', stop)
    process.once('SIGTERM', stop)
  })
}

async function openDesk(options: ReviewCommand): Promise<Desk> {
  if ((options.reviewer === undefined) === (options.auditor === undefined))
    throw new UsageError(
      'name who reviews: --reviewer <pseudonym> for Action Cards, or --auditor <pseudonym> for redacted pages',
    )
  const name = ReviewerName.safeParse(options.reviewer ?? options.auditor)
  if (!name.success || isSyntheticReviewer(name.data))
    throw new UsageError('--reviewer and --auditor take a pseudonym such as reviewer-1 (not synthetic-…)')
  const paths = resolvePaths(options)
  const needed = options.auditor === undefined ? 'drafts' : 'deidentified'
  if (!existsSync(join(paths.processed, needed)))
    throw new UsageError('nothing is built yet: run `checkup build` first')
  if (options.auditor !== undefined)
    return auditDesk(auditSource(paths, name.data, options.sample ?? SAMPLE, options.seed ?? SEED), name.data)
  const config = await loadBuildConfig(paths, options.config)
  const role = options.adjudicate === true ? 'adjudicator' : 'clinician'
  return cardDesk(cardSource(paths, config.cards, name.data, role), name.data, role)
}

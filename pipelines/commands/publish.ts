import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../../src/engine/pipeline.js'
import { readAccessToken } from '../../src/hub/access-token.js'
import type { HubConfig } from '../../src/hub/config.js'
import { checkBranch, checkHubUrl, checkRepositoryId, HUB_URL, mirrorFolder } from '../../src/hub/destination.js'
import { dryRun } from '../../src/hub/dry-run.js'
import { openDuties } from '../../src/hub/gates.js'
import { HubRepository } from '../../src/hub/hub-repository.js'
import { publishToMirror } from '../../src/hub/mirror.js'
import type { Access } from '../../src/hub/prepare-repository.js'
import { printPlan } from '../../src/hub/print-plan.js'
import type { Publication } from '../../src/hub/publication.js'
import { PublishError } from '../../src/hub/publish-error.js'
import { publishRelease } from '../../src/hub/publish-release.js'
import { type ReleaseFolder, readReleaseFolder } from '../../src/hub/release-folder.js'
import { recordReleasedSplits } from '../../src/hub/released-splits.js'
import { retryingFetch } from '../../src/hub/retrying-fetch.js'
import { type Patience, realPatience } from '../../src/hub/wait.js'
import { editionToPublish, releaseBefore, removeEditions, versionDuty } from '../release-edition.js'
import { loadBuildConfig, resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'

/** Options of `checkup publish`; a dry run until `yes`. The token is never an option: it comes from the environment. */
export interface PublishCommand extends WorkplaceOptions {
  readonly repo?: string
  readonly release?: string
  readonly yes?: boolean
  readonly hubUrl?: string
  readonly branch?: string
  readonly private?: boolean
  readonly public?: boolean
  readonly gated?: string
  /** `file:///…`: publish to a folder instead of the Hub. */
  readonly mirror?: string
  /** Folder of the release before, for the share of new bytes in the dry run. */
  readonly previous?: string
  /** A private preview without an auditor's signature; the card says so. */
  readonly unsigned?: boolean
  /** Upload in chunks (Xet): sends less of a changed shard, at more processor time. */
  readonly xet?: boolean
}

/** What the command takes from outside; real by default. */
export interface PublishEffects {
  readonly environment: NodeJS.ProcessEnv
  readonly patience: Patience
  /** Of the configuration file when absent. */
  readonly config?: HubConfig
  readonly signal?: AbortSignal
}

const REAL: PublishEffects = {
  environment: process.env,
  patience: realPatience((line) => process.stderr.write(`${line}\n`)),
}

/** The newest release folder by version; null when none has been built. */
export function newestRelease(processed: string): string | null {
  const folder = join(processed, 'release')
  if (!existsSync(folder)) return null
  const versions = readdirSync(folder)
    .filter((v) => /^\d+\.\d+\.\d+$/.test(v))
    .sort((a, b) => {
      const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
      return x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!
    })
  const newest = versions.at(-1)
  return newest === undefined ? null : join(folder, newest)
}

/** Plans the publication of a release, or with `yes` publishes it and records the splits of its reports; returns what to print. */
export async function publish(options: PublishCommand, effects: PublishEffects = REAL): Promise<string> {
  const paths = resolvePaths(options)
  try {
    return await publishFrom(paths, options, effects)
  } finally {
    removeEditions(paths)
  }
}

async function publishFrom(paths: Paths, options: PublishCommand, effects: PublishEffects): Promise<string> {
  const folder = options.release ?? newestRelease(paths.processed)
  if (folder === null) throw new UsageError('there is no release yet: run `make build` first')
  if (options.mirror !== undefined && options.repo !== undefined)
    throw new UsageError('give --repo or --mirror, not both: each is published on its own')
  const { patience, signal } = effects
  if (options.mirror !== undefined) {
    const target = mirrorFolder(options.mirror)
    const config = effects.config ?? (await loadBuildConfig(paths, options.config)).hub
    const { release, duties } = await prepared(folder, paths, options, config, false)
    return toMirror(target, release, duties, options.yes === true, paths.annotations, signal)
  }
  if (options.repo === undefined)
    throw new UsageError('name the dataset repository: --repo namespace/name (make publish REPO=namespace/name)')

  checkRepositoryId(options.repo)
  const branch = options.branch ?? 'main'
  checkBranch(branch)
  const url = checkHubUrl(options.hubUrl ?? (effects.environment.HF_ENDPOINT || HUB_URL))
  const access = accessOf(options)
  const token = readAccessToken(effects.environment)
  if (options.yes === true && token === null)
    throw new UsageError('no token: set HF_TOKEN to a token with write access, or log in with `hf auth login`')

  const config = effects.config ?? (await loadBuildConfig(paths, options.config)).hub
  const hub = { url, token }
  const fetch = retryingFetch(hub, config, patience, { requests: 0, bytes: 0 }, signal)
  const repository = new HubRepository(options.repo, hub, fetch, options.xet === true)
  const publication: Publication = { repository, config, patience, signal }
  const open = access.visibility === 'public' && access.gated === false
  const { release, previous, duties } = await prepared(folder, paths, options, config, open)
  if (options.yes !== true) {
    const plan = await dryRun(publication, release, branch, access, token !== null, previous)
    return `${printPlan(plan)}\n${nextStep(duties)}`
  }
  const published = await publishRelease(publication, release, branch, access)
  return [
    `${published.changed ? 'Published' : 'Already published'}: ${options.repo} ${published.tag}, commit ${published.commit}.`,
    `Every file's checksum and size is verified: ${url}/datasets/${options.repo}/tree/${published.tag}`,
    await recorded(folder, paths.annotations),
  ].join('\n')
}

/**
 * The edition to publish, the release before it, and what people still have to do. A dry run says it; `--yes` is refused with exit code 3
 * as long as there is something.
 */
async function prepared(
  folder: string,
  paths: Paths,
  options: PublishCommand,
  config: HubConfig,
  open: boolean,
): Promise<{ release: ReleaseFolder; previous: string | undefined; duties: string[] }> {
  const release = await readReleaseFolder(await editionToPublish(folder, paths))
  const terms = { unsigned: options.unsigned === true, open: open || isOpenPreview(options), config }
  const duties = openDuties(release, terms)
  const previous = options.previous ?? releaseBefore(folder) ?? undefined
  const version = previous === undefined ? null : await versionDuty(await readReleaseFolder(previous), release)
  if (version !== null) duties.push(version)
  if (options.yes === true && duties.length > 0) throw new PublishError(`nothing was sent. ${duties.join('; ')}`, 3)
  return { release, previous, duties }
}

function nextStep(duties: readonly string[]): string {
  if (duties.length === 0) return 'Publish it with --yes.'
  return `Before it can be published:\n${duties.map((duty) => `- ${duty}`).join('\n')}`
}

/** A preview may not be public at all, gated or not. */
function isOpenPreview(options: PublishCommand): boolean {
  return options.unsigned === true && options.public === true
}

async function toMirror(
  target: string,
  release: ReleaseFolder,
  duties: readonly string[],
  yes: boolean,
  annotations: string,
  signal?: AbortSignal,
): Promise<string> {
  const bytes = release.files.reduce((sum, f) => sum + f.bytes, 0)
  const size = `${release.files.length} files, ${(bytes / 1e6).toFixed(1)} MB`
  if (!yes) return `Dry run: nothing is written. Mirror: v${release.version}, ${size}.\n\n${nextStep(duties)}`
  const changed = await publishToMirror(release, target, signal)
  return `${changed ? 'Published' : 'Already published'}: v${release.version} on the mirror, ${size}.\n${await recorded(release.folder, annotations)}`
}

async function recorded(folder: string, annotations: string): Promise<string> {
  const { added, moved, total } = await recordReleasedSplits(folder, annotations)
  return `Splits recorded in raw/annotations/splits.json: ${added} new${moved > 0 ? `, ${moved} moved` : ''}, ${total} in all.`
}

function accessOf(options: PublishCommand): Access {
  if (options.private === true && options.public === true) throw new UsageError('give --private or --public, not both')
  const visibility = options.public === true ? 'public' : options.private === true ? 'private' : undefined
  const { gated } = options
  if (gated !== undefined && gated !== 'auto' && gated !== 'manual' && gated !== 'false')
    throw new UsageError(`--gated must be auto, manual or false, got ${gated}`)
  return { visibility, gated: gated === 'false' ? false : gated }
}

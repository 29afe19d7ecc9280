import { join } from 'node:path'
import type { HubConfig } from './config.js'
import type { HubFile } from './hub-responses.js'
import { PublishError } from './publish-error.js'
import { gitBlobId, type ReleaseFile, type ReleaseFolder } from './release-folder.js'

/** What the target holds: the files of the branch, what the release there wrote, and objects staged by an interrupted attempt. */
export interface Held {
  readonly files: ReadonlyMap<string, HubFile>
  /** Paths listed in the SHA256SUMS of the branch. */
  readonly written: ReadonlySet<string>
  readonly staged: ReadonlyMap<string, HubFile>
}

export const NOTHING_HELD: Held = { files: new Map(), written: new Set(), staged: new Map() }

/** What publishing does to a branch: shards in small commits on a staging branch, then one commit on the branch, then a tag. */
export interface PublishPlan {
  readonly add: readonly ReleaseFile[]
  readonly change: readonly ReleaseFile[]
  readonly keep: readonly ReleaseFile[]
  /** Files of earlier releases that this one does not have. */
  readonly remove: readonly string[]
  /** Files that no release wrote; they stay. */
  readonly foreign: readonly string[]
  /** Large files to upload, dealt to commits on the staging branch. */
  readonly batches: readonly (readonly ReleaseFile[])[]
  /** Files and bytes that the Hub does not hold under any path. */
  readonly send: { readonly files: number; readonly bytes: number }
}

/** The form of a shard's name, of any release. */
const SHARD = /^data\/[\w-]+\/\w+-\d{5}-of-\d{5}[^/]*\.parquet$/
/** Above this a file is staged whatever its name: the Hub takes smaller ones inside the commit. */
const LARGE = 10_000_000

/** The staging branch of a version; no slash, because @huggingface/hub does not encode revisions in every address. */
export function stagingBranch(version: string): string {
  return `staging-v${version}`
}

/**
 * Plans the publication of a release onto what is held.
 * A file on the branch that is not in the release is deleted if an earlier release wrote it (it stands in the branch's SHA256SUMS)
 * or if it is named like a shard (its rows would be read twice); any other stays. One that stays but would be read as rows by the
 * card's `data_files` is refused with exit code 3: it is neither ours to delete nor safe to keep.
 */
export async function planPublish(release: ReleaseFolder, held: Held, config: HubConfig): Promise<PublishPlan> {
  const [add, change, keep]: [ReleaseFile[], ReleaseFile[], ReleaseFile[]] = [[], [], []]
  for (const file of release.files) {
    const there = held.files.get(file.path)
    if (there === undefined) add.push(file)
    else (await isSame(release, file, there)) ? keep.push(file) : change.push(file)
  }
  const ours = new Set(release.files.map((f) => f.path))
  const others = [...held.files.keys()].filter((path) => !ours.has(path)).sort()
  const remove = others.filter((path) => held.written.has(path) || SHARD.test(path))
  const foreign = others.filter((path) => !held.written.has(path) && !SHARD.test(path))
  refuseMixing(release, foreign)

  const stored = new Set([...held.files.values(), ...held.staged.values()].map((f) => f.sha256))
  const fresh = [...add, ...change].filter((f) => !stored.has(f.sha256))
  return {
    add,
    change,
    keep,
    remove,
    foreign,
    batches: deal(
      fresh.filter((f) => f.path.endsWith('.parquet') || f.bytes > LARGE),
      config,
    ),
    send: { files: fresh.length, bytes: fresh.reduce((sum, f) => sum + f.bytes, 0) },
  }
}

/** Whether the Hub's file has the bytes of the release's. */
export async function isSame(release: ReleaseFolder, file: ReleaseFile, there: HubFile): Promise<boolean> {
  if (there.bytes !== file.bytes) return false
  if (there.sha256 !== null) return there.sha256 === file.sha256
  return there.blob === (await gitBlobId(join(release.folder, file.path)))
}

function refuseMixing(release: ReleaseFolder, foreign: readonly string[]): void {
  const globs = release.frontMatter.configs.flatMap((c) => c.data_files.flatMap((d) => d.path)).map(globPattern)
  const mixed = foreign.filter((path) => globs.some((g) => g.test(path)))
  if (mixed.length > 0)
    throw new PublishError(
      `nothing was sent. No release wrote ${mixed.slice(0, 3).join(', ')}, but the card would read it as rows: move it out of data/ on the Hub`,
      3,
    )
}

function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
  const body = escaped.replaceAll(/\*\*\/?|\*|\?/g, (m) => (m.startsWith('**') ? '.*' : m === '*' ? '[^/]*' : '[^/]'))
  return new RegExp(`^${body}$`)
}

/** Equal content under two paths is uploaded once. */
function deal(files: readonly ReleaseFile[], config: HubConfig): ReleaseFile[][] {
  const batches: ReleaseFile[][] = []
  const seen = new Set<string>()
  let size = 0
  for (const file of files) {
    if (seen.has(file.sha256)) continue
    seen.add(file.sha256)
    const open = batches.at(-1)
    if (open === undefined || size + file.bytes > config.commit_bytes || open.length >= config.commit_files) {
      batches.push([file])
      size = file.bytes
    } else {
      open.push(file)
      size += file.bytes
    }
  }
  return batches
}

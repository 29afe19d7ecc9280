import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { listFiles, verifyChecksums } from '../release/checksums.js'

/** One file of the plan; sha256 as in SHA256SUMS. */
export interface PlannedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** What publishing would do: shards in small commits on a staging branch, then one commit on main, then a tag. */
export interface PublishPlan {
  readonly repo: string
  readonly version: string
  readonly files: readonly PlannedFile[]
  readonly bytes: number
  readonly commits: readonly { branch: string; summary: string; files: readonly string[] }[]
  readonly tag: string
}

/** A plan that cannot be made; the message says what to do. */
export class PublishError extends Error {
  override readonly name = 'PublishError'
}

/** The Hub's rule for repository ids: namespace and name, each of letters, digits, `-`, `_`, `.`, at most 96 characters. */
const REPO_ID = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/

const Manifest = z.object({
  version: z.string(),
  data_tests: z.array(z.object({ test: z.string(), severity: z.string(), failures: z.number() })),
})

/** Bytes of large files committed at once: @huggingface/hub buffers up to five files, so a commit of 500 MB peaks at about that. */
const COMMIT_BYTES = 500_000_000

/** Plans the publication of a release folder, after checking that it is whole. Sends nothing. */
export async function planPublish(folder: string, repo: string): Promise<PublishPlan> {
  if (!REPO_ID.test(repo) || repo.includes('--') || repo.includes('..')) {
    throw new PublishError(
      `--repo must be namespace/name of letters, digits, '-', '_' or '.', got ${JSON.stringify(repo)}`,
    )
  }
  const { changed, missing, unlisted } = await verifyChecksums(folder)
  const broken = [...changed, ...missing, ...unlisted]
  if (broken.length > 0) {
    throw new PublishError(
      `the release is not what was built: ${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''}; run \`make build\` again`,
    )
  }
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')))
  const sums = new Map(
    readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  )
  const files = listFiles(folder).map((path) => ({
    path,
    bytes: statSync(join(folder, path)).size,
    sha256: sums.get(path) ?? '',
  }))
  const shards = files.filter((f) => f.path.endsWith('.parquet'))
  const staging = `release/v${manifest.version}`
  const batches: PlannedFile[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const shard of shards) {
    if (size + shard.bytes > COMMIT_BYTES || (batches.at(-1)?.length ?? 0) >= 50) {
      batches.push([])
      size = 0
    }
    batches.at(-1)!.push(shard)
    size += shard.bytes
  }
  return {
    repo,
    version: manifest.version,
    files,
    bytes: files.reduce((sum, f) => sum + f.bytes, 0),
    commits: [
      ...batches.map((batch, i) => ({
        branch: staging,
        summary: `Stage shards ${i + 1} of ${batches.length}`,
        files: batch.map((f) => f.path),
      })),
      { branch: 'main', summary: `Release v${manifest.version}`, files: files.map((f) => f.path) },
    ],
    tag: `v${manifest.version}`,
  }
}

/** The plan as lines for a terminal. */
export function printPlan(plan: PublishPlan): string {
  const width = Math.max(...plan.files.map((f) => f.path.length))
  return [
    `Dry run: nothing is sent. Repository ${plan.repo} (dataset), release v${plan.version}.`,
    '',
    ...plan.files.map((f) => `  ${f.path.padEnd(width)}  ${String(f.bytes).padStart(12)}  ${f.sha256.slice(0, 12)}`),
    '',
    `  ${plan.files.length} files, ${(plan.bytes / 1e6).toFixed(1)} MB`,
    '',
    ...plan.commits.map((c, i) => `  commit ${i + 1} on ${c.branch}: ${c.summary} (${c.files.length} files)`),
    `  tag ${plan.tag}`,
  ].join('\n')
}

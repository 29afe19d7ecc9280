import type { NewBytes } from './new-bytes.js'
import { type PublishPlan, stagingBranch } from './publish-plan.js'
import type { ReleaseFile, ReleaseFolder } from './release-folder.js'

/** What a dry run found. */
export interface DryRun {
  readonly repo: string
  readonly branch: string
  readonly release: ReleaseFolder
  readonly plan: PublishPlan
  /** How the repository will be, or stays; null where the Hub was not asked. */
  readonly access: string | null
  readonly cardDiff: readonly string[]
  readonly cardWarnings: readonly string[]
  readonly newChunks: NewBytes | null
}

/** Lines of the card's difference shown. */
const SHOWN_LINES = 40

/** The plan as text for a terminal. */
export function printPlan(run: DryRun): string {
  const { plan, release } = run
  const tag = `v${release.version}`
  const total = release.files.reduce((sum, f) => sum + f.bytes, 0)
  const changed = plan.add.length + plan.change.length + plan.remove.length
  const lines = [
    `Dry run: nothing is sent. Dataset ${run.repo}, branch ${run.branch}, release ${tag}.`,
    run.access === null
      ? 'The Hub was not asked (no token): planned as a first release.'
      : `Repository: ${run.access}.`,
    '',
    ...plan.add.map((f) => fileLine('add', f)),
    ...plan.change.map((f) => fileLine('change', f)),
    ...plan.keep.map((f) => fileLine('keep', f)),
    ...plan.remove.map((path) => `  delete  ${path}`),
    ...plan.foreign.map((path) => `  stays   ${path} (written by no release)`),
    '',
    `  ${release.files.length} files, ${mb(total)}; to send ${plan.send.files} files, ${mb(plan.send.bytes)} (${share(plan.send.bytes, total)}); the Hub holds the rest`,
    ...(run.newChunks === null
      ? []
      : [
          `  in chunks that the previous release does not hold: ${mb(run.newChunks.fresh)} of ${mb(run.newChunks.bytes)} (${share(run.newChunks.fresh, run.newChunks.bytes)})`,
        ]),
    '',
    ...plan.batches.map(
      (batch, i) =>
        `  commit on ${stagingBranch(release.version)}: shards ${i + 1}/${plan.batches.length}, ${batch.length} files`,
    ),
    changed === 0
      ? `  ${run.branch} already holds this release`
      : `  commit on ${run.branch}: ${plan.add.length} added, ${plan.change.length} changed, ${plan.remove.length} deleted`,
    `  tag ${tag}`,
  ]
  if (run.cardWarnings.length > 0) lines.push('', ...run.cardWarnings.map((w) => `  card: ${w}`))
  if (run.cardDiff.length > 0) {
    const more = run.cardDiff.length - SHOWN_LINES
    lines.push('', 'README.md:', ...run.cardDiff.slice(0, SHOWN_LINES).map((l) => `  ${l}`))
    if (more > 0) lines.push(`  … and ${more} more lines`)
  }
  return `${lines.join('\n')}\n`
}

function fileLine(what: string, file: ReleaseFile): string {
  return `  ${what.padEnd(6)}  ${file.path.padEnd(48)}  ${String(file.bytes).padStart(12)}  ${file.sha256.slice(0, 12)}`
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

function share(part: number, whole: number): string {
  return `${whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1)} %`
}

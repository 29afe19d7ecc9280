import { cardDiff } from './card-diff.js'
import { clean } from './explain-hub-error.js'
import { checkGates, checkPreview, checkVersion } from './gates.js'
import { newChunkBytes } from './new-bytes.js'
import type { Access } from './prepare-repository.js'
import type { DryRun } from './print-plan.js'
import type { Publication } from './publication.js'
import { PublishError } from './publish-error.js'
import { type Held, NOTHING_HELD, planPublish, stagingBranch } from './publish-plan.js'
import { readHeld } from './read-held.js'
import type { ReleaseFolder } from './release-folder.js'

/** Plans a publication and changes nothing. `asksHub` false plans offline, as a first release. */
export async function dryRun(
  { repository, config }: Publication,
  release: ReleaseFolder,
  branch: string,
  access: Access,
  asksHub: boolean,
  previous?: string,
): Promise<DryRun> {
  checkGates(release)
  const found = asksHub ? await ask() : { held: NOTHING_HELD, access: null, card: '', warnings: [] }
  const plan = await planPublish(release, found.held, config)
  return {
    repo: repository.id,
    branch,
    release,
    plan,
    access: found.access,
    cardDiff: found.card === '' ? [] : cardDiff(found.card, release.card),
    cardWarnings: found.warnings,
    newChunks: previous === undefined ? null : await newChunkBytes(release, release.files, previous),
  }

  async function ask(): Promise<{ held: Held; access: string; card: string; warnings: string[] }> {
    const verdict = await repository.validateCard(release.card)
    if (verdict.errors.length > 0)
      throw new PublishError(
        `the Hub refuses the dataset card: ${verdict.errors.map((e) => clean(e.message)).join('; ')}: correct it and build again`,
        3,
      )
    const warnings = verdict.warnings.map((w) => clean(w.message))
    const info = await repository.info()
    if (info === null) {
      const gated = `gated ${String(access.gated ?? config.gated)}`
      const later = access.visibility === 'public' ? ', public when verified' : ''
      return { held: NOTHING_HELD, access: `new, private, ${gated}${later}`, card: '', warnings }
    }
    const refs = await repository.refs()
    checkVersion(release.version, refs.tags.keys())
    const head = refs.branches.get(branch) ?? info.sha
    const held = await readHeld(repository, head, refs.branches.get(stagingBranch(release.version)))
    const card = held.files.has('README.md') ? await repository.read(head, 'README.md') : null
    const visibility = access.visibility ?? (info.private ? 'private' : 'public')
    checkPreview(release, visibility === 'public')
    return {
      held,
      access: `${visibility}, gated ${String(access.gated ?? info.gated)}`,
      card: card === null ? '' : Buffer.from(card).toString('utf8'),
      warnings,
    }
  }
}

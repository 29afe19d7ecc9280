import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Paths } from '../src/engine/pipeline.js'
import { isOlder } from '../src/hub/gates.js'
import type { ReleaseFolder } from '../src/hub/release-folder.js'
import { signedEdition } from '../src/release/audit-statement.js'
import { diffReleases, leastVersion } from '../src/release/diff.js'
import { auditAnnotation, isSigned, readLines, Signature } from './audit-content.js'
import { liesInside } from './raw-files.js'

/** Where editions stand while they are published; not part of what is signed. */
const EDITIONS = '.publish'
const VERSION = /^\d+\.\d+\.\d+$/

/**
 * The folder to publish of a release. One that was built here and whose content an auditor has signed is published as the edition that says
 * so (`processed/.publish/<version>`, until the command ends); any other as it is. A signature of other content does not count.
 */
export async function editionToPublish(release: string, paths: Paths): Promise<string> {
  if (!liesInside(resolve(release), resolve(paths.processed))) return release
  const { signed, digest } = await isSigned(paths.processed, paths.annotations)
  if (!signed) return release
  const signatures = readLines(
    auditAnnotation(paths.annotations, 'signatures.jsonl'),
    'signatures of audits',
    Signature,
  )
  const { by, pages, misses, upper_bound } = signatures.filter((s) => s.digest === digest).at(-1)!
  const target = join(paths.processed, EDITIONS, basename(release))
  signedEdition(release, target, { signed: true, by, content_digest: digest, pages, misses, upper_bound })
  return target
}

/** Removes what `editionToPublish` made, so that no copy outlives a withdrawal. */
export function removeEditions(paths: Paths): void {
  rmSync(join(paths.processed, EDITIONS), { recursive: true, force: true })
}

/** The release before this one: the newest older version beside it; null when there is none. */
export function releaseBefore(release: string): string | null {
  const [folder, version] = [dirname(resolve(release)), basename(resolve(release))]
  if (!VERSION.test(version)) return null
  const older = readdirSync(folder).filter(
    (name) => VERSION.test(name) && isOlder(name, version) && existsSync(join(folder, name, 'release.json')),
  )
  return older.length === 0
    ? null
    : join(
        folder,
        older.reduce((a, b) => (isOlder(a, b) ? b : a)),
      )
}

/** Why a version says less than what changed since the release before, and which would do; null where it says enough. */
export async function versionDuty(before: ReleaseFolder, release: ReleaseFolder): Promise<string | null> {
  // Releases of an earlier version of the tool had other schemas: every row would differ.
  if (before.manifest.lineage === undefined || release.manifest.lineage === undefined) return null
  const { bump, configs } = await diffReleases(before.folder, release.folder)
  const least = leastVersion(before.version, bump)
  if (!isOlder(release.version, least)) return null
  const why = Object.entries(configs)
    .filter(([, d]) => d.removed > 0 || d.moved > 0 || d.schema.length > 0 || d.added > 0)
    .map(([name, d]) => `${name} +${d.added} -${d.removed} moved ${d.moved}${d.schema.length > 0 ? ', schema' : ''}`)
  return `version: v${release.version} says less than what changed since v${before.version} (${why.join('; ')}): set release.version to ${least} or above and build again`
}

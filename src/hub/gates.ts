import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HubConfig } from './config.js'
import { PublishError } from './publish-error.js'
import type { ReleaseFolder } from './release-folder.js'

/** A release below another, as semantic versions. */
export function isOlder(version: string, other: string): boolean {
  const [a, b] = [version.split('.').map(Number), other.split('.').map(Number)]
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i]! < b[i]!
  return false
}

/** What stands in the way of publishing this release, each with what to do; empty when nothing does. */
export function closedGates(release: ReleaseFolder): string[] {
  const closed: string[] = []
  const { license, license_name: name, license_link: link } = release.frontMatter
  if (!/^\d+\.\d+\.\d+$/.test(release.version))
    closed.push(
      `version: ${JSON.stringify(release.version)} is not a semantic version: set release.version and build again`,
    )
  if (license === undefined || license === '')
    closed.push('licence: the card names none: set release.license and build again')
  else if (license === 'other' && (name === undefined || link === undefined))
    closed.push("licence: 'other' needs a name and a link: set release.license_name and build again")
  if (link !== undefined && !/^https?:\/\//.test(link) && !release.files.some((f) => f.path === link))
    closed.push(
      `licence: the card links ${JSON.stringify(link)}, which is not in the release: build again with that file`,
    )
  const failed = release.manifest.data_tests.filter((t) => t.severity === 'error' && t.failures > 0)
  if (failed.length > 0)
    closed.push(
      `data tests: ${failed.map((t) => `${t.test} (${t.failures})`).join(', ')}: correct the data and build again`,
    )
  if (release.manifest.data_tests.length === 0) closed.push('data tests: none were run: build again')
  if (release.frontMatter.configs.length === 0)
    closed.push('card: it names no configs, and the Hub would guess splits from file names: build again')
  return closed
}

/** On which terms a release is published: by whom it can be read, and whether as a preview that nobody has signed. */
export interface Terms {
  /** A private preview: what people must have done first is not asked for, and the card says so. */
  readonly unsigned: boolean
  /** Anyone can read it without asking. */
  readonly open: boolean
  readonly config: HubConfig
}

/** What people still have to do before this release may be published on these terms, each with how; empty when nothing. */
export function openDuties(release: ReleaseFolder, { unsigned, open, config }: Terms): string[] {
  const { manifest } = release
  if (unsigned)
    return open ? ['audit: an unsigned preview is private: leave out --public, or have the audit signed'] : []
  const duties: string[] = []
  if (manifest.audit?.signed !== true)
    duties.push(
      'audit: no privacy auditor has signed this content: run `checkup audit`, then `checkup audit --sign <auditor>`; or publish a private preview with --unsigned',
    )
  const changes = release.files.some((f) => f.path === 'CHANGELOG.md')
    ? readFileSync(join(release.folder, 'CHANGELOG.md'), 'utf8')
    : null
  if (changes !== null && !changes.split('\n').some((line) => line.trim() === `## ${release.version}`))
    duties.push(
      `changelog: no entry for ${release.version}: write one in configs/release/CHANGELOG.md (\`checkup diff\` says what changed) and build again`,
    )
  const { gold, anonymity, leak_check: leaks, leakage } = manifest.lineage ?? {}
  if (leaks !== undefined && leaks.fail > 0)
    duties.push(`leak check: ${leaks.fail} reports have failed it: mark what \`checkup audit\` names and build again`)
  for (const row of leakage ?? [])
    if (row.gates && row.across > 0)
      duties.push(
        `splits: ${row.across} of kind ${row.kind} stand in two splits: name what moves under split.exceptions`,
      )
  if (gold !== undefined && gold.cards > 0) {
    if (gold.double_judged === 0)
      duties.push(
        `agreement: there are ${gold.cards} gold cards, but no draft was judged by two reviewers: \`checkup cards assign --overlap 1\` deals reports to two`,
      )
    if (gold.simulated === gold.cards)
      duties.push(
        `gold: all ${gold.cards} gold cards are of simulated reviewers, which are no reference: have people review them, or publish a preview with --unsigned`,
      )
  }
  const least = open ? config.min_k.open : config.min_k.gated
  if (anonymity !== undefined && anonymity.as_published.k < least)
    duties.push(
      `k-anonymity: the smallest group of patients by sex, age, language, institution and visits is ${anonymity.as_published.k}, hub.min_k asks for ${least}${open ? ' where anyone can read: gate the repository with --gated manual' : ''}, or leave out the reports that \`checkup audit\` lists at risk`,
    )
  return duties
}

/** A release that says of itself that nobody has signed it may not stand where anyone can read it. */
export function checkPreview(release: ReleaseFolder, open: boolean): void {
  if (release.manifest.audit?.signed === false && open)
    throw new PublishError(
      'nothing was sent. The release is an unsigned preview, but the repository is public: make it private, or have the audit signed',
      3,
    )
}

/** Throws with exit code 3 when a gate is closed. */
export function checkGates(release: ReleaseFolder): void {
  const closed = closedGates(release)
  if (closed.length > 0) throw new PublishError(`nothing was sent. ${closed.join('; ')}`, 3)
}

/** A version may not go back behind one that is published, and may not name other content twice. */
export function checkVersion(version: string, tags: Iterable<string>): void {
  const published = [...tags].filter((t) => /^v\d+\.\d+\.\d+$/.test(t)).map((t) => t.slice(1))
  const newest = published.reduce((a, b) => (isOlder(a, b) ? b : a), '0.0.0')
  if (isOlder(version, newest))
    throw new PublishError(
      `nothing was sent. v${newest} is published, v${version} is older: raise release.version and build again`,
      3,
    )
}

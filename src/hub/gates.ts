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

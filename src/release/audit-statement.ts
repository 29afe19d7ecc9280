import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { listFiles, replaceChecksums } from './checksums.js'
import { AuditStatement } from './manifest.js'

const [START, END] = ['<!-- audit -->', '<!-- end of audit -->']

/** What the card says of the audit, between marks by which a later statement finds it. */
export function auditSection(audit: AuditStatement): string {
  const text = audit.signed
    ? `> **Audited.** A privacy auditor (${audit.by}) has signed this content, digest \`${audit.content_digest.slice(0, 16)}\`. ${leakBound(audit)}`
    : '> **Unsigned preview.** No privacy auditor has signed this content. It is for private use only and may not be passed on.'
  return `${START}\n${text}\n${END}`
}

function leakBound({ pages, misses, upper_bound: upper }: AuditStatement & { signed: true }): string {
  if (pages === 0)
    return 'No sample of pages was looked at by a person, so the share of pages with a missed identifier is not bounded.'
  return `Of ${pages} sampled pages that a person looked at, ${misses} had a missed identifier: the share of such pages is at most ${(100 * upper).toFixed(2)} % (95 % upper bound).`
}

/**
 * Makes the edition of a release that says who has signed it: the same shards (as links where the disk allows), with the statement in
 * README.md and release.json and new checksums. The release itself stays as it was built, since the signature is for those bytes.
 */
export function signedEdition(release: string, target: string, audit: AuditStatement): void {
  rmSync(target, { recursive: true, force: true })
  for (const path of listFiles(release)) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    if (path === 'README.md' || path === 'release.json' || path === 'SHA256SUMS')
      copyFileSync(join(release, path), join(target, path))
    else linkOrCopy(join(release, path), join(target, path))
  }
  const card = readFileSync(join(release, 'README.md'), 'utf8')
  const [from, to] = [card.indexOf(START), card.indexOf(END)]
  if (from < 0 || to < from) throw new TypeError('the card has no place for the audit: build the release again')
  writeFileSync(join(target, 'README.md'), card.slice(0, from) + auditSection(audit) + card.slice(to + END.length))
  const manifest = JSON.parse(readFileSync(join(release, 'release.json'), 'utf8')) as Record<string, unknown>
  const stated = { ...manifest, audit: AuditStatement.parse(audit) }
  writeFileSync(join(target, 'release.json'), `${JSON.stringify(stated, null, 2)}\n`)
  replaceChecksums(target, ['README.md', 'release.json'])
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

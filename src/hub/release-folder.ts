import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { listFiles, sha256File, verifyChecksums } from '../release/checksums.js'
import { AuditStatement, ReleaseLineage } from '../release/manifest.js'
import { PublishError } from './publish-error.js'

/** One file of a release. */
export interface ReleaseFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

const Manifest = z.object({
  version: z.string(),
  data_tests: z.array(z.object({ test: z.string(), severity: z.string(), failures: z.number() })),
  /** A release of an earlier version of the tool says nothing of it. */
  audit: AuditStatement.optional(),
  lineage: ReleaseLineage.pick({ gold: true, anonymity: true, leakage: true, leak_check: true }).optional(),
})

const Card = z.object({
  license: z.string().optional(),
  license_name: z.string().optional(),
  license_link: z.string().optional(),
  configs: z
    .array(
      z.object({
        config_name: z.string(),
        data_files: z
          .array(z.object({ split: z.string(), path: z.union([z.string(), z.array(z.string())]) }))
          .default([]),
      }),
    )
    .default([]),
})

/** A release folder that is whole: every file is as SHA256SUMS says. */
export interface ReleaseFolder {
  readonly folder: string
  readonly version: string
  /** sha256 of SHA256SUMS: names the release's content; commit messages carry it. */
  readonly digest: string
  readonly files: readonly ReleaseFile[]
  readonly manifest: z.infer<typeof Manifest>
  /** README.md as text, and its front matter. */
  readonly card: string
  readonly frontMatter: z.infer<typeof Card>
}

/** Reads a release folder and checks every byte of it. Exit code 2 where it is not a release, 3 where it was changed. */
export async function readReleaseFolder(folder: string): Promise<ReleaseFolder> {
  for (const name of ['SHA256SUMS', 'release.json', 'README.md'])
    if (!existsSync(join(folder, name)))
      throw new PublishError(`the release folder holds no ${name}: give a folder that \`make build\` made`, 2)
  const { changed, missing, unlisted } = await verifyChecksums(folder)
  const broken = [...changed, ...missing, ...unlisted]
  if (broken.length > 0)
    throw new PublishError(
      `the release is not what was built: ${broken.slice(0, 5).join(', ')}${broken.length > 5 ? ', …' : ''}; run \`make build\` again`,
      3,
    )
  const digest = await sha256File(join(folder, 'SHA256SUMS'))
  const sums = new Map([...readChecksums(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')), ['SHA256SUMS', digest]])
  const card = readFileSync(join(folder, 'README.md'), 'utf8')
  return {
    folder,
    digest,
    card,
    ...readManifests(folder, card),
    files: listFiles(folder).map((path) => ({
      path,
      bytes: statSync(join(folder, path)).size,
      sha256: sums.get(path)!,
    })),
  }
}

function readManifests(folder: string, card: string): Pick<ReleaseFolder, 'manifest' | 'version' | 'frontMatter'> {
  try {
    const manifest = Manifest.parse(JSON.parse(readFileSync(join(folder, 'release.json'), 'utf8')))
    const yaml = /^---\n([\s\S]*?)\n---\n/.exec(card)?.[1] ?? ''
    return { manifest, version: manifest.version, frontMatter: Card.parse(parse(yaml) ?? {}) }
  } catch {
    throw new PublishError('release.json or the front matter of README.md cannot be read: run `make build` again', 3)
  }
}

/** Path → sha256 of a SHA256SUMS file. Lines of another form are left out. */
export function readChecksums(text: string): Map<string, string> {
  const sums = new Map<string, string>()
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line)
    if (match) sums.set(match[2]!, match[1]!)
  }
  return sums
}

/** The git blob id of a file, by which the Hub names files that are not stored as large ones. */
export async function gitBlobId(path: string): Promise<string> {
  const hash = createHash('sha1').update(`blob ${statSync(path).size}\0`)
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

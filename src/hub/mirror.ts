import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { listFiles, sha256File } from '../release/checksums.js'
import { checkGates, checkVersion } from './gates.js'
import { PublishError } from './publish-error.js'
import type { ReleaseFile, ReleaseFolder } from './release-folder.js'

/** Name of the link that stands at the newest release. */
export const LATEST = 'latest'

/**
 * Publishes the same tree to a folder: `<mirror>/v1.2.0/` and the link `<mirror>/latest`. The tree is copied under another name, checked,
 * made durable and renamed; then the link is replaced in one step. Readers see the release before, or this one, whole. An interrupted copy
 * goes on with the files it lacks. Returns false where the mirror already stood at this release.
 */
export async function publishToMirror(release: ReleaseFolder, mirror: string, signal?: AbortSignal): Promise<boolean> {
  checkGates(release)
  const tag = `v${release.version}`
  mkdirSync(mirror, { recursive: true })
  checkVersion(
    release.version,
    readdirSync(mirror).filter((name) => statSync(join(mirror, name)).isDirectory()),
  )
  const target = join(mirror, tag)
  let changed = false
  if (!existsSync(target)) {
    const partial = join(mirror, `.${tag}.partial`)
    for (const file of release.files) await copy(release, file, partial, signal)
    const ours = new Set(release.files.map((f) => f.path))
    for (const path of listFiles(partial)) if (!ours.has(path)) rmSync(join(partial, path))
    // Renaming onto a folder that someone else has just made fails, and is then judged like one that was there.
    if (!existsSync(target)) renameSync(partial, target)
    changed = true
  }
  if ((await digestOf(target)) !== release.digest)
    throw new PublishError(`${tag} is on the mirror with other content: raise release.version and build again`, 3)
  const link = join(mirror, LATEST)
  if (existsSync(link) && !lstatSync(link).isSymbolicLink())
    throw new PublishError(`${LATEST} on the mirror is not a link: move it away and run the same command again`)
  if (!existsSync(link) || (await digestOf(link)) !== release.digest) {
    const temporary = join(mirror, `.${LATEST}.${process.pid}`)
    rmSync(temporary, { force: true })
    symlinkSync(tag, temporary)
    renameSync(temporary, link)
    changed = true
  }
  flush(mirror)
  return changed
}

/** Copies a file unless it is there already, and checks what was written. A reflink where the file system has them. */
async function copy(release: ReleaseFolder, file: ReleaseFile, folder: string, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted)
    throw new PublishError('interrupted: the mirror is as before; run the same command again to go on')
  const to = join(folder, file.path)
  if (existsSync(to) && (await sha256File(to)) === file.sha256) return
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(join(release.folder, file.path), to, constants.COPYFILE_FICLONE)
  flush(to)
  if ((await sha256File(to)) !== file.sha256)
    throw new PublishError(
      `${file.path} was not written to the mirror as it is: check the disk, then run the same command again`,
    )
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

async function digestOf(folder: string): Promise<string | null> {
  const sums = join(folder, 'SHA256SUMS')
  return existsSync(sums) && readFileSync(sums).length > 0 ? sha256File(sums) : null
}

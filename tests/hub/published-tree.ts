import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from '../../src/release/checksums.js'
import type { StoredCommit } from './dataset-store.js'
import type { LocalHub } from './local-hub.js'

/** Path → content of a commit, `.gitattributes` left out, as text that compares bytes. */
export async function treeOf(hub: LocalHub, commit: StoredCommit): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  for (const [path, file] of commit.files) {
    if (path === '.gitattributes') continue
    const content = file.lfs === undefined ? file.content! : await hub.objects.read(file.lfs)
    tree[path] = content.toString('latin1')
  }
  return tree
}

/** The same of a release folder. */
export function treeOfFolder(folder: string): Record<string, string> {
  return Object.fromEntries(
    listFiles(folder).map((path) => [path, readFileSync(join(folder, path)).toString('latin1')]),
  )
}

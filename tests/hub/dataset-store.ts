import { createHash } from 'node:crypto'

/** A file in a tree: small ones with their content, large ones by the sha256 of a stored object. */
export interface StoredFile {
  readonly size: number
  /** git blob id, of the content or of the pointer to the object. */
  readonly oid: string
  readonly content?: Buffer
  readonly lfs?: string
}

export interface StoredCommit {
  readonly id: string
  readonly parent: string | null
  readonly title: string
  readonly message: string
  readonly files: ReadonlyMap<string, StoredFile>
}

const ATTRIBUTES = Buffer.from('*.parquet filter=lfs diff=lfs merge=lfs -text\n')

/** One dataset repository: commits, branches and tags, as git has them, without git. */
export class DatasetStore {
  readonly commits = new Map<string, StoredCommit>()
  readonly branches = new Map<string, string>()
  readonly tags = new Map<string, string>()
  gated: 'auto' | 'manual' | false = false

  constructor(
    readonly id: string,
    public isPrivate: boolean,
  ) {
    const first = this.record(null, 'initial commit', '', new Map([['.gitattributes', small(ATTRIBUTES)]]))
    this.branches.set('main', first.id)
  }

  /** Records a commit without moving a branch. */
  record(parent: string | null, title: string, message: string, files: ReadonlyMap<string, StoredFile>): StoredCommit {
    const id = createHash('sha1')
      .update(JSON.stringify([this.commits.size, parent, title, message, [...files.keys()]]))
      .digest('hex')
    const commit = { id, parent, title, message, files }
    this.commits.set(id, commit)
    return commit
  }

  /** The commit of a branch, tag or commit id. */
  at(revision: string): StoredCommit | undefined {
    return this.commits.get(this.branches.get(revision) ?? this.tags.get(revision) ?? revision)
  }

  /** Commits from a revision back to the first, newest first. */
  history(revision: string): StoredCommit[] {
    const found: StoredCommit[] = []
    let commit = this.at(revision)
    while (commit !== undefined) {
      found.push(commit)
      commit = commit.parent === null ? undefined : this.commits.get(commit.parent)
    }
    return found
  }
}

export function small(content: Buffer): StoredFile {
  return { size: content.length, oid: blobId(content), content }
}

export function large(sha256: string, size: number): StoredFile {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`
  return { size, oid: blobId(Buffer.from(pointer)), lfs: sha256 }
}

function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

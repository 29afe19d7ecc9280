import type { StoredCommit, StoredFile } from './dataset-store.js'
import { json, type Reply, refusal } from './reply.js'
import type { Asked } from './routes.js'
import { absent, datasetOf } from './routes-repository.js'

/** The commit a request asks about, or the refusal. */
function revisionOf(asked: Asked): StoredCommit | Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  return dataset.at(asked.match[1]!) ?? refusal(404, 'Invalid rev id', 'RevisionNotFound')
}

const isReply = (found: StoredCommit | Reply): found is Reply => 'status' in found

function entry(path: string, file: StoredFile, wrong: boolean): unknown {
  const lfs = wrong && file.lfs !== undefined ? file.lfs.replace(/^./, (c) => (c === '0' ? '1' : '0')) : file.lfs
  const size = wrong && file.lfs === undefined ? file.size + 1 : file.size
  return { type: 'file', path, oid: file.oid, size, ...(lfs ? { lfs: { oid: lfs, size, pointerSize: 134 } } : {}) }
}

export function answerPathsInfo(asked: Asked): Reply {
  const commit = revisionOf(asked)
  if (isReply(commit)) return commit
  const { paths } = JSON.parse(asked.body) as { paths: string[] }
  const wrong = asked.fault?.kind === 'wrong-checksum'
  return json(paths.filter((p) => commit.files.has(p)).map((p) => entry(p, commit.files.get(p)!, wrong)))
}

/** Files in pages of `treePage` entries, with the address of the next in the Link header. */
export function answerTree(asked: Asked): Reply {
  const commit = revisionOf(asked)
  if (isReply(commit)) return commit
  const start = Number(asked.url.searchParams.get('cursor') ?? 0)
  const end = start + asked.hub.options.treePage
  const paths = [...commit.files.keys()].sort()
  const next = new URL(asked.url)
  next.searchParams.set('cursor', String(end))
  return json(
    paths.slice(start, end).map((p) => entry(p, commit.files.get(p)!, asked.fault?.kind === 'wrong-checksum')),
    end < paths.length ? { Link: `<${next.href}>; rel="next"` } : {},
  )
}

export function answerCommits(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const history = dataset.history(asked.match[1]!)
  return json(
    history.map(({ id, title, message }) => ({
      id,
      title,
      message,
      authors: [{ user: 'tester' }],
      date: '2026-01-01T00:00:00Z',
    })),
  )
}

/** A file's bytes; with `Range: bytes=0-0` one byte with the headers that describe the file, as @huggingface/hub asks for them. */
export function answerResolve(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  if (dataset.gated !== false && !asked.authorized)
    return refusal(403, 'Access to this dataset is restricted', 'GatedRepo')
  const commit = revisionOf(asked)
  if (isReply(commit)) return commit
  const file = commit.files.get(asked.match[2]!)
  if (file === undefined) return refusal(404, 'Entry not found', 'EntryNotFound')
  const headers = {
    'X-Repo-Commit': commit.id,
    ETag: `"${file.lfs ?? file.oid}"`,
    ...(file.lfs ? { 'X-Linked-ETag': `"${file.lfs}"`, 'X-Linked-Size': String(file.size) } : {}),
  }
  if (asked.request.headers.range === 'bytes=0-0') {
    const first = file.content?.subarray(0, 1) ?? Buffer.alloc(1)
    return { status: 206, headers: { ...headers, 'Content-Range': `bytes 0-0/${file.size}` }, body: first }
  }
  if (file.lfs !== undefined) return { status: 200, headers, file: asked.hub.objects.path(file.lfs) }
  return { status: 200, headers, body: file.content }
}

import { large, type StoredFile, small } from './dataset-store.js'
import { json, type Reply, refusal } from './reply.js'
import type { Asked } from './routes.js'
import { absent, datasetOf } from './routes-repository.js'

export function answerPreupload(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const there = dataset.at(asked.match[1]!)
  if (there === undefined) return refusal(404, 'Invalid rev id', 'RevisionNotFound')
  const { files } = JSON.parse(asked.body) as { files: { path: string; size: number }[] }
  return json({
    files: files.map(({ path, size }) => ({
      path,
      uploadMode: path.endsWith('.parquet') || size > 10_000_000 ? 'lfs' : 'regular',
      shouldIgnore: false,
      oid: there.files.get(path)?.oid ?? null,
    })),
  })
}

type Line =
  | { key: 'header'; value: { summary: string; description?: string; parentCommit?: string } }
  | { key: 'file'; value: { path: string; content: string } }
  | { key: 'lfsFile'; value: { path: string; oid: string; size: number } }
  | { key: 'deletedFile'; value: { path: string } }

/** All or nothing: a line that cannot be done refuses the commit. */
export function answerCommit(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const branch = asked.match[1]!
  const head = dataset.branches.get(branch)
  if (head === undefined) return refusal(404, 'Invalid rev id', 'RevisionNotFound')
  const files = new Map<string, StoredFile>(dataset.at(head)!.files)
  let header = { summary: '', description: '' }
  for (const text of asked.body.split('\n')) {
    const { key, value } = JSON.parse(text) as Line
    if (key === 'header') {
      if (value.parentCommit !== undefined && value.parentCommit !== head)
        return refusal(412, 'A commit has happened since. Please refresh and try again.')
      header = { description: '', ...value }
    } else if (key === 'file') files.set(value.path, small(Buffer.from(value.content, 'base64')))
    else if (key === 'deletedFile') {
      if (!files.delete(value.path)) return refusal(400, `${value.path} is not there`)
    } else {
      const { objects } = asked.hub
      if (!objects.has(value.oid) || objects.size(value.oid) !== value.size)
        return refusal(400, `the object of ${value.path} is not stored`)
      files.set(value.path, large(value.oid, value.size))
    }
  }
  const commit = dataset.record(head, header.summary, header.description, files)
  dataset.branches.set(branch, commit.id)
  return json({
    success: true,
    commitOid: commit.id,
    commitUrl: `${asked.hub.url}/commit/${commit.id}`,
    hookOutput: '',
  })
}

import { DatasetStore } from './dataset-store.js'
import { json, type Reply, refusal } from './reply.js'
import type { Asked } from './routes.js'

/** The dataset of a request, if it may be seen; a private one looks absent to others. */
export function datasetOf({ hub, match, authorized }: Asked): DatasetStore | null {
  const found = hub.datasets.get(match[0] ?? '')
  return found === undefined || (found.isPrivate && !authorized) ? null : found
}

export const absent = (): Reply => refusal(404, 'Repository not found', 'RepoNotFound')

export function answerWhoAmI({ hub }: Asked): Reply {
  return json({
    type: 'user',
    name: 'tester',
    orgs: [{ name: 'org' }],
    auth: {
      type: 'access_token',
      accessToken: { displayName: 'test', role: hub.options.role, createdAt: '2026-01-01' },
    },
  })
}

export function answerCreate({ hub, body }: Asked): Reply {
  const asked = JSON.parse(body) as { name: string; organization: string; type: string; visibility?: string }
  const id = `${asked.organization}/${asked.name}`
  if (asked.type !== 'dataset') return refusal(400, 'this Hub holds datasets only')
  if (hub.datasets.has(id)) return refusal(409, 'You already created this dataset repo')
  hub.datasets.set(id, new DatasetStore(id, asked.visibility === 'private'))
  return json({ url: `${hub.url}/datasets/${id}`, id, name: id })
}

export function answerInfo(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return asked.authorized ? absent() : refusal(401, 'Invalid username or password.')
  const commit = dataset.at(asked.match[1] === 'HEAD' ? 'main' : asked.match[1] || 'main')
  if (commit === undefined) return refusal(404, 'Invalid rev id', 'RevisionNotFound')
  return json({
    _id: '0',
    id: dataset.id,
    sha: commit.id,
    private: dataset.isPrivate,
    gated: dataset.gated,
  })
}

export function answerSettings(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const { gated, visibility } = JSON.parse(asked.body) as { gated?: DatasetStore['gated']; visibility?: string }
  if (gated !== undefined) dataset.gated = gated
  if (visibility !== undefined) dataset.isPrivate = visibility === 'private'
  return json({ gated: dataset.gated, private: dataset.isPrivate })
}

export function answerRefs(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const list = (refs: Map<string, string>, kind: string): unknown[] =>
    [...refs].map(([name, targetCommit]) => ({ name, ref: `refs/${kind}/${name}`, targetCommit }))
  return json({ branches: list(dataset.branches, 'heads'), tags: list(dataset.tags, 'tags'), converts: [] })
}

export function answerBranch(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const name = asked.match[1]!
  if (dataset.branches.has(name)) return refusal(409, 'Reference already exists')
  const { startingPoint = 'main' } = JSON.parse(asked.body) as { startingPoint?: string }
  const commit = dataset.at(startingPoint)
  if (commit === undefined) return refusal(404, 'Invalid rev id', 'RevisionNotFound')
  dataset.branches.set(name, commit.id)
  return json({})
}

export function answerDeleteBranch(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  return dataset.branches.delete(asked.match[1]!) ? json({}) : refusal(404, 'Invalid rev id', 'RevisionNotFound')
}

export function answerTag(asked: Asked): Reply {
  const dataset = datasetOf(asked)
  if (dataset === null) return absent()
  const { tag } = JSON.parse(asked.body) as { tag: string }
  const commit = dataset.at(asked.match[1]!)
  if (commit === undefined) return refusal(404, 'Invalid rev id', 'RevisionNotFound')
  if (dataset.tags.has(tag)) return refusal(409, 'Tag already exists')
  dataset.tags.set(tag, commit.id)
  return json({})
}

export function answerValidate({ hub }: Asked): Reply {
  const errors = hub.cardErrors.map((message) => ({ message }))
  return { status: errors.length > 0 ? 400 : 200, body: { errors, warnings: [] } }
}

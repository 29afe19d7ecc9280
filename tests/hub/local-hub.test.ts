import { createHash } from 'node:crypto'
import {
  commit,
  createBranch,
  createRepo,
  datasetInfo,
  downloadFile,
  fileDownloadInfo,
  listCommits,
  listFiles,
  whoAmI,
} from '@huggingface/hub'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { madeUpBytes } from './fake-release.js'
import { LocalHub, TOKEN } from './local-hub.js'

/** The local Hub against the client that the real one is published for. */
let hub: LocalHub
const repo = { type: 'dataset' as const, name: 'org/data' }
const shard = madeUpBytes('shard', 90_000)
const with_ = <T extends object>(more: T) => ({ repo, hubUrl: hub.url, accessToken: TOKEN, useXet: true, ...more })
const file = (path: string, content: Uint8Array | string) => ({
  operation: 'addOrUpdate' as const,
  path,
  content: new Blob([content as never]),
})

beforeAll(async () => {
  hub = await LocalHub.start({ treePage: 2, multipartFrom: 80_000 })
  await createRepo(with_({ visibility: 'private' as const }))
  await commit(
    with_({
      title: 'Fill',
      operations: [file('data/a.parquet', shard), file('README.md', '# Hello'), file('b.txt', 'b')],
    }),
  )
})
afterAll(() => hub.stop())

describe('a local Hub', () => {
  it('knows its token, its repositories and their history', async () => {
    expect(await whoAmI(with_({}))).toMatchObject({ name: 'tester', auth: { accessToken: { role: 'write' } } })
    expect(await datasetInfo({ name: repo.name, hubUrl: hub.url, accessToken: TOKEN })).toMatchObject({
      private: true,
      gated: false,
    })
    const titles: string[] = []
    for await (const c of listCommits(with_({}))) titles.push(c.title)
    expect(titles).toEqual(['Fill', 'initial commit'])
  })

  it('lists files page by page with sizes and checksums', async () => {
    const found = []
    for await (const f of listFiles(with_({ recursive: true }))) found.push(f)
    expect(found.map((f) => f.path)).toEqual(['.gitattributes', 'README.md', 'b.txt', 'data/a.parquet'])
    expect(found[3]!.lfs).toMatchObject({ oid: createHash('sha256').update(shard).digest('hex'), size: 90_000 })
    // git's own name of a blob with the content "b".
    expect(found[2]!.oid).toBe('63d8dbd40c23542e740659a7168a0ce3138ea748')
  })

  it('gives back what was stored', async () => {
    expect(await fileDownloadInfo(with_({ path: 'data/a.parquet' }))).toMatchObject({ size: 90_000 })
    expect(await (await downloadFile(with_({ path: 'README.md' })))!.text()).toBe('# Hello')
    const address = `${hub.url}/datasets/org/data/resolve/main/data/a.parquet`
    const response = await fetch(address, { headers: { Authorization: `Bearer ${TOKEN}` } })
    expect(Buffer.from(await response.arrayBuffer()).equals(shard)).toBe(true)
  })

  it('hides a private repository, refuses a wrong token, and asks for access to a gated one', async () => {
    expect((await fetch(`${hub.url}/api/datasets/org/data/refs`)).status).toBe(404)
    await expect(whoAmI(with_({ accessToken: 'hf_other' }))).rejects.toMatchObject({ statusCode: 401 })
    const dataset = hub.datasets.get(repo.name)!
    Object.assign(dataset, { isPrivate: false, gated: 'manual' })
    const refused = await fetch(`${hub.url}/datasets/org/data/resolve/main/b.txt`)
    expect([refused.status, refused.headers.get('x-error-code')]).toEqual([403, 'GatedRepo'])
    Object.assign(dataset, { isPrivate: true, gated: false })
  })

  it('refuses a second repository of the name, a second branch, and a commit on an old head', async () => {
    await expect(createRepo(with_({}))).rejects.toMatchObject({ statusCode: 409 })
    await createBranch(with_({ branch: 'x' }))
    await expect(createBranch(with_({ branch: 'x' }))).rejects.toMatchObject({ statusCode: 409 })
    const first = hub.datasets.get(repo.name)!.history('main').at(-1)!.id
    const stale = commit(with_({ title: 'Late', parentCommit: first, operations: [file('c.txt', 'c')] }))
    await expect(stale).rejects.toMatchObject({ statusCode: 412 })
  })

  it('stores no object under a name that is not its checksum, and commits no object that is not stored', async () => {
    const oid = 'a'.repeat(64)
    expect((await fetch(`${hub.url}/storage/objects/${oid}`, { method: 'PUT', body: 'other bytes' })).status).toBe(400)
    const lines = [
      { key: 'header', value: { summary: 'x' } },
      { key: 'lfsFile', value: { path: 'x.parquet', algo: 'sha256', oid, size: 11 } },
    ]
    const answer = await fetch(`${hub.url}/api/datasets/org/data/commit/main`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}` },
      body: lines.map((l) => JSON.stringify(l)).join('\n'),
    })
    expect(answer.status).toBe(400)
  })

  it('sends nothing that is stored already', async () => {
    const parts = hub.count('part')
    await commit(with_({ title: 'Copy', operations: [file('data/b.parquet', shard)] }))
    expect(hub.count('part')).toBe(parts)
    expect(hub.datasets.get(repo.name)!.at('main')!.files.get('data/b.parquet')?.size).toBe(90_000)
  })
})

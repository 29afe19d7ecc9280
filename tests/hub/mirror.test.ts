import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { publishToMirror } from '../../src/hub/mirror.js'
import { newChunkBytes } from '../../src/hub/new-bytes.js'
import { readReleaseFolder } from '../../src/hub/release-folder.js'
import { recordReleasedSplits } from '../../src/hub/released-splits.js'
import { type FakeRelease, makeRelease } from './fake-release.js'
import { treeOfFolder } from './published-tree.js'

let work: string
let mirror: string
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'mirror-'))
  mirror = join(work, 'mirror')
})
afterEach(() => rmSync(work, { recursive: true }))
const release = (name: string, fake: FakeRelease = {}): string => makeRelease(join(work, name), fake)
const publish = async (folder: string, signal?: AbortSignal): Promise<boolean> =>
  publishToMirror(await readReleaseFolder(folder), mirror, signal)

it('keeps every version whole and moves the link to the newest', async () => {
  const [one, two] = [release('one', { shards: 3 }), release('two', { version: '1.1.0', shards: 2 })]
  expect(await publish(one)).toBe(true)
  expect(await publish(one)).toBe(false)
  expect(await publish(two)).toBe(true)
  expect(readlinkSync(join(mirror, 'latest'))).toBe('v1.1.0')
  expect(treeOfFolder(join(mirror, 'v1.0.0'))).toEqual(treeOfFolder(one))
  expect(treeOfFolder(join(mirror, 'latest'))).toEqual(treeOfFolder(two))
  expect(readdirSync(mirror).sort()).toEqual(['latest', 'v1.0.0', 'v1.1.0'])
})

it('an interrupted copy leaves the release before, and goes on past damaged and stray files', async () => {
  const [one, two] = [release('one'), release('two', { version: '1.1.0' })]
  await publish(one)
  mkdirSync(join(mirror, '.v1.1.0.partial'), { recursive: true })
  writeFileSync(join(mirror, '.v1.1.0.partial', 'LICENSE'), 'half')
  writeFileSync(join(mirror, '.v1.1.0.partial', 'stray'), 'x')
  await expect(publish(two, AbortSignal.abort())).rejects.toThrow('the mirror is as before')
  expect(treeOfFolder(join(mirror, 'latest'))).toEqual(treeOfFolder(one))
  await publish(two)
  expect(treeOfFolder(join(mirror, 'latest'))).toEqual(treeOfFolder(two))
})

it('refuses other content under a version, an older version, and a link that is a folder', async () => {
  await publish(release('one', { version: '1.1.0' }))
  await expect(
    publish(release('other', { version: '1.1.0', changed: 0, extra: { 'more.txt': 'x' } })),
  ).rejects.toMatchObject({ exitCode: 3 })
  await expect(publish(release('older'))).rejects.toMatchObject({ exitCode: 3 })
  mirror = join(work, 'another')
  mkdirSync(join(mirror, 'latest'), { recursive: true })
  await expect(publish(join(work, 'one'))).rejects.toThrow('is not a link')
})

it('records the splits of published reports, merged and sorted', async () => {
  const annotations = join(work, 'annotations')
  const file = join(annotations, 'splits.json')
  expect(await recordReleasedSplits(release('one'), annotations)).toEqual({ added: 6, moved: 0, total: 6 })
  const first = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  expect(Object.values(first).sort()).toEqual(['test', 'test', 'train', 'train', 'train', 'train'])
  expect(Object.keys(first)).toEqual(Object.keys(first).sort())
  expect(await recordReleasedSplits(join(work, 'one'), annotations)).toEqual({ added: 0, moved: 0, total: 6 })
  const moved = Object.keys(first).find((id) => first[id] === 'test')!
  writeFileSync(file, JSON.stringify({ r_gone: 'train', [moved]: 'validation' }))
  expect(await recordReleasedSplits(join(work, 'one'), annotations)).toEqual({ added: 5, moved: 1, total: 7 })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ r_gone: 'train', ...first })
  writeFileSync(file, '{"r": "dev"}')
  await expect(recordReleasedSplits(join(work, 'one'), annotations)).rejects.toThrow('is not {report_id: split}')
})

it('predicts the new bytes of a changed shard from its chunks', async () => {
  const one = release('one', { shards: 2, shardBytes: 1_000_000 })
  const two = await readReleaseFolder(
    release('two', { version: '1.0.1', shards: 2, shardBytes: 1_000_000, changed: 1 }),
  )
  expect((await newChunkBytes(two, two.files, join(work, 'two'))).fresh).toBe(0)
  const { bytes, fresh } = await newChunkBytes(two, two.files, one)
  expect(bytes).toBe(two.files.reduce((sum, f) => sum + f.bytes, 0))
  // The changed shard and the small files that name the version.
  expect(fresh).toBeGreaterThan(1_000_000)
  expect(fresh).toBeLessThan(1_010_000)
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeRelease } from './fake-release.js'
import { treeOf, treeOfFolder } from './published-tree.js'
import { Publishing } from './publishing.js'

let p: Publishing
beforeEach(async () => {
  p = await Publishing.start()
})
afterEach(() => p.stop())

/** Publishes both at once; the second starts `ms` later. Failures must be errors of our own. */
async function both(one: string, two: string, ms: number): Promise<number> {
  const late = new Promise((resolve) => setTimeout(resolve, ms)).then(() => p.publish(two))
  const results = await Promise.allSettled([p.publish(one), late])
  for (const r of results) if (r.status === 'rejected') expect((r.reason as Error).name).toBe('PublishError')
  return results.filter((r) => r.status === 'fulfilled').length
}

it.each([0, 20, 60])('the same release twice at once is published once (%i ms apart)', async (ms) => {
  await p.publish(makeRelease(p.folder(), { shards: 3 }))
  const release = makeRelease(p.folder(), { version: '2.0.0', shards: 2, shardBytes: 40_000 })
  expect(await both(release, release, ms)).toBeGreaterThan(0)
  expect(p.dataset.history('main').filter((c) => c.title.startsWith('Release v2.0.0')).length).toBe(1)
  await p.publish(release)
  const main = p.dataset.at('main')!
  expect(await treeOf(p.hub, main)).toEqual(treeOfFolder(release))
  expect(p.dataset.tags.get('v2.0.0')).toBe(main.id)
})

it.each([0, 20, 60, 400])('two versions at once leave one of them, whole (%i ms apart)', async (ms) => {
  await p.publish(makeRelease(p.folder(), { shards: 3 }))
  const one = makeRelease(p.folder(), { version: '2.0.0', shards: 2, shardBytes: 40_000 })
  const two = makeRelease(p.folder(), { version: '3.0.0', shards: 4, shardBytes: 50_000 })
  expect(await both(one, two, ms)).toBeGreaterThan(0)
  expect([treeOfFolder(one), treeOfFolder(two)]).toContainEqual(await treeOf(p.hub, p.dataset.at('main')!))
  for (const [tag, commit] of p.dataset.tags)
    expect(p.dataset.at(commit)!.title.startsWith(`Release ${tag} `)).toBe(true)
})

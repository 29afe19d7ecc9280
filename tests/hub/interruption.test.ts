import { describe, expect, it } from 'vitest'
import { makeRelease } from './fake-release.js'
import { treeOf, treeOfFolder } from './published-tree.js'
import { Publishing } from './publishing.js'

/** A publisher that loses the network for good, or is stopped, at one request after another: every state it can leave behind. */
async function everyInterruption(
  p: Publishing,
  shards: readonly [number, number],
  stops: 'network' | 'signal',
): Promise<number> {
  const before = makeRelease(p.folder(), { shards: shards[0] })
  const { commit } = await p.publish(before)
  let at = 0
  for (let finished = false; !finished; at++) {
    p.dataset.branches.set('main', commit)
    p.dataset.tags.delete('v2.0.0')
    // Other bytes each time, so that nothing is stored yet.
    const release = makeRelease(p.folder(), {
      version: '2.0.0',
      shards: shards[1],
      shardBytes: 20_000 + at,
      changed: 0,
    })

    const stopping = new AbortController()
    if (stops === 'network') p.hub.faults.add('any', { kind: 'drop' }, Number.POSITIVE_INFINITY, at)
    else p.hub.faults.add('any', { kind: 'first', act: () => stopping.abort() }, 1, at)
    const error = await p
      .publish(release, { config: { attempts: 2, commit_attempts: 2 }, signal: stopping.signal })
      .then(
        () => null,
        (e: Error) => e,
      )
    finished = error === null
    const main = await treeOf(p.hub, p.dataset.at('main')!)
    const now = treeOfFolder(release)
    expect([treeOfFolder(before), now]).toContainEqual(main)
    if (p.dataset.tags.has('v2.0.0')) expect(main).toEqual(now)

    p.hub.faults.clear()
    await p.publish(release)
    await p.holds(release, 'v2.0.0')
  }
  return at
}

describe('an interruption at any request', () => {
  it.each(['network', 'signal'] as const)(
    'leaves one release whole, and the next run finishes (%s)',
    async (stops) => {
      const p = await Publishing.start()
      // An update from two shards to one makes more than 20 requests.
      expect(await everyInterruption(p, [2, 1], stops)).toBeGreaterThan(20)
      await p.stop()
    },
    300_000,
  )
})

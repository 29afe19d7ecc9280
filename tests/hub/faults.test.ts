import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { small } from './dataset-store.js'
import { makeRelease } from './fake-release.js'
import type { Fault, Route } from './faults.js'
import { treeOf, treeOfFolder } from './published-tree.js'
import { Publishing } from './publishing.js'

const status = (code: number, headers: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status: code,
  headers,
})
const limited = status(429, { RateLimit: '"api";r=0;t=55', 'RateLimit-Policy': '"fixed window";"api";q=1000;w=300' })

/** Commits on the staging branch: five shards, two a commit. The next one is on main. */
const STAGED = 3

/** Routes that both publications use; the first one also creates the repository. */
const READS: Route[] = ['whoami', 'info', 'refs', 'validate-yaml', 'paths-info', 'tree', 'resolve']
const WRITES: Route[] = ['preupload', 'batch', 'put', 'commit', 'branch', 'tag', 'delete-branch']

/** [what happens, route, fault, how often, after how many requests]: all of these pass by themselves. */
const PASSING: [string, Route, Fault, number, number][] = [
  ...[...READS, ...WRITES].flatMap((route): [string, Route, Fault, number, number][] => [
    ['503 twice', route, status(503), 2, 0],
    ['429 with its reset time', route, limited, 1, 0],
    ['dropped socket', route, { kind: 'drop' }, 1, 0],
  ]),
  ...WRITES.filter((r) => r !== 'put').map((route): [string, Route, Fault, number, number] => [
    'done, but the answer is lost',
    route,
    { kind: 'acts-then-drop' },
    1,
    0,
  ]),
  ['504 that did commit, on the staging branch', 'commit', { kind: 'acts-then-status', status: 504 }, 1, 0],
  ['504 that did commit, on main', 'commit', { kind: 'acts-then-status', status: 504 }, 1, STAGED],
  ['500 that did not commit, on main', 'commit', status(500), 2, STAGED],
  ['412 on main', 'commit', status(412), 2, STAGED],
  ['409 on main', 'commit', status(409), 2, STAGED],
  ['socket dropped in the middle', 'put', { kind: 'drop-after', bytes: 10_000 }, 2, 1],
  ['slow', 'put', { kind: 'slow', ms: 30 }, 3, 0],
  ['no progress', 'put', { kind: 'silence' }, 1, 0],
  ['bytes damaged on the way', 'put', { kind: 'damage' }, 1, 0],
  ['upload address expired', 'put', status(403), 1, 0],
]

/** These end the publication; main holds what it held. */
const ENDING: [string, Route, Fault, number, number, string][] = [
  ...(['whoami', 'info', 'refs', 'preupload', 'batch', 'commit', 'branch'] as Route[]).flatMap(
    (route): [string, Route, Fault, number, number, string][] => [
      ['expired token', route, status(401), 1, 0, 'not valid'],
      ['gated', route, status(403), 1, 0, 'may not do this'],
    ],
  ),
  ['a failing Hub', 'batch', status(503), 9, 0, 'the Hub failed (503)'],
  ['a rate limit that stays', 'preupload', limited, 9, 0, 'again in 55 s'],
  ['storage that drops every upload', 'put', { kind: 'drop-after', bytes: 1 }, 99, 0, 'no answer'],
  ['storage that damages every upload', 'put', { kind: 'damage' }, 999, 0, 'damaged'],
  ['412 for ever', 'commit', status(412), 99, STAGED, 'someone else'],
  ['409 for ever', 'commit', status(409), 99, STAGED, 'busy'],
  ['500 for ever', 'commit', status(500), 99, STAGED, 'answers 500'],
  ['other bytes on the staging branch', 'paths-info', { kind: 'wrong-checksum' }, 1, 1, 'does not hold what was sent'],
  [
    'a server that echoes the token',
    'refs',
    { kind: 'status', status: 400, body: 'bad header Bearer hf_localHubTestToken' },
    1,
    0,
    'refuses it',
  ],
]

let p: Publishing
beforeEach(async () => {
  p = await Publishing.start()
})
afterEach(() => p.stop())

describe.each(['first release', 'update with fewer shards'])('%s', (kind) => {
  /** The release to publish; for an update, the one before is published already. */
  async function prepare(): Promise<{ release: string; before: Record<string, string> | null }> {
    if (kind === 'first release') return { release: makeRelease(p.folder(), { shards: 2 }), before: null }
    await p.publish(makeRelease(p.folder(), { shards: 3 }))
    const before = await treeOf(p.hub, p.dataset.at('main')!)
    p.waits.length = 0
    return { release: makeRelease(p.folder(), { version: '2.0.0', shards: 2, shardBytes: 40_000 }), before }
  }
  const tag = kind === 'first release' ? 'v1.0.0' : 'v2.0.0'

  it.each(PASSING)('%s (%s) passes', async (_, route, fault, times, after) => {
    const { release } = await prepare()
    if (kind === 'first release' && route === 'resolve' && fault.kind === 'acts-then-drop') return
    p.hub.faults.add(route, fault, times, after)
    await p.publish(release, { config: { idle_timeout_ms: fault.kind === 'silence' ? 300 : 5_000 } })
    expect(p.hub.faults.left).toBe(0)
    await p.holds(release, tag)
    if (fault === limited) expect(p.waits).toContain(56_000)
  })

  it.each(ENDING)(
    '%s (%s) ends it with main as before; the next run finishes',
    async (_, route, fault, n, after, said) => {
      const { release, before } = await prepare()
      p.hub.faults.add(route, fault, n, after)
      const error = await p.fails(release)
      expect(error.message).toContain(said)
      expect(error.exitCode).toBe(1)
      if (before === null)
        expect([...(p.dataset?.at('main')?.files.keys() ?? [])]).toEqual(p.dataset ? ['.gitattributes'] : [])
      else expect(await treeOf(p.hub, p.dataset.at('main')!)).toEqual(before)
      expect(p.dataset?.tags.has(tag) ?? false).toBe(false)

      p.hub.faults.clear()
      await p.publish(release)
      await p.holds(release, tag)
    },
  )

  it.each([0, STAGED])(
    'keeps a commit that someone else makes meanwhile, and publishes on top of it (commit %i)',
    async (after) => {
      const { release } = await prepare()
      const act = (): void => {
        const main = p.dataset.at('main')!
        const files = new Map([...main.files, ['NOTES.md', small(Buffer.from('note'))]] as const)
        p.dataset.branches.set('main', p.dataset.record(main.id, 'Add a note', '', files).id)
      }
      p.hub.faults.add('commit', { kind: 'first', act }, 1, after)
      await p.publish(release)
      expect(await treeOf(p.hub, p.dataset.at('main')!)).toEqual({ ...treeOfFolder(release), 'NOTES.md': 'note' })
      expect(p.dataset.history('main')[1]!.title).toBe('Add a note')
    },
  )

  it.each([0, STAGED])(
    'gives way to someone who publishes another release at the same time (commit %i)',
    async (after) => {
      const { release } = await prepare()
      const act = (): void => {
        const main = p.dataset.at('main')!
        p.dataset.branches.set('main', p.dataset.record(main.id, 'Release v9.0.0 (other)', '', main.files).id)
      }
      p.hub.faults.add('commit', { kind: 'first', act }, 1, after)
      expect((await p.fails(release)).message).toContain('published at the same time')
      expect(p.dataset.history('main')[0]!.title).toBe('Release v9.0.0 (other)')
    },
  )

  it('does not tag a commit whose files the Hub reports with other checksums', async () => {
    const { release } = await prepare()
    // Every staging commit asks twice, before and after.
    p.hub.faults.add('paths-info', { kind: 'wrong-checksum' }, 1, 2 * STAGED)
    const error = await p.fails(release)
    expect(error.message).toContain('it was not tagged')
    expect(p.dataset.tags.has(tag)).toBe(false)
    p.hub.faults.clear()
    await p.publish(release)
    await p.holds(release, tag)
  })
})

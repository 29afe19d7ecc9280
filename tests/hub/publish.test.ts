import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { small } from './dataset-store.js'
import { makeRelease } from './fake-release.js'
import { Publishing } from './publishing.js'

let p: Publishing
beforeEach(async () => {
  p = await Publishing.start({ treePage: 3 })
})
afterEach(() => p.stop())

describe('a first release', () => {
  it('makes a private, gated repository before any file, one commit on main, a tag, and leaves no staging branch', async () => {
    const release = makeRelease(p.folder())
    const published = await p.publish(release)
    await p.holds(release, 'v1.0.0')
    expect(published).toMatchObject({ tag: 'v1.0.0', changed: true, commit: p.dataset.tags.get('v1.0.0') })
    expect([p.dataset.isPrivate, p.dataset.gated]).toEqual([true, 'manual'])
    const routes = p.hub.requests.map((r) => r.route)
    expect(routes.indexOf('settings')).toBeGreaterThan(routes.indexOf('create'))
    expect(routes.indexOf('settings')).toBeLessThan(routes.indexOf('preupload'))
    expect(p.dataset.history('main').map((c) => c.title)).toEqual([
      expect.stringMatching(/^Release v1\.0\.0 \([0-9a-f]{12}\)$/),
      'initial commit',
    ])
  })

  it('sends nothing when it is run again', async () => {
    const release = makeRelease(p.folder())
    const first = await p.publish(release)
    const sent = p.traffic.bytes
    expect(await p.publish(release)).toEqual({ ...first, changed: false })
    expect(p.traffic.bytes).toBe(sent)
    expect(p.dataset.history('main').length).toBe(2)
  })

  it('uploads in parts where the storage asks for it', async () => {
    const q = await Publishing.start({ multipartFrom: 20_000 })
    const release = makeRelease(q.folder(), { shardBytes: 200_000 })
    await q.publish(release)
    await q.holds(release, 'v1.0.0')
    expect(q.hub.count('part')).toBeGreaterThan(4)
    await q.stop()
  })

  it('is made public last, after everything is verified', async () => {
    const release = makeRelease(p.folder())
    await p.publish(release, { access: { visibility: 'public', gated: 'auto' } })
    expect([p.dataset.isPrivate, p.dataset.gated]).toEqual([false, 'auto'])
    const settings = p.hub.requests.flatMap((r, i) => (r.route === 'settings' ? [[i, r.body] as const] : []))
    expect(settings.map(([, body]) => JSON.parse(body))).toEqual([
      { gated: 'auto', visibility: 'private' },
      { visibility: 'public' },
    ])
    expect(settings[1]![0]).toBeGreaterThan(p.hub.requests.findIndex((r) => r.route === 'tag'))
  })
})

describe('an update', () => {
  it('with fewer shards deletes the old ones in the same commit and keeps what no release wrote', async () => {
    await p.publish(makeRelease(p.folder(), { shards: 4 }))
    const note = small(Buffer.from('written by hand'))
    const main = p.dataset.at('main')!
    const foreign = new Map([...main.files, ['NOTES.md', note], ['data/pages/README.md', note]] as const)
    p.dataset.branches.set('main', p.dataset.record(main.id, 'Add notes', '', foreign).id)

    const release = makeRelease(p.folder(), { version: '2.0.0', shards: 2 })
    await p.publish(release)
    const head = p.dataset.at('main')!
    expect(head.files.get('NOTES.md')?.content?.toString()).toBe('written by hand')
    expect(head.files.has('data/pages/README.md')).toBe(true)
    expect([...head.files.keys()].filter((f) => f.includes('-of-00004'))).toEqual([])
    expect([...head.files.keys()].filter((f) => f.startsWith('data/') && f.endsWith('.parquet')).length).toBe(5)
    expect(p.dataset.history('main').length).toBe(4)
    // The bytes of pages 0 and 1 are the same under other names: only the reports are sent.
    expect(p.hub.count('put')).toBe(9 + 3)
  })

  it('sends only the shard that changed', async () => {
    await p.publish(makeRelease(p.folder(), { shards: 4 }))
    const puts = p.hub.count('put')
    const release = makeRelease(p.folder(), { version: '1.0.1', shards: 4, changed: 2 })
    await p.publish(release)
    await p.holds(release, 'v1.0.1')
    expect(p.hub.count('put')).toBe(puts + 1)
  })

  it('refuses to go on where a file that no release wrote would be read as rows', async () => {
    await p.publish(makeRelease(p.folder()))
    const main = p.dataset.at('main')!
    const files = new Map([...main.files, ['data/pages/train-more.csv', small(Buffer.from('a'))]] as const)
    const head = p.dataset.record(main.id, 'Add rows', '', files).id
    p.dataset.branches.set('main', head)
    const error = await p.fails(makeRelease(p.folder(), { version: '1.1.0' }))
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining('data/pages/train-more.csv')])
    expect(p.dataset.branches.get('main')).toBe(head)
  })

  it('refuses other content under a published version, and a version behind', async () => {
    const release = makeRelease(p.folder(), { version: '1.2.0' })
    await p.publish(release)
    const [other, older] = [{ version: '1.2.0', changed: 0 }, { version: '1.1.9' }]
    for (const [fake, said] of [
      [other, 'published with other content'],
      [older, 'v1.1.9 is older'],
    ] as const) {
      const error = await p.fails(makeRelease(p.folder(), fake))
      expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining(said)])
    }
    await p.holds(release, 'v1.2.0')
  })
})

describe('gates', () => {
  it.each([
    ['no licence', { card: 'configs:\n- config_name: reports\n' }, 'licence'],
    ['a licence file that is not there', { card: 'license: other\nlicense_name: x\nlicense_link: TERMS\n' }, 'TERMS'],
    ['a failed data test', { failures: 2 }, 'keys are unique'],
    ['a version that is none', { version: '1.0' }, 'semantic version'],
  ])('%s: nothing is asked or sent, exit code 3', async (_, fake, said) => {
    const error = await p.fails(makeRelease(p.folder(), fake))
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining(said)])
    expect(p.hub.requests).toEqual([])
  })

  it('stops before the repository is made when the Hub refuses the card', async () => {
    p.hub.cardErrors = ['"task_categories[0]" must be one of …']
    const error = await p.fails(makeRelease(p.folder()))
    expect([error.exitCode, error.message]).toEqual([3, expect.stringContaining('task_categories')])
    expect(p.hub.datasets.size).toBe(0)
  })

  it('stops where the token can only read', async () => {
    const q = await Publishing.start({ role: 'read' })
    expect((await q.fails(makeRelease(q.folder()))).message).toContain('can only read')
    expect(q.hub.datasets.size).toBe(0)
    await q.stop()
  })
})

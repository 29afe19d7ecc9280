import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { contentDigest } from '../../pipelines/audit-content.js'
import type { PublishCommand, PublishEffects } from '../../pipelines/commands/publish.js'
import { explainError } from '../../pipelines/explain-error.js'
import { HubConfig } from '../../src/hub/config.js'
import { makeRelease } from './fake-release.js'
import { TOKEN } from './local-hub.js'
import { treeOf } from './published-tree.js'
import { Publishing, REPO } from './publishing.js'

// The command finds the package beside its compiled self.
const compiled = join(import.meta.dirname, '..', '..', 'dist', 'pipelines', 'commands', 'publish.js')
const { publish } = (await import(pathToFileURL(compiled).href)) as typeof import('../../pipelines/commands/publish.js')

let p: Publishing
let project: string
beforeEach(async () => {
  p = await Publishing.start()
  project = p.folder()
  vi.spyOn(process, 'cwd').mockReturnValue(project)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await p.stop()
})

function run(options: PublishCommand, environment: NodeJS.ProcessEnv = { HF_TOKEN: TOKEN }): Promise<string> {
  const effects: PublishEffects = {
    environment: { HF_HOME: project, ...environment },
    patience: { sleep: async () => {}, random: () => 0, note: (line) => void p.notes.push(line) },
    config: HubConfig.parse({}),
  }
  return publish({ repo: REPO, hubUrl: p.hub.url, ...options }, effects)
}
const splits = (): string => join(project, 'raw', 'annotations', 'splits.json')

it('plans by default and changes nothing', async () => {
  const release = makeRelease(p.folder())
  const printed = await run({ release, gated: 'auto' })
  expect(printed).toContain('Repository: new, private, gated auto.')
  expect(printed).toContain('9 files')
  expect(printed).toContain('Publish it with --yes.')
  expect(p.hub.datasets.size).toBe(0)
  expect(existsSync(splits())).toBe(false)
})

it('says in a dry run what people still have to do, and refuses --yes until it is done or the preview is private', async () => {
  const release = makeRelease(p.folder(), { unsigned: true })
  const planned = await run({ release })
  expect(planned).toContain('Before it can be published:\n- audit: no privacy auditor has signed this content')
  expect(planned).not.toContain('with --yes')
  const error = await run({ release, yes: true }).catch((e: Error) => e)
  expect(explainError(error)).toMatchObject({ exitCode: 3 })
  expect(explainError(error).line).toContain('audit: no privacy auditor')
  expect(p.hub.datasets.size).toBe(0)
  expect(await run({ release, unsigned: true, yes: true })).toContain(`Published: ${REPO} v1.0.0`)
})

it('publishes the edition that names the auditor once the content is signed, and leaves the release as it was built', async () => {
  const built = join(project, 'processed', 'release', '1.0.0')
  const marks = '<!-- audit -->\nUnsigned.\n<!-- end of audit -->\n'
  makeRelease(built, {
    unsigned: true,
    extra: { 'README.md': `${readFileSync(join(makeRelease(p.folder()), 'README.md'), 'utf8')}${marks}` },
  })
  const sums = readFileSync(join(built, 'SHA256SUMS'), 'utf8')
  const digest = await contentDigest(join(project, 'processed'))
  const signature = { digest, by: 'a_1', at: '2026-01-01T00:00:00Z', pages: 50, misses: 0, upper_bound: 0.0582 }
  const signatures = join(project, 'raw', 'annotations', 'audit', 'signatures.jsonl')
  mkdirSync(dirname(signatures), { recursive: true })
  writeFileSync(signatures, `${JSON.stringify({ ...signature, digest: 'other content' })}\n`)
  expect(await run({})).toContain('no privacy auditor has signed this content')
  writeFileSync(signatures, `${JSON.stringify(signature)}\n`)
  expect(await run({ yes: true })).toContain('Published')
  const card = await treeOf(p.hub, p.dataset.at('main')!)
  expect(card['README.md']).toContain('at most 5.82 % (95 % upper bound)')
  expect(readFileSync(join(built, 'SHA256SUMS'), 'utf8')).toBe(sums)
  expect(existsSync(join(project, 'processed', '.publish'))).toBe(false)
})

it('plans offline without a token', async () => {
  expect(await run({ release: makeRelease(p.folder()) }, {})).toContain('The Hub was not asked')
  expect(p.hub.requests).toEqual([])
})

it('publishes with --yes, records the splits, and plans the next release against what is there', async () => {
  const one = makeRelease(p.folder(), { shards: 3 })
  const said = await run({ release: one, yes: true })
  expect(said).toContain(`Published: ${REPO} v1.0.0`)
  expect(said).toContain('8 new, 8 in all')
  expect(Object.keys(JSON.parse(readFileSync(splits(), 'utf8')) as object).length).toBe(8)
  expect(await run({ release: one, yes: true })).toContain('Already published')

  const before = p.dataset.at('main')!.id
  const two = makeRelease(p.folder(), { version: '2.0.0', shards: 2 })
  const plan = await run({ release: two, previous: one })
  expect(plan).toContain('Repository: private, gated manual.')
  expect(plan).toMatch(/delete {2}data\/pages\/train-00002-of-00003\.parquet/)
  // The bytes of both shards of pages are held under other names; three shards of reports and three small files are new.
  expect(plan).toMatch(/ 9 files, \S+ MB; to send 6 files/)
  expect(plan).toContain('in chunks that the previous release does not hold')
  expect(plan).toContain('- # Made up 1.0.0')
  expect(plan).toContain('+ # Made up 2.0.0')
  expect(p.dataset.at('main')!.id).toBe(before)
})

it('publishes to another branch and leaves main alone', async () => {
  await run({ release: makeRelease(p.folder()), yes: true, branch: 'next' })
  expect(p.dataset.at('next')!.files.has('README.md')).toBe(true)
  expect([...p.dataset.at('main')!.files.keys()]).toEqual(['.gitattributes'])
})

it('publishes to a mirror', async () => {
  const mirror = join(project, 'mirror')
  const release = makeRelease(p.folder())
  const { repo: _, ...target } = { repo: REPO, mirror: pathToFileURL(mirror).href, release }
  const effects = {
    environment: {},
    patience: { sleep: async () => {}, random: () => 0, note: () => {} },
    config: HubConfig.parse({}),
  }
  expect(await publish(target, effects)).toContain('nothing is written')
  expect(existsSync(mirror)).toBe(false)
  expect(await publish({ ...target, yes: true }, effects)).toContain('Published: v1.0.0 on the mirror')
  expect(existsSync(join(mirror, 'latest', 'README.md'))).toBe(true)
  expect(existsSync(splits())).toBe(true)
})

it.each<[string, PublishCommand, NodeJS.ProcessEnv | undefined]>([
  ['no token', { yes: true }, {}],
  ['a token of another form', {}, { HF_TOKEN: 'sk-1' }],
  ['a repository that is none', { repo: 'nope' }, undefined],
  ['a branch that is none', { branch: 'a/b' }, undefined],
  ['a Hub without https', { hubUrl: 'http://hub.example' }, undefined],
  ['an unknown gating', { gated: 'yes' }, undefined],
  ['private and public', { private: true, public: true }, undefined],
  ['a mirror and a repository', { mirror: 'file:///srv/x' }, undefined],
])('refuses %s with exit code 2 and asks nothing', async (_, options, environment) => {
  const error = await run({ release: makeRelease(p.folder()), ...options }, environment).catch((e: Error) => e)
  expect(explainError(error).exitCode).toBe(2)
  expect(explainError(error).line).not.toMatch(/hf_\w|sk-1/)
  expect(p.hub.requests).toEqual([])
})

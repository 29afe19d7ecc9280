import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { HubConfig } from '../../src/hub/config.js'
import { openDuties } from '../../src/hub/gates.js'
import { type ReleaseFolder, readReleaseFolder } from '../../src/hub/release-folder.js'
import { EMPTY_LINEAGE } from '../../src/release/manifest.js'
import { type FakeRelease, makeRelease } from './fake-release.js'
import { Publishing } from './publishing.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
async function release(fake: FakeRelease): Promise<ReleaseFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'gates-'))
  folders.push(folder)
  return readReleaseFolder(makeRelease(folder, fake))
}
const config = HubConfig.parse({})
const terms = { unsigned: false, open: false, config }
const lineage = (more: object) => ({ manifest: { lineage: { ...EMPTY_LINEAGE, ...more } } })
const k = (smallest: number) => ({
  anonymity: {
    ...EMPTY_LINEAGE.anonymity,
    as_published: { age_band: 1, patients: 9, k: smallest, unique: 1, unique_share: 0.1 },
  },
})

it('asks for the signature of an auditor, and lets a private preview pass without', async () => {
  const unsigned = await release({ unsigned: true })
  expect(openDuties(unsigned, terms).join()).toMatch(/^audit: .*checkup audit --sign.*--unsigned/)
  expect(openDuties(unsigned, { ...terms, unsigned: true })).toEqual([])
  expect(openDuties(unsigned, { ...terms, unsigned: true, open: true }).join()).toMatch(
    /^audit: an unsigned preview is private/,
  )
  expect(openDuties(await release({}), terms)).toEqual([])
})

it.each<[string, object, RegExp]>([
  ['gold without two reviewers', { gold: { cards: 3, simulated: 0, double_judged: 0 } }, /^agreement: .*cards assign/],
  ['gold of simulated reviewers', { gold: { cards: 3, simulated: 3, double_judged: 2 } }, /^gold: .*simulated/],
  ['a failed leak check', { leak_check: { pass: 1, review: 0, fail: 1, identifiers: 3, hits: 1 } }, /^leak check: /],
  [
    'a leak between splits',
    { leakage: [{ kind: 'near-duplicate', groups: 3, of_several: 1, across: 1, gates: true }] },
    /^splits: 1 of kind near-duplicate/,
  ],
])('refuses %s, and says what to do', async (_, more, message) => {
  const made = await release(lineage({ ...k(9), ...more }))
  expect(openDuties(made, terms)).toHaveLength(1)
  expect(openDuties(made, terms)[0]).toMatch(message)
})

it('asks for more people alike where anyone can read', async () => {
  const made = await release(lineage(k(3)))
  expect(openDuties(made, terms)).toEqual([])
  expect(openDuties(made, { ...terms, open: true }).join()).toMatch(/^k-anonymity: .* is 3, hub\.min_k asks for 5/)
})

it('asks for an entry in the changelog', async () => {
  const without = await release({ extra: { 'CHANGELOG.md': '# Changes\n\n## 0.9.0\n' } })
  expect(openDuties(without, terms).join()).toMatch(/^changelog: no entry for 1\.0\.0/)
  expect(openDuties(await release({ extra: { 'CHANGELOG.md': '## 1.0.0\n\nFirst.\n' } }), terms)).toEqual([])
})

it('sends no unsigned preview to a public repository', async () => {
  const p = await Publishing.start()
  try {
    const signed = makeRelease(p.folder())
    await p.publish(signed, { access: { visibility: 'public', gated: false } })
    const preview = makeRelease(p.folder(), { version: '1.1.0', unsigned: true, changed: 0 })
    const error = await p.fails(preview)
    expect(error.exitCode).toBe(3)
    expect(error.message).toContain('the repository is public')
    await p.holds(signed, 'v1.0.0')
    await p.publish(preview, { access: { visibility: 'private' } })
  } finally {
    await p.stop()
  }
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { HubConfig } from '../../src/hub/config.js'
import type { HubFile } from '../../src/hub/hub-responses.js'
import { planPublish } from '../../src/hub/publish-plan.js'
import type { ReleaseFolder } from '../../src/hub/release-folder.js'

const config = HubConfig.parse({ commit_bytes: 100, commit_files: 3 })
const SHARDS = [
  'data/pages/train-00000-of-00001.parquet',
  'data/pages/train-00000-of-00002.parquet',
  'data/pages/train-00001-of-00002.parquet',
  'data/old/test-00000-of-00001.parquet',
]
const OTHERS = ['croissant.json', 'eval.yaml', 'notes.txt', '.gitattributes', 'data/readme.md']
const digest = (n: number): string => String(n).padStart(64, '0')

/** Files by path, with a number for their content; its bytes are that number too. */
const files = (paths: string[]) =>
  fc.uniqueArray(fc.tuple(fc.constantFrom(...paths), fc.integer({ min: 1, max: 60 })), { selector: ([path]) => path })

it('leaves the release and what no release wrote: nothing lost, doubled or mixed', async () => {
  await fc.assert(
    fc.asyncProperty(
      files([...SHARDS, 'croissant.json']),
      files([...SHARDS, ...OTHERS]),
      fc.subarray(OTHERS),
      async (ours, there, written) => {
        const release = {
          files: ours.map(([path, n]) => ({ path, bytes: n, sha256: digest(n) })),
          frontMatter: {
            configs: [{ config_name: 'pages', data_files: [{ split: 'train', path: 'data/pages/train-*' }] }],
          },
        } as unknown as ReleaseFolder
        const held = new Map(
          there.map(([path, n]): [string, HubFile] => [path, { path, bytes: n, sha256: digest(n), blob: null }]),
        )
        const plan = await planPublish(release, { files: held, written: new Set(written), staged: new Map() }, config)

        const after = new Map([...held].map(([path, f]) => [path, f.sha256]))
        for (const path of plan.remove) expect(after.delete(path)).toBe(true)
        for (const f of [...plan.add, ...plan.change]) after.set(f.path, f.sha256)
        for (const f of release.files) expect(after.get(f.path)).toBe(f.sha256)
        const released = new Set(release.files.map((f) => f.path))
        const more = [...after.keys()].filter((path) => !released.has(path)).sort()
        expect(more).toEqual([...plan.foreign])
        expect(more.filter((path) => path.endsWith('.parquet') || written.includes(path))).toEqual([])

        const stored = new Set(there.map(([, n]) => digest(n)))
        const staged = plan.batches.flat().map((f) => f.sha256)
        expect(new Set(staged).size).toBe(staged.length)
        expect(staged.some((sha) => stored.has(sha))).toBe(false)
        for (const batch of plan.batches) {
          expect(batch.length).toBeLessThanOrEqual(3)
          if (batch.length > 1) expect(batch.reduce((sum, f) => sum + f.bytes, 0)).toBeLessThanOrEqual(100)
        }
      },
    ),
  )
})

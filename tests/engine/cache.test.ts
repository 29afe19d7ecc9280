import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { explainReport, planPipeline, statusOf } from '../../src/engine/plan.js'
import { Toy, texts } from './toy.js'

let toy: Toy
beforeEach(() => {
  toy = new Toy(texts(4))
})
afterEach(() => toy.remove())

const ALL = ['r_f0000', 'r_f0001', 'r_f0002', 'r_f0003']

test('a second build runs no stage and starts no worker', async () => {
  const first = await toy.build()
  expect(first.code).toBe(0)
  expect(toy.ran()).toEqual({ read: ALL, link: ['*'], upper: ALL, count: ALL, release: ['*'] })
  expect(first.summary.counts).toMatchObject({ pages: 4, released: 4 })
  const second = await toy.build()
  expect(second.summary.message).toBe('nothing to do: 4 reports are up to date')
  expect(second.summary.peak_rss_mb.workers).toEqual([])
  expect(second.summary.counts).toEqual(first.summary.counts)
  expect(toy.ran()).toEqual({})
})

test('artefacts carry lineage down to the source digest', async () => {
  await toy.build()
  const read = JSON.parse(readFileSync(join(toy.dir, 'vault/read/r_f0000.json'), 'utf8'))
  expect(read.lineage).toMatchObject({ stage: 'read', stage_version: 1, report_id: 'r_f0000', schema_version: '1.0.0' })
  expect(read.lineage.inputs.source).toMatch(/^[0-9a-f]{64}$/)
  const upper = JSON.parse(readFileSync(join(toy.dir, 'processed/upper/r_f0000.json'), 'utf8'))
  expect(Object.keys(upper.lineage.inputs)).toEqual(['read', 'link'])
})

test('a configuration change reruns the stages that read it and what their change reaches', async () => {
  await toy.build()
  toy.ran()
  await toy.build({ config: { count: { unit: 'letters' } } })
  // The output of `count` stayed the same, so `release` behind it did not run.
  expect(toy.ran()).toEqual({ count: ALL })
  await toy.build({ config: { count: { unit: 'letters' }, upper: { keep: true } } })
  expect(toy.ran()).toEqual({ upper: ALL, count: ALL, release: ['*'] })
})

test('explain names the part of the key that changed, and a dry run changes nothing', async () => {
  await toy.build()
  toy.ran()
  const before = toy.bytes()
  const plan = await explainReport(toy.options({ config: { upper: { keep: true } } }), 'r_f0001')
  expect(plan).toEqual([
    { stage: 'read', verdict: 'fresh', reasons: [] },
    { stage: 'link', verdict: 'fresh', reasons: [] },
    { stage: 'upper', verdict: 'run', reasons: ['config keep'] },
    { stage: 'count', verdict: 'wait', reasons: ['after upper'] },
    { stage: 'release', verdict: 'wait', reasons: ['after upper', 'after count'] },
  ])
  toy.put('configs/words.txt', 'three\n')
  toy.put('annotations/fixes/r_f0001.txt', 'fix')
  const verdicts = await explainReport(toy.options(), 'r_f0001')
  expect(verdicts[2]?.reasons).toEqual(['knowledge words.txt', 'input fixes/{report_id}.txt'])
  expect(toy.bytes()).toEqual(before)
  expect(toy.ran()).toEqual({})
})

test('an annotation reruns its report only', async () => {
  await toy.build()
  toy.ran()
  toy.put('annotations/fixes/r_f0002.txt', 'fix')
  await toy.build()
  // `upper` changed but `count`, whose inputs' text is longer by nothing, still has a new input and runs.
  expect(toy.ran()).toEqual({ upper: ['r_f0002'], count: ['r_f0002'], release: ['*'] })
  expect(readFileSync(join(toy.dir, 'processed/upper/r_f0002.json'), 'utf8')).toContain('"fix":"fix"')
})

test('early cut-off: equal output bytes stop the rerun, and the result equals a build from nothing', async () => {
  await toy.build()
  toy.ran()
  toy.put('raw/f0003', 'report 3\n\n\n')
  await toy.build()
  // `upper` trims, so `count` and `release` see no change; the link row of the report is the same too.
  expect(toy.ran()).toEqual({ read: ['r_f0003'], link: ['*'], upper: ['r_f0003'] })
  const incremental = toy.bytes()
  rmSync(toy.paths.processed, { recursive: true })
  rmSync(toy.paths.vault, { recursive: true })
  await toy.build()
  expect(toy.bytes()).toEqual(incremental)
})

test('a changed row of a corpus stage reruns only its report', async () => {
  await toy.build()
  toy.ran()
  toy.put('raw/f0001', 'Other\n')
  await toy.build()
  expect(toy.ran()).toMatchObject({ upper: ['r_f0001'], count: ['r_f0001'] })
})

test.each([
  ['missing', (path: string) => rmSync(path)],
  ['cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 20))],
  [
    'altered at the same size',
    (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('REPORT', 'REPORD')),
  ],
])('an artefact %s is made again with the same bytes', async (_, damage) => {
  await toy.build()
  const whole = toy.bytes()
  toy.ran()
  damage(join(toy.dir, 'processed/upper/r_f0001.json'))
  expect((await toy.build()).code).toBe(0)
  expect(toy.ran()).toEqual({ upper: ['r_f0001'] })
  expect(toy.bytes()).toEqual(whole)
})

test('a damaged file beside an artefact and a damaged corpus output are made again', async () => {
  await toy.build()
  const whole = toy.bytes()
  toy.ran()
  writeFileSync(join(toy.dir, 'processed/upper/r_f0001/page-1.bin'), '')
  rmSync(join(toy.dir, 'processed/release/1.0.0/r_f0000.txt'))
  await toy.build()
  expect(toy.ran()).toEqual({ upper: ['r_f0001'], release: ['*'] })
  expect(toy.bytes()).toEqual(whole)
})

test('a ledger that cannot be read costs a rerun, not an error', async () => {
  await toy.build()
  const whole = toy.bytes()
  toy.ran()
  writeFileSync(join(toy.dir, 'processed/.cache/reports/r_f0000.json'), '{"version":1,"led')
  expect((await toy.build()).code).toBe(0)
  expect(toy.ran()).toEqual({ upper: ['r_f0000'], count: ['r_f0000'] })
  expect(toy.bytes()).toEqual(whole)
})

test('a new time without new content reruns nothing', async () => {
  await toy.build()
  toy.ran()
  utimesSync(join(toy.dir, 'processed/upper/r_f0001.json'), 1, 1)
  expect((await toy.build()).summary.message).toContain('nothing to do')
})

test('a removed source leaves nothing behind', async () => {
  await toy.build()
  toy.ran()
  rmSync(join(toy.dir, 'raw/f0002'))
  const { summary } = await toy.build()
  expect(summary.pruned).toEqual(['r_f0002'])
  expect(toy.ran()).toEqual({ link: ['*'], release: ['*'] })
  const left = Object.keys(toy.bytes()).filter((path) => path.includes('f0002'))
  expect(left).toEqual([])
  expect(toy.has('processed/.cache/reports/r_f0002.json')).toBe(false)
  expect(toy.has('vault/.cache/reports/r_f0002.json')).toBe(false)
})

test('bytes are the same whatever the number of workers', async () => {
  const other = new Toy(texts(4))
  try {
    await toy.build({ workers: 1 })
    await other.build({ workers: 3 })
    expect(other.bytes()).toEqual(toy.bytes())
  } finally {
    other.remove()
  }
})

test('--only and --from run the stages named, on what is there', async () => {
  const only = await toy.build({ only: 'read' })
  expect(only.code).toBe(0)
  expect(toy.ran()).toEqual({ read: ALL })
  await toy.build({ from: 'upper' })
  expect(toy.ran()).toEqual({})
  await toy.build()
  toy.ran()
  await toy.build({ from: 'count', config: { upper: { keep: true }, count: { unit: 'x' } } })
  expect(toy.ran()).toEqual({ count: ALL })
  expect((await toy.build({ only: 'nothing' })).code).toBe(2)
})

test('shards do each report once, and the whole build only the rest', async () => {
  const [first, second] = [
    await toy.build({ shard: { index: 1, count: 2 } }),
    await toy.build({ shard: { index: 2, count: 2 } }),
  ]
  expect(first.summary.sources + second.summary.sources).toBe(4)
  expect(toy.ran()).toEqual({ read: ALL })
  await toy.build()
  const ran = toy.ran()
  expect(ran.read).toBeUndefined()
  expect(ran.release).toEqual(['*'])
})

test('status counts verdicts per stage', async () => {
  const before = await statusOf(toy.options())
  expect(before.stages[0]).toEqual({ stage: 'read', scope: 'report', verdicts: { run: 4 } })
  await toy.build()
  const after = await statusOf(toy.options())
  expect(after.stages.map(({ verdicts }) => verdicts.fresh)).toEqual([4, 1, 4, 4, 1])
  expect([...(await planPipeline(toy.options())).reports.keys()]).toEqual(ALL)
})

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, digestOf } from './digest.js'
import { fingerprintChanges } from './fingerprint.js'
import { usableCores, workerCount } from './machine.js'
import { assertPipeline, type Pipeline } from './pipeline.js'
import { PlainStore } from './plain-store.js'
import { duration, linesProgress } from './progress.js'
import { runPage } from './run-page.js'
import { assertNoneLost, emptyStage, type RunSummary } from './run-summary.js'
import { isInShard, parseShard } from './selection.js'
import { SourceDigests } from './source-digests.js'
import type { ReportStage } from './stage.js'

const stage = (name: string, inputs: string[] = []): ReportStage => ({
  scope: 'report',
  name,
  version: 1,
  store: 'processed',
  inputs,
  config: () => ({}),
  knowledge: [],
  run: async () => ({ artefact: {} }),
})

test('canonical JSON is JSON, and does not see the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: '1' }))
})

test('a pipeline whose stage stands before its input is refused', () => {
  const pipeline = (stages: ReportStage[]) => ({ stages }) as unknown as Pipeline
  expect(() => assertPipeline(pipeline([stage('b', ['a']), stage('a')]))).toThrow('b reads a')
  expect(() => assertPipeline(pipeline([stage('a'), stage('a')]))).toThrow('two stages')
  expect(() => assertPipeline(pipeline([stage('../a')]))).toThrow('not a folder name')
})

test('changes of a fingerprint are named', () => {
  const before = {
    stage: 'a',
    version: 1,
    schema_version: '1',
    config: { x: '1', y: '2' },
    knowledge: { 'w.csv': '1' },
    secrets: {},
  }
  const after = { ...before, version: 2, config: { x: '1', z: '2' }, knowledge: { 'w.csv': '2' } }
  expect(fingerprintChanges(before, after)).toEqual(['stage version 1 → 2', 'config y', 'config z', 'knowledge w.csv'])
})

test('workers are as many as cores and memory allow, at least one', () => {
  expect(workerCount('auto', 1024, { cores: 8, memoryMb: 4608 })).toBe(4)
  expect(workerCount('auto', 1024, { cores: 2, memoryMb: 64_000 })).toBe(2)
  expect(workerCount('auto', 1024, { cores: 8, memoryMb: 100 })).toBe(1)
  expect(workerCount(5, 1024, { cores: 1, memoryMb: 100 })).toBe(5)
  expect(usableCores(() => '100000 100000\n')).toBe(1)
  expect(usableCores(() => 'max 100000\n')).toBe(usableCores(() => null))
})

test('every report is in exactly one shard', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 9 }), (id, count) => {
      const shards = Array.from({ length: count }, (_, n) => isInShard(id, { index: n + 1, count }))
      expect(shards.filter(Boolean)).toHaveLength(1)
    }),
  )
  expect(parseShard('2/4')).toEqual({ index: 2, count: 4 })
  for (const bad of ['0/4', '5/4', '2', 'a/b', '1/0']) expect(() => parseShard(bad)).toThrow('expected i/N')
})

test('a lost report is noticed', () => {
  const [a, b] = [emptyStage(stage('a'), true), emptyStage(stage('b'), true)]
  Object.assign(a, { in: 5, ran: 3, cached: 1, quarantined: 1 })
  Object.assign(b, { in: 4, ran: 4 })
  expect(() => assertNoneLost([a, b], 5)).not.toThrow()
  b.in = 3
  b.ran = 3
  expect(() => assertNoneLost([a, b], 5)).toThrow('stage b lost reports: 4 expected, 3 came in')
})

test('JSON lines are throttled, and the last one always comes', () => {
  let [text, at] = ['', 0]
  const output = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  const progress = linesProgress(output, () => at)
  for (let done = 1; done <= 100; done++) {
    at += 50
    progress.advance('read', done, 100, 0)
  }
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(5)
  expect(lines.at(-1)).toEqual({ event: 'stage', stage: 'read', done: 100, total: 100, quarantined: 0 })
  expect([duration(3), duration(600), duration(7200), duration(Number.POSITIVE_INFINITY)]).toEqual([
    '3 s',
    '10 min',
    '2.0 h',
    '-',
  ])
})

test('a file is hashed again only when it changed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'checkup-digests-'))
  try {
    const [store, file] = [new PlainStore(dir), join(dir, 'source')]
    const digest = async (now = Date.now() + 10_000) => {
      const digests = await SourceDigests.open(store, () => now)
      const found = await digests.digest(file, 'source')
      await digests.save()
      return found
    }
    const remembered = async () =>
      Object.keys(JSON.parse(Buffer.from((await store.read('.cache/source-digests.json'))!).toString()))
    writeFileSync(file, 'one')
    const one = await digest(Date.now())
    // Just written: it could change again within the clock's grain.
    expect(await remembered()).toEqual([])
    expect(await digest()).toBe(one)
    expect(await remembered()).toEqual(['source'])
    writeFileSync(file, 'two')
    utimesSync(file, 1, 1)
    expect(await digest()).not.toBe(one)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

test('the run page escapes and stands alone', () => {
  const summary = {
    run: '<b>',
    started: '',
    seconds: 1,
    exit_code: 4,
    message: 'a & b',
    stages: [emptyStage(stage('layout'), true)],
    counts: { pages: 3 },
    quarantined: [{ report_id: 'r_1', stage: 'layout', reason: 'corrupt', measured: null, way_out: 'mend it' }],
    notes: [],
    pruned: [],
    restarts: {},
    versions: { node: '20' },
    peak_rss_mb: { parent: 1, workers: [] },
  } as unknown as RunSummary
  const page = runPage(summary)
  expect(page).toContain('a &#38; b')
  expect(page).not.toContain('<b>')
  expect(page).not.toMatch(/(src|href)=/)
  expect(page).toContain('mend it')
})

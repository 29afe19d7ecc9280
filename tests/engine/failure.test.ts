import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { retryReports } from '../../src/engine/run.js'
import { childrenOf, finished, Toy, texts, until } from './toy.js'

const toys: Toy[] = []
function toyOf(files: Readonly<Record<string, string>>): Toy {
  const toy = new Toy(files)
  toys.push(toy)
  return toy
}
afterEach(() => {
  for (const toy of toys.splice(0)) toy.remove()
})

const quarantine = (toy: Toy, id: string) =>
  JSON.parse(readFileSync(join(toy.paths.processed, 'quarantine', `${id}.json`), 'utf8'))

test.each([
  ['crash', 'worker_crashed', 'SIGKILL'],
  ['segfault', 'worker_crashed', 'SIGABRT'],
  ['throw', 'stage_failed', expect.stringMatching(/^TypeError at toy-pipeline\.mjs:\d+$/)],
  ['encrypted', 'encrypted', '40 bit'],
  ['invalid', 'schema_invalid', 'rows.3.value.* (invalid_type)'],
])('a report that makes its stage %s is set aside as %s; the others are built', async (order, reason, measured) => {
  const toy = toyOf({ ...texts(3), bad: `${order}\n` })
  const built = await toy.build()
  expect(built.code).toBe(4)
  expect(quarantine(toy, 'r_bad')).toMatchObject({ report_id: 'r_bad', stage: 'read', reason, measured })
  expect(built.summary.counts.released).toBe(3)
  const everything = `${built.printed}${execFileSync('grep', ['-r', '', toy.paths.processed]).toString()}`
  expect(everything).not.toContain('SECRET-CONTENT')
  // The verdict is remembered: a second build does not try again.
  toy.ran()
  expect((await toy.build()).code).toBe(4)
  expect(toy.ran()).toEqual({})
})

test('a worker that dies is tried once more', async () => {
  const toy = toyOf({ ...texts(2), bad: 'crash\n', once: 'crash-once\n' })
  const { summary } = await toy.build()
  expect(toy.ran().read).toEqual(['r_bad', 'r_bad', 'r_f0000', 'r_f0001', 'r_once', 'r_once'])
  expect(summary.quarantined.map(({ report_id }) => report_id)).toEqual(['r_bad'])
  expect(summary.restarts).toEqual({ crash: 3 })
})

test('a worker out of memory, of the heap or beside it, takes only its report', async () => {
  const toy = toyOf({ ...texts(2), big: 'oom\n', native: 'native-oom\n' })
  const built = await toy.build()
  expect(quarantine(toy, 'r_big').reason).toBe('worker_crashed')
  expect(quarantine(toy, 'r_native')).toMatchObject({ reason: 'worker_crashed', measured: 'more than 768 MB' })
  expect(built.summary.counts.released).toBe(2)
})

test('a report that takes too long is stopped once, with the programs it started', async () => {
  const toy = toyOf({ ...texts(2), slow: 'hang\n', child: 'child\n' })
  const sleeping = () =>
    execFileSync('ps', ['-eo', 'args'])
      .toString()
      .split('\n')
      .filter((line) => line === 'sleep 1000').length
  const before = sleeping()
  const built = await toy.build({ engine: { timeout_seconds: 1 } })
  expect(built.code).toBe(4)
  expect(quarantine(toy, 'r_slow')).toMatchObject({ reason: 'timeout', measured: '1 s' })
  expect(toy.ran().read?.filter((id) => id === 'r_slow')).toHaveLength(1)
  expect(sleeping()).toBe(before)
})

test('a worker killed from outside in mid-task costs nothing', async () => {
  const toy = toyOf(texts(4))
  const child = toy.start({ config: { sleep_ms: 300 } })
  const result = finished(child)
  await until(() => toy.has('marks/read.log'), 'a first task')
  const worker = Number(readFileSync(join(toy.dir, 'marks/pids'), 'utf8').split('\n')[0])
  expect(childrenOf(child.pid!)).toContain(worker)
  process.kill(worker, 'SIGKILL')
  const built = await result
  expect(built.code).toBe(0)
  expect(built.summary.restarts.crash).toBe(1)
  expect(built.summary.counts.released).toBe(4)
})

test('what a report left downstream goes when it is quarantined, and comes back with retry', async () => {
  const toy = toyOf(texts(3))
  await toy.build()
  const whole = toy.bytes()
  toy.put('raw/f0001', 'encrypted\n')
  await toy.build()
  expect(Object.keys(toy.bytes()).filter((path) => path.includes('f0001'))).toEqual([
    'processed/quarantine/r_f0001.json',
  ])
  expect(JSON.parse(readFileSync(join(toy.dir, 'processed/release.json'), 'utf8')).reports).toEqual([
    'r_f0000',
    'r_f0002',
  ])
  toy.ran()
  expect(await retryReports(toy.options())).toEqual(['r_f0001'])
  expect((await toy.build()).code).toBe(4)
  expect(toy.ran().read).toEqual(['r_f0001'])
  toy.put('raw/f0001', 'report 1\n')
  expect((await toy.build()).code).toBe(0)
  expect(toy.bytes()).toEqual(whole)
  await expect(retryReports(toy.options(), ['r_nobody'])).rejects.toThrow('no report r_nobody')
})

test('exit codes: strict 1, gate 3, no report 1', async () => {
  const toy = toyOf({ ...texts(2), bad: 'encrypted\n' })
  expect((await toy.build({ strict: true })).code).toBe(1)
  const gate = await toy.build({ engine: { max_quarantine_share: 0.3 } })
  expect(gate.code).toBe(3)
  expect(gate.summary.message).toContain('the share 0.333 is above engine.max_quarantine_share 0.3')
  expect((await toyOf({}).build()).error).toContain('no report found')
})

test('a failing corpus stage fails the build and says where; the reports before it are kept', async () => {
  const toy = toyOf(texts(2))
  const built = await toy.build({ config: { release: { order: 'throw' } } })
  expect(built.code).toBe(1)
  expect(built.summary.message).toMatch(
    /^stage release failed: TypeError at toy-pipeline\.mjs:\d+; report it with the stage$/,
  )
  expect(built.printed).not.toContain('SECRET-CONTENT')
  toy.ran()
  expect((await toy.build()).code).toBe(0)
  expect(toy.ran()).toEqual({ release: ['*'] })
})

test('a stage that meets a full disk stops the run, and the next one completes it', async () => {
  const toy = toyOf(texts(2))
  const built = await toy.build({ config: { count: { order: 'full' } } })
  expect(built.code).toBe(1)
  expect(built.summary.message).toContain('no space left on the disk')
  expect(toy.has('processed/quarantine')).toBe(false)
  expect((await toy.build()).code).toBe(0)
})

test.skipIf(process.getuid?.() !== 0)('a disk that is really full stops the run and loses nothing', async (context) => {
  const toy = toyOf(texts(40))
  mkdirSync(toy.paths.processed)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=120k', 'tmpfs', toy.paths.processed], { stdio: 'ignore' })
  } catch {
    return context.skip()
  }
  try {
    const built = await toy.build()
    expect(built.code).toBe(1)
    expect(built.summary.message ?? built.error).toContain('no space left on the disk')
    execFileSync('mount', ['-o', 'remount,size=16m', toy.paths.processed])
    expect((await toy.build()).code).toBe(0)
    const other = toyOf(texts(40))
    await other.build()
    expect(toy.bytes()).toEqual(other.bytes())
  } finally {
    execFileSync('umount', [toy.paths.processed])
  }
})

test('a missing knowledge file is named', async () => {
  const toy = toyOf(texts(1))
  execFileSync('rm', [join(toy.paths.configs, 'words.txt')])
  expect((await toy.build()).error).toContain('stage upper reads configs/words.txt, which is missing')
  writeFileSync(join(toy.paths.configs, 'words.txt'), 'x')
  expect((await toy.build()).code).toBe(0)
})

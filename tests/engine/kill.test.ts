import { readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childrenOf, finished, Toy, texts, until } from './toy.js'

const SLOW = { config: { sleep_ms: 60 } }
let whole: Toy

beforeAll(async () => {
  whole = new Toy(texts(6))
  await whole.build()
})
afterAll(() => whole.remove())

const lines = (toy: Toy, stage: string) =>
  toy.has(`marks/${stage}.log`)
    ? readFileSync(join(toy.dir, 'marks', `${stage}.log`), 'utf8').split('\n').length - 1
    : 0

const alive = (pid: number) => {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

test.each([
  ['in the first stage', 'read', 1],
  ['at the barrier', 'read', 6],
  ['in the middle', 'upper', 3],
  ['near the end', 'count', 5],
  ['in the release', 'release', 1],
] as const)('killed with -9 %s, the next build completes with the same bytes', async (_, stage, after) => {
  const toy = new Toy(texts(6))
  try {
    const child = toy.start(SLOW)
    const result = finished(child)
    await until(() => lines(toy, stage) >= after, `${after} runs of ${stage}`)
    const workers = childrenOf(child.pid!)
    expect(workers.length).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await result
    await until(() => !workers.some(alive), 'the orphaned workers to end', 5_000)
    const next = await toy.build()
    expect(next.code).toBe(0)
    expect(toy.bytes()).toEqual(whole.bytes())
  } finally {
    toy.remove()
  }
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends with 130 and the next build completes', async (signal) => {
  const toy = new Toy(texts(6))
  try {
    const child = toy.start(SLOW)
    const result = finished(child)
    await until(() => lines(toy, 'upper') >= 1, 'a run of upper')
    child.kill(signal)
    const built = await result
    expect(built.code).toBe(130)
    expect(built.summary.interrupted).toBe(true)
    expect((await toy.build()).code).toBe(0)
    expect(toy.bytes()).toEqual(whole.bytes())
  } finally {
    toy.remove()
  }
})

test('two builds do not meet in one folder; a lock of a process that is gone is taken over', async () => {
  const toy = new Toy(texts(4))
  try {
    const first = toy.start({ config: { sleep_ms: 200 } })
    const result = finished(first)
    await until(() => lines(toy, 'read') >= 1, 'the first build to work')
    const second = await toy.build()
    expect(second.code).toBe(1)
    expect(second.error).toContain(
      `another build works in the processed folder (process ${first.pid} on ${hostname()})`,
    )
    expect((await result).code).toBe(0)
    // A process with the number of a dead one (here ours) but another start is not the holder.
    const stale = { pid: process.pid, host: hostname(), ticks: '1' }
    writeFileSync(join(toy.paths.processed, '.cache/build.lock'), JSON.stringify(stale))
    expect((await toy.build()).code).toBe(0)
    expect(toy.has('processed/.cache/build.lock')).toBe(false)
  } finally {
    toy.remove()
  }
})

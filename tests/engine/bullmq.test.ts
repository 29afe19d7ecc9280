import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { childrenOf, finished, Toy, texts, until } from './toy.js'

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: redis-server is not on the PATH (apt-get install redis-server)')
    return false
  }
}
const suite = hasRedis() ? test : test.skip

let redis: ChildProcess | undefined
let dir: string
let url: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'checkup-redis-'))
  if (!hasRedis()) return
  const port = await freePort()
  url = `redis://127.0.0.1:${port}`
  redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
    stdio: 'ignore',
  })
  await until(() => answers(port), 'Redis to answer')
})
afterAll(async () => {
  redis?.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function answers(port: number): boolean {
  try {
    return (
      execFileSync('redis-cli', ['-p', String(port), 'ping'], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim() === 'PONG'
    )
  } catch {
    return false
  }
}

function serve(toy: Toy, more: Readonly<Record<string, unknown>>): ChildProcess {
  const script = fileURLToPath(new URL('./fixtures/serve-toy.mjs', import.meta.url))
  return spawn(process.execPath, [script, JSON.stringify(toy.options(more))], { stdio: 'ignore' })
}

suite('a build through Redis gives the bytes of a local one, and nothing raw passes through Redis', async () => {
  const [local, queued] = [new Toy(texts(6)), new Toy(texts(6))]
  try {
    await local.build()
    const monitor = spawn('redis-cli', ['-u', url, 'monitor'], { stdio: ['ignore', 'pipe', 'ignore'] })
    let seen = ''
    monitor.stdout.on('data', (chunk) => {
      seen += chunk
    })
    await until(() => seen.includes('OK'), 'the monitor')
    const built = await queued.build({ executor: 'bullmq', engine: { redis_url: url } })
    expect(built.code).toBe(0)
    expect(queued.bytes()).toEqual(local.bytes())
    await until(() => seen.includes('release'), 'the last task to be seen')
    monitor.kill()
    expect(seen).toContain('r_f0003')
    expect(seen).not.toContain(queued.paths.raw)
    expect(seen).not.toMatch(/report 3/i)
    expect((await queued.build({ executor: 'bullmq', engine: { redis_url: url } })).summary.message).toContain(
      'nothing to do',
    )
    const left = execFileSync('redis-cli', ['-u', url, 'keys', '*t-*']).toString().trim()
    expect(left).toBe('')
  } finally {
    local.remove()
    queued.remove()
  }
})

suite('a worker process killed with -9 in mid-task gives its task back', async () => {
  const toy = new Toy(texts(8))
  const more = { executor: 'bullmq', workers: 1, engine: { redis_url: url }, config: { sleep_ms: 500 } }
  const worker = serve(toy, more)
  try {
    await new Promise((resolve) => setTimeout(resolve, 1500))
    const build = toy.start(more)
    const result = finished(build)
    // Its own worker process has a child once it has taken a task.
    await until(() => childrenOf(worker.pid!).length > 0, 'the other worker to take a task')
    await new Promise((resolve) => setTimeout(resolve, 300))
    worker.kill('SIGKILL')
    const built = await result
    expect(built.code).toBe(0)
    expect(built.summary.counts.released).toBe(8)
  } finally {
    worker.kill('SIGKILL')
    toy.remove()
  }
})

suite('without a Redis the build says so', async () => {
  const toy = new Toy(texts(1))
  try {
    const built = await toy.build({ executor: 'bullmq', engine: { redis_url: 'redis://user:secret@127.0.0.1:1' } })
    expect(built.code).toBe(1)
    expect(built.error).toContain('no Redis at 127.0.0.1:1')
    expect(built.printed).not.toContain('secret')
  } finally {
    toy.remove()
  }
})

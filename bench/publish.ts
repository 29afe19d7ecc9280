/**
 * Publishes a made-up release to a local Hub in another process, then an update with one changed shard, then the same again.
 * Usage: node dist/bench/publish.js [--mb 1000] [--shards 8]; prints throughput and the publisher's peak memory (aim: at most 600 MB).
 */
import { type ChildProcess, fork } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HubConfig } from '../src/hub/config.js'
import { HubRepository } from '../src/hub/hub-repository.js'
import { publishRelease } from '../src/hub/publish-release.js'
import { readReleaseFolder } from '../src/hub/release-folder.js'
import { retryingFetch } from '../src/hub/retrying-fetch.js'
import { writeChecksums } from '../src/release/checksums.js'
import type { ServedHub } from '../tests/hub/serve.js'
import { readOptions } from './options.js'

const values = readOptions({
  mb: { type: 'string', default: '1000' },
  shards: { type: 'string', default: '8' },
  make: { type: 'string' },
})
const [mb, shards] = [Number(values.mb), Number(values.shards)]
const AIM_MB = 600

// The releases are made in a process of their own: SHA256SUMS is written with whole files in memory.
if (values.make === undefined) await run()
else make(values.make)

async function run(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'bench-publish-'))
  const server = fork(fileURLToPath(new URL('../tests/hub/serve.js', import.meta.url)), [])
  const served = new Promise<ServedHub>((resolve, reject) => {
    server.once('message', (message) => resolve(message as ServedHub)).once('error', reject)
  })
  try {
    await ended(fork(fileURLToPath(import.meta.url), ['--make', work, '--mb', String(mb), '--shards', String(shards)]))
    const hub = await served
    console.log(`${mb} MB in ${shards} shards, Node ${process.versions.node}`)
    await measure(hub, join(work, '1.0.0'), 'first release')
    await measure(hub, join(work, '1.0.1'), 'update, one shard changed')
    await measure(hub, join(work, '1.0.1'), 'the same again')
    const peak = process.resourceUsage().maxRSS / 1024
    console.log(`peak memory of the publisher: ${peak.toFixed(0)} MB (aim: at most ${AIM_MB} MB)`)
    if (peak > AIM_MB) process.exitCode = 1
  } finally {
    if (server.connected) server.disconnect()
    rmSync(work, { recursive: true, force: true })
  }
}

function make(work: string): void {
  writeRelease(join(work, '1.0.0'), '1.0.0')
  cpSync(join(work, '1.0.0'), join(work, '1.0.1'), { recursive: true })
  writeShard(join(work, '1.0.1'), 0)
  finish(join(work, '1.0.1'), '1.0.1')
}

async function measure(hub: ServedHub, folder: string, name: string): Promise<void> {
  const config = HubConfig.parse({})
  const patience = { sleep: async () => {}, random: Math.random, note: () => {} }
  const traffic = { requests: 0, bytes: 0 }
  const fetch = retryingFetch(hub, config, patience, traffic)
  const repository = new HubRepository('org/bench', hub, fetch)
  let peak = 0
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 20)
  const start = performance.now()
  const release = await readReleaseFolder(folder)
  const read = performance.now()
  const cpu = process.cpuUsage()
  await publishRelease({ repository, config, patience }, release, 'main', {})
  const seconds = (performance.now() - read) / 1000
  const { user, system } = process.cpuUsage(cpu)
  clearInterval(sampler)
  const bytes = release.files.reduce((sum, f) => sum + f.bytes, 0)
  console.log(
    `${name}: checked in ${((read - start) / 1000).toFixed(1)} s, published in ${seconds.toFixed(1)} s (${(bytes / 1e6 / seconds).toFixed(0)} MB/s of release, ${((user + system) / 1e6).toFixed(1)} s of processor time), sent ${(traffic.bytes / 1e6).toFixed(0)} MB in ${traffic.requests} requests, peak ${(peak / 2 ** 20).toFixed(0)} MB`,
  )
}

function writeRelease(folder: string, version: string): void {
  mkdirSync(join(folder, 'data', 'pages'), { recursive: true })
  for (let i = 0; i < shards; i++) writeShard(folder, i)
  finish(folder, version)
}

function writeShard(folder: string, i: number): void {
  const pad = (n: number): string => String(n).padStart(5, '0')
  const file = openSync(join(folder, 'data', 'pages', `train-${pad(i)}-of-${pad(shards)}.parquet`), 'w')
  const block = Buffer.alloc(1_000_000)
  for (let written = 0; written < mb / shards; written++) writeSync(file, randomFillSync(block))
  closeSync(file)
}

function finish(folder: string, version: string): void {
  const configs = 'configs:\n- config_name: pages\n  data_files:\n  - split: train\n    path: data/pages/train-*\n'
  writeFileSync(join(folder, 'README.md'), `---\nlicense: cc0-1.0\n${configs}---\n\n# Bench ${version}\n`)
  const tests = [{ test: 'made up', severity: 'error', failures: 0 }]
  writeFileSync(join(folder, 'release.json'), JSON.stringify({ version, data_tests: tests }))
  rmSync(join(folder, 'SHA256SUMS'), { force: true })
  writeChecksums(folder)
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) =>
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the process ended with ${code}`)))),
  )
}

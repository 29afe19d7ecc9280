import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { ScoreFile } from '../../src/benchmark/score-file.js'
import type { ScoredReport } from '../../src/benchmark/score-report.js'
import { REAL_EFFECTS } from '../../src/models/pace.js'
import { releaseOf } from './release.fixture.js'

export const project = join(import.meta.dirname, '..', '..')
export const effects = {
  ...REAL_EFFECTS,
  err: { write: () => true },
  env: {} as Record<string, string | undefined>,
}

type Commands = typeof import('../../pipelines/commands/benchmark-run.js') &
  typeof import('../../pipelines/commands/benchmark-score.js') &
  typeof import('../../pipelines/commands/benchmark-report.js') &
  typeof import('../../pipelines/commands/benchmark-baselines.js')

/** A release of 12 training and 12 test reports in a folder and behind a Hub address, and the compiled commands of the benchmark. */
export interface Workshop {
  readonly root: string
  readonly release: string
  commands: Commands
  reports: Record<'train' | 'test', ScoredReport[]>
  hubUrl: string
  /** Writes lines of JSON below `root`; returns the path. */
  write(name: string, lines: readonly object[]): string
  /** Scores a file of predictions, which must go well. */
  scoreOf(path: string, part?: object): Promise<ScoreFile>
}

/** Called at the top of a test file: the workshop is filled before its tests and removed after them. */
export function openWorkshop(): Workshop {
  const root = mkdtempSync(join(tmpdir(), 'benchmark-'))
  const release = join(root, 'release')
  const server = createServer((request, response) => {
    const path = /^\/datasets\/org\/name\/resolve\/v1\/(.*)$/.exec(request.url ?? '')?.[1]
    const file = path === undefined ? null : join(release, path)
    if (file === null || !existsSync(file)) return response.writeHead(404).end()
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '')
    const size = statSync(file).size
    if (request.method === 'HEAD')
      return response.writeHead(200, { 'content-length': size, 'accept-ranges': 'bytes' }).end()
    if (range === null) return createReadStream(file).pipe(response.writeHead(200, { 'content-length': size }))
    const [start, end] = [Number(range[1]), range[2] === '' ? size - 1 : Math.min(size - 1, Number(range[2]))]
    response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': end - start + 1 })
    return createReadStream(file, { start, end }).pipe(response)
  })
  const workshop = {
    root,
    release,
    write: (name: string, lines: readonly object[]): string => {
      const path = join(root, name)
      writeFileSync(path, lines.map((l) => `${JSON.stringify(l)}\n`).join(''))
      return path
    },
    scoreOf: async (path: string, part = {}): Promise<ScoreFile> => {
      const { exitCode } = await workshop.commands.benchmarkScore(path, { release, ...part }, effects)
      expect(exitCode).toBe(0)
      return ScoreFile.parse(JSON.parse(readFileSync(path.replace('.jsonl', '.score.json'), 'utf8')))
    },
  } as Workshop
  beforeAll(async () => {
    const parts = await Promise.all(
      ['run', 'score', 'report', 'baselines'].map(
        (n) => import(join(project, `dist/pipelines/commands/benchmark-${n}.js`)),
      ),
    )
    workshop.commands = Object.assign({}, ...parts) as Commands
    mkdirSync(release)
    workshop.reports = await releaseOf(release, 12, 12)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    workshop.hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    // Loading and writing take two seconds; a machine that does much else takes longer.
  }, 120_000)
  afterAll(() => {
    server.close()
    rmSync(root, { recursive: true })
  })
  return workshop
}

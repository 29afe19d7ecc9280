import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { card, cardKnowledge, perfect, scoringKnowledge } from '../../src/benchmark/fixtures/reports.js'
import { readPredictions } from '../../src/benchmark/predictions-file.js'
import { CardScorer } from '../../src/benchmark/score-report.js'

import { effects, openWorkshop, project } from './workshop.fixture.js'

const workshop = openWorkshop()
const { root, release } = workshop

test('threads score as one thread does', async () => {
  const pool = (await import(
    join(project, 'dist/src/benchmark/score-pool.js')
  )) as typeof import('../../src/benchmark/score-pool.js')
  const scorer = new CardScorer(cardKnowledge(), scoringKnowledge())
  const jobs = Array.from({ length: 60 }, (_, i) => {
    const report = workshop.reports.test[i % 12]!
    return { report, answer: i % 5 === 0 ? null : perfect(workshop.reports.test[(i + (i % 2)) % 12]!), sample: i }
  })
  const threads = await pool.scoreInThreads(scorer, join(project, 'configs'), 2, 1)(jobs)
  expect(threads).toEqual(await pool.scoreHere(scorer)(jobs))
})

describe('kill -9 at any moment', () => {
  test('the next run goes on where the last whole line ends: nothing lost, nothing doubled', async () => {
    const asked: string[] = []
    const slow = createServer((request, response) => {
      request.resume()
      request.on('end', () => {
        asked.push('')
        setTimeout(() => {
          const content = JSON.stringify({ cards: [card({ issue: 'fatty_liver' })] })
          response.end(JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content } }] }))
        }, 60)
      })
    })
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
    const out = join(root, 'killed.jsonl')
    const configs = join(root, 'killed-configs')
    cpSync(join(project, 'configs'), configs, { recursive: true })
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/v1`
    writeFileSync(
      join(configs, 'models', 'slow.yaml'),
      `kind: openai\ntitle: Slow\nbase_url: ${url}\nmodel: m\nkey_env: null\ntracks: [text]\nlimits: {concurrency: 2}\nprice: null\nstatus: not_run\n`,
    )
    const options = JSON.stringify({ release, model: 'slow', track: 'text', out, configs })
    const script = `const { benchmarkRun } = await import(${JSON.stringify(join(project, 'dist/pipelines/commands/benchmark-run.js'))})
      process.exit(await benchmarkRun(${options}))`
    const start = () => spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: root, stdio: 'ignore' })
    const lines = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').length - 1 : 0)
    for (const until of [2, 6]) {
      const child = start()
      const gone = new Promise((resolve) => child.once('exit', resolve))
      while (lines() < until) await new Promise((resolve) => setTimeout(resolve, 10))
      child.kill('SIGKILL')
      await gone
    }
    const before = lines()
    const last = start()
    expect(await new Promise((resolve) => last.once('exit', resolve))).toBe(0)
    slow.close()
    const { predictions, problems, superseded } = readPredictions(readFileSync(out, 'utf8'), null)
    expect([predictions.length, problems.length, superseded.length]).toEqual([12, 0, 0])
    expect(before).toBeGreaterThanOrEqual(6)
    // Only what was under way when the process died is asked twice: at most two requests each time.
    expect(asked.length).toBeLessThanOrEqual(12 + 4)
  })
})

describe('how the command is called', () => {
  test.each([
    [{ model: 'nobody' }, /known: .*rule-drafter/],
    [{ model: 'rule-drafter', track: 'smell' }, /--track smell: choose one of image, text, structured, ocr/],
    [{ model: 'rule-drafter', split: 'validation' }, /split validation .* is empty/],
    [{ model: 'deepseek-chat', track: 'image' }, /takes the tracks text/],
    [{ model: 'deepseek-chat', track: 'text' }, /DEEPSEEK_API_KEY/],
    [{ model: 'deepseek-chat', track: 'text', maxCost: 1 }, /price/],
    [{ model: 'majority', split: 'train' }, /learns from the training split/],
  ])('%j', async (options, message) => {
    await expect(
      workshop.commands.benchmarkRun({ release, out: join(root, 'never.jsonl'), ...options }, effects),
    ).rejects.toThrow(message)
  })
})

import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ChatClient } from '../models/chat-client.js'
import { type Behaviour, complete, fail, misbehavingServer } from '../models/fixtures/misbehaving-server.js'
import { quickEffects } from '../models/fixtures/quick-effects.js'
import type { RemoteModelConfig } from '../models/model-config.js'
import { backoff } from '../models/pace.js'
import { RemoteModel } from './ask-model.js'
import { baseline } from './baselines.js'
import { card, cardKnowledge, fixtureReports } from './fixtures/reports.js'
import { readPredictions } from './predictions-file.js'
import { loadPrompt } from './prompt.js'
import { RunJournal } from './run-journal.js'
import { type Asked, type RunOptions, runModel } from './run-model.js'
import { answerSchema, parseAnswer } from './scoring/answer.js'
import { Refusals, readYamlFile } from './scoring-config.js'

const folder = mkdtempSync(join(tmpdir(), 'benchmark-run-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const file = (): string => join(folder, `run-${files++}.jsonl`)

const reports = fixtureReports(4)
const tasks = reports.map((report) => ({ report, variant: null }))
const good = JSON.stringify({ cards: [card({ issue: 'fatty_liver' })] })

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

async function served(behave: Behaviour, part: Partial<RemoteModelConfig> = {}, limits = {}) {
  const server = await misbehavingServer(behave)
  open.push(server.close)
  const config: RemoteModelConfig = {
    id: 'local',
    kind: 'openai',
    title: 'Local',
    base_url: server.url,
    model: 'm',
    key_env: null,
    tracks: ['image', 'text', 'structured', 'ocr'],
    structured_output: 'json_schema',
    parameters: {},
    max_tokens_parameter: 'max_tokens',
    price: { currency: 'USD', input: 1, output: 10, as_of: '2026-01-01' },
    licence: null,
    status: 'not_run',
    ...part,
    limits: {
      requests_per_minute: null,
      concurrency: 1,
      timeout_seconds: 1,
      max_output_tokens: 1000,
      attempts: 3,
      ...limits,
    },
  }
  const effects = quickEffects()
  const prompt = loadPrompt('configs/benchmark/prompts', 'action-cards', cardKnowledge())
  const refusals = readYamlFile('configs/benchmark/refusals.yaml', Refusals).patterns.map((p) => new RegExp(p, 'iu'))
  const model = new RemoteModel(new ChatClient(config, 'secret', effects), prompt, refusals)
  const asked: Asked = { kind: 'remote', model, prompt }
  return { asked, server, effects }
}

const options = (part: Partial<RunOptions> = {}): RunOptions => ({
  track: 'text',
  repeat: 1,
  concurrency: 1,
  retryErrors: false,
  maxCost: null,
  progress: () => {},
  stop: () => false,
  ...part,
})

async function run(asked: Asked, path = file(), part: Partial<RunOptions> = {}, on = tasks) {
  const journal = new RunJournal(path)
  const summary = await runModel(asked, on, async () => [], journal, options(part))
  journal.close()
  return { summary, path, lines: readPredictions(readFileSync(path, 'utf8'), null) }
}

describe('a server that misbehaves: each answer is an outcome that is counted', () => {
  const cases: [string, Behaviour, string, string | null][] = [
    ['answers well', (_, __, r) => complete(r, good), 'ok', null],
    ['answers in a fence', (_, __, r) => complete(r, `Here you are:\n\`\`\`json\n${good}\n\`\`\``), 'ok', null],
    ['thinks aloud first', (_, __, r) => complete(r, `<think>{maybe}</think>\n${good}`), 'ok', null],
    ['lies about JSON', (_, __, r) => complete(r, 'The liver is fatty.'), 'invalid', 'no_json'],
    ['gives broken JSON', (_, __, r) => complete(r, '{"cards": [{"issue": '), 'invalid', 'broken_json'],
    ['gives another shape', (_, __, r) => complete(r, '{"cards": [{"issue": 1}]}'), 'invalid', 'wrong_shape'],
    ['truncates', (_, __, r) => complete(r, '{"cards": [', { finish: 'length' }), 'truncated', 'length'],
    ['refuses in its own field', (_, __, r) => complete(r, '', { refusal: 'no' }), 'refusal', 'refusal'],
    ['refuses by its filter', (_, __, r) => complete(r, '', { finish: 'content_filter' }), 'refusal', 'content_filter'],
    [
      'refuses in words',
      (_, __, r) => complete(r, "I'm sorry, I cannot give medical advice."),
      'refusal',
      'refusal_in_words',
    ],
    ['refuses in Chinese', (_, __, r) => complete(r, '抱歉，我无法提供医疗建议。'), 'refusal', 'refusal_in_words'],
    ['says nothing', (_, __, r) => complete(r, ' '), 'error', 'empty_answer'],
    ['is slow', () => {}, 'timeout', 'timeout'],
    ['fails', (_, __, r) => fail(r, 500), 'error', 'http_500'],
    ['hangs up', (_, __, r) => r.destroy(), 'error', 'connection'],
    [
      'answers with a web page',
      (_, __, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'error',
      'not_a_completion',
    ],
    [
      'answers with an error and 200',
      (_, __, r) => r.writeHead(200).end('{"error":{"message":"busy"}}'),
      'error',
      'not_a_completion',
    ],
    [
      'streams unasked',
      (_, __, r) =>
        r
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(
            `${[good.slice(0, 20), good.slice(20)].map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`).join('')}data: [DONE]\n\n`,
          ),
      'ok',
      null,
    ],
    [
      'streams an error',
      (_, __, r) =>
        r
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(
            `data: ${JSON.stringify({ choices: [{ delta: { content: '{' } }] })}\n\ndata: {"error":{"message":"x"}}\n\n`,
          ),
      'error',
      'error_in_stream',
    ],
    [
      'breaks off a stream',
      (_, __, r) =>
        r
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end(`data: ${JSON.stringify({ choices: [{ delta: { content: '{' } }] })}\n\n`),
      'error',
      'stream_broke_off',
    ],
  ]
  test.each(cases)('%s', async (_, behave, outcome, reason) => {
    const { asked } = await served(behave, {}, { timeout_seconds: outcome === 'timeout' ? 0.2 : 20 })
    const { lines } = await run(asked, file(), {}, tasks.slice(0, 1))
    expect(lines.problems).toEqual([])
    expect(lines.predictions.map((p) => [p.outcome, p.run?.reason])).toEqual([[outcome, reason]])
  })

  test('a wrong shape is repaired once, and both requests are paid', async () => {
    const { asked, server } = await served((_, n, r) => complete(r, n === 0 ? '{"cards": [{"issue": 1}]}' : good))
    const { lines } = await run(asked, file(), {}, tasks.slice(0, 1))
    const line = lines.predictions[0]!
    expect([line.outcome, line.run?.repaired, line.cards.length]).toEqual(['ok', true, 1])
    expect(line.run?.cost).toBeCloseTo((2 * (1000 * 1 + 100 * 10)) / 1e6, 12)
    const sent = server.received[1]!.body.messages
    expect(sent.map((m) => m.role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(sent[3]!.content).toContain('cards.0.priority')
  })

  test('steps down to the output mode that the server honours, and stays there', async () => {
    const { asked, server } = await served((got, _, r) =>
      got.body.response_format?.type === 'json_schema' ? fail(r, 400) : complete(r, good),
    )
    const { lines } = await run(asked)
    expect(lines.predictions.map((p) => p.run?.mode)).toEqual(Array(4).fill('json_object'))
    expect(server.received.filter((g) => g.body.response_format?.type === 'json_schema').length).toBe(1)
  })

  test('429 with a reset waits as long as asked, without one backs off', async () => {
    const asks = await served((_, n, r) => (n === 0 ? fail(r, 429, { 'retry-after': '7' }) : complete(r, good)))
    await run(asks.asked, file(), {}, tasks.slice(0, 1))
    expect(asks.effects.waits.length).toBe(1)
    expect(asks.effects.waits[0]).toBeGreaterThan(6000)
    expect(asks.effects.waits[0]).toBeLessThanOrEqual(7000)
    const silent = await served((_, n, r) => (n < 2 ? fail(r, 429) : complete(r, good)))
    const { lines } = await run(silent.asked, file(), {}, tasks.slice(0, 1))
    expect(silent.effects.waits).toEqual([backoff(1), backoff(2)])
    expect(lines.predictions[0]!.run?.attempts).toBe(3)
  })

  test('a refused key stops the run with a message that names the variable, not the key', async () => {
    const { asked } = await served((_, __, r) => fail(r, 401), { key_env: 'MY_KEY' })
    const failed = run(asked)
    await expect(failed).rejects.toThrow(/401.*MY_KEY/)
    await expect(failed).rejects.not.toThrow(/secret/)
  })
})

describe('resuming', () => {
  test('a second run asks nothing; a torn last line is asked again, and only that', async () => {
    const { asked, server } = await served((_, __, r) => complete(r, good))
    const { path } = await run(asked)
    const whole = readFileSync(path, 'utf8')
    expect((await run(asked, path)).summary).toMatchObject({ kept: 4, asked: 0 })
    truncateSync(path, whole.length - 40)
    const { summary, lines } = await run(asked, path)
    expect(summary).toMatchObject({ kept: 3, asked: 1, left: 0 })
    expect(lines.predictions.length).toBe(4)
    expect(lines.superseded).toEqual([])
    expect(server.received.length).toBe(5)
  })

  test('errors are asked again only when asked to, and what they cost stays counted', async () => {
    let broken = true
    const { asked } = await served((_, n, r) => (broken && n % 2 === 0 ? complete(r, '') : complete(r, good)))
    const first = await run(asked)
    expect(first.summary.outcomes).toEqual({ error: 2, ok: 2 })
    broken = false
    expect((await run(asked, first.path)).summary.asked).toBe(0)
    const again = await run(asked, first.path, { retryErrors: true })
    expect(again.summary).toMatchObject({ kept: 2, asked: 2, outcomes: { ok: 4 } })
    expect(again.lines.superseded.length).toBe(2)
    expect(again.summary.cost).toBeCloseTo(6 * 0.002, 9)
    expect(again.summary.totals).toMatchObject({ input_tokens: 6000, output_tokens: 600 })
  })

  test('samples are kept apart; concurrency loses and doubles nothing', async () => {
    const { asked } = await served((_, __, r) => setTimeout(() => complete(r, good), Math.random() * 20))
    const { lines, summary } = await run(asked, file(), { repeat: 3, concurrency: 4 })
    expect(summary).toMatchObject({ work: 12, asked: 12 })
    expect(new Set(lines.predictions.map((p) => `${p.report_id} ${p.sample}`)).size).toBe(12)
  })

  test('the spend limit holds with several requests at once', async () => {
    const { asked, server } = await served((_, __, r) => complete(r, good))
    const { summary } = await run(asked, file(), { repeat: 5, concurrency: 4, maxCost: 0.009 })
    expect(summary.stoppedBy).toBe('spend_limit')
    expect(summary.cost).toBeLessThanOrEqual(0.009)
    expect(server.received.length).toBe(4)
    expect(summary.left).toBe(16)
  })

  test('an interruption leaves whole lines', async () => {
    const { asked } = await served((_, __, r) => complete(r, good))
    let answers = 0
    const { summary, lines } = await run(asked, file(), { progress: () => answers++, stop: () => answers >= 2 })
    expect(summary).toMatchObject({ stoppedBy: 'interrupt', asked: 2, left: 2 })
    expect(lines.problems).toEqual([])
  })

  test('a file of another model is not mixed with this one', async () => {
    const { asked } = await served((_, __, r) => complete(r, good))
    const path = file()
    writeFileSync(path, `${JSON.stringify({ report_id: tasks[0]!.report.report.report_id, cards: [] })}\n`)
    await expect(run(asked, path)).rejects.toThrow(/--out/)
    appendFileSync(path, 'not json\n')
    expect(() => new RunJournal(path)).toThrow(/line 2/)
  })
})

describe('the parts', () => {
  test('the schema sent is strict: no key may be left out or added', () => {
    const check = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return
      const object = node as Record<string, unknown>
      if (object.type === 'object') {
        expect(object.additionalProperties).toBe(false)
        expect([...(object.required as string[])].sort()).toEqual(Object.keys(object.properties as object).sort())
      }
      for (const value of Object.values(object)) check(value)
    }
    check(answerSchema())
    expect(parseAnswer(good).ok).toBe(true)
  })

  test('baselines need no network and answer every report', async () => {
    for (const name of ['rule-drafter', 'physician-summary', 'flags-only', 'majority'] as const) {
      const asked: Asked = { kind: 'baseline', id: name, answer: baseline(name, cardKnowledge(), fixtureReports(9, 2)) }
      const { summary, lines } = await run(asked, file(), { track: 'structured' })
      expect(summary.outcomes).toEqual({ ok: 4 })
      expect(lines.problems).toEqual([])
    }
  })

  test('a baseline whose rules have changed is not answered from an old file', async () => {
    const asked = (cards: ReturnType<typeof card>[]): Asked => ({ kind: 'baseline', id: 'b', answer: () => cards })
    const { path } = await run(asked([]), file(), { track: 'structured' })
    expect((await run(asked([]), path, { track: 'structured' })).summary).toMatchObject({ kept: 4, asked: 0 })
    await expect(run(asked([card({ issue: 'fatty_liver' })]), path, { track: 'structured' })).rejects.toThrow(/--out/)
  })
})

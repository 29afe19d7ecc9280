import { spawn } from 'node:child_process'
import {
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { printsCanary } from '../../src/benchmark/canary.js'
import {
  answer,
  asPredicted,
  card,
  cardKnowledge,
  perfect,
  scoringKnowledge,
} from '../../src/benchmark/fixtures/reports.js'
import { PageOcr } from '../../src/benchmark/page-ocr.js'
import { Prediction } from '../../src/benchmark/prediction.js'
import { readPredictions } from '../../src/benchmark/predictions-file.js'
import { PROBE_KINDS } from '../../src/benchmark/probe.js'
import { ProbeWords } from '../../src/benchmark/probe-config.js'
import { probesOf } from '../../src/benchmark/probes.js'
import { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import { ScoreFile } from '../../src/benchmark/score-file.js'
import { CardScorer, type ScoredReport } from '../../src/benchmark/score-report.js'
import { readYamlFile } from '../../src/benchmark/scoring-config.js'
import { trackInput } from '../../src/benchmark/track-input.js'
import { trackPages } from '../../src/benchmark/track-pages.js'
import { REAL_EFFECTS } from '../../src/models/pace.js'
import { CANARY } from '../../src/records/canary.js'
import { releaseOf } from './release.fixture.js'

const project = join(import.meta.dirname, '..', '..')
const root = mkdtempSync(join(tmpdir(), 'benchmark-'))
const release = join(root, 'release')
const effects = { ...REAL_EFFECTS, err: { write: () => true }, env: {} as Record<string, string | undefined> }
type Commands = typeof import('../../pipelines/commands/benchmark-run.js') &
  typeof import('../../pipelines/commands/benchmark-score.js') &
  typeof import('../../pipelines/commands/benchmark-report.js') &
  typeof import('../../pipelines/commands/benchmark-baselines.js')
let commands: Commands
let reports: Record<'train' | 'test', ScoredReport[]>
let server: Server | undefined

beforeAll(async () => {
  const parts = await Promise.all(
    ['run', 'score', 'report', 'baselines'].map(
      (n) => import(join(project, `dist/pipelines/commands/benchmark-${n}.js`)),
    ),
  )
  commands = Object.assign({}, ...parts) as Commands
  mkdirSync(release)
  reports = await releaseOf(release, 12, 12)
  server = createServer((request, response) => {
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
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  // Loading and writing take two seconds; a machine that does much else takes longer.
}, 120_000)
afterAll(() => {
  server?.close()
  rmSync(root, { recursive: true })
})

const write = (name: string, lines: readonly object[]): string => {
  const path = join(root, name)
  writeFileSync(path, lines.map((l) => `${JSON.stringify(l)}\n`).join(''))
  return path
}
const scoreOf = async (path: string, part = {}): Promise<ScoreFile> => {
  const { exitCode } = await commands.benchmarkScore(path, { release, ...part }, effects)
  expect(exitCode).toBe(0)
  return ScoreFile.parse(JSON.parse(readFileSync(path.replace('.jsonl', '.score.json'), 'utf8')))
}

describe('a release, from a folder and from the Hub', () => {
  test('reads what was written', async () => {
    const opened = await BenchmarkRelease.open(release)
    const read = await opened.reports('test')
    const expected = new Map(reports.test.map((r) => [r.report.report_id, r]))
    expect(read.length).toBe(12)
    for (const r of read) expect(r.gold).toEqual(expected.get(r.report.report_id)!.gold)
    for (const r of read) expect(r.biomarkers).toEqual(expected.get(r.report.report_id)!.biomarkers)
    const pages = await (await opened.pageReader('test'))(read[0]!.report.report_id)
    expect(pages.map((p) => p.page)).toEqual([1, 2])
    expect(pages[0]!.image!.bytes.length).toBeGreaterThan(100)
  })

  test('reads the same from the Hub by tag', async () => {
    const hubUrl = `http://127.0.0.1:${(server!.address() as AddressInfo).port}`
    const opened = await BenchmarkRelease.open('org/name@v1', { hubUrl })
    const here = await BenchmarkRelease.open(release)
    expect(await opened.reports('test')).toEqual(await here.reports('test'))
    await expect(BenchmarkRelease.open('org/name@v9', { hubUrl })).rejects.toThrow(/404.*tag/)
    await expect(BenchmarkRelease.open(root)).rejects.toThrow(/release\.json/)
  })

  test('every track shows the report', async () => {
    const opened = await BenchmarkRelease.open(release)
    const report = (await opened.reports('test'))[0]!
    const ocr = new PageOcr(join(root, 'ocr'))
    const read = await opened.pageReader('test')
    const pages = await trackPages('image', read, ocr)({ report, variant: null })
    const first = report.biomarkers[0]!
    expect(trackInput('structured', report, []).text).toContain(first.biomarker_id)
    expect(trackInput('text', report, []).text).toContain(`| ${first.name_printed} | ${first.value_printed} |`)
    expect(trackInput('ocr', report, [{ page: 1, image: null, ocr: 'ALT 58' }]).text).toContain('ALT 58')
    expect(trackInput('image', report, pages).images.map((i) => i.mime)).toEqual(['image/jpeg', 'image/jpeg'])
  })

  test('pages of variants are set anew, scans of them are noisy, and text recognition reads what is printed', async () => {
    const report = (await (await BenchmarkRelease.open(release)).reports('test'))[0]!
    const folder = join(root, 'ocr')
    const ocr = new PageOcr(folder)
    const shown = trackPages('ocr', async () => [], ocr)
    const clean = await shown({ report, variant: 'typeset' })
    const noisy = await trackPages('image', async () => [], ocr)({ report, variant: 'noise' })
    expect(await trackPages('image', async () => [], ocr)({ report, variant: 'noise' })).toEqual(noisy)
    expect(noisy[0]!.image).not.toEqual(clean[0]!.image)
    const printed = report.biomarkers.filter((b) => b.page === 1)
    const found = printed.filter((b) => clean[0]!.ocr!.includes(b.value_printed))
    expect(found.length).toBeGreaterThanOrEqual(printed.length - 2)
    await ocr.close()
    // A second reading comes from the folder: no engine is started.
    expect(await trackPages('ocr', async () => [], new PageOcr(folder))({ report, variant: 'typeset' })).toEqual(clean)
  })
})

describe('predictions from anywhere', () => {
  test('the JSON Schema and the example are those checked in', () => {
    const checkedIn = join(project, 'configs/benchmark/prediction.schema.json')
    const schema = z.toJSONSchema(Prediction, { io: 'input' })
    if (process.env.UPDATE_SCHEMAS === '1') writeFileSync(checkedIn, `${JSON.stringify(schema, null, 2)}\n`)
    expect(JSON.parse(readFileSync(checkedIn, 'utf8'))).toEqual(schema)
    const example = readFileSync(join(project, 'configs/benchmark/prediction.example.jsonl'), 'utf8')
    expect(readPredictions(example, null).problems).toEqual([])
  })

  test('faults are named by line and key, and nothing is scored', async () => {
    const [first, second] = reports.test.map((r) => r.report.report_id)
    const path = write('faulty.jsonl', [
      { report_id: first, cards: [] },
      { report_id: second, cards: [{ ...card({ issue: 'x' }), priority: 'soon' }] },
      { report_id: 'nobody', cards: [] },
      { report_id: first, cards: [] },
    ])
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"report_id": \n`)
    const { exitCode, output } = await commands.benchmarkScore(path, { release }, effects)
    expect(exitCode).toBe(1)
    expect(output.split('\n').map((l) => l.split(':')[0])).toEqual(
      expect.arrayContaining(['line 2, cards.0.priority', 'line 3, report_id', 'line 4, report_id', 'line 5']),
    )
    expect(existsSync(path.replace('.jsonl', '.score.json'))).toBe(false)
  })

  test.each([
    ['{"report_id": "r", "card": []}', ['line 1, cards', 'line 1']],
    ['{"report_id": "r", "cards": [{"issue": "x", "priority": "High"}]}', ['line 1, cards.0.priority']],
    ['{"report_id": "r", "outcome": "refusal"}', []],
    ['\uFEFF{"report_id": "r", "cards": [], "meta": {"temperature": 0}}\r\n', []],
    ['[{"report_id": "r", "cards": []}]', ['line 1']],
  ])('%s has the faults %j', (line, faults) => {
    const { problems } = readPredictions(line, null)
    const named = problems.map((p) => `line ${p.line}${p.key === '' ? '' : `, ${p.key}`}`)
    expect(named).toEqual(expect.arrayContaining(faults))
    expect(problems.length > 0).toBe(faults.length > 0)
    for (const p of problems) expect(p.message).not.toContain('undefined')
  })

  test('an empty file is no run', async () => {
    const { exitCode, output } = await commands.benchmarkScore(write('none.jsonl', []), { release }, effects)
    expect([exitCode, output]).toEqual([1, expect.stringContaining('prediction.example.jsonl')])
  })

  test('perfect is 1, empty is 0, missing is counted and stays in n', async () => {
    const best = await scoreOf(write('perfect.jsonl', reports.test.map(perfect)))
    expect([best.metrics.f1.mean, best.metrics.safe_f1.mean, best.kappa]).toEqual([1, 1, 1])
    expect(best.unsafe_upper_bound).toBeGreaterThan(0)
    const half = await scoreOf(write('half.jsonl', reports.test.slice(0, 6).map(perfect)))
    expect([half.metrics.f1.mean, half.outcomes.missing, half.metrics.f1.n]).toEqual([0.5, 6, 12])
    const partial = await scoreOf(write('partial.jsonl', reports.test.slice(0, 6).map(perfect)), { partial: true })
    expect([partial.metrics.f1.mean, partial.partial, partial.reports]).toEqual([1, true, 6])
    const empty = await scoreOf(
      write(
        'empty.jsonl',
        reports.test.map((r) => answer(r.report.report_id, [])),
      ),
    )
    expect(empty.metrics.coverage.mean).toBe(reports.test.filter((r) => r.gold.length === 0).length / 12)
    expect(empty.subgroups.filter((s) => s.dimension === 'sex').map((s) => s.group)).toEqual(['female', 'male'])
  })

  test('scores are byte-equal however often and in whatever order', async () => {
    const a = write('order-a.jsonl', reports.test.map(perfect))
    const b = write('order-b.jsonl', [...reports.test].reverse().map(perfect))
    await scoreOf(a, { model: 'm' })
    await scoreOf(b, { model: 'm' })
    expect(readFileSync(join(root, 'order-a.score.json'), 'utf8')).toBe(
      readFileSync(join(root, 'order-b.score.json'), 'utf8'),
    )
  })

  test('samples agree with themselves, and a printed canary is found', async () => {
    const twice = reports.test.flatMap((r) => [perfect(r), { ...perfect(r), sample: 1 }])
    const score = await scoreOf(write('twice.jsonl', twice))
    expect([score.samples, score.sample_agreement, score.metrics.f1.n]).toEqual([2, 1, 24])
    expect(printsCanary({ cards: [card({ issue: 'x', explanation: `I know ${CANARY}` })] })).toBe(true)
    expect(score.canary_hits).toBe(0)
  })
})

describe('the four baselines', () => {
  test('run, score and report: the drafter leads, the ranks and files are there', async () => {
    const runs: string[] = []
    for (const model of ['majority', 'flags-only', 'physician-summary', 'rule-drafter']) {
      const out = join(root, `${model}.jsonl`)
      expect(await commands.benchmarkRun({ release, model, out }, effects)).toBe(0)
      runs.push(out)
    }
    const out = join(root, 'report')
    const { exitCode, output } = await commands.benchmarkReport(
      runs,
      { release, out, dataset: 'org/name', date: '2026-01-01' },
      effects,
    )
    expect(exitCode).toBe(0)
    expect(output).toContain('| 1 | rule-drafter · structured |')
    const html = readFileSync(join(out, 'leaderboard.html'), 'utf8')
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/)
    expect(html).toContain('prefers-color-scheme:dark')
    expect(html.match(/<svg [^>]*role="img" aria-label="[^"]{20,}"/g)?.length).toBeGreaterThanOrEqual(6)
    expect(html).toContain('data:image/jpeg;base64,')
    const json = JSON.parse(readFileSync(join(out, 'leaderboard.json'), 'utf8')) as {
      rows: { label: string; band: number[] }[]
      pairs: unknown[]
    }
    expect(json.rows[0]).toMatchObject({ label: 'rule-drafter · structured', band: [1, 1] })
    expect(json.pairs.length).toBe(6)
    expect(parse(readFileSync(join(out, 'eval.yaml'), 'utf8'))).toMatchObject({
      tasks: expect.arrayContaining([{ id: 'action_cards_text', config: 'pages', split: 'test' }]),
    })
    const result = parse(readFileSync(join(out, '.eval_results/rule-drafter-structured.yaml'), 'utf8')) as object[]
    expect(result[0]).toMatchObject({
      dataset: { id: 'org/name', task_id: 'action_cards_structured' },
      value: 100,
      date: '2026-01-01',
    })
  })

  test('in one go: on the training split all but majority, which learns from it', async () => {
    const before = process.cwd()
    const folder = join(root, 'in-one-go')
    mkdirSync(folder)
    process.chdir(folder)
    try {
      const three = await commands.benchmarkBaselines({ release, out: join(folder, 'b'), split: 'train' }, effects)
      expect(three.exitCode).toBe(0)
      expect(three.output.match(/^\| [\d–]+ \|/gm)?.length).toBe(3)
    } finally {
      process.chdir(before)
    }
  })

  test('runs of different releases or knowledge are not put in one table', async () => {
    const one = join(root, 'perfect.score.json')
    const other = join(root, 'other.score.json')
    writeFileSync(other, JSON.stringify({ ...JSON.parse(readFileSync(one, 'utf8')), knowledge: 'other' }))
    await expect(commands.benchmarkReport([one, other], { release, out: join(root, 'no') }, effects)).rejects.toThrow(
      /score them again/,
    )
  })
})

describe('probes', () => {
  const words = () => readYamlFile(join(project, 'configs/benchmark/probes.yaml'), ProbeWords)

  test('each kind changes what it says, in the records and on the page', () => {
    const all = [...reports.train, ...reports.test].flatMap((r) =>
      probesOf(r, cardKnowledge(), words(), 'structured').map((p) => ({ ...p, from: r })),
    )
    expect([...new Set(all.map((p) => p.kind))].sort()).toEqual(
      PROBE_KINDS.filter((k) => k !== 'typeset' && k !== 'noise').sort(),
    )
    const probe = all.find((p) => p.kind === 'normalise')!
    const id = probe.variant.split(':')[1]
    const [before, after] = [probe.from, probe.report].map((r) => r.biomarkers.find((b) => b.biomarker_id === id)!)
    expect(after!.value_printed).not.toBe(before!.value_printed)
    expect(probe.report.pages[0]!.text).toContain(`| ${after!.name_printed} | ${after!.value_printed} |`)
    expect(probe.from.pages[0]!.text).not.toContain(`| ${after!.name_printed} | ${after!.value_printed} |`)
  })

  test('sex and age change where a page prints them, and only there', () => {
    const report = reports.test.find((r) => r.report.sex === 'male' && r.report.age! < 70)!
    const age = report.report.age!
    const page = {
      page: 1,
      text: `| 姓名 | [NAME] | 性 别 | 男 |\n年龄：${age}岁\n| 男性：<90 |\nSex: M  Age ${age}, ${age} mmHg`,
    }
    const shown = { ...report, pages: [page] }
    const made = probesOf(shown, cardKnowledge(), words(), 'image')
    expect(made.find((p) => p.kind === 'sex')!.report.pages[0]!.text).toBe(
      `| 姓名 | [NAME] | 性 别 | 女 |\n年龄：${age}岁\n| 男性：<90 |\nSex: F  Age ${age}, ${age} mmHg`,
    )
    expect(made.find((p) => p.kind === 'age')!.report.pages[0]!.text).toBe(
      `| 姓名 | [NAME] | 性 别 | 男 |\n年龄：${age + 10}岁\n| 男性：<90 |\nSex: M  Age ${age + 10}, ${age} mmHg`,
    )
    expect(probesOf(report, cardKnowledge(), words(), 'text').some((p) => p.kind === 'sex')).toBe(false)
  })

  test('variants of pictures are compared with the answer to the page as set anew', async () => {
    const [r] = reports.test.filter((x) => x.gold.length > 1)
    const id = r!.report.report_id
    const cards = r!.gold.map(asPredicted)
    const path = write('pictures.jsonl', [
      answer(id, cards),
      // The plain page loses a card, its noisy scan loses no other: the loss is that of the setting alone.
      { ...answer(id, cards.slice(1)), variant: 'typeset' },
      { ...answer(id, cards.slice(1)), variant: 'noise' },
    ])
    const score = await scoreOf(path)
    expect(score.robustness.map((k) => [k.kind, k.others_unchanged.hits, k.n])).toEqual([
      ['typeset', 0, 1],
      ['noise', 1, 1],
    ])
    expect(score.consistent).toMatchObject({ hits: 1, n: 2 })
  })

  test('the drafter is consistent and invents nothing; a model that always says the same is caught', async () => {
    const drafter = join(root, 'probed.jsonl')
    expect(
      await commands.benchmarkRun({ release, model: 'rule-drafter', out: drafter, probes: true, limit: 6 }, effects),
    ).toBe(0)
    const good = await scoreOf(drafter, { partial: true })
    for (const row of good.robustness) {
      expect(row.others_unchanged.rate, row.kind).toBe(1)
      if (row.changed_as_expected.n > 0) expect(row.changed_as_expected.rate, row.kind).toBe(1)
    }
    expect(good.invented).toMatchObject({ hits: 0 })
    expect(good.metrics.f1.mean).toBe(1)
    const stubborn = reports.test.slice(0, 6).flatMap((r) =>
      [null, ...probesOf(r, cardKnowledge(), words(), 'structured').map((p) => p.variant)].map((variant) => ({
        ...answer(r.report.report_id, r.gold.map(asPredicted)),
        variant,
      })),
    )
    const bad = await scoreOf(write('stubborn.jsonl', stubborn), { partial: true })
    expect(bad.robustness.find((r) => r.kind === 'normalise')!.changed_as_expected.rate).toBe(0)
    expect(bad.robustness.find((r) => r.kind === 'shuffle')!.others_unchanged.rate).toBe(1)
    expect(bad.invented!.rate).toBe(1)
  })
})

test('threads score as one thread does', async () => {
  const pool = (await import(
    join(project, 'dist/src/benchmark/score-pool.js')
  )) as typeof import('../../src/benchmark/score-pool.js')
  const scorer = new CardScorer(cardKnowledge(), scoringKnowledge())
  const jobs = Array.from({ length: 60 }, (_, i) => {
    const report = reports.test[i % 12]!
    return { report, answer: i % 5 === 0 ? null : perfect(reports.test[(i + (i % 2)) % 12]!), sample: i }
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
      commands.benchmarkRun({ release, out: join(root, 'never.jsonl'), ...options }, effects),
    ).rejects.toThrow(message)
  })
})

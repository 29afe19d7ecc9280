import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { printsCanary } from '../../src/benchmark/canary.js'
import { answer, card, perfect } from '../../src/benchmark/fixtures/reports.js'
import { Prediction } from '../../src/benchmark/prediction.js'
import { readPredictions } from '../../src/benchmark/predictions-file.js'
import { CANARY } from '../../src/records/canary.js'

import { effects, openWorkshop, project } from './workshop.fixture.js'

const workshop = openWorkshop()
const { root, release, write, scoreOf } = workshop

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
    const [first, second] = workshop.reports.test.map((r) => r.report.report_id)
    const path = write('faulty.jsonl', [
      { report_id: first, cards: [] },
      { report_id: second, cards: [{ ...card({ issue: 'x' }), priority: 'soon' }] },
      { report_id: 'nobody', cards: [] },
      { report_id: first, cards: [] },
    ])
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"report_id": \n`)
    const { exitCode, output } = await workshop.commands.benchmarkScore(path, { release }, effects)
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
    const { exitCode, output } = await workshop.commands.benchmarkScore(write('none.jsonl', []), { release }, effects)
    expect([exitCode, output]).toEqual([1, expect.stringContaining('prediction.example.jsonl')])
  })

  test('perfect is 1, empty is 0, missing is counted and stays in n', async () => {
    const best = await scoreOf(write('perfect.jsonl', workshop.reports.test.map(perfect)))
    expect([best.metrics.f1.mean, best.metrics.safe_f1.mean, best.kappa]).toEqual([1, 1, 1])
    expect(best.unsafe_upper_bound).toBeGreaterThan(0)
    const half = await scoreOf(write('half.jsonl', workshop.reports.test.slice(0, 6).map(perfect)))
    expect([half.metrics.f1.mean, half.outcomes.missing, half.metrics.f1.n]).toEqual([0.5, 6, 12])
    const partial = await scoreOf(write('partial.jsonl', workshop.reports.test.slice(0, 6).map(perfect)), {
      partial: true,
    })
    expect([partial.metrics.f1.mean, partial.partial, partial.reports]).toEqual([1, true, 6])
    const empty = await scoreOf(
      write(
        'empty.jsonl',
        workshop.reports.test.map((r) => answer(r.report.report_id, [])),
      ),
    )
    expect(empty.metrics.coverage.mean).toBe(workshop.reports.test.filter((r) => r.gold.length === 0).length / 12)
    expect(empty.subgroups.filter((s) => s.dimension === 'sex').map((s) => s.group)).toEqual(['female', 'male'])
  })

  test('scores are byte-equal however often and in whatever order', async () => {
    const a = write('order-a.jsonl', workshop.reports.test.map(perfect))
    const b = write('order-b.jsonl', [...workshop.reports.test].reverse().map(perfect))
    await scoreOf(a, { model: 'm' })
    await scoreOf(b, { model: 'm' })
    expect(readFileSync(join(root, 'order-a.score.json'), 'utf8')).toBe(
      readFileSync(join(root, 'order-b.score.json'), 'utf8'),
    )
  })

  test('samples agree with themselves, and a printed canary is found', async () => {
    const twice = workshop.reports.test.flatMap((r) => [perfect(r), { ...perfect(r), sample: 1 }])
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
      expect(await workshop.commands.benchmarkRun({ release, model, out }, effects)).toBe(0)
      runs.push(out)
    }
    const out = join(root, 'report')
    const { exitCode, output } = await workshop.commands.benchmarkReport(
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
      const three = await workshop.commands.benchmarkBaselines(
        { release, out: join(folder, 'b'), split: 'train' },
        effects,
      )
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
    await expect(
      workshop.commands.benchmarkReport([one, other], { release, out: join(root, 'no') }, effects),
    ).rejects.toThrow(/score them again/)
  })
})

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answer, asPredicted, cardKnowledge } from '../../src/benchmark/fixtures/reports.js'
import { PROBE_KINDS } from '../../src/benchmark/probe.js'
import { ProbeWords } from '../../src/benchmark/probe-config.js'
import { probesOf } from '../../src/benchmark/probes.js'
import { readYamlFile } from '../../src/benchmark/scoring-config.js'

import { effects, openWorkshop, project } from './workshop.fixture.js'

const workshop = openWorkshop()
const { root, release, write, scoreOf } = workshop

describe('probes', () => {
  const words = () => readYamlFile(join(project, 'configs/benchmark/probes.yaml'), ProbeWords)

  test('each kind changes what it says, in the records and on the page', () => {
    const all = [...workshop.reports.train, ...workshop.reports.test].flatMap((r) =>
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
    const report = workshop.reports.test.find((r) => r.report.sex === 'male' && r.report.age! < 70)!
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
    const [r] = workshop.reports.test.filter((x) => x.gold.length > 1)
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
      await workshop.commands.benchmarkRun(
        { release, model: 'rule-drafter', out: drafter, probes: true, limit: 6 },
        effects,
      ),
    ).toBe(0)
    const good = await scoreOf(drafter, { partial: true })
    for (const row of good.robustness) {
      expect(row.others_unchanged.rate, row.kind).toBe(1)
      if (row.changed_as_expected.n > 0) expect(row.changed_as_expected.rate, row.kind).toBe(1)
    }
    expect(good.invented).toMatchObject({ hits: 0 })
    expect(good.metrics.f1.mean).toBe(1)
    const stubborn = workshop.reports.test.slice(0, 6).flatMap((r) =>
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

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { adjudicate } from '../../pipelines/commands/cards-adjudicate.js'
import { type AgreementUnit, agreement, fieldAgreements } from '../../pipelines/commands/cards-agreement.js'
import { assign } from '../../pipelines/commands/cards-assign.js'
import { parseCsv, writeCsv } from '../../pipelines/commands/cards-csv.js'
import { exportCards, importCards } from '../../pipelines/commands/cards-exchange.js'
import { readSheet, writeSheet } from '../../pipelines/commands/cards-sheet.js'
import { CardsConfig } from '../../src/cards/config.js'
import { draftCards } from '../../src/cards/draft.js'
import { quantity, records } from '../../src/cards/fixtures/records.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { contentOf } from '../../src/cards/review/content.js'

// Compiled, this module finds package.json two levels up; from the source it would look one level too high.
vi.mock('../../pipelines/tool-version.js', () => ({ PACKAGE_ROOT: process.cwd(), TOOL_VERSION: '0' }))

const k = loadCardKnowledge('configs/cards')
const NOW = '2026-01-02T03:04:05.000Z'
let root: string
let home: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cards-'))
  home = process.cwd()
  for (const folder of ['records', 'drafts']) mkdirSync(join(root, 'processed', folder), { recursive: true })
  for (const [i, language] of (['zh', 'en', 'en', 'zh', 'en', 'zh'] as const).entries()) {
    const id = `r${i}`
    const r = records([quantity('uric_acid', '=UA', 430 + i, 'umol/L', 208, 428)], [], { report_id: id, language })
    const cards = draftCards(r, null, k, CardsConfig.parse({}))
    writeFileSync(join(root, 'processed', 'records', `${id}.json`), JSON.stringify(r))
    writeFileSync(join(root, 'processed', 'drafts', `${id}.json`), JSON.stringify({ report_id: id, cards }))
  }
  process.chdir(root)
})
afterEach(() => {
  process.chdir(home)
  rmSync(root, { recursive: true })
})

const decisions = (reviewer: string) =>
  readFileSync(join(root, 'raw', 'annotations', 'cards', `${reviewer}.jsonl`), 'utf8')
    .trim()
    .split('\n')

describe('CSV', () => {
  test('any cells come back as they were', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('=1+1', "'=x", "''@", '-3', '\t', 'a\r\nb', '"', ',', '\ufeff', ' '),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        expect(parseCsv(writeCsv(rows))).toEqual(rows)
      }),
      { numRuns: 300 },
    )
  })

  test('no cell starts a formula', () => {
    expect(writeCsv([['=HYPERLINK("x")', '+1', '-1', '@a', 'ok']])).toBe(
      '\ufeff"\'=HYPERLINK(""x"")",\'+1,\'-1,\'@a,ok\r\n',
    )
  })

  test.each([['a,"b'], ['"a"b,c']])('refuses %j', (text) => {
    expect(() => parseCsv(text)).toThrow('row 1')
  })
})

describe('export and import', () => {
  test.each(['csv', 'jsonl'] as const)('a sheet comes back as it was written, in %s', (format) => {
    const sheet = exportCards({ reviewer: 'ann', format })
    const rows = readSheet(sheet, format)
    expect(rows).toHaveLength(6)
    expect(
      writeSheet(
        rows.map((r) => r.data),
        format,
      ),
    ).toBe(sheet)
  })

  test('a filled-in sheet becomes decisions, once', () => {
    const rows = readSheet(exportCards({ reviewer: 'ann' }), 'csv').map((r) => r.data)
    rows[0]!.verdict = 'accept'
    Object.assign(rows[1]!, { verdict: 'reject', reason: 'not_relevant' })
    Object.assign(rows[2]!, { verdict: 'edit', window_max_days: 30 })
    const file = join(root, 'filled.csv')
    writeFileSync(file, writeSheet(rows, 'csv'))
    expect(importCards(file, { reviewer: 'ann' }, NOW)).toMatch(/^3 decisions of ann imported, 3 rows not judged/)
    const made = decisions('ann').map((line) => JSON.parse(line))
    expect(made.map((d) => d.action)).toEqual(['accept', 'reject', 'edit'])
    expect(made[2].changes).toEqual([{ field: 'window_max_days', from: 90, to: 30 }])
    expect(readSheet(exportCards({ reviewer: 'ann' }), 'csv')).toHaveLength(3)
  })

  test('an edit that the safety gate would block is kept, and said at once', () => {
    const rows = readSheet(exportCards({ reviewer: 'ann' }), 'csv').map((r) => r.data)
    Object.assign(rows[0]!, { verdict: 'edit', explanation: `${rows[0]!.explanation} You have gout.` })
    const file = join(root, 'unsafe.csv')
    writeFileSync(file, writeSheet(rows, 'csv'))
    expect(importCards(file, { reviewer: 'ann' }, NOW)).toMatch(/row 2: explanation.*diagnosis_asserted/)
    expect(decisions('ann')).toHaveLength(1)
  })

  test.each([
    ['a changed draft', { verdict: 'accept', draft_digest: 'x' }, /row 2: the draft or its evidence has changed/],
    [
      'an acceptance with changes',
      { verdict: 'accept', priority: 'urgent' },
      /row 2: verdict: accept, but priority changed/,
    ],
    ['a rejection without reason', { verdict: 'reject' }, /row 2: reason/],
    ['an unknown department', { verdict: 'edit', department: 'magic' }, /row 2: department/],
    ['a window that ends before it starts', { verdict: 'edit', window_min_days: 99 }, /row 2: window_min_days/],
    ['an unknown report', { verdict: 'accept', report_id: 'nobody' }, /row 2: report_id/],
  ])('%s is refused by row and column, and nothing is written', (_, change, message) => {
    const rows = readSheet(exportCards({ reviewer: 'ann' }), 'csv').map((r) => r.data)
    Object.assign(rows[0]!, change)
    rows[1]!.verdict = 'accept'
    writeFileSync(join(root, 'bad.csv'), writeSheet(rows, 'csv'))
    expect(() => importCards(join(root, 'bad.csv'), { reviewer: 'ann' }, NOW)).toThrow(message)
    expect(() => decisions('ann')).toThrow()
  })
})

describe('assign', () => {
  const lists = () => {
    const folder = join(root, 'raw', 'annotations', 'card-assignments')
    return Object.fromEntries(
      readdirSync(folder).map((n) => [n, JSON.parse(readFileSync(join(folder, n), 'utf8')).reports as string[]]),
    )
  }

  test('deals every report, the overlap to two, evenly, and the same for the same seed', () => {
    assign({ reviewers: ['ann', 'bob', 'cem'], overlap: 0.5, seed: 3 })
    const dealt = lists()
    const all = Object.values(dealt).flat()
    expect(new Set(all).size).toBe(6)
    expect(all).toHaveLength(9)
    expect(Object.values(dealt).map((l) => l.length)).toEqual([3, 3, 3])
    for (const list of Object.values(dealt)) expect(new Set(list).size).toBe(list.length)
    rmSync(join(root, 'raw'), { recursive: true })
    assign({ reviewers: ['cem', 'bob', 'ann'], overlap: 0.5, seed: 3 })
    expect(lists()).toEqual(dealt)
    expect(assign({ reviewers: ['ann', 'bob', 'cem'], overlap: 1, seed: 4 })).toMatch(/^0 reports dealt/)
    expect(lists()).toEqual(dealt)
  })

  test('an export holds the assigned reports only', () => {
    assign({ reviewers: ['ann', 'bob'], overlap: 0, seed: 1 })
    const rows = readSheet(exportCards({ reviewer: 'ann', format: 'jsonl' }), 'jsonl')
    expect(rows.map((r) => r.data.report_id).sort()).toEqual([...lists()['ann.json']!].sort())
  })

  test('refuses names of simulated reviewers', () => {
    expect(() => assign({ reviewers: ['synthetic-1', 'bob'], overlap: 1, seed: 1 })).toThrow('pseudonyms')
  })
})

describe('agreement and disputes', () => {
  const judge = (reviewer: string, end: number) => {
    const rows = readSheet(exportCards({ reviewer }), 'csv').map((r) => r.data)
    for (const [i, row] of rows.entries())
      Object.assign(row, i === 0 ? { verdict: 'edit', window_max_days: end } : { verdict: 'accept' })
    const file = join(root, `${reviewer}.csv`)
    writeFileSync(file, writeSheet(rows, 'csv'))
    importCards(file, { reviewer }, NOW)
  }

  test('what two reviewers differ in is listed with each value', () => {
    judge('ann', 30)
    judge('bob', 60)
    const [dispute, ...others] = adjudicate({ format: 'json' })
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l))
    expect(others).toEqual([])
    expect(dispute).toMatchObject({
      status: 'disagreement',
      fields: { verdict: { ann: 'edit', bob: 'edit' }, window_max_days: { ann: 30, bob: 60 } },
    })
    expect(agreement({ seed: 1, format: 'text' })).toMatch(/window end +6 +0\.833/)
  })

  test('an adjudicator who judged nothing settles it in a sheet', () => {
    judge('ann', 30)
    judge('bob', 60)
    const rows = readSheet(exportCards({ reviewer: 'cleo', adjudicate: true }), 'csv').map((r) => r.data)
    expect(rows.map((r) => r.said.filter((line) => line.startsWith('window_max_days')))).toEqual([
      ['window_max_days: ann 30 | bob 60'],
    ])
    expect(exportCards({ reviewer: 'ann', adjudicate: true, format: 'jsonl' })).toBe('')
    const file = join(root, 'rulings.csv')
    const fill = (change: object) => writeFileSync(file, writeSheet([{ ...rows[0]!, ...change }], 'csv'))
    fill({ verdict: 'edit', window_max_days: 45 })
    expect(() => importCards(file, { reviewer: 'bob', adjudicate: true }, NOW)).toThrow(/third person/)
    expect(importCards(file, { reviewer: 'cleo', adjudicate: true }, NOW)).toMatch(/^1 decisions of cleo/)
    const line = JSON.parse(readFileSync(join(root, 'raw', 'annotations', 'cards', 'cleo.jsonl'), 'utf8'))
    expect(line).toMatchObject({
      action: 'adjudicate',
      ruling: { action: 'edit', changes: [{ field: 'window_max_days', to: 45 }] },
    })
    expect(adjudicate({ format: 'json' })).toBe('')
    fill({ verdict: 'add' })
    expect(() => importCards(file, { reviewer: 'cleo', adjudicate: true }, NOW)).toThrow(/adds no card/)
  })

  test('figures equal those worked out by hand', () => {
    const [card] = draftCards(
      records([quantity('uric_acid', 'UA', 430, 'umol/L', 208, 428)]),
      null,
      k,
      CardsConfig.parse({}),
    )
    const kept = (priority: 'urgent' | 'high' | 'medium' | 'low') => ({ ...contentOf(card!), priority })
    const units: AgreementUnit[] = [
      { report_id: 'a', results: [kept('urgent'), kept('urgent')] },
      { report_id: 'b', results: [kept('low'), kept('medium')] },
      { report_id: 'c', results: [kept('low'), null] },
    ]
    const priority = fieldAgreements(units, 1).find((f) => f.field === 'priority')!
    expect(priority).toMatchObject({ n: 2, agreement: 0.5 })
    // Pairs in both orders: urgent-urgent twice, low-medium, medium-low; chance from the margins.
    const w = (i: number, j: number) => (i - j) ** 2 / 9
    const margin = [2, 0, 1, 1]
    const expected = margin.flatMap((a, i) => margin.map((b, j) => (w(i, j) * a * b) / 4)).reduce((a, b) => a + b, 0)
    expect(priority.kappa).toBeCloseTo(1 - (2 * w(2, 3)) / expected, 12)
    expect(fieldAgreements(units, 1).find((f) => f.field === 'keep or reject')!.agreement).toBeCloseTo(2 / 3, 12)
  })
})

import { describe, expect, it } from 'vitest'
import type { Biomarker } from '../records/biomarker.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { PageBuilder, testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

const printed = (b: Biomarker) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed, b.flag_printed]
function rows(...args: Parameters<PageBuilder['table']>): (string | null)[][] {
  const { page, layout } = new PageBuilder().table(...args).build()
  return extractRecords([page], [layout], testReport, testKnowledge, ExtractConfig.parse({})).biomarkers.map(printed)
}

describe('a share and a count in one row', () => {
  it('are two results; unit and range of the count stand beside it', () => {
    expect(
      rows(['name', 'value', 'other', 'unit', 'range'], [['Segmented', '58 %', '4,120', '/mm³', '1,700 - 8,000']]),
    ).toEqual([
      ['Segmented', '58', '%', null, null],
      ['Segmented', '4,120', '/mm³', '1,700 - 8,000', null],
    ])
  })
  it('have a range each where two are printed', () => {
    expect(
      rows(
        ['name', 'value', 'unit', 'other', 'other', 'range', 'other'],
        [['Monocytes', '7', '%', '221', '/mm³', '2 - 10', '80 - 1100']],
      ),
    ).toEqual([
      ['Monocytes', '7', '%', '2 - 10', null],
      ['Monocytes', '221', '/mm³', '80 - 1100', null],
    ])
  })
  it('are one result where the second number has no unit of a count', () => {
    expect(rows(['name', 'value', 'unit', 'other'], [['Hematocrit', '44', '%', '12']])).toEqual([
      ['Hematocrit', '44', '%', null, null],
    ])
  })
})

describe('cells of columns without a heading', () => {
  it('give the result of a row that has none in its own column, with its flag', () => {
    expect(
      rows(
        ['name', 'value', 'other', 'range'],
        [
          ['Iron', '61', '', '45-160 mg/dL'],
          ['Glucose', '', '114 H', '70-99 mg/dL'],
        ],
      ),
    ).toEqual([
      ['Iron', '61', 'mg/dL', '45-160', null],
      ['Glucose', '114', 'mg/dL', '70-99', 'H'],
    ])
  })
  it('give the unit of a number, and none of a word', () => {
    const columns = ['name', 'value', 'other'] as const
    expect(rows(columns, [['Glucose', '5.1', 'mmol/L']])[0]).toEqual(['Glucose', '5.1', 'mmol/L', null, null])
    expect(rows(columns, [['尿蛋白', '-', 'pH']])[0]![2]).toBeNull()
  })
})

describe('ranges with something behind them or nothing in them', () => {
  it.each([
    ['58', '> OR = 50 mg/dL', '> OR = 50', 'mg/dL'],
    ['150', '<100 mg/dL (calc)', '<100', 'mg/dL (calc)'],
    ['4.0', '<5.0 (calc)', '<5.0', '(calc)'],
    ['0-5', '< OR = 5 g/L', '< OR = 5', 'g/L'],
    ['NONE SEEN', 'NONE SEEN /LPF', 'NONE SEEN', '/LPF'],
    ['Non-reactive', '-', null, null],
  ])('%s | %s is %s and %s', (value, range, limits, unit) => {
    const [row] = rows(['name', 'value', 'range'], [['Glucose', value, range]])
    expect([row![3], row![2]]).toEqual([limits, unit])
  })
  it('keep the dash of a test strip, which says that negative is expected', () => {
    expect(rows(['name', 'value', 'range'], [['尿蛋白', '+-', '-']])[0]![3]).toBe('-')
  })
})

describe('a verdict that spans several rows', () => {
  it('is the flag of none of them', () => {
    const { page, layout } = new PageBuilder()
      .table(
        ['name', 'value', 'flag'],
        [
          ['Glucose', '5.1', 'C'],
          ['TSH', '2.2', ''],
        ],
      )
      .build()
    const [table] = layout.tables
    const spanning = table!.cells.map((c) => (c.text === 'C' ? { ...c, row_span: 2 } : c))
    const spanned = { ...layout, tables: [{ ...table!, cells: spanning }] }
    const out = extractRecords([page], [spanned], testReport, testKnowledge, ExtractConfig.parse({}))
    expect(out.biomarkers.map((b) => b.flag_printed)).toEqual([null, null])
  })
})

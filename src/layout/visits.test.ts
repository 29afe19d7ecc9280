import { describe, expect, it } from 'vitest'
import { layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const XS = [40, 200, 270, 340, 400]
/** A cumulative table with these dates over its visits. */
function cumulative(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): PageFixture {
  const page = new PageFixture().row(100, XS, head, { size: 9 })
  const from = numbers.length > 0 ? 126 : 114
  if (numbers.length > 0) page.row(112, XS, numbers, { size: 9 })
  for (const [i, row] of rows.entries()) page.row(from + 14 * i, XS, row, { size: 9 })
  return page
}

describe('columns headed by dates', () => {
  it('hold the current results where the date is that of the report, though the other is not known', () => {
    const page = cumulative(
      ['Test', '[DATE-6]', '[DATE]', 'Units', 'Reference'],
      [
        ['Ferritin', '22', '9', 'ug/L', '30 - 400'],
        ['Albumin', '37', '35', 'g/L', '35 - 50'],
      ],
    )
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'previous', 'unit', 'range'])
  })

  it('hold the current results where only they are flagged', () => {
    const page = cumulative(
      ['Test', '[DATE]', '[DATE]', 'Units', 'Reference'],
      [
        ['Ferritin', '42', '19 L', 'ug/L', '30 - 400'],
        ['Albumin', '37', '31 L', 'g/L', '35 - 50'],
        ['Urea', '5.1', '5.0', 'mmol/L', '2.5 - 7.8'],
      ],
    )
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'previous', 'value', 'unit', 'range'])
  })

  it('may have the number of the request under the date', () => {
    const page = cumulative(
      ['Date', '[DATE]', '[DATE+0]', '', ''],
      [
        ['HDL Chol', '1.1', '1.0', 'mmol/L', '(>0.9)'],
        ['Creatinine', '88', '*121 H', 'umol/L', '(60-110)'],
      ],
      ['Lab No.', '[ID]', '[ID]', 'Units', 'Reference'],
    )
    const table = layout(page.page())[0]!.tables[0]!
    expect(roles(table)).toEqual(['name', 'previous', 'value', 'unit', 'range'])
    expect(rowsOf(table)[0]).toEqual(['HDL Chol', '1.0', 'mmol/L', '(>0.9)'])
  })

  it('say nothing against the words for this visit and the last', () => {
    const page = cumulative(
      ['项目', '上次结果 [DATE-3]', '本次结果 [DATE]', '单位', '参考值'],
      [
        ['肌酐', '88', '91', 'μmol/L', '57-111'],
        ['尿素', '5.1', '5.5', 'mmol/L', '3.1-8.0'],
      ],
    )
    const table = layout(page.page())[0]!.tables[0]!
    expect(rowsOf(table, ['name', 'value', 'previous'])).toEqual([
      ['肌酐', '91', '88'],
      ['尿素', '5.5', '5.1'],
    ])
  })
})

describe('a heading of names over figures', () => {
  it('heads the results, and the words left of them are the names', () => {
    const page = new PageFixture().row(100, [40, 200, 280, 340], ['Structure', 'Measurement', 'Unit', 'Usual'])
    for (const [i, row] of [
      ['Spleen', '10.4', 'cm', '< 13'],
      ['Left kidney', '10.9', 'cm', '9 - 12'],
      ['Common duct', '3', 'mm', '< 6'],
    ].entries())
      page.row(114 + 14 * i, [40, 200, 280, 340], row)
    const table = layout(page.page())[0]!.tables[0]!
    expect(table.purpose).toBe('results')
    expect(rowsOf(table)).toEqual([
      ['Spleen', '10.4', 'cm', '< 13'],
      ['Left kidney', '10.9', 'cm', '9 - 12'],
      ['Common duct', '3', 'mm', '< 6'],
    ])
  })
})

describe('visits side by side', () => {
  const xs = [40, 110, 220, 310, 400, 490]
  const dates = ['Visit date', '', '[DATE-200]', '[DATE-120]', '[DATE-60]', '[DATE]']
  const rows = [
    ['Body', 'Weight (kg)', '81.0', '80.2', '78.5', '77.9'],
    ['Body', 'Waist (cm)', '99', '98', '96', '95'],
    ['Body', 'Blood pressure (mmHg)', '146/90', '140/86', '134/84', '130/80'],
    ['Habits', 'Cigarettes (a day)', '12', '8', '4', '0'],
    ['Habits', 'Walks (a week)', '1', '2', '4', '5'],
  ]
  const form = (head: readonly string[], next?: readonly string[]): PageFixture => {
    const page = new PageFixture()
    const lines = [head, ...rows, ...(next ? [next] : [])]
    for (const [i, row] of lines.entries())
      page.row(
        103 + 16 * i,
        xs.map((x) => x + 3),
        row,
        { size: 8 },
      )
    const bottom = 100 + 16 * lines.length
    for (let i = 0; i <= lines.length; i++) page.rule(40, 100 + 16 * i, 580, 100 + 16 * i)
    for (const x of [...xs, 580]) page.rule(x, 100, x, bottom)
    return page
  }

  it('have a header of nothing but dates; the names stand beside the groups that every row repeats', () => {
    const page = form(dates, ['Next visit date', '', '[DATE-120]', '[DATE-60]', '[DATE]', '[DATE+60]'])
    const tables = layout(page.page())[0]!.tables
    expect(tables).toHaveLength(1)
    expect(tables[0]!.purpose).toBe('results')
    expect(roles(tables[0]!)).toEqual(['other', 'name', 'previous', 'previous', 'previous', 'value'])
    expect(rowsOf(tables[0]!, ['name', 'value'])[0]).toEqual(['Weight (kg)', '77.9'])
  })

  it('grow to the right where one date is known to be long past and the others are not known', () => {
    const head = (...covered: string[]): PageFixture =>
      cumulative(
        ['Test', 'Units', ...covered],
        [
          ['Ferritin', 'ug/L', '22', '19', '12'],
          ['Albumin', 'g/L', '37', '36', '35'],
        ],
      )
    const read = (...covered: string[]) => roles(layout(head(...covered).page())[0]!.tables[0]!)
    expect(read('[DATE]', '[DATE-90]', '[DATE]')).toEqual(['name', 'unit', 'previous', 'previous', 'value'])
    expect(read('[DATE]', '[DATE]', '[DATE-90]')).toEqual(['name', 'unit', 'value', 'previous', 'previous'])
  })
})

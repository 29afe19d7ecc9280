import { describe, expect, it } from 'vitest'
import { layout, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const order = ['name', 'value', 'range', 'flag', 'unit'] as const

/** Two cards in one row: names, ranges, results; a flag at the right end of a card. */
function pair(page: PageFixture, y: number, cards: readonly (readonly [string, string, string, string])[]): void {
  for (const [i, [name, range, value, flag]] of cards.entries()) {
    const x = 40 + 250 * i
    page
      .text(x, y, name, { bold: true })
      .text(x, y + 11, range, { size: 7 })
      .text(x, y + 26, value, { size: 11 })
    if (flag !== '') page.text(x + 200, y + 28, flag, { size: 8 })
  }
}

describe('cards side by side with the range between name and result', () => {
  it('read figures, words and counts, each with its own flag and unit', () => {
    const page = new PageFixture()
    pair(page, 100, [
      ['Ferritin', 'Normal range: 15 - 150 ng/mL', '9.4 ng/mL', 'Low'],
      ['Magnesium', 'Normal range: 1.6 - 2.6 mg/dL', '2.1 mg/dL', ''],
    ])
    pair(page, 160, [
      ['Clarity, urine', 'Normal value: Clear', 'Cloudy', 'Abnormal'],
      ['Leukocytes, urine', 'Normal range: 0-5 /HPF', '11-20 /HPF', 'Abnormal'],
    ])
    const rows = layout(page.page())[0]!.tables.flatMap((t) => rowsOf(t, order))
    expect(rows).toEqual([
      ['Ferritin', '9.4', '15 - 150', 'Low', 'ng/mL'],
      ['Magnesium', '2.1', '1.6 - 2.6', '', 'mg/dL'],
      ['Clarity, urine', 'Cloudy', 'Clear', 'Abnormal', ''],
      ['Leukocytes, urine', '11-20', '0-5', 'Abnormal', '/HPF'],
    ])
  })

  it('read a card without a range beside one that has it', () => {
    const page = new PageFixture()
    pair(page, 100, [['Glucose', 'Normal range: 70 - 99 mg/dL', '93 mg/dL', '']])
    page.text(290, 100, 'Estimated average', { bold: true }).text(290, 111, '121 mg/dL', { size: 8 })
    expect(layout(page.page())[0]!.tables.flatMap((t) => rowsOf(t, order))).toEqual([
      ['Glucose', '93', '70 - 99', '', 'mg/dL'],
      ['Estimated average', '121', '', '', 'mg/dL'],
    ])
  })

  it('read one card of figures alone, and none without a label of a range', () => {
    const page = new PageFixture()
    pair(page, 100, [['Glucose, 2 Hr', 'Normal range: <155 mg/dL', '171 mg/dL', 'High']])
    expect(layout(page.page())[0]!.tables.flatMap((t) => rowsOf(t, order))).toEqual([
      ['Glucose, 2 Hr', '171', '<155', 'High', 'mg/dL'],
    ])
    const bare = new PageFixture()
    pair(bare, 100, [['Ferritin', 'Room 15 - 150', '9.4 ng/mL', '']])
    expect(layout(bare.page())[0]!.tables).toEqual([])
  })
})

describe('limits in columns of their own', () => {
  it('are joined where a limit brings its sign of two characters', () => {
    const page = new PageFixture()
    const xs = [40, 200, 260, 320, 400]
    page.row(100, xs, ['Test', 'Low', 'High', 'Result', 'Units'], { bold: true })
    page.row(116, xs, ['Sodium', '135', '145', '139', 'mmol/L'])
    page.row(132, xs, ['Calcium', '8.6', '10.0', '9.1', 'mg/dL'])
    page.row(148, xs, ['Bilirubin Total', '', '<=1.2', '0.7', 'mg/dL'])
    page.row(164, xs, ['HDL Cholesterol', '>=40', '', '52', 'mg/dL'])
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, ['name', 'value', 'range']).slice(-4)).toEqual([
      ['Sodium', '139', '135 - 145'],
      ['Calcium', '9.1', '8.6 - 10.0'],
      ['Bilirubin Total', '0.7', '<=1.2'],
      ['HDL Cholesterol', '52', '>=40'],
    ])
  })
})

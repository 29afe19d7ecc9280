import { describe, expect, it } from 'vitest'
import { layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

describe('results of European laboratories', () => {
  it('keeps a column of signs before right-aligned results that touch their units', () => {
    const page = new PageFixture(9)
    page.row(100, [40, 230, 303, 400], ['Untersuchung', 'Ergebnis', 'Einheit', 'Referenzbereich'])
    const rows: [string, string, string, string, string][] = [
      ['Ferritin', '', '88', 'ng/ml', '30 - 200'],
      ['Natrium', '', '141', 'mmol/l', '136 - 145'],
      ['Kalium', '+', '5,6', 'mmol/l', '3,5 - 5,1'],
      ['Freies T3', '', '> 20', 'pg/ml', '2,0 - 4,4'],
      ['Eisen', '(-)', '29', 'µg/dl', '37 - 145'],
    ]
    for (const [i, [name, sign, value, unit, range]] of rows.entries()) {
      const y = 116 + 16 * i
      page.row(y, [40, 200], [name, sign]).text(300, y, value, { align: 'right' })
      page.row(y, [303, 400], [unit, range])
    }
    const [table] = layout(page.page())[0]!.tables
    expect(roles(table!)).toEqual(['name', 'flag', 'value', 'unit', 'range'])
    expect(rowsOf(table!, ['name', 'flag', 'value', 'unit', 'range'])).toEqual(rows)
  })

  it('reads `Esito` as the result and stars before it as flags', () => {
    const xs = [40, 200, 220, 320, 400]
    const page = new PageFixture().row(100, xs, ['Esame', '', 'Esito', 'Unità', 'Valori di riferimento'])
    page.row(116, xs, ['Azotemia', '*', '61', 'mg/dL', '[17 - 43]'])
    page.row(132, xs, ['Sideremia', '', '92', 'ug/dL', '[37 - 145]'])
    page.row(148, xs, ['Amilasi', '', '55', 'U/L', '[fino a 100]'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'flag', 'value', 'unit', 'range'])
  })
})

describe('cards of a patient portal, one below the other', () => {
  it('reads a labelled range and a labelled result in either order', () => {
    const page = new PageFixture()
    page.text(40, 100, 'Magnesium', { bold: true }).text(40, 116, 'Normal range: 1.6 - 2.6 mg/dL')
    page.text(40, 134, 'Value: 2.9 High')
    page.text(40, 170, 'Ferritin', { bold: true }).text(40, 186, 'Your value: 61')
    page.text(40, 204, 'Reference range: <300 ng/mL')
    const [table] = layout(page.page())[0]!.tables
    expect(rowsOf(table!, ['name', 'value', 'range', 'flag', 'unit'])).toEqual([
      ['Magnesium', '2.9', '1.6 - 2.6', 'High', 'mg/dL'],
      ['Ferritin', '61', '<300', '', 'ng/mL'],
    ])
  })
})

describe('lung function', () => {
  it('takes the measured column as result and the lower limit of normal as range', () => {
    const xs = [40, 160, 230, 300, 370, 440]
    const page = new PageFixture().row(100, xs, ['', 'Pred', 'LLN', 'Pre', '% Pred', 'Post'])
    page.row(116, xs, ['FVC (L)', '3.90', '3.05', '3.51', '90', '3.60'])
    page.row(132, xs, ['FEV1 (L)', '3.10', '2.40', '2.22*', '72', '2.50'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'other', 'range', 'value', 'other', 'other'])
  })
})

describe('a scan of typewriter type', () => {
  it('parts columns at two characters and words at one, though the type looks small', () => {
    const page = new PageFixture(6)
    const advance = 5.4
    const type = (y: number, cells: readonly (readonly [number, string])[]): void => {
      for (const [x, cell] of cells) {
        let at = x
        for (const word of cell.split(' ')) {
          page.text(at, y, word, { source: 'ocr' })
          at += (word.length + 1) * advance
        }
      }
    }
    type(100, [
      [50, 'Plasma glucose level'],
      [300, '6.2'],
      [370, 'mmol/L'],
      [450, '[3.0 - 6.0]'],
    ])
    type(114, [
      [50, 'Serum albumin level'],
      [300, '41'],
      [370, 'g/L'],
      [450, '[35 - 50]'],
    ])
    const built = page.page()
    const even = {
      ...built,
      words: built.words.map((w) => ({
        ...w,
        bbox: [w.bbox[0], w.bbox[1], w.bbox[0] + w.text.length * advance - 0.6, w.bbox[3]] as typeof w.bbox,
      })),
    }
    expect(layout(even)[0]!.tables.map((t) => rowsOf(t))).toEqual([
      [
        ['Plasma glucose level', '6.2', 'mmol/L', '[3.0 - 6.0]'],
        ['Serum albumin level', '41', 'g/L', '[35 - 50]'],
      ],
    ])
  })
})

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

describe('cards of a telephone screen, one below the other', () => {
  const order = ['name', 'value', 'unit', 'range', 'flag'] as const

  it('read a flag beside the name, a result in large type and a range whose label touches it', () => {
    const page = new PageFixture()
    for (const [i, [name, flag, value, unit, range]] of [
      ['直接胆红素(DBIL)', '偏高', '9.4', 'μmol/L', '0-6.8'],
      ['载脂蛋白B', '正常', '0.81', 'g/L', '0.55-1.05'],
      ['丙肝抗体', '正常', '阴性', '', '阴性'],
    ].entries()) {
      const y = 100 + 60 * i
      page.row(y, [20, 260], [name!, flag!]).text(20, y + 15, value!, { size: 14 })
      page.row(y + 20, [66], [unit!], { size: 8 }).text(20, y + 34, `参考值:${range}`, { size: 8 })
    }
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, order)).toEqual([
      ['直接胆红素(DBIL)', '9.4', 'μmol/L', '0-6.8', '偏高'],
      ['载脂蛋白B', '0.81', 'g/L', '0.55-1.05', '正常'],
      ['丙肝抗体', '阴性', '', '阴性', '正常'],
    ])
  })

  it('read a label without colon, and a result that stands somewhere on a drawn scale', () => {
    const page = new PageFixture()
      .text(40, 100, 'Ferritin', { bold: true })
      .text(40, 115, 'Normal range: 15 - 150 ng/mL')
    page.text(40, 130, 'Your value 212 ng/mL High').text(40, 170, 'Urea', { bold: true })
    page.text(40, 185, 'Normal range: 2.5 - 7.8 mmol/L').text(230, 200, '4.9')
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, order)).toEqual([
      ['Ferritin', '212 ng/mL', '', '15 - 150 ng/mL', 'High'],
      ['Urea', '4.9', 'mmol/L', '2.5 - 7.8', ''],
    ])
  })
})

describe('a result, its flag and the result before under wide headings', () => {
  it('stand in columns of their own, though one row in twelve has a flag', () => {
    const page = new PageFixture(8)
    const xs = [32, 212, 262, 302, 348, 412, 472]
    page.row(
      100,
      [32, 210, 300, 412, 472],
      ['Test', 'Current Result and Flag', 'Previous Result and Date', 'Units', 'Reference Interval'],
      { size: 6 },
    )
    for (let i = 0; i < 12; i++)
      page.row(114 + 13 * i, xs, [
        `Analyte ${'abcdefghijkl'[i]}`,
        `${40 + i}`,
        i === 6 ? 'Low' : '',
        `${50 + i}`,
        '2020-01-31',
        'U/L',
        '45-90',
      ])
    const [table] = layout(page.page())[0]!.tables
    const read = rowsOf(table!, ['name', 'value', 'flag', 'previous', 'unit', 'range'])
    expect(read[5]).toEqual(['Analyte f', '45', '', '55', 'U/L', '45-90'])
    expect(read[6]).toEqual(['Analyte g', '46', 'Low', '56', 'U/L', '45-90'])
  })
})

describe('a range of several lines beside a name with its method', () => {
  it('ends with its last line, not with the row', () => {
    const xs = [40, 240, 320, 400]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Reference Range'])
    page.row(116, xs, ['Glucose - Random', '118', 'mg/dL', 'Normal : 70 - 139'])
    page
      .text(40, 129, 'Method : Hexokinase', { size: 7 })
      .text(400, 129, 'Prediabetes : 140 - 199')
      .text(400, 142, 'Diabetes : >= 200')
    page.row(158, xs, ['Urea', '31', 'mg/dL', '17 - 43']).text(40, 171, 'Method : Urease', { size: 7 })
    const rows = rowsOf(layout(page.page())[0]!.tables[0]!, ['value', 'range'])
    expect(rows).toEqual([
      ['118', 'Normal : 70 - 139\nPrediabetes : 140 - 199\nDiabetes : >= 200'],
      ['31', '17 - 43'],
    ])
  })
})

describe('lung function', () => {
  it('takes the measured column as result, and neither the prediction nor its lower limit for a range', () => {
    const xs = [40, 160, 230, 300, 370, 440]
    const page = new PageFixture().row(100, xs, ['', 'Pred', 'LLN', 'Pre', '% Pred', 'Post'])
    page.row(116, xs, ['FVC (L)', '3.90', '3.05', '3.51', '90', '3.60'])
    page.row(132, xs, ['FEV1 (L)', '3.10', '2.40', '2.22*', '72', '2.50'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'other', 'other', 'value', 'other', 'other'])
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

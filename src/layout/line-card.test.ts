import { describe, expect, it } from 'vitest'
import { layout, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const order = ['name', 'value', 'unit', 'range', 'flag'] as const

interface Shown {
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly flag?: string
  readonly range: string
}

/** Cards of a portal: the result at the right end of the name's line, the range under the name. */
function portalCard(
  page: PageFixture,
  x: number,
  y: number,
  width: number,
  { name, value, unit, flag, range }: Shown,
): void {
  const right = x + width - (flag === undefined ? 0 : 24)
  page.text(x, y, name, { size: 10 })
  page.text(right - unit.length * 4.6 - 4, y, value, { size: 10, bold: true, align: 'right' })
  page.text(right, y + 1, unit, { size: 7.5, align: 'right' })
  if (flag !== undefined) page.text(x + width, y + 1, flag, { size: 7.5, bold: true, align: 'right' })
  page.text(x, y + 14, range, { size: 7.5 })
}

describe('cards with the result beside the name and the range under it', () => {
  it('are read in two columns, beside a bar of other text, with the unit of both taken once', () => {
    const page = new PageFixture()
      .text(40, 90, 'Primary clinic')
      .text(40, 112, 'Preferred language')
      .text(40, 129, 'English')
    const shown: Shown[] = [
      { name: 'Potassium', value: '4.1', unit: 'mmol/L', range: 'Normal range: 3.5 - 5.0 mmol/L' },
      { name: 'Total bilirubin', value: '0.6', unit: 'mg/dL', range: 'Normal range: <=1.1 mg/dL' },
      { name: 'Glucose', value: '131', unit: 'mg/dL', flag: 'High', range: 'Normal range: 70 - 105 mg/dL' },
      { name: 'Hematocrit', value: '39.9', unit: '%', range: 'Normal range: 36.0 - 46.0 %' },
      { name: 'Calcium', value: '8.1', unit: 'mg/dL', flag: 'Low', range: 'Normal range: 8.5 - 10.5 mg/dL' },
    ]
    for (const [i, card] of shown.entries()) portalCard(page, i % 2 === 0 ? 190 : 385, 100 + 34 * (i >> 1), 180, card)
    const tables = layout(page.page())[0]!.tables
    expect(tables.flatMap((t) => rowsOf(t, order)).sort()).toEqual([
      ['Calcium', '8.1', 'mg/dL', '8.5 - 10.5', 'Low'],
      ['Glucose', '131', 'mg/dL', '70 - 105', 'High'],
      ['Hematocrit', '39.9', '%', '36.0 - 46.0', ''],
      ['Potassium', '4.1', 'mmol/L', '3.5 - 5.0', ''],
      ['Total bilirubin', '0.6', 'mg/dL', '<=1.1', ''],
    ])
  })

  it('read a name and a unit that are wrapped, and leave a result without a range beside them alone', () => {
    const page = new PageFixture()
    page.text(40, 100, 'Filtration rate (formula of').text(250, 100, '71', { align: 'right', bold: true })
    page.text(40, 112, '2021)').text(250, 112, 'mL/min/1.73m2', { size: 7.5, align: 'right' })
    page.text(40, 126, 'Reference range: >=60 mL/min/1.73m2', { size: 7.5 })
    page.text(300, 100, 'Mean glucose').text(500, 100, '128 mg/dL', { align: 'right' })
    const { tables, blocks } = layout(page.page())[0]!
    expect(tables.flatMap((t) => rowsOf(t, order))).toEqual([
      ['Filtration rate (formula of\n2021)', '71', 'mL/min/1.73m2', '>=60', ''],
    ])
    expect(blocks.some((b) => b.table === null && /Mean glucose\s+128 mg\/dL/u.test(b.lines[0]!.text))).toBe(true)
  })

  it('read a flag that is set before its result', () => {
    const page = new PageFixture(9, 306, 600)
    for (const [i, [name, flag, value, unit, range]] of [
      ['谷氨酰转移酶', '偏高', '66', 'U/L', '10~60'],
      ['总胆红素', '', '16.4', 'μmol/L', '≤23.0'],
      ['白蛋白', '偏低', '31.9', 'g/L', '40~55'],
      ['腰围', '偏高', '95', 'cm', '<90'],
      ['乙肝表面抗体', '阳性', '186.40', 'mIU/mL', '<10'],
    ].entries()) {
      const y = 60 + 31 * i
      page.text(22, y, name!)
      page.text(237, y, value!).text(237 + 4.6 * value!.length + 3, y, unit!)
      if (flag !== '') page.text(218, y + 2, flag!, { size: 7 })
      page.text(22, y + 12.5, `参考值：${range}`, { size: 7.5 })
    }
    expect(layout(page.page())[0]!.tables.flatMap((t) => rowsOf(t, order))).toEqual([
      ['谷氨酰转移酶', '66', 'U/L', '10~60', '偏高'],
      ['总胆红素', '16.4', 'μmol/L', '≤23.0', ''],
      ['白蛋白', '31.9', 'g/L', '40~55', '偏低'],
      ['腰围', '95', 'cm', '<90', '偏高'],
      ['乙肝表面抗体', '186.40', 'mIU/mL', '<10', '阳性'],
    ])
  })

  it('are read down a telephone screen, with the unit in a column of its own, up to whatever follows', () => {
    const page = new PageFixture(9, 306, 600)
    for (const [i, [name, value, unit, range]] of [
      ['肌酐 CREA', '83', 'μmol/L', '参考值 57-111'],
      ['尿酸 UA', '455 ↑', 'μmol/L', '参考值 208-428'],
      ['癌胚抗原 CEA', '2.2', 'ng/mL', '参考值 <5.0'],
    ].entries()) {
      const y = 60 + 30 * i
      page
        .text(20, y, name!)
        .text(220, y, value!, { align: 'right' })
        .text(286, y + 1, unit!, { size: 7, align: 'right' })
      page.text(20, y + 13, range!, { size: 7 })
    }
    page.text(20, 155, '体格测量', { bold: true })
    page.row(170, [20, 120, 220], ['身高', '体重', '腰围'], { size: 7 })
    page.row(184, [20, 120, 220], ['168.0 cm', '70.2 kg', '86 cm'])
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, order)).toEqual([
      ['肌酐 CREA', '83', 'μmol/L', '57-111', ''],
      ['尿酸 UA', '455 ↑', 'μmol/L', '208-428', ''],
      ['癌胚抗原 CEA', '2.2', 'ng/mL', '<5.0', ''],
    ])
  })

  it('may have the range under the result at the right, for words as for figures', () => {
    const page = new PageFixture(9, 306, 600)
    for (const [i, [name, value, flag, unit, range]] of [
      ['血红蛋白(HGB)', '108', '偏低', 'g/L', '参考 118~156'],
      ['锌(Zn)', '80.4', '', 'μmol/L', '参考 76.5~170'],
      ['副流感病毒(PIV)', '阴性', '', '', '参考 阴性'],
      ['偏肺病毒(MPV)', '阳性', '异常', '', '参考 阴性'],
    ].entries()) {
      const y = 60 + 32 * i
      page.text(20, y, name!).text(120, y, value!).text(150, y, flag!, { size: 8 })
      page.text(280, y, unit!, { size: 8, align: 'right' }).text(280, y + 13, range!, { size: 8, align: 'right' })
    }
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, order)).toEqual([
      ['血红蛋白(HGB)', '108', 'g/L', '118~156', '偏低'],
      ['锌(Zn)', '80.4', 'μmol/L', '76.5~170', ''],
      ['副流感病毒(PIV)', '阴性', '', '阴性', ''],
      ['偏肺病毒(MPV)', '阳性', '', '阴性', '异常'],
    ])
  })

  it('are no rows of a table with a header, and no two results', () => {
    const xs = [40, 220, 300, 380]
    const page = new PageFixture().row(80, xs, ['Test', 'Result', 'Previous Result', 'Unit'])
    page.row(96, xs, ['Ferritin', '41', '38', 'ng/mL']).text(40, 108, 'Reference range: 15 - 150', { size: 7 })
    page.row(122, xs, ['Transferrin', '2.4', '2.5', 'g/L']).text(40, 134, 'Reference range: 2.0 - 3.6', { size: 7 })
    const table = layout(page.page())[0]!.tables[0]!
    expect(table.columns.map((c) => c.role)).toEqual(['name', 'value', 'previous', 'unit'])
  })

  it('at the foot of two pages are no footer', () => {
    const pages = ['参考 27~66', '参考 167~453'].map((range, i) => {
      const page = new PageFixture(9, 306, 600).text(20, 560, i === 0 ? '肌酐(Cr)' : '血小板(PLT)')
      page.text(120, 560, i === 0 ? '42' : '318').text(280, 560, i === 0 ? 'μmol/L' : '10^9/L', { align: 'right' })
      return page.text(280, 573, range, { align: 'right' }).page(i + 1)
    })
    expect(layout(...pages).flatMap((p) => p.tables.flatMap((t) => rowsOf(t, order)))).toEqual([
      ['肌酐(Cr)', '42', 'μmol/L', '27~66', ''],
      ['血小板(PLT)', '318', '10^9/L', '167~453', ''],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { layout, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const order = ['name', 'value', 'unit', 'range', 'flag'] as const

describe('cards with a drawn scale beside them', () => {
  it('read name, result and range from the left, whatever stands over and under the scale', () => {
    const page = new PageFixture().text(34, 80, 'Iron Profile', { size: 12, bold: true })
    for (const [i, [name, value, unit, flag, range]] of [
      ['Ferritin', '8.1', 'ng/mL', 'Low', '15 - 150'],
      ['Serum Iron', '92', 'µg/dL', 'Normal', '60 - 170'],
      ['Transferrin', '371', 'mg/dL', 'High', '200 - 360'],
    ].entries()) {
      const y = 110 + 70 * i
      page.text(36, y, name!, { size: 11, bold: true }).row(y, [212, 324, 437], ['Low', 'Normal', 'High'], { size: 6 })
      page
        .text(36, y + 14, 'Method: Ferrozine', { size: 6 })
        .row(y + 16, [212, 324, 437], ['<15', '15-150', '>150'], { size: 6 })
      page.text(36, y + 25, value!, { size: 15, bold: true }).text(80, y + 30, unit!, { size: 8 })
      page
        .text(120, y + 30, flag!, { size: 7 })
        .text(212, y + 30, 'High values are seen after a meal rich in meat.', { size: 7 })
      page.text(36, y + 46, `Ref. Range: ${range}`, { size: 8 })
    }
    const { tables } = layout(page.page())[0]!
    expect(tables).toHaveLength(1)
    expect(tables[0]!.panel).toBe('Iron Profile')
    expect(rowsOf(tables[0]!, order).map(([name, ...rest]) => [name!.split('\n')[0], ...rest])).toEqual([
      ['Ferritin', '8.1', 'ng/mL', '15 - 150', 'Low'],
      ['Serum Iron', '92', 'µg/dL', '60 - 170', 'Normal'],
      ['Transferrin', '371', 'mg/dL', '200 - 360', 'High'],
    ])
  })
})

describe('cards of a telephone screen with the range on the right', () => {
  it('read units that touch their results, and a card without a range among the others', () => {
    const page = new PageFixture(9, 306, 600).text(20, 40, '肾功能', { size: 10 })
    for (const [i, [name, flag, value, range]] of [
      ['身高', '', '171.2cm', ''],
      ['肌酐', '偏高', '118μmol/L', '57-111'],
      ['尿素', '', '5.9mmol/L', '3.1-8.0'],
      ['血小板', '', '21710⁹/L', '125-350'],
      ['血压', '', '118/76 mmHg', '90-139/60-89'],
    ].entries()) {
      const y = 60 + 36 * i
      page.row(y, [14, 44], [name!, flag!], { size: 8.6 }).text(14, y + 13, value!, { size: 12 })
      if (range !== '') page.text(225, y + 16, `参考值 ${range}`, { size: 7.8 })
    }
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, order)).toEqual([
      ['身高', '171.2', 'cm', '', ''],
      ['肌酐', '118', 'μmol/L', '57-111', '偏高'],
      ['尿素', '5.9', 'mmol/L', '3.1-8.0', ''],
      ['血小板', '217', '10⁹/L', '125-350', ''],
      ['血压', '118/76', 'mmHg', '90-139/60-89', ''],
    ])
  })

  it('makes no cards of the rows of a table', () => {
    const xs = [40, 200, 280, 360]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Units', 'Reference range'])
    page.row(116, xs, ['Sodium', '141', 'mmol/L', '135 - 145']).row(132, xs, ['Urea', '5.2', 'mmol/L', '2.5 - 7.8'])
    const { tables } = layout(page.page())[0]!
    expect(tables).toHaveLength(1)
    expect(tables[0]!.header_rows).toBe(1)
  })
})

describe('tables that look like results and are none, or hide them', () => {
  it('reads flags under a heading of results and flags, and the results before them', () => {
    const xs = [34, 221, 272, 329, 420, 471]
    const page = new PageFixture(6).row(
      100,
      [31, 215, 329, 420, 471],
      ['Test', 'Current Result and Flag', 'Previous Result / Date', 'Units', 'Reference Interval'],
    )
    page.row(116, xs, ['Estradiol', '12', 'Low', '31', 'pg/mL', '27-123'])
    page.row(130, xs, ['Prolactin', '33.1', 'High', '', 'ng/mL', '4.8-23.3'])
    page.row(144, xs, ['Luteinising hormone', '6.1', '', '', 'IU/L', '1.7-8.6'])
    expect(rowsOf(layout(page.page())[0]!.tables[0]!, ['name', 'value', 'flag', 'unit', 'range'])).toEqual([
      ['Estradiol', '12', 'Low', 'pg/mL', '27-123'],
      ['Prolactin', '33.1', 'High', 'ng/mL', '4.8-23.3'],
      ['Luteinising hormone', '6.1', '', 'IU/L', '1.7-8.6'],
    ])
  })

  it('takes numbered headings with page numbers for contents', () => {
    const page = new PageFixture().row(100, [60, 300], ['目录', '页码'])
    for (const [i, name] of ['一、身体测量', '二、血液检查', '三、超声检查', '四、结论'].entries())
      page.row(120 + 16 * i, [60, 300], [name, String(i + 2)])
    expect(layout(page.page())[0]!.tables.every((t) => t.purpose !== 'results')).toBe(true)
  })
})

describe('a heading above the first card of a screen', () => {
  it('is no part of the card', () => {
    const page = new PageFixture(10, 306, 663)
    page.text(23, 100, '检验结果 异常 1 项')
    for (const [i, [name, value, range]] of [
      ['尿酸(UA)', '455 偏高', '参考值：208-428 umol/L'],
      ['肌酐(CREA)', '71', '参考值：57-111 umol/L'],
    ].entries())
      page
        .text(23, 130 + i * 40, name!)
        .text(220, 137 + i * 40, value!)
        .text(23, 144 + i * 40, range!, { size: 8 })
    const table = layout(page.page())[0]!.tables[0]!
    expect(rowsOf(table, ['name', 'value'])).toEqual([
      ['尿酸(UA)', '455 偏高'],
      ['肌酐(CREA)', '71'],
    ])
  })
})

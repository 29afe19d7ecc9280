import { describe, expect, it } from 'vitest'
import type { ColumnRole, Table } from '../records/layout.js'
import { COLUMNS, column, HEAD, layout, ROWS, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

function expectRows(table: Table, rows: readonly string[][], order?: readonly ColumnRole[]): void {
  expect(rowsOf(table, order)).toEqual(rows)
}

describe('borderless tables', () => {
  it('reads ragged cells under a header', () => {
    const page = new PageFixture().row(100, COLUMNS, HEAD, { bold: true })
    for (const [i, r] of ROWS.entries()) page.row(120 + i * 16, COLUMNS, r)
    const [l] = layout(page.page())
    expect(l!.tables).toHaveLength(1)
    expect(roles(l!.tables[0]!)).toEqual(['name', 'value', 'unit', 'range'])
    expect(l!.tables[0]!.purpose).toBe('results')
    expectRows(l!.tables[0]!, ROWS)
  })

  it('takes columns in any order and finds them by meaning in Chinese', () => {
    const xs = [40, 90, 230, 330, 400, 450]
    const page = new PageFixture().row(100, xs, ['序号', '检验项目', '参考区间', '单位', '提示', '测定值'])
    page.row(120, xs, ['1', '白细胞计数', '3.5~9.5', '10^9/L', '↑', '11.2'])
    page.row(136, xs, ['2', '血红蛋白', '130~175', 'g/L', '', '148'])
    page.row(152, xs, ['3', '尿蛋白', '阴性', '', '', '阴性'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(roles(t)).toEqual(['index', 'name', 'range', 'unit', 'flag', 'value'])
    expectRows(
      t,
      [
        ['白细胞计数', '11.2', '↑'],
        ['血红蛋白', '148', ''],
        ['尿蛋白', '阴性', ''],
      ],
      ['name', 'value', 'flag'],
    )
  })

  it('keeps a flag between name and value in a column without header', () => {
    const xs = [40, 200, 240, 320, 400]
    const page = new PageFixture().row(100, [40, 240, 320, 400], HEAD)
    page.row(120, xs, ['Glucose', 'H', '7.1', 'mmol/L', '3.9 - 6.1'])
    page.row(136, xs, ['Urea', '', '5.2', 'mmol/L', '2.9 - 8.2'])
    page.row(152, xs, ['Potassium', 'L', '3.1', 'mmol/L', '3.5 - 5.3'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(roles(t)).toEqual(['name', 'flag', 'value', 'unit', 'range'])
    expect(column(t, 'flag')).toEqual(['H', '', 'L'])
    expect(column(t, 'value')).toEqual(['7.1', '5.2', '3.1'])
  })

  it('keeps a flag glued to the value with it', () => {
    const page = new PageFixture().row(100, COLUMNS, HEAD)
    page
      .row(120, COLUMNS, ['HbA1c', '7.2 H', '%', '4.0-5.6'])
      .row(136, COLUMNS, ['Haemoglobin', '11.4 L', 'g/dL', '12.0-15.0'])
    expect(column(layout(page.page())[0]!.tables[0]!, 'value')).toEqual(['7.2 H', '11.4 L'])
  })

  it('keeps a row of titres, now and before, in its table', () => {
    const xs = [40, 200, 260, 400]
    const page = new PageFixture().row(100, xs, ['检查项目', '结果', '历史结果', '正常参考值'])
    page.row(116, xs, ['甲胎蛋白', '2.1', '2.4', '<7.0'])
    page.row(132, xs, ['抗核抗体滴度', '1:80', '1:160', '<1:100'])
    page.row(148, xs, ['癌胚抗原', '1.3', '1.2', '<5.0'])
    expect(column(layout(page.page())[0]!.tables[0]!, 'value')).toEqual(['2.1', '1:80', '1.3'])
  })

  it('reads a header of two lines', () => {
    const page = new PageFixture()
      .row(92, [400], ['Biological Reference'])
      .row(104, COLUMNS, ['Investigation', 'Observed', 'Unit', 'Interval'])
    page.text(240, 116, 'Value')
    for (const [i, r] of ROWS.entries()) page.row(140 + i * 16, COLUMNS, r)
    const t = layout(page.page())[0]!.tables[0]!
    expect(t.columns.map((c) => c.header)).toEqual([
      'Investigation',
      'Observed\nValue',
      'Unit',
      'Biological Reference\nInterval',
    ])
    expectRows(t, ROWS)
  })

  it('takes a unit that stands in the header only', () => {
    const page = new PageFixture().row(100, [40, 240, 400], ['Analyte', 'Result (mmol/L)', 'Normal range'])
    page
      .row(120, [40, 240, 400], ['Glucose', '5.1', '3.9 - 6.1'])
      .row(136, [40, 240, 400], ['Urea', '6.2', '2.9 - 8.2'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(roles(t)).toEqual(['name', 'value', 'range'])
    expect(t.columns[1]!.unit).toBe('mmol/L')
  })

  it('joins a range of three lines to its row, centred or from the top', () => {
    const page = new PageFixture(9).row(100, COLUMNS, HEAD)
    page.row(120, COLUMNS, ['Ferritin', '80', 'ng/mL', 'Male : 30 - 400'])
    page.text(400, 131, 'Female : 13 - 150').text(400, 142, 'Child : 7 - 140')
    page.row(170, COLUMNS, ['Iron', '18', 'umol/L', '11 - 30'])
    page
      .text(400, 189, 'Male : 3.5 - 7.2')
      .row(200, COLUMNS, ['Uric acid', '6.1', 'mg/dL', 'Female : 2.6 - 6.0'])
      .text(400, 211, 'Child : 2.0 - 5.5')
    page.row(239, COLUMNS, ['Urea', '5.2', 'mmol/L', '2.9 - 8.2'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(column(t, 'name')).toEqual(['Ferritin', 'Iron', 'Uric acid', 'Urea'])
    expect(column(t, 'range')).toEqual([
      'Male : 30 - 400\nFemale : 13 - 150\nChild : 7 - 140',
      '11 - 30',
      'Male : 3.5 - 7.2\nFemale : 2.6 - 6.0\nChild : 2.0 - 5.5',
      '2.9 - 8.2',
    ])
  })

  it('joins a method line to its name and reads a value on a lower base line', () => {
    const page = new PageFixture().row(100, COLUMNS, HEAD)
    for (const [i, r] of ROWS.entries()) {
      const y = 125 + i * 30
      page.text(40, y, r[0]!, { bold: true }).text(40, y + 12, 'Calculated', { size: 7 })
      page.row(y + 4, COLUMNS.slice(1), r.slice(1))
    }
    const t = layout(page.page())[0]!.tables[0]!
    expect(column(t, 'name')).toEqual(ROWS.map((r) => `${r[0]}\nCalculated`))
    expect(column(t, 'value')).toEqual(ROWS.map((r) => r[1]))
  })

  it('keeps panel headings inside a table as spanning rows', () => {
    const page = new PageFixture().row(100, COLUMNS, HEAD)
    page.row(120, COLUMNS, ROWS[0]!).text(40, 136, 'BLOOD INDICES', { bold: true })
    page.row(152, COLUMNS, ROWS[3]!).text(40, 168, '二、肝功能').row(184, COLUMNS, ['ALT', '22', 'U/L', '9 - 50'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(t.cells.filter((c) => c.column_span === 4).map((c) => c.text)).toEqual(['BLOOD INDICES', '二、肝功能'])
    expect(column(t, 'value').filter((v) => v !== '')).toEqual(['13.5', '88.1', '22'])
  })

  it('infers the columns of a table without header', () => {
    const page = new PageFixture().text(40, 90, 'Renal profile', { bold: true })
    page
      .row(120, COLUMNS, ['Urea', '5.2', 'mmol/L', '2.9 - 8.2'])
      .row(136, COLUMNS, ['Creatinine', '96', 'umol/L', '44 - 106'])
    page.row(152, COLUMNS, ['Uric acid', '430', 'umol/L', '155 - 420'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(roles(t)).toEqual(['name', 'value', 'unit', 'range'])
    expect(t.header_rows).toBe(0)
    expect(t.panel).toBe('Renal profile')
  })

  it('reads cells parted by printed bars', () => {
    const page = new PageFixture()
    page
      .text(40, 100, '项目名称 | 结果 | 单位 | 参考范围')
      .text(40, 116, '白细胞计数(WBC) | 6.20 | ×10^9/L | 3.50 ~ 9.50')
    page.text(40, 132, '尿酸(UA) |430 ↑ |μmol/L| 155 ~ 420').text(40, 148, '尿比重 | 1.020 |-| 1.003 ~ 1.030')
    const t = layout(page.page())[0]!.tables[0]!
    expectRows(t, [
      ['白细胞计数(WBC)', '6.20', '×10^9/L', '3.50 ~ 9.50'],
      ['尿酸(UA)', '430 ↑', 'μmol/L', '155 ~ 420'],
      ['尿比重', '1.020', '-', '1.003 ~ 1.030'],
    ])
  })

  it('takes a panel title in the place of the name header', () => {
    const page = new PageFixture().row(100, COLUMNS, ['COMPLETE BLOOD COUNT', 'Result', 'Unit', 'Normal Range'], {
      bold: true,
    })
    for (const [i, r] of ROWS.entries()) page.row(120 + i * 16, COLUMNS, r)
    expectRows(layout(page.page())[0]!.tables[0]!, ROWS)
  })

  it('keeps findings in words in the result column', () => {
    const page = new PageFixture().row(100, [40, 180], ['检查项目', '检查结果'])
    page
      .row(120, [40, 180], ['身高', '168.0 cm'])
      .row(138, [40, 180], ['心脏听诊', '心率84次/分,律齐,各瓣膜听诊区未闻及明显病理性杂音'])
    page
      .row(156, [40, 180], ['眼底', '双眼视网膜动脉变细,动静脉交叉压迫,未见出血渗出,'])
      .text(180, 169, '黄斑中心凹反光可见')
    page.row(187, [40, 180], ['血压', '158/96 mmHg'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(column(t, 'name')).toEqual(['身高', '心脏听诊', '眼底', '血压'])
    expect(column(t, 'value')[2]).toBe('双眼视网膜动脉变细,动静脉交叉压迫,未见出血渗出,\n黄斑中心凹反光可见')
  })

  it('reads vitals in a grid as two tables of name and value', () => {
    const xs = [40, 130, 230, 320, 420]
    const at = [45, 135, 235, 325]
    const page = new PageFixture(9)
      .grid(xs, [100, 120, 140])
      .row(106, at, ['身高', '168.0', '体重', '76.0'])
      .row(126, at, ['血压', '120/80', '脉搏', '72'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map((t) => [roles(t), column(t, 'name'), column(t, 'value'), t.purpose, t.section])).toEqual([
      [['name', 'value'], ['身高', '血压'], ['168.0', '120/80'], 'results', 'physical_examination'],
      [['name', 'value'], ['体重', '脉搏'], ['76.0', '72'], 'results', 'physical_examination'],
    ])
  })

  it('reads a borderless header that repeats itself', () => {
    const xs = [30, 130, 180, 230, 310, 410, 460, 510]
    const page = new PageFixture(8).row(100, xs, ['项目', '结果', '单位', '参考值', '项目', '结果', '单位', '参考值'])
    page
      .row(116, xs, ['ALT', '22', 'U/L', '9-50', 'TC', '4.1', 'mmol/L', '<5.2'])
      .row(132, xs, ['AST', '31', 'U/L', '15-40', 'TG', '1.1', 'mmol/L', '<1.7'])
    page.row(148, xs.slice(0, 4), ['GGT', '40', 'U/L', '10-60'])
    expect(layout(page.page())[0]!.tables.map((t) => column(t, 'name'))).toEqual([
      ['ALT', 'AST', 'GGT'],
      ['TC', 'TG'],
    ])
  })

  it('takes neither a form line under the header nor a borderless guideline for results', () => {
    const page = new PageFixture().text(40, 80, 'HAEMOGRAM', { bold: true }).row(100, COLUMNS, HEAD)
    page.row(116, [40, 240, 400], ['Sample Type', 'Serum (2 ml)', 'TAT : 1 day'])
    for (const [i, r] of ROWS.entries()) page.row(132 + i * 16, COLUMNS, r)
    page
      .text(40, 220, 'Interpretation :')
      .row(236, [40, 240], ['Optimal', '< 100'])
      .row(252, [40, 240], ['Borderline High', '130 - 159'])
      .row(268, [40, 240], ['Very High', '> 190'])
    const { tables } = layout(page.page())[0]!
    expectRows(tables[0]!, ROWS)
    expect(tables.filter((t) => t.purpose === 'results')).toHaveLength(1)
    expect(tables[0]!.panel).toBe('HAEMOGRAM')
  })

  it('tells previous results from the current one', () => {
    const xs = [40, 200, 270, 350, 450]
    const page = new PageFixture().row(100, xs, ['Test', '[DATE+0]', '[DATE+371]', 'Unit', 'Reference'])
    page
      .row(120, xs, ['Glucose', '5.0', '6.4', 'mmol/L', '3.9 - 6.1'])
      .row(136, xs, ['Urea', '4.9', '5.2', 'mmol/L', '2.9 - 8.2'])
    const t = layout(page.page())[0]!.tables[0]!
    expect(roles(t)).toEqual(['name', 'previous', 'value', 'unit', 'range'])
    const named = new PageFixture().row(100, xs, ['项目', '结果', '上次结果', '单位', '参考值'])
    named
      .row(120, xs, ['血糖', '5.0', '6.4', 'mmol/L', '3.9-6.1'])
      .row(136, xs, ['尿素', '4.9', '5.2', 'mmol/L', '2.9-8.2'])
    expect(roles(layout(named.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'previous', 'unit', 'range'])
  })
})

describe('ruled tables', () => {
  it('reads a grid with a merged title row and merged cells', () => {
    const ys = [100, 120, 140, 160, 180, 200]
    const page = new PageFixture(9)
    for (const y of ys) page.rule(40, y, y === 180 ? 360 : 500, y)
    page.rule(40, 100, 40, 200).rule(500, 100, 500, 200)
    for (const x of [200, 280, 360]) page.rule(x, 120, x, 200)
    page.text(230, 105, 'Liver Function')
    const at = [45, 205, 285, 365]
    page
      .row(125, at, HEAD)
      .row(145, at, ['ALT', '22', 'U/L', '9 - 50'])
      .row(165, at, ['AST', '31', 'U/L', 'below 40'])
      .row(185, at, ['GGT', '40', 'U/L', ''])
    const t = layout(page.page())[0]!.tables[0]!
    expect(t.ruled).toBe('full')
    expect(t.header_rows).toBe(2)
    expect(t.panel).toBe('Liver Function')
    expect(t.cells.find((c) => c.row === 0 && c.text !== '')!.column_span).toBe(4)
    expect(t.cells.find((c) => c.text === 'below 40')!.row_span).toBe(2)
    expect(column(t, 'value')).toEqual(['22', '31', '40'])
  })

  it('splits a repeated header into two tables, left first', () => {
    const xs = [40, 130, 180, 240, 310, 400, 450, 500, 560]
    const page = new PageFixture(8).grid(xs, [100, 120, 140, 160])
    const at = xs.slice(0, 8).map((x) => x + 3)
    const head = ['项目', '结果', '单位', '参考值']
    page.row(106, at, [...head, ...head])
    page
      .row(126, at, ['ALT', '22', 'U/L', '9-50', 'TC', '4.1', 'mmol/L', '<5.2'])
      .row(146, at, ['AST', '31', 'U/L', '15-40', 'TG', '1.1', 'mmol/L', '<1.7'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map((t) => column(t, 'name'))).toEqual([
      ['ALT', 'AST'],
      ['TC', 'TG'],
    ])
    expect(tables.map((t) => column(t, 'range'))).toEqual([
      ['9-50', '15-40'],
      ['<5.2', '<1.7'],
    ])
  })

  it('carries a grid on without header', () => {
    const xs = [40, 200, 280, 360, 500]
    const at = [45, 205, 285, 365]
    const first = new PageFixture(9)
      .grid(xs, [700, 720, 740, 760])
      .row(706, at, HEAD)
      .row(726, at, ROWS[0]!)
      .row(746, at, ROWS[1]!)
    const second = new PageFixture(9)
      .grid(xs, [60, 80, 100, 120])
      .row(66, at, ROWS[2]!)
      .row(86, at, ROWS[3]!)
      .row(106, at, ['Rhesus factor', 'Positive', '', ''])
    const t = layout(first.page(1), second.page(2))[1]!.tables[0]!
    expect(t.continues).toBe(true)
    expectRows(t, [ROWS[2]!, ROWS[3]!, ['Rhesus factor', 'Positive', '', '']])
  })

  it('reads grids side by side column by column, each with its title', () => {
    const page = new PageFixture(8)
    const cell = (x: number): number[] => [x + 3, x + 93, x + 143, x + 193]
    const put = (x: number, y: number, title: string, rows: string[][]): void => {
      page.text(x, y - 14, title, { bold: true })
      page.grid(
        [x, x + 90, x + 140, x + 190, x + 260],
        [y, ...rows.map((_, i) => y + 16 * (i + 1)), y + 16 * (rows.length + 1)],
      )
      page.row(y + 4, cell(x), ['项目', '结果', '单位', '参考值'])
      for (const [i, r] of rows.entries()) page.row(y + 20 + i * 16, cell(x), r)
    }
    put(30, 100, '血常规', [
      ['白细胞', '6.2', '10^9/L', '3.5~9.5'],
      ['血红蛋白', '148', 'g/L', '130~175'],
    ])
    put(310, 100, '肝功能', [
      ['谷丙转氨酶', '58', 'U/L', '9~50'],
      ['总蛋白', '73', 'g/L', '65~85'],
      ['白蛋白', '46', 'g/L', '40~55'],
    ])
    put(30, 190, '血脂', [['甘油三酯', '1.2', 'mmol/L', '<1.7']])
    put(310, 206, '肾功能', [['肌酐', '80', 'umol/L', '44~106']])
    expect(layout(page.page())[0]!.tables.map((t) => t.panel)).toEqual(['血常规', '血脂', '肝功能', '肾功能'])
  })

  it('keeps guideline tables and forms apart from results', () => {
    const page = new PageFixture(9).grid([40, 200, 350], [100, 120, 140, 160, 180])
    page.row(106, [45, 205], ['Risk Category', 'LDL goal (mg/dL)']).row(126, [45, 205], ['Optimal', '< 100'])
    page.row(146, [45, 205], ['Borderline High', '130 - 159']).row(166, [45, 205], ['High', '160 - 189'])
    page.grid([40, 120, 250, 330, 480], [300, 320, 340])
    page
      .row(306, [45, 125, 255, 335], ['姓名', '[NAME]', '性别', '男'])
      .row(326, [45, 125, 255, 335], ['年龄', '52', '体检号', '[ID]'])
    expect(layout(page.page())[0]!.tables.map((t) => t.purpose)).toEqual(['guideline', 'form'])
  })
})

import { describe, expect, it } from 'vitest'
import { layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

describe('headings of narrow columns', () => {
  it('are read as one where they are wrapped over two lines, and no line is a header by itself', () => {
    const xs = [40, 140, 220, 300]
    const page = new PageFixture(8)
    page.row(100, xs.slice(1), ['Observed', 'Unit of', 'Reference'])
    page.text(40, 105.5, 'Analyte')
    page.row(111, xs.slice(1), ['Value', 'measure', 'interval'])
    page.row(130, xs, ['Urate', '5.1', 'mg/dL', '2.6 - 6.0'])
    page.row(146, xs, ['Lactate', '1.1', 'mmol/L', '0.5 - 2.2'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map(roles)).toEqual([['name', 'value', 'unit', 'range']])
    expect(rowsOf(tables[0]!)).toHaveLength(2)
  })

  it('are not carried on by a row of signs', () => {
    const xs = [40, 180, 260, 340]
    const page = new PageFixture().row(100, xs, ['项目', '结果', '上次', '参考值'])
    page.row(114, xs, ['尿酮体', '-', '-', '-']).row(128, xs, ['尿比重', '1.018', '1.015', '1.003-1.030'])
    expect(rowsOf(layout(page.page())[0]!.tables[0]!).map((r) => r[0])).toEqual(['尿酮体', '尿比重'])
  })

  it('tell the current column beside earlier ones though its own heading says nothing known', () => {
    const xs = [40, 180, 260, 340]
    const page = new PageFixture().row(100, xs, ['检查', '[DOCTOR]', '上次', '上上次'])
    page.row(116, xs, ['身高', '170', '170', '171']).row(132, xs, ['体重', '81', '79', '78'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'previous', 'previous'])
  })
})

describe('tables with a result in every cell', () => {
  it('may have headings of their own beside two known ones when a unit in brackets follows them', () => {
    const xs = [40, 120, 220, 320, 420]
    const page = new PageFixture().row(100, xs, ['Site', 'Width (cm)', 'BMC (g)', 'BMD (g/cm2)', 'T-score'])
    page.row(116, xs, ['L1', '3.9', '11.2', '0.91', '-1.1']).row(132, xs, ['L2', '4.1', '12.6', '0.95', '-0.9'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'value', 'value', 'value'])
  })

  it('may count visits or minutes', () => {
    const xs = [40, 160, 240, 320]
    const visits = new PageFixture().row(100, xs, ['项目', '第1次', '第2次', '第3次'])
    visits.row(116, xs, ['体重(kg)', '58.1', '59.0', '60.2']).row(132, xs, ['血压(mmHg)', '110/70', '112/68', '115/72'])
    expect(roles(layout(visits.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'value', 'value'])
    const curve = new PageFixture().row(100, xs, ['项目', '空腹', '60分钟', '120分钟'])
    curve.row(116, xs, ['葡萄糖', '5.1', '9.3', '7.2']).row(132, xs, ['胰岛素', '8.8', '71', '55'])
    expect(roles(layout(curve.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'value', 'value'])
  })
})

describe('how a germ answers to drugs', () => {
  it('is a table of results though every concentration is a limit', () => {
    const xs = [40, 240, 340]
    const page = new PageFixture().row(100, xs, ['Antibiotic', 'MIC', 'Susceptibility'], { bold: true })
    page.row(116, xs, ['Gentamicin', '<=1', 'Susceptible']).row(132, xs, ['Cefepime', '>=64', 'Resistant'])
    const [table] = layout(page.page())[0]!.tables
    expect(table!.purpose).toBe('results')
    expect(table!.columns.map((c) => c.role)).toEqual(['name', 'value', 'flag'])
  })
})

describe('limits where results would stand', () => {
  it('make a table one that explains results', () => {
    const xs = [40, 260]
    const page = new PageFixture().row(100, xs, ['Group of people', 'HbA1c'])
    page.row(116, xs, ['Adults without the disease', '< 5.7']).row(132, xs, ['Between', '5.7 - 6.4'])
    page.row(148, xs, ['Adults with the disease', '>= 6.5'])
    expect(layout(page.page())[0]!.tables.map((t) => t.purpose)).not.toContain('results')
  })
})

describe('a table under a header', () => {
  it('ends at a heading below which other cells reach over its columns', () => {
    const xs = [40, 180, 260, 420]
    const page = new PageFixture().row(100, xs, ['项目', '单位', '结果', '参考值'])
    page.row(118, xs, ['身高', 'cm', '168', '']).row(136, xs, ['体重', 'kg', '63', ''])
    page.row(154, xs, ['体重指数', 'kg/m2', '22.3', '18.5-23.9']).row(172, xs, ['脉搏', '次/分', '71', ''])
    page.text(40, 196, '内科', { bold: true })
    for (const [i, text] of ['律齐，各瓣膜区无杂音', '两肺呼吸音清晰对称', '平软，肝脾肋下未及'].entries())
      page.row(214 + 18 * i, [40, 186], [['心脏', '肺部', '腹部'][i]!, text])
    const { tables } = layout(page.page())[0]!
    expect(rowsOf(tables[0]!, ['name', 'unit', 'value'])).toEqual([
      ['身高', 'cm', '168'],
      ['体重', 'kg', '63'],
      ['体重指数', 'kg/m2', '22.3'],
      ['脉搏', '次/分', '71'],
    ])
  })

  it('beside another keeps its columns where the tables below stand otherwise', () => {
    const head = ['项目', '结果', '单位']
    const [left, right] = [
      [40, 120, 170],
      [250, 330, 380],
    ]
    const [wideLeft, wideRight] = [
      [40, 140, 230],
      [310, 400, 480],
    ]
    const page = new PageFixture(8).row(100, left, head).row(100, right, head)
    page.row(116, left, ['钾', '4.1', 'mmol/L']).row(116, right, ['钠', '140', 'mmol/L'])
    page.row(132, left, ['氯', '101', 'mmol/L']).row(132, right, ['钙', '2.3', 'mmol/L'])
    page.row(160, wideLeft, head).row(160, wideRight, head)
    page.row(176, wideLeft, ['总蛋白', '70', 'g/L']).row(176, wideRight, ['白蛋白', '44', 'g/L'])
    page.row(192, wideLeft, ['球蛋白', '26', 'g/L']).row(192, wideRight, ['白球比', '1.7', ''])
    expect(layout(page.page())[0]!.tables.map((t) => [...roles(t), t.rows])).toEqual([
      ['name', 'value', 'unit', 3],
      ['name', 'value', 'unit', 3],
      ['name', 'value', 'unit', 3],
      ['name', 'value', 'unit', 3],
    ])
  })
})

describe('cells centred on each other', () => {
  it('join a result half way between the two lines of its name and of its range', () => {
    const xs = [40, 140, 200, 280]
    const page = new PageFixture(8).row(100, xs, ['Analyte', 'Result', 'Unit', 'Reference'])
    page.row(120, xs, ['Urate', '5.1', 'mg/dL', '2.6 - 6.0']).row(150, xs, ['Lactate', '1.1', 'mmol/L', '0.5 - 2.2'])
    page.row(174, [40, 280], ['Apolipoprotein', '0.9 -'])
    page.row(179.5, [140, 200], ['1.21', 'g/L'])
    page.row(185, [40, 280], ['A1', '1.6'])
    const rows = rowsOf(layout(page.page())[0]!.tables[0]!)
    expect(rows.at(-1)).toEqual(['Apolipoprotein\nA1', '1.21', 'g/L', '0.9 -\n1.6'])
  })
})

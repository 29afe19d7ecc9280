import { describe, expect, it } from 'vitest'
import { bundledKnowledge } from './knowledge.js'
import { layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'
import { sectionOfHeading } from './section.js'

describe('what stands below two tables side by side', () => {
  it('is one table again where one header stands over the whole width', () => {
    const half = ['检验项目', '结果', '单位', '参考值']
    const xs = [40, 140, 190, 240]
    const right = xs.map((x) => x + 270)
    const page = new PageFixture().row(100, xs, half).row(100, right, half)
    page
      .row(116, xs, ['胆固醇', '6.77', 'mmol/L', '≤5.20'])
      .row(116, right, ['低密度脂蛋白', '4.29', 'mmol/L', '≤3.40'])
    page
      .row(132, xs, ['三酰甘油', '1.09', 'mmol/L', '≤1.70'])
      .row(132, right, ['载脂蛋白B', '1.31', 'g/L', '0.60-1.10'])
    const wide = [40, 240, 330, 430]
    page.text(40, 152, '糖代谢', { bold: true }).row(168, wide, half)
    page.row(184, wide, ['空腹葡萄糖', '4.76', 'mmol/L', '3.90-6.10'])
    page.row(200, wide, ['糖化血红蛋白', '5.4', '%', '4.0-6.0'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map((t) => t.rows)).toEqual([3, 3, 3])
    expect(rowsOf(tables[2]!)).toEqual([
      ['空腹葡萄糖', '4.76', 'mmol/L', '3.90-6.10'],
      ['糖化血红蛋白', '5.4', '%', '4.0-6.0'],
    ])
    expect(tables[2]!.panel).toBe('糖代谢')
  })
})

describe('bilingual headers', () => {
  it('reads `单位 Unit of measure` as one heading though `measure` is one by itself', () => {
    const xs = [40, 180, 330, 460]
    const page = new PageFixture()
    page.row(100, xs, ['项目 Test Name', '参考区间 Reference interval', '单位 Unit of measure', '结果 Your result'])
    page.row(116, xs, ['白细胞计数', '3.50~9.50', '10^9/L', '6.89'])
    page.row(132, xs, ['血红蛋白', '115~150', 'g/L', '128'])
    const { tables } = layout(page.page())[0]!
    expect(tables).toHaveLength(1)
    expect(roles(tables[0]!)).toEqual(['name', 'range', 'unit', 'value'])
  })
})

describe('a table of categories right below results', () => {
  it('is no part of them', () => {
    const xs = [40, 200, 290, 380]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Reference range'])
    page.row(116, xs, ['LDL cholesterol', '3.9', 'mmol/L', '< 3.4'])
    page.row(132, xs, ['Triglycerides', '1.2', 'mmol/L', '< 1.7'])
    page.text(40, 152, 'Interpretation of lipid results')
    page.row(168, [40, 200, 380], ['Category', 'LDL cholesterol (mmol/L)', 'Triglycerides (mmol/L)'])
    page.row(184, [40, 200, 380], ['Desirable', '< 2.6', '< 1.7'])
    page.row(200, [40, 200, 380], ['Borderline high', '3.4 - 4.1', '1.7 - 2.2'])
    page.row(216, [40, 200, 380], ['High', '4.1 - 4.9', '2.3 - 5.6'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map((t) => [t.purpose, t.rows])).toEqual([
      ['results', 3],
      ['guideline', 4],
    ])
  })
})

describe('tables with a result in every cell', () => {
  it('reads sides and measures as result columns', () => {
    const page = new PageFixture().row(100, [260, 360], ['右', '左'])
    page.row(116, [40, 260, 360], ['裸眼视力', '0.6', '0.8'])
    page.row(132, [40, 260, 360], ['眼压(mmHg)', '15.3', '16.1'])
    page.row(200, [40, 200, 300, 400], ['Region', 'BMD (g/cm²)', 'T-score', 'Z-score'])
    page.row(216, [40, 200, 300, 400], ['L1-L4', '0.812', '-2.3', '-0.6'])
    page.row(232, [40, 200, 300, 400], ['Total Hip', '0.704', '-1.9', '-0.7'])
    const { tables } = layout(page.page())[0]!
    expect(tables.map(roles)).toEqual([
      ['name', 'value', 'value'],
      ['name', 'value', 'value', 'value'],
    ])
    expect(tables[1]!.columns.map((c) => c.unit)).toEqual([null, 'g/cm²', null, null])
  })

  it('reads the frequencies of an audiogram', () => {
    const xs = [40, 160, 230, 300, 370]
    const page = new PageFixture().row(100, xs, ['耳别/频率(Hz)', '500', '1000', '2000', '4000'])
    page.row(116, xs, ['左耳', '20', '20', '25', '45']).row(132, xs, ['右耳', '15', '20', '20', '40'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'value', 'value', 'value'])
  })

  it('keeps a range that both sides share, and result columns that are alternatives', () => {
    const xs = [40, 160, 230, 300]
    const page = new PageFixture().row(100, xs, ['项目', '右侧', '左侧', '参考值'])
    page.row(116, xs, ['baPWV', '1422', '1398', '<1400']).row(132, xs, ['ABI', '1.10', '1.08', '0.9-1.3'])
    const wide = [40, 220, 300, 400, 520]
    page.row(200, wide, ['Test Name', 'In Range', 'Out Of Range', 'Reference Range', 'Lab'])
    page.row(216, wide, ['Cholesterol, total', '', '231 H', '<200 mg/dL', '01'])
    page.row(232, wide, ['Triglycerides', '118', '', '<150 mg/dL', '01'])
    expect(layout(page.page())[0]!.tables.map(roles)).toEqual([
      ['name', 'value', 'value', 'range'],
      ['name', 'value', 'value', 'range', 'other'],
    ])
  })

  it('keeps rows apart whose results stand in different columns', () => {
    const wide = [40, 220, 300, 400]
    const page = new PageFixture().row(100, wide, ['Test Name', 'In Range', 'Out Of Range', 'Reference Range'])
    page.row(114, wide, ['TRIGLYCERIDES', '118', '', '<150 mg/dL'])
    page.row(128, wide, ['LDL-CHOLESTEROL', '', '155 H', 'mg/dL (calc)'])
    page.row(142, wide, ['CHOL/HDLC RATIO', '4.4', '', '<5.0 (calc)'])
    expect(layout(page.page())[0]!.tables[0]!.rows).toBe(4)
  })

  it('turns a table whose analytes stand in the first row', () => {
    const xs = [40, 160, 230, 300]
    const page = new PageFixture().row(100, xs, ['', 'WBC', 'RBC', 'HGB'])
    page.row(116, xs, ['Result', '5.61', '4.52', '138']).row(132, xs, ['Unit', '10^9/L', '10^12/L', 'g/L'])
    page.row(148, xs, ['Reference', '4.0-10.0', '3.8-5.1', '115-150'])
    for (const y of [96, 112, 128, 144, 160]) page.rule(36, y, 380, y)
    for (const x of [36, 150, 220, 290, 380]) page.rule(x, 96, x, 160)
    const [table] = layout(page.page())[0]!.tables
    expect(rowsOf(table!)).toEqual([
      ['WBC', '5.61', '10^9/L', '4.0-10.0'],
      ['RBC', '4.52', '10^12/L', '3.8-5.1'],
      ['HGB', '138', 'g/L', '115-150'],
    ])
  })

  it('takes two figures over columns for no audiogram', () => {
    const page = new PageFixture().row(100, [40, 200, 300], ['Lot', '500', '1000'])
    page.row(116, [40, 200, 300], ['A', '3', '5'])
    expect(
      layout(page.page())[0]!.tables.filter((t) => t.columns.filter((c) => c.role === 'value').length > 1),
    ).toEqual([])
  })
})

describe('tables of observations', () => {
  it('keeps sentences beside names as rows under `项目 | 检查描述`', () => {
    const page = new PageFixture().text(40, 84, '内科', { bold: true }).row(100, [40, 160], ['项目', '检查描述'])
    page.row(116, [40, 160], ['心率', '72次/分，律齐'])
    page.row(132, [40, 160], ['肺部听诊', '双肺呼吸音清'])
    page.row(148, [40, 160], ['腹部触诊', '腹软，墨菲氏征阴性'])
    const { tables } = layout(page.page())[0]!
    expect(rowsOf(tables[0]!, ['name', 'value'])).toEqual([
      ['心率', '72次/分，律齐'],
      ['肺部听诊', '双肺呼吸音清'],
      ['腹部触诊', '腹软，墨菲氏征阴性'],
    ])
  })
})

describe('two lists without headings side by side', () => {
  it('keep their rows apart though they do not stand at one height', () => {
    const page = new PageFixture(8)
    const left = [
      ['Sodium', '139', 'mmol/L', '135-145'],
      ['Potassium', '4.4', 'mmol/L', '3.5-5.1'],
      ['Chloride', '101', 'mmol/L', '98-107'],
      ['Calcium', '2.31', 'mmol/L', '2.15-2.55'],
    ]
    for (const [i, row] of left.entries()) page.row(100 + 14 * i + (i > 1 ? 12 : 0), [30, 120, 160, 210], row)
    const right = [
      ['Urea', '5.1', 'mmol/L', '2.5-7.8'],
      ['Urate', '402', 'umol/L', '155-357'],
      ['Albumin', '44', 'g/L', '35-50'],
      ['Globulin', '28', 'g/L', '20-35'],
      ['Ferritin', '88', 'ug/L', '15-300'],
    ]
    for (const [i, row] of right.entries()) page.row(100 + 14 * i, [310, 400, 440, 490], row)
    const { tables } = layout(page.page())[0]!
    expect(tables.map((t) => rowsOf(t))).toEqual([left, right])
  })
})

describe('results printed as cards', () => {
  it('reads a row for each card, with panel, flag and range', () => {
    const page = new PageFixture().text(30, 80, '糖脂代谢', { bold: true })
    const xs = [36, 217, 399]
    page.row(100, xs, ['空腹血糖', '糖化血红蛋白', '甘油三酯 偏高'])
    page.text(36, 114, '5.31', { size: 20 }).text(80, 121, 'mmol/L', { size: 8 })
    page.text(217, 114, '5.6', { size: 20 }).text(250, 121, '%', { size: 8 })
    page.text(399, 114, '4.08', { size: 20 }).text(445, 121, 'mmol/L', { size: 8 })
    page.row(138, xs, ['参考 3.90~6.10', '参考 4.0~6.0', '参考 <1.70'])
    const { tables } = layout(page.page())[0]!
    expect(tables[0]!.panel).toBe('糖脂代谢')
    expect(rowsOf(tables[0]!, ['name', 'value', 'unit', 'range', 'flag'])).toEqual([
      ['空腹血糖', '5.31', 'mmol/L', '3.90~6.10', ''],
      ['糖化血红蛋白', '5.6', '%', '4.0~6.0', ''],
      ['甘油三酯', '4.08', 'mmol/L', '<1.70', '偏高'],
    ])
  })
})

it('takes the first character of 一般检查 for no number', () => {
  const knowledge = bundledKnowledge()
  expect(sectionOfHeading('一般检查', knowledge)).toBe('physical_examination')
  expect(sectionOfHeading('三、实验室检查', knowledge)).toBe('laboratory')
  expect(sectionOfHeading('PERSONAL AND CONFIDENTIAL', knowledge)).toBeNull()
})

describe('columns whose heading says nothing known', () => {
  const xs = [40, 200, 270, 330, 420]
  it('hold ranges where some cells are ranges and the rest what the results say as well, in an unknown language', () => {
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Zzrange', 'Zznote'])
    page.row(116, xs, ['Sodium', '139', 'mmol/L', '136 - 145', 'kappa'])
    page.row(132, xs, ['Urea', '5.1', 'mmol/L', '< 8.1', 'kappa'])
    page.row(148, xs, ['Ketones', 'brak', '', 'brak', 'kappa'])
    page.row(164, xs, ['Nitrites', 'brak', '', 'brak', 'kappa'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'unit', 'range', 'other'])
  })

  it('hold flags where one or two capitals stand beside some of the results', () => {
    const beside = [40, 200, 250, 300, 400]
    const page = new PageFixture().row(100, beside, ['Test', 'Result', 'Zz', 'Unit', 'Reference'])
    page.row(116, beside, ['Sodium', '149', 'W', 'mmol/L', '136 - 145'])
    page.row(132, beside, ['Urea', '5.1', '', 'mmol/L', '2.1 - 8.1'])
    page.row(148, beside, ['Potassium', '3.1', 'N', 'mmol/L', '3.5 - 5.1'])
    page.row(164, beside, ['Chloride', '101', '', 'mmol/L', '98 - 107'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'flag', 'unit', 'range'])
  })
})

describe('a row of dates over the results', () => {
  it('is no part of the title above it; titles among the rows stand left of it; the last of rising dates is the current', () => {
    const xs = [40, 170, 230, 290, 360, 430]
    const page = new PageFixture().text(40, 88, 'SUMMARY OF ALL EARLIER LABORATORY RESULTS')
    page.row(100, xs.slice(1), ['[DATE-480]', '[DATE-260]', '[DATE]', 'Units', 'Ref Range'])
    page.text(40, 116, 'SALTS')
    page.row(132, xs, ['Sodium', '140', '139', '138', 'mmol/L', '133 - 146'])
    page.row(148, xs, ['Potassium', '4.4', '4.7', '4.6', 'mmol/L', '3.5 - 5.3'])
    const { tables } = layout(page.page())[0]!
    expect(roles(tables[0]!)).toEqual(['name', 'previous', 'previous', 'value', 'unit', 'range'])
    expect(rowsOf(tables[0]!)).toContainEqual(['Potassium', '4.6', 'mmol/L', '3.5 - 5.3'])
  })
})

describe('dots that lead to a mark', () => {
  it('leave the mark a word of its own', () => {
    const xs = [40, 120, 300, 360, 440]
    const page = new PageFixture().row(100, [40, 300, 360, 440], ['Test', 'Result', 'Unit', 'Reference'])
    page.row(116, xs, ['Sodium', '..............................*', '149', 'mmol/L', '136 - 145'])
    page.row(132, xs, ['Urea', '..............................', '5.1', 'mmol/L', '2.1 - 8.1'])
    page.row(148, xs, ['Potassium', '..............................*', '3.1', 'mmol/L', '3.5 - 5.1'])
    const table = layout(page.page())[0]!.tables[0]!
    expect(table.cells.filter((c) => c.text.endsWith('*'))).toHaveLength(2)
  })
})

describe('names and results by turns', () => {
  it('go on in a second set without units right of the first', () => {
    const xs = [40, 140, 190, 280, 400]
    const page = new PageFixture()
    page.row(100, xs, ['Height', '171', 'cm', 'Near reading', '20/20'])
    page.row(116, xs, ['Weight', '79.5', 'kg', 'Far reading', '20/25'])
    page.row(132, xs, ['Pulse rate', '76', '/min', 'Hearing right', 'Normal'])
    page.row(148, xs, ['Temperature', '36.5', '°C', 'Hearing left', 'Normal'])
    expect(
      layout(page.page())[0]!
        .tables.flatMap(roles)
        .filter((r) => r === 'value'),
    ).toHaveLength(2)
  })
})

describe('graph paper', () => {
  it('is no table: measures printed above the trace are read by white space', () => {
    const page = new PageFixture()
    const xs = Array.from({ length: 26 }, (_, i) => 40 + 20 * i)
    const ys = [90, ...Array.from({ length: 20 }, (_, i) => 160 + 20 * i)]
    page.grid(xs.slice(0, 1).concat(xs.slice(-1)), [90, 160]).grid(xs, ys.slice(1))
    const rows = [
      ['Heart rate:', '61 bpm', 'QT/QTc:', '402/410 ms'],
      ['PR interval:', '172 ms', 'QRS axis:', '35 °'],
      ['QRS duration:', '92 ms', 'RV5:', '1.31 mV'],
    ]
    for (const [i, row] of rows.entries()) page.row(100 + 18 * i, [48, 150, 260, 360], row)
    for (const [i, lead] of ['aVR', 'V1', 'aVL', 'V2', 'aVF', 'V3'].entries())
      page.text(130 + 160 * (i % 2), 200 + 100 * Math.floor(i / 2), lead)
    const [out] = layout(page.page())
    for (const table of out!.tables) expect(table.columns.length).toBeLessThan(9)
  })
})

describe('panels of results side by side without headers', () => {
  const left = [
    ['Weight', '71.5', 'kg', '', ''],
    ['Body Mass Index', '24.2', 'kg/m2', '', '18.5 - 22.9'],
    ['Pulse', '64', '/min', '', '60 - 100'],
    ['Waist', '88', 'cm', 'H', '< 80'],
  ]
  const right = [
    ['Creatinine', '71', 'umol/L', '', '45 - 84'],
    ['Urea', '9.1', 'mmol/L', 'H', '2.8 - 7.7'],
    ['Sodium', '139', 'mmol/L', '', '135 - 145'],
    ['Chloride', '101', 'mmol/L', '', '96 - 108'],
  ]
  // The longest name reaches the results: no white strip runs down between the two columns.
  const at = [40, 114, 160, 205, 220]
  const page = new PageFixture()
  page.text(40, 84, 'Vital Signs', { bold: true }).text(320, 84, 'Kidney Panel', { bold: true })
  for (const [i, row] of left.entries()) page.row(104 + 18 * i, at, row)
  for (const [i, row] of right.entries())
    page.row(
      104 + 18 * i,
      at.map((x) => x + 280),
      row,
    )
  const [out] = layout(page.page())

  it('are two tables', () => {
    expect(out!.tables.map((t) => roles(t))).toEqual([
      ['name', 'value', 'unit', 'flag', 'range'],
      ['name', 'value', 'unit', 'flag', 'range'],
    ])
    expect(rowsOf(out!.tables[1]!)).toEqual(right.map(([name, value, unit, , range]) => [name, value, unit, range]))
  })

  it('and a name that reaches its result is parted from it', () => {
    expect(rowsOf(out!.tables[0]!)).toEqual(left.map(([name, value, unit, , range]) => [name, value, unit, range]))
  })
})

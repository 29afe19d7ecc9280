import { describe, expect, it } from 'vitest'
import { LayoutConfig } from '../layout/config.js'
import { layoutReport } from '../layout/layout-report.js'
import { PageFixture } from '../layout/page.fixture.js'
import type { RecordsArtefact } from '../records/artefact.js'
import type { DeidentifiedPage } from '../records/page.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

/** Layout and extraction of a page together: what these tables need of both. */
function read(page: DeidentifiedPage): RecordsArtefact {
  const layout = layoutReport([page], LayoutConfig.parse({ assert_cells: true }))
  return extractRecords([page], layout, testReport, testKnowledge, ExtractConfig.parse({}))
}
const printed = ({ biomarkers }: RecordsArtefact) =>
  biomarkers.map((b) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed, b.flag_printed])

describe('tables with a result in every cell', () => {
  it('give a record a cell, named after row and column, with the range that the row shares', () => {
    const xs = [40, 160, 230, 300]
    const page = new PageFixture().row(100, xs, ['Item', 'Right', 'Left', 'Reference'])
    page.row(116, xs, ['Height (cm)', '172', '171', '> 160']).row(132, xs, ['Glucose', '5.1', '5.4', '3.9-6.1'])
    expect(printed(read(page.page()))).toEqual([
      ['Height Right', '172', 'cm', '> 160', null],
      ['Height Left', '171', 'cm', '> 160', null],
      ['Glucose Right', '5.1', null, '3.9-6.1', null],
      ['Glucose Left', '5.4', null, '3.9-6.1', null],
    ])
  })

  it('but one record a row where the columns are alternatives', () => {
    const xs = [40, 220, 300, 400]
    const page = new PageFixture().row(100, xs, ['Test Name', 'In Range', 'Out Of Range', 'Reference Range'])
    page.row(114, xs, ['Total cholesterol', '', '231 H', '<200 mg/dL'])
    page.row(128, xs, ['HDL cholesterol', '52', '', '>50 mg/dL'])
    expect(printed(read(page.page()))).toEqual([
      ['Total cholesterol', '231', 'mg/dL', '<200', 'H'],
      ['HDL cholesterol', '52', 'mg/dL', '>50', null],
    ])
  })
})

describe('names with more than the name', () => {
  it('lose a small raised mark that points to a note', () => {
    const xs = [40, 200, 280, 360]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Range'])
    page.row(116, xs, ['Glucose', '5.1', 'mmol/L', '3.9-6.1']).row(132, xs, ['ALT', '31', 'U/L', '9-50'])
    page.text(40 + 10 * (0.54 * 6 + 0.3), 113.5, '01', { size: 7 })
    expect(printed(read(page.page()))[0]).toEqual(['Glucose', '5.1', 'mmol/L', '3.9-6.1', null])
  })

  it('lose it too where a space parts it from the name', () => {
    const xs = [40, 200, 280, 360]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Range'])
    page.row(116, xs, ['ALT', '31', 'U/L', '9-50']).row(132, xs, ['AST', '27', 'U/L', '9-40'])
    page.text(40 + 10 * 0.54 * 3 + 4, 115, '02', { size: 6 })
    expect(printed(read(page.page()))[0]).toEqual(['ALT', '31', 'U/L', '9-50', null])
  })

  it('give the range in brackets below them', () => {
    const page = new PageFixture()
    for (const [i, [name, value, range]] of [
      ['Glucose', '8.8 mmol/L H', '(3.9-7.8)'],
      ['ALT', '46 U/L', '(9-50)'],
      ['Total cholesterol', '4.4 mmol/L', '(0.00-5.18)'],
    ].entries()) {
      page.row(100 + i * 28, [40, 200], [name!, value!]).text(50, 113 + i * 28, range!)
    }
    expect(printed(read(page.page()))).toEqual([
      ['Glucose', '8.8', 'mmol/L', '3.9-7.8', 'H'],
      ['ALT', '46', 'U/L', '9-50', null],
      ['Total cholesterol', '4.4', 'mmol/L', '0.00-5.18', null],
    ])
  })
})

describe('ruled forms', () => {
  it('give a label over its value, and several measures of one cell', () => {
    const page = new PageFixture()
    page.text(44, 104, 'Height').text(44, 117, '167 cm').text(204, 104, 'Weight').text(204, 117, '70.3 kg')
    page.text(44, 138, 'Lungs').text(204, 138, 'FVC 4.12 L, Height 167 cm')
    for (const y of [100, 132, 154]) page.rule(40, y, 400, y)
    for (const x of [40, 200, 400]) page.rule(x, 100, x, 154)
    const names = read(page.page()).biomarkers.map((b) => [b.name_printed, b.value_printed])
    expect(names).toContainEqual(['Height', '167'])
    expect(names).toContainEqual(['Weight', '70.3'])
    expect(names).toContainEqual(['FVC', '4.12'])
  })

  it('share a unit and a range that stand once for several rows', () => {
    const xs = [44, 204, 284, 364]
    const page = new PageFixture().row(104, xs, ['Test', 'Result', 'Unit', 'Range'])
    page.row(124, xs, ['Glucose', '5.1', '', '']).row(144, xs, ['Total cholesterol', '4.4', '', ''])
    page.text(284, 134, 'mmol/L').text(364, 134, '<6.1')
    for (const y of [100, 120, 160]) page.rule(40, y, 440, y)
    page.rule(40, 140, 280, 140)
    for (const x of [40, 200, 280, 360, 440]) page.rule(x, 100, x, 160)
    expect(printed(read(page.page()))).toEqual([
      ['Glucose', '5.1', 'mmol/L', '<6.1', null],
      ['Total cholesterol', '4.4', 'mmol/L', '<6.1', null],
    ])
  })
})

it('takes history beside its label neither for a result nor for a finding', () => {
  const page = new PageFixture().text(40, 84, '内科', { bold: true }).row(100, [40, 160], ['项目', '检查描述'])
  page.row(116, [40, 160], ['既往史', '2016年行阑尾切除术']).row(132, [40, 160], ['肺部听诊', '双肺呼吸音清'])
  const { biomarkers, findings } = read(page.page())
  expect(biomarkers).toEqual([])
  expect(findings.map((f) => f.text)).toEqual(['肺部听诊 双肺呼吸音清'])
})

describe('forms', () => {
  it('give the value below each label where rows of labels stand over rows of values', () => {
    const page = new PageFixture().grid([36, 156, 276, 396], [60, 80, 100])
    page.row(65, [40, 160, 280], ['身高', '体重', '血压']).row(85, [40, 160, 280], ['172 cm', '64.5 kg', '126/80 mmHg'])
    expect(printed(read(page.page())).map((r) => r.slice(0, 3))).toEqual([
      ['身高', '172', 'cm'],
      ['体重', '64.5', 'kg'],
      ['血压', '126/80', 'mmHg'],
    ])
  })

  it('give the result over a tick, and none of a row without a plain one', () => {
    const page = new PageFixture().grid([36, 176, 256, 336, 416], [60, 80, 100, 120, 140])
    const xs = [40, 180, 260, 340]
    page.row(65, xs, ['System', 'Normal', 'Abnormal', 'Absent']).row(85, xs, ['Throat', '✓', '', ''])
    page.row(105, xs, ['Spine', '', '✓', '']).row(125, xs, ['Skin', '✓', '✓', ''])
    expect(printed(read(page.page())).map((r) => r.slice(0, 2))).toEqual([
      ['Throat', 'Normal'],
      ['Spine', 'Abnormal'],
    ])
  })
})

describe('each test in a paragraph of its own', () => {
  it('is named by its title, with the labelled range below', () => {
    const page = new PageFixture()
    for (const [i, [title, value, range]] of [
      ['GLUCOSE', '5.1 mmol/L', '3.9 a 6.1 mmol/L'],
      ['TSH', '2,31 mIU/L', '0,27 a 4,20 mIU/L'],
    ].entries()) {
      const y = 80 + 70 * i
      page.text(40, y, title!, { bold: true }).row(y + 14, [40, 240], ['Material: Soro', 'Método: Enzimático'])
      page
        .row(y + 28, [40, 240], ['RESULTADO..............:', value!])
        .text(40, y + 42, `Valor de referência: ${range}`)
    }
    expect(printed(read(page.page()))).toEqual([
      ['GLUCOSE', '5.1', 'mmol/L', '3.9 a 6.1 mmol/L', null],
      ['TSH', '2,31', 'mIU/L', '0,27 a 4,20 mIU/L', null],
    ])
  })
})

describe('each test in a paragraph, its range under a label at the right', () => {
  const forms = [
    ['GLUCOSE', '5,1 mmol/L', ['Homens: 3,9 a 6,1 mmol/L', 'Mulheres: 3,8 a 6,0 mmol/L']],
    ['TSH', '2,31 mIU/L', ['0,27 a 4,20 mIU/L']],
  ] as const
  const expected = [
    ['GLUCOSE', '5,1', 'mmol/L', 'Homens: 3,9 a 6,1 mmol/L\nMulheres: 3,8 a 6,0 mmol/L', null],
    ['TSH', '2,31', 'mIU/L', '0,27 a 4,20 mIU/L', null],
  ]
  it('takes the lines in line below the label', () => {
    const page = new PageFixture()
    for (const [i, [title, value, range]] of forms.entries()) {
      const y = 80 + 110 * i
      page.text(40, y, title, { bold: true }).row(y + 14, [40, 240], ['Material: Soro', 'Método: Enzimático'])
      page.row(y + 28, [40, 120, 360], ['RESULTADO:', value, 'Valor de referência:'])
      for (const [n, line] of range.entries()) page.text(360, y + 40 + 12 * n, line)
    }
    expect(printed(read(page.page()))).toEqual(expected)
  })
})

describe('the limits of a range in two columns', () => {
  it('are one range', () => {
    const xs = [40, 200, 270, 340, 400]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Low', 'High'])
    page.row(116, xs, ['Glucose', '7.1', 'mmol/L', '3.9', '6.1']).row(132, xs, ['ALT', '31', 'U/L', '', '50'])
    const { biomarkers } = read(page.page())
    expect(biomarkers.map((b) => [b.range_printed, b.interpretation])).toEqual([
      ['3.9 - 6.1', 'H'],
      ['≤ 50', 'N'],
    ])
  })
})

describe('a heading of three lines', () => {
  it('keeps its third line out of the first row', () => {
    const xs = [30, 160, 230, 300]
    const page = new PageFixture(9).row(84, xs, ['Test', 'Result', 'Unit', 'Reference'])
    page.row(95, [160, 300], ['(SI)', 'interval']).text(300, 106, '(adult)')
    page.row(122, xs, ['Glucose', '5.1', 'mmol/L', '3.9 - 6.1']).row(136, xs, ['ALT', '31', 'U/L', '9 - 50'])
    expect(printed(read(page.page()))[0]).toEqual(['Glucose', '5.1', 'mmol/L', '3.9 - 6.1', null])
  })
})

describe('a range behind its label in small type under the name', () => {
  it('is the range', () => {
    const page = new PageFixture().row(80, [40, 400], ['检查项目', '结果'])
    for (const [i, [name, value, range]] of [
      ['总胆固醇', '5.82 mmol/L ↑', '参考范围 2.8-5.2'],
      ['尿酸', '402 μmol/L', '参考范围 155-357'],
    ].entries()) {
      page.row(100 + 34 * i, [40, 400], [name!, value!]).text(40, 113 + 34 * i, range!, { size: 7 })
    }
    expect(printed(read(page.page())).map((r) => r[3])).toEqual(['2.8-5.2', '155-357'])
  })
})

describe('what stands in another cell than its own', () => {
  it('is put back: a unit behind the range, the end of a unit before it, a mark before the name; a range under its result', () => {
    const xs = [40, 200, 300, 400]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Unit', 'Reference'])
    page.row(116, xs, ['!Sodium', '149', 'mmol/L', '136 - 145'])
    page.row(132, xs, ['White cells', '14.6', '', '3.5 - 10.8 10^9/L'])
    page.row(148, xs, ['eGFR', '81', 'mL/min/1.73', 'm²(> 60)'])
    page.row(164, xs, ['Chloride', '101', 'mmol/L', '']).row(176, [200], ['Ref: 98-107'])
    expect(printed(read(page.page()))).toEqual([
      ['Sodium', '149', 'mmol/L', '136 - 145', '!'],
      ['White cells', '14.6', '10^9/L', '3.5 - 10.8', null],
      ['eGFR', '81', 'mL/min/1.73 m²', '(> 60)', null],
      ['Chloride', '101', 'mmol/L', '98-107', null],
    ])
  })

  it('reads a word for high or low among remarks as the flag, and the answer of a germ as no unit', () => {
    const remarked = new PageFixture().row(100, [40, 160, 240, 320, 420], ['项目', '结果', '单位', '参考值', '备注'])
    remarked.row(116, [40, 160, 240, 320, 420], ['Glucose', '7.1', 'mmol/L', '3.9-6.1', '偏高'])
    remarked.row(132, [40, 160, 240, 320, 420], ['Urea', '5.0', 'mmol/L', '2-8', '餐后'])
    expect(printed(read(remarked.page())).map((r) => r[4])).toEqual(['偏高', null])
    const tested = new PageFixture().row(100, [40, 160, 240, 320, 420], ['抗菌药物', '方法', '结果', '敏感度', '折点'])
    tested.row(116, [40, 160, 240, 320, 420], ['青霉素', 'MIC', '≥8', 'R', 'S≤2 R≥8'])
    tested.row(132, [40, 160, 240, 320, 420], ['万古霉素', 'MIC', '1', 'S', 'S≤2 R≥16'])
    expect(printed(read(tested.page()))).toEqual([
      ['青霉素', '≥8', null, 'S≤2 R≥8', 'R'],
      ['万古霉素', '1', null, 'S≤2 R≥16', 'S'],
    ])
  })

  it('takes a unit that the result brings itself off the range', () => {
    const xs = [40, 200, 320]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'Reference'])
    page.row(116, xs, ['Sodium', '139 mmol/L', '136 - 145 mmol/L']).row(132, xs, ['Urea', '5 mmol/L', '2 - 8 mmol/L'])
    expect(printed(read(page.page()))[0]).toEqual(['Sodium', '139', 'mmol/L', '136 - 145', null])
  })
})

describe('visits side by side', () => {
  it('give no result of the last visit where a dash stands beside the figures of the others', () => {
    const xs = [40, 160, 250, 340, 430]
    const page = new PageFixture().row(100, xs, ['Date', '[DATE-200]', '[DATE-90]', '[DATE-2]', ''])
    page.row(116, xs, ['Glucose (mmol/L)', '6.1', '5.9', '—', '']).row(132, xs, ['ALT (U/L)', '44', '39', '31', ''])
    const told = read(page.page()).biomarkers.map((b) => [b.name_printed, b.value_printed, b.role])
    expect(told).toEqual([
      ['Glucose (mmol/L)', '6.1', 'previous'],
      ['Glucose (mmol/L)', '5.9', 'previous'],
      ['ALT (U/L)', '31', 'current'],
      ['ALT (U/L)', '44', 'previous'],
      ['ALT (U/L)', '39', 'previous'],
    ])
  })
})

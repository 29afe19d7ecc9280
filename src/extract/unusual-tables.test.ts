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
      ['Total cholesterol', '231', null, '<200 mg/dL', 'H'],
      ['HDL cholesterol', '52', null, '>50 mg/dL', null],
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

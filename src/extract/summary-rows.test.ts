import { describe, expect, it } from 'vitest'
import { LayoutConfig } from '../layout/config.js'
import { layoutReport } from '../layout/layout-report.js'
import { PageFixture } from '../layout/page.fixture.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

function read(page: PageFixture): unknown[][] {
  const pages = [page.page()]
  const layout = layoutReport(pages, LayoutConfig.parse({ assert_cells: true }))
  const { biomarkers } = extractRecords(pages, layout, testReport, testKnowledge, ExtractConfig.parse({}))
  return biomarkers.map((b) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed, b.flag_printed])
}

const summary = (third: string) => {
  const page = new PageFixture().text(40, 60, 'Abnormal results at a glance', { bold: true, size: 13 })
  const xs = [40, 240, 340]
  page.row(90, xs, ['Parameter', 'Result', 'Status']).row(106, xs, ['Glucose', '7.4 mmol/L', 'High'])
  page.row(122, xs, ['HDL cholesterol', '0.81 mmol/L', 'Low']).row(138, xs, ['Total cholesterol', third, 'High'])
  const full = [40, 200, 270, 340, 450]
  page.text(40, 300, 'Chemistry', { bold: true, size: 13 })
  page.row(330, full, ['Parameter', 'Result', 'Unit', 'Reference range', 'Status'])
  page.row(346, full, ['Glucose', '7.4', 'mmol/L', '3.9 - 6.1', 'High'])
  page.row(362, full, ['HDL cholesterol', '0.81', 'mmol/L', '1.0 - 2.0', 'Low'])
  return page.row(378, full, ['Total cholesterol', '5.9', 'mmol/L', '3.0 - 5.2', 'High'])
}
const detailed = [
  ['Glucose', '7.4', 'mmol/L', '3.9 - 6.1', 'High'],
  ['HDL cholesterol', '0.81', 'mmol/L', '1.0 - 2.0', 'Low'],
  ['Total cholesterol', '5.9', 'mmol/L', '3.0 - 5.2', 'High'],
]

describe('a list of abnormal results at the head of a report', () => {
  it('repeats the tables: their rows stand', () => {
    expect(read(summary('5.9 mmol/L'))).toEqual(detailed)
  })

  it('keeps a row that says something else', () => {
    expect(read(summary('6.3 mmol/L'))).toEqual([['Total cholesterol', '6.3', 'mmol/L', null, 'High'], ...detailed])
  })
})

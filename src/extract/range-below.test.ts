import { describe, expect, it } from 'vitest'
import { LayoutConfig } from '../layout/config.js'
import { layoutReport } from '../layout/layout-report.js'
import { PageFixture } from '../layout/page.fixture.js'
import type { DeidentifiedPage } from '../records/page.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { testReport } from './layout.fixture.js'
import { proseItems } from './prose.js'
import { testKnowledge } from './vocabulary.fixture.js'

function printed(page: DeidentifiedPage) {
  const layout = layoutReport([page], LayoutConfig.parse({ assert_cells: true }))
  const { biomarkers } = extractRecords([page], layout, testReport, testKnowledge, ExtractConfig.parse({}))
  return biomarkers.map((b) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed])
}

describe('a unit behind the name where the header says so', () => {
  it('is the printed unit, and the word for unit is none', () => {
    const xs = [40, 200, 300]
    const page = new PageFixture().row(100, xs, ['项目（单位）', '测定值', '参考值'])
    page.row(116, xs, ['Glucose (mmol/L)', '5.1', '3.9-6.1']).row(132, xs, ['ALT (U/L)', '31', '9-50'])
    expect(printed(page.page()).map((r) => r[2])).toEqual(['mmol/L', 'U/L'])
  })
})

describe('names and results by turns', () => {
  const rows = [
    ['HPV16', '阴性', 'HPV18', '阳性', 'HPV31', '阴性'],
    ['HPV35', '阴性', 'HPV39', '阴性', 'HPV45', '阴性'],
  ]
  const xs = [44, 124, 204, 284, 364, 444]
  const grid = (header: string[] | null): DeidentifiedPage => {
    const page = new PageFixture()
    const all = header === null ? rows : [header, ...rows]
    for (const [i, row] of all.entries()) page.row(104 + i * 20, xs, row)
    for (let i = 0; i <= all.length; i++) page.rule(40, 98 + i * 20, 520, 98 + i * 20)
    for (const x of [40, 120, 200, 280, 360, 440, 520]) page.rule(x, 98, x, 98 + all.length * 20)
    return page.page()
  }
  it('are a record each, without a range', () => {
    const found = printed(grid(['亚型名', '结果', '亚型名', '结果', '亚型名', '结果']))
    expect(found).toHaveLength(6)
    expect(found).toContainEqual(['HPV18', '阳性', null, null])
    expect(found).toContainEqual(['HPV45', '阴性', null, null])
  })
})

describe('a range on a line of its own below a result', () => {
  it('belongs to the result above', () => {
    const page = new PageFixture()
    page.text(40, 100, 'Glucose 5.1 mmol/L').text(40, 114, '参考值: 3.9~6.1')
    page.text(40, 140, 'ALT 31 U/L').text(40, 154, '参考值: 9-50')
    expect(printed(page.page())).toEqual([
      ['Glucose', '5.1', 'mmol/L', '3.9~6.1'],
      ['ALT', '31', 'U/L', '9-50'],
    ])
  })
})

describe('a range and a unit on a line of their own below a result', () => {
  it('belong to the result above, with or without a phase before the limits', () => {
    const page = new PageFixture()
    page
      .text(40, 100, 'Glucose')
      .text(300, 100, '5.1')
      .text(40, 114, '参考值 空腹 3.9-6.1')
      .text(140, 114, '单位 mmol/L')
    page.text(40, 140, 'ALT').text(300, 140, '31').text(40, 154, '参考值 9-50').text(140, 154, '单位 U/L')
    expect(printed(page.page())).toEqual([
      ['Glucose', '5.1', 'mmol/L', '空腹 3.9-6.1'],
      ['ALT', '31', 'U/L', '9-50'],
    ])
  })
})

describe('a unit in square brackets behind the name where the header says so', () => {
  it('is the printed unit, whatever unit it is', () => {
    const xs = [40, 200, 300]
    const page = new PageFixture().row(100, xs, ['项目 [单位]', '结果', '参考值'])
    page.row(116, xs, ['Glucose [mmol/L]', '5.1', '3.9-6.1']).row(132, xs, ['ALT [U/L]', '31', '9-50'])
    expect(printed(page.page()).map((r) => r[2])).toEqual(['mmol/L', 'U/L'])
  })
})

describe('one expected result told below a table of results in words', () => {
  const table = (second: string): string[][] => {
    const xs = [40, 200]
    const page = new PageFixture().row(100, xs, ['型别', '结果']).row(116, xs, ['HPV16', '阴性'])
    page.row(132, xs, ['HPV18', second]).row(148, xs, ['HPV31', '阴性']).text(40, 176, '参考值:阴性。检测方法:PCR。')
    return printed(page.page()).map((r) => [String(r[1]), String(r[3])])
  }
  it('is the range of each of them', () => {
    expect(table('阳性')).toEqual([
      ['阴性', '阴性'],
      ['阳性', '阴性'],
      ['阴性', '阴性'],
    ])
  })
  it('but not where figures stand among them', () => {
    expect(table('31.5').every((r) => r[1] === 'null')).toBe(true)
  })
})

describe('a letter that tells the results', () => {
  const letter = 'Glucose 7.2 mmol/L，ALT 31 U/L；体重 58 kg，身高 167 cm。'
  it('gives what stands with its unit right behind its name, though nothing reports it', () => {
    expect(proseItems(letter, testKnowledge, true).map((i) => i.value)).toEqual(['7.2', '31', '58', '167'])
  })
  it('but a lesson with the same figures, and fewer of them, give nothing', () => {
    expect(proseItems(`诊断标准：${letter}`, testKnowledge, true)).toEqual([])
    expect(proseItems('Glucose 7.2 mmol/L，ALT 31 U/L。', testKnowledge, true)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { DeidentifiedPage } from '../records/page.js'
import { COLUMNS, column, HEAD, layout, ROWS, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

describe('pages', () => {
  it('reads two tables side by side with their own rows', () => {
    const left = [40, 130, 180, 230]
    const right = [320, 410, 460, 510]
    const head = ['项目名称', '结果', '单位', '参考范围']
    const page = new PageFixture(8)
    page.text(40, 90, '(一)血常规').text(320, 90, '(二)肝功能').row(106, left, head).row(106, right, head)
    const a = [
      ['白细胞', '6.2', '10^9/L', '3.5~9.5'],
      ['红细胞', '4.8', '10^12/L', '4.3~5.8'],
      ['血小板', '226', '10^9/L', '125~350'],
    ]
    const b = [
      ['谷丙转氨酶', '58', 'U/L', '9~50'],
      ['总蛋白', '73.5', 'g/L', '65~85'],
    ]
    for (const [i, r] of a.entries()) page.row(122 + i * 14, left, r)
    for (const [i, r] of b.entries()) page.row(126 + i * 17, right, r)
    const { tables, blocks } = layout(page.page())[0]!
    expect(tables).toHaveLength(2)
    expect(rowsOf(tables[0]!)).toEqual(a)
    expect(rowsOf(tables[1]!)).toEqual(b)
    expect(tables.map((t) => t.panel)).toEqual(['(一)血常规', '(二)肝功能'])
    expect(blocks.map((x) => x.label)).toEqual(['section_header', 'table', 'section_header', 'table'])
  })

  it('carries a table on over pages, with its header and without', () => {
    const first = new PageFixture().text(40, 60, 'LIPID PROFILE', { bold: true }).row(100, COLUMNS, HEAD)
    for (const [i, r] of ROWS.entries()) first.row(120 + i * 16, COLUMNS, r)
    const bare = new PageFixture()
      .row(60, COLUMNS, ['Triglycerides', '1.2', 'mmol/L', '< 1.7'])
      .row(76, COLUMNS, ['HDL', '1.3', 'mmol/L', '> 1.0'])
    const headed = new PageFixture()
      .row(60, COLUMNS, HEAD)
      .row(76, COLUMNS, ['LDL', '2.2', 'mmol/L', '< 3.4'])
      .row(92, COLUMNS, ['ApoB', '0.9', 'g/L', '< 1.1'])
    const [, second, third] = layout(first.page(1), bare.page(2), headed.page(3))
    expect(roles(second!.tables[0]!)).toEqual(['name', 'value', 'unit', 'range'])
    expect([second!.tables[0]!.continues, third!.tables[0]!.continues]).toEqual([true, true])
    expect(column(second!.tables[0]!, 'value')).toEqual(['1.2', '1.3'])
    expect(second!.tables[0]!.panel).toBe('LIPID PROFILE')
  })

  it.each([1, -1.5])('reads a scan that leans by %s degrees', (skew) => {
    const page = new PageFixture().row(100, COLUMNS, HEAD)
    const rows = Array.from({ length: 12 }, (_, i) => [
      `Analyte ${'ABCDEFGHIJKL'[i]}x`,
      `${i}.5`,
      'g/L',
      `${i} - ${i + 9}`,
    ])
    for (const [i, r] of rows.entries()) page.row(120 + i * 14, COLUMNS, r)
    expect(rowsOf(layout(page.page(1, skew))[0]!.tables[0]!)).toEqual(rows)
    // The reader's skew may be missing: it is found from the words.
    expect(rowsOf(layout({ ...page.page(1, skew), skew: 0 })[0]!.tables[0]!)).toEqual(rows)
  })

  it('reads lines of vitals as label and value', () => {
    const page = new PageFixture().text(40, 80, '二、一般检查', { bold: true })
    page
      .row(100, [40, 180, 320], ['身高 168.0 cm', '体重 76.0 kg', '体重指数(BMI) 26.9'])
      .row(116, [40, 180], ['腰围 94 cm', '脉搏 84 次/分'])
    page.text(40, 132, '血压 158/96 mmHg')
    const l = layout(page.page())[0]!
    expect(l.tables).toHaveLength(0)
    expect(l.blocks.map((b) => [b.label, b.section])).toEqual([
      ['section_header', 'physical_examination'],
      ['key_value', 'physical_examination'],
    ])
  })

  it('reads two columns of prose one after the other', () => {
    const page = new PageFixture(9)
    const line = (n: number): string => `sentence number ${n} tells of the liver and of its shape`
    for (let i = 0; i < 7; i++) page.text(40, 100 + i * 12, line(i)).text(320, 100 + i * 12, line(i + 10))
    const lines = layout(page.page())[0]!.blocks.flatMap((b) => b.lines.map((x) => x.text))
    expect(lines).toEqual([
      ...Array.from({ length: 7 }, (_, i) => line(i)),
      ...Array.from({ length: 7 }, (_, i) => line(i + 10)),
    ])
  })

  it('keeps page headers, footers and watermarks out of the body', () => {
    const make = (n: number): DeidentifiedPage => {
      const p = new PageFixture().text(40, 30, '[ORG] Health Centre').text(260, 800, `Page ${n} of 2`)
      p.text(150, 400, 'SAMPLE COPY', { size: 60, angle: -45, color: '#dddddd' })
      return p.text(40, 120, n === 1 ? 'The liver is of normal size.' : 'The spleen is of normal size.').page(n)
    }
    for (const l of layout(make(1), make(2))) {
      expect(l.blocks.map((b) => b.label)).toEqual(['page_header', 'paragraph', 'page_footer', 'watermark'])
    }
  })

  it('follows sections over pages', () => {
    const first = new PageFixture()
      .text(40, 100, '四、实验室检查', { bold: true })
      .text(40, 130, '(一)血常规')
      .row(150, COLUMNS, HEAD)
    for (const [i, r] of ROWS.entries()) first.row(170 + i * 16, COLUMNS, r)
    const second = new PageFixture()
      .text(40, 100, '五、影像学检查', { bold: true })
      .text(40, 130, '【腹部彩超】')
      .text(40, 150, '肝脏大小正常,回声均匀。')
    second
      .text(40, 190, '六、体检结论与建议', { bold: true })
      .text(40, 210, '(一)血脂异常')
      .text(40, 230, '1. 建议低脂饮食,三个月后复查。')
    const [a, b] = layout(first.page(1), second.page(2))
    expect(a!.tables[0]!.section).toBe('laboratory')
    expect(b!.blocks.find((x) => x.lines[0]!.text.startsWith('肝脏'))!.section).toBe('imaging')
    expect(b!.blocks.find((x) => x.label === 'list')!.section).toBe('physician_summary')
  })

  it('takes no prescription, signature or interpretation line for a result', () => {
    const page = new PageFixture().row(100, COLUMNS, HEAD)
    for (const [i, r] of ROWS.entries()) page.row(120 + i * 16, COLUMNS, r)
    page
      .text(40, 210, 'WRITTEN PRESCRIPTION', { bold: true })
      .text(40, 226, 'Metformin 500 mg')
      .text(40, 242, 'After dinner - 30 days')
    page
      .row(700, [60, 400], ['Dr. [NAME]', 'Dr. [NAME]'])
      .row(712, [60, 400], ['(MD, Pathologist)', '(DMLT, Lab in charge)'])
    const l = layout(page.page())[0]!
    expect(l.tables).toHaveLength(1)
    expect(l.tables[0]!.rows).toBe(5)
  })
})

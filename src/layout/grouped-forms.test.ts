import { describe, expect, it } from 'vitest'
import { column, layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'
import { phraseKey } from './phrase.js'

describe('a column of groups before the names', () => {
  const xs = [40, 120, 260, 340, 420, 540]
  const at = xs.map((x) => x + 4)

  it('leaves the names to the second column of a grid, whatever the first is called', () => {
    const page = new PageFixture()
    for (const y of [96, 112, 176, 224]) page.rule(xs[0]!, y, xs.at(-1)!, y)
    for (const y of [128, 144, 160, 192, 208]) page.rule(xs[1]!, y, xs.at(-1)!, y)
    for (const x of xs) page.rule(x, 96, x, 224)
    page.row(99, at, ['检查项目', '指标', '结果', '单位', '参考值'])
    page.text(44, 138, '肝功能').text(44, 194, '血脂')
    page.row(115, at, ['', '谷丙转氨酶', '21', 'U/L', '7～40']).row(131, at, ['', '谷草转氨酶', '25', 'U/L', '13～35'])
    page.row(147, at, ['', '白蛋白', '42.1', 'g/L', '40～55']).row(163, at, ['', '总胆红素', '9.8', 'μmol/L', '0～21'])
    page
      .row(179, at, ['', '甘油三酯', '1.10', 'mmol/L', '<1.70'])
      .row(195, at, ['', '总胆固醇', '4.50', 'mmol/L', '<5.18'])
    page.row(211, at, ['', '尿酸', '310', 'μmol/L', '155～357'])
    const { tables } = layout(page.page())[0]!
    expect(roles(tables[0]!)).toEqual(['other', 'name', 'value', 'unit', 'range'])
    expect(column(tables[0]!, 'name')).toEqual([
      '谷丙转氨酶',
      '谷草转氨酶',
      '白蛋白',
      '总胆红素',
      '甘油三酯',
      '总胆固醇',
      '尿酸',
    ])
  })

  it('does not take a code column for the names', () => {
    const cells = [44, 200, 280, 360, 440]
    const page = new PageFixture().row(100, cells, ['检验项目', '英文', '结果', '单位', '参考值'])
    page.row(116, cells, ['血红蛋白', 'HGB', '131', 'g/L', '115-150'])
    page.row(132, cells, ['血小板计数', 'PLT', '201', '10^9/L', '125-350'])
    page.row(148, cells, ['红细胞压积', 'HCT', '0.39', 'L/L', '0.35-0.45'])
    expect(roles(layout(page.page())[0]!.tables[0]!)[0]).toBe('name')
  })
})

describe('headings in other forms of writing', () => {
  it('are one key with the mainland form', () => {
    expect(phraseKey('檢驗項目')).toBe(phraseKey('检验项目'))
    expect(phraseKey('検査項目')).toBe(phraseKey('检查项目'))
    expect(phraseKey('單位')).toBe(phraseKey('単位'))
    expect(phraseKey('参考値')).toBe(phraseKey('參考值'))
  })

  it.each([
    [['檢驗項目', '本次結果', '單位', '參考值']],
    [['検査項目', '今回', '単位', '基準値']],
    [['검사항목', '결과', '단위', '참고치']],
    [['Показатель', 'Результат', 'Единицы', 'Референтные значения']],
    [['Tên xét nghiệm', 'Kết quả', 'Đơn vị', 'Trị số tham chiếu']],
    [['Pemeriksaan', 'Hasil', 'Satuan', 'Nilai Rujukan']],
    [['Εξέταση', 'Αποτέλεσμα', 'Μονάδες', 'Τιμές αναφοράς']],
  ])('%s head names, results, units and ranges', (head) => {
    const xs = [40, 240, 340, 420]
    const page = new PageFixture().row(100, xs, head)
    page.row(116, xs, ['AST', '24', 'U/L', '13 - 35']).row(132, xs, ['ALT', '19', 'U/L', '7 - 40'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'unit', 'range'])
  })

  it('head earlier results though a covered date stands below the words', () => {
    const xs = [40, 200, 290, 400, 470]
    const page = new PageFixture().row(94, xs, ['', '', '前次結果', '', ''])
    page.row(100, xs, ['檢驗項目', '本次結果', '', '單位', '參考值'])
    page.row(106, xs, ['', '', '[DATE-400]', '', ''])
    page.grid([36, 196, 286, 396, 466, 540], [90, 120, 136, 152])
    page.row(123, xs, ['AST', '24', '26', 'U/L', '13-35']).row(139, xs, ['ALT', '19', '22', 'U/L', '7-40'])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'previous', 'unit', 'range'])
  })
})

describe('a scan that lost parts of the rules of a grid', () => {
  const xs = [40, 200, 280, 380, 480]
  const ys = Array.from({ length: 8 }, (_, i) => 100 + i * 16)
  const cells = [
    ['Test', 'Result', 'Unit', 'Reference range'],
    ['Haemoglobin', '141', 'g/L', '130-170'],
    ['Platelets', '233', '10^9/L', '150-410'],
    ['Fasting glucose', '5.1', 'mmol/L', '3.5-6.0'],
    ['Creatinine', '79', 'umol/L', '64-104'],
    ['Ferritin', '88', 'ug/L', '30-400'],
    ['TSH', '1.9', 'mU/L', '0.3-4.2'],
  ]

  it('is read as if they ran all the way', () => {
    const page = new PageFixture()
    for (const [i, y] of ys.entries()) page.rule(i % 2 === 0 ? xs[0]! : 330, y, xs.at(-1)!, y)
    for (const x of xs) page.rule(x, x === 280 ? 150 : ys[0]!, x, ys.at(-1)!)
    for (const [i, row] of cells.entries())
      page.row(
        ys[i]! + 3,
        xs.map((x) => x + 4),
        row,
      )
    const { tables } = layout(page.page(1, 0, 'scanned'))[0]!
    expect(rowsOf(tables[0]!)).toEqual(cells.slice(1))
  })

  it('keeps cells that span on a drawn page', () => {
    const page = new PageFixture()
    for (const [i, y] of ys.entries()) page.rule(i % 2 === 0 ? xs[0]! : xs[1]!, y, xs.at(-1)!, y)
    for (const x of xs) page.rule(x, ys[0]!, x, ys.at(-1)!)
    for (const [i, row] of cells.entries())
      page.row(
        ys[i]! + 3,
        xs.map((x) => x + 4),
        row,
      )
    const { tables } = layout(page.page())[0]!
    expect(tables[0]!.cells.some((c) => c.row_span === 2)).toBe(true)
  })
})

describe('a heading that a scan cut in two', () => {
  it('stands over the column that holds what it says', () => {
    const xs = [40, 220, 290, 380, 460, 540]
    const page = new PageFixture().row(100, xs, ['Test', 'Result', 'ours', 'REFERIN(', 'Range', 'Lab'])
    page
      .row(116, xs, ['Glucose', '101', 'mg/dL', '65-99', '', 'A1'])
      .row(132, xs, ['Sodium', '139', 'mmol/L', '135-146', '', 'A1'])
    page
      .row(148, xs, ['Chloride', '102', 'mmol/L', '98-110', '', 'A1'])
      .row(164, xs, ['Calcium', '9.4', 'mg/dL', '8.6-10.4', '', 'A1'])
    const table = layout(page.page())[0]!.tables[0]!
    expect(column(table, 'unit')).toEqual(['mg/dL', 'mmol/L', 'mmol/L', 'mg/dL'])
    expect(column(table, 'range')).toEqual(['65-99', '135-146', '98-110', '8.6-10.4'])
  })
})

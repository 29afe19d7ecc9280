import { describe, expect, it } from 'vitest'
import { layout, roles, rowsOf } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const XS = [40, 170, 300, 350, 400, 480]

describe('two headings that say result', () => {
  it('read the printed figures where the first stands over a drawn scale', () => {
    const page = new PageFixture(9).row(100, XS, ['Test', 'Your result', 'Result', 'Unit', 'Reference', '2022'])
    page.row(116, XS, ['Urea', '', '5.1', 'mmol/L', '2.8 - 7.2', '4.9'])
    page.row(132, XS, ['Sodium', '', '139', 'mmol/L', '136 - 145', ''])
    page.row(148, XS, ['Right eye', '', '6/9', '', '', ''])
    // The next heading stands below the first result column.
    page.text(40, 190, 'Thyroid', { bold: true }).text(175, 190, '甲状腺')
    const [table] = layout(page.page())[0]!.tables
    expect(roles(table!)).toEqual(['name', 'other', 'value', 'unit', 'range', 'previous'])
    expect(rowsOf(table!, ['name', 'value'])).toEqual([
      ['Urea', '5.1'],
      ['Sodium', '139'],
      ['Right eye', '6/9'],
    ])
  })

  it('keep the first for this visit where it holds text', () => {
    const page = new PageFixture(9).row(100, XS, ['Test', 'Result', 'Result', 'Unit', 'Reference', ''])
    page.row(116, XS, ['Urea', '5.1', '4.9', 'mmol/L', '2.8 - 7.2', ''])
    page.row(132, XS, ['Sodium', '139', '141', 'mmol/L', '136 - 145', ''])
    expect(roles(layout(page.page())[0]!.tables[0]!)).toEqual(['name', 'value', 'previous', 'unit', 'range'])
  })
})

describe('headings and forms of screening booklets', () => {
  it('take one heading in two scripts for a heading', () => {
    const page = new PageFixture().text(40, 80, 'Kidney', { bold: true }).text(110, 80, '肾功能')
    page.row(100, XS, ['Test', 'Result', '', 'Unit', 'Reference', ''])
    page.row(116, XS, ['Urea', '5.1', '', 'mmol/L', '2.8 - 7.2', ''])
    page.row(132, XS, ['Sodium', '139', '', 'mmol/L', '136 - 145', ''])
    const [one] = layout(page.page())
    expect(one!.blocks[0]).toMatchObject({ label: 'section_header', heading: 'Kidney 肾功能' })
    expect(one!.tables[0]!.panel).toBe('Kidney 肾功能')
  })

  it('take no line of labels and covered fields for a header', () => {
    const page = new PageFixture()
    page.row(60, [40, 110, 220, 290, 400, 470], ['Lab Ref', '[ID]', 'DOB', '[DATE]', 'Seen', '[DATE+1]'])
    page.text(40, 90, 'Results outside the reference interval are printed in red.')
    page.text(40, 104, '1. Raised uric acid.').text(40, 118, '2. Low vitamin D.')
    expect(layout(page.page())[0]!.tables).toEqual([])
  })

  it('take no single date beside a label for a header', () => {
    const page = new PageFixture().row(60, [40, 200], ['Date Collected', '[DATE]'])
    const xs = [40, 140, 190, 230, 330]
    page.row(84, xs, ['Urea', '9.1', 'H', 'mmol/L', '(2.8 - 7.2)'])
    page.row(98, xs, ['Sodium', '139', '', 'mmol/L', '(136 - 145)'])
    page.row(112, xs, ['Albumin', '41', '', 'g/L', '(35 - 50)'])
    const table = layout(page.page())[0]!.tables.at(-1)!
    expect(rowsOf(table)).toEqual([
      ['Urea', '9.1', 'mmol/L', '(2.8 - 7.2)'],
      ['Sodium', '139', 'mmol/L', '(136 - 145)'],
      ['Albumin', '41', 'g/L', '(35 - 50)'],
    ])
  })
})

describe('sentences and labels among rows', () => {
  const header = ['Test Name', 'Result', 'Unit', 'Ref. Range']
  const xs = [40, 220, 300, 380]

  it('keep a sentence beside a name whole', () => {
    const page = new PageFixture().row(100, xs, header)
    page.row(116, xs, ['Haemoglobin', '11.2', 'g/dL', '13.0 - 17.0'])
    page.row(132, xs, ['Platelet Count', '250', '10^9/L', '150 - 400'])
    page.text(40, 148, 'RBC').text(225, 148, 'Small pale cells with a few fragments.')
    const [table] = layout(page.page())[0]!.tables
    expect(rowsOf(table!, ['name', 'value']).at(-1)).toEqual(['RBC', 'Small pale cells with a few fragments.'])
  })

  it('do not cut a labelled range at a column', () => {
    const page = new PageFixture().row(100, xs, ['Exame', 'Resultado', 'Unidade', 'Valores de referência'])
    page.row(116, xs, ['Ureia', '31', 'mg/dL', '17 a 43'])
    page.row(132, xs, ['Creatinina', '0,81', 'mg/dL', '0,50 a 1,10'])
    page.text(40, 148, 'GLICOSE', { bold: true }).row(162, xs, ['Resultado', '101 mg/dL', '', ''])
    page.text(40, 176, 'Valores de referência: 70 a 99 mg/dL')
    page.text(40, 192, 'FERRO', { bold: true }).row(206, xs, ['Resultado', '81 µg/dL', '', ''])
    const texts = layout(page.page())[0]!.tables[0]!.cells.map((c) => c.text)
    expect(texts).toEqual(expect.arrayContaining(['Resultado', '101 mg/dL', 'Valores de referência: 70 a 99 mg/dL']))
  })
})

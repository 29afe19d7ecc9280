import { describe, expect, it } from 'vitest'
import { RecordsArtefact } from '../records/artefact.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Report } from '../records/report.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { PageBuilder, testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

function extract(builders: readonly PageBuilder[], report: Report = testReport): RecordsArtefact {
  const built = builders.map((b) => b.build())
  const out = extractRecords(
    built.map((b) => b.page),
    built.map((b) => b.layout),
    report,
    testKnowledge,
    ExtractConfig.parse({}),
  )
  return RecordsArtefact.parse(out)
}

const printed = (b: Biomarker) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed, b.flag_printed]
const COLUMNS = ['name', 'value', 'unit', 'range', 'flag'] as const

describe('result tables', () => {
  it('keeps the five printed fields and understands them', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(
        COLUMNS,
        [
          ['Test', 'Result', 'Unit', 'Range', 'Flag'],
          ['Haemoglobin', '11.2', 'g/dL', 'male : 13 - 17\nfemale : 12 - 15', 'L'],
          ['Glucose', '5.6', 'mmol/L', '3.9-6.1', ''],
        ],
        { header_rows: 1, panel: 'CBC' },
      ),
    ])
    expect(biomarkers.map(printed)).toEqual([
      ['Haemoglobin', '11.2', 'g/dL', 'male : 13 - 17\nfemale : 12 - 15', 'L'],
      ['Glucose', '5.6', 'mmol/L', '3.9-6.1', null],
    ])
    expect(biomarkers[0]).toMatchObject({
      biomarker_id: 'r1-b0001',
      panel: 'CBC',
      analyte: 'hgb',
      ucum_unit: 'g/dL',
      canonical_value: 112,
      conversion_factor: 10,
      range_low: 12,
      range_high: 15,
      range_source: 'printed',
      flag: 'L',
      interpretation: 'L',
      agreement: 'agree',
      review_reasons: [],
    })
    expect(biomarkers[1]).toMatchObject({ interpretation: 'N', agreement: 'agree' })
  })

  it('takes glued flags and units apart, and takes the printed unit from the header where the row has none', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(
        ['name', 'value', 'range'],
        [
          ['Glucose', '7.2 H', '3.9-6.1'],
          ['ALT', '58↑', '9~50'],
          ['TSH', '2.1 mIU/L', '0.4-4.0'],
        ],
        { units: [null, 'mmol/L', null] },
      ),
    ])
    expect(biomarkers.map(printed)).toEqual([
      ['Glucose', '7.2', 'mmol/L', '3.9-6.1', 'H'],
      ['ALT', '58', 'mmol/L', '9~50', '↑'],
      ['TSH', '2.1', 'mIU/L', '0.4-4.0', null],
    ])
    expect(biomarkers[0]).toMatchObject({ ucum_unit: 'mmol/L', interpretation: 'H', agreement: 'agree' })
  })

  it('leaves out what is no result', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['Sample Type', 'Serum', '', '', ''],
        ['Patient Name', '[NAME]', '', '', ''],
        ['Age', '42 Years', '', '', ''],
        ['Glucose', '5.6', 'mmol/L', '3.9-6.1', ''],
        ['Method: Hexokinase', '', '', '', ''],
        ['Test', 'Result', 'Unit', 'Range', 'Flag'],
        ['Comment', 'Please correlate clinically', '', '', ''],
        ['Borderline', '5.6 - 6.9', '', '', ''],
        ['Test done on fully automated analyser', '', '', '', ''],
        ['检验者', '[NAME]', '', '', ''],
      ]),
    ])
    expect(biomarkers.map((b) => b.name_printed)).toEqual(['Glucose'])
    expect(biomarkers[0]).toMatchObject({ method: 'Hexokinase', specimen: 'Serum' })
  })

  it('reads names without number, star and method line, and joins wrapped names', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['1. Glucose', '5.6', 'mmol/L', '3.9-6.1', ''],
        ['* ALT', '30', 'U/L', '9-50', ''],
        [{ text: 'Haemoglobin\nSLS method', small: true }, '14', 'g/dL', '12-15', ''],
        ['LDL\ncholesterol', '2.1', 'mmol/L', '<3.4', ''],
        ['TSH\n(CLIA)', '2.1', 'mIU/L', '0.4-4', ''],
      ]),
    ])
    expect(biomarkers.map((b) => [b.name_printed, b.method])).toEqual([
      ['Glucose', null],
      ['ALT', null],
      ['Haemoglobin', 'SLS method'],
      ['LDL cholesterol', null],
      ['TSH', 'CLIA'],
    ])
  })

  it('names the panel by title rows, and keeps Total and Direct under it', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['BILIRUBIN'],
        ['Total', '12.6', 'μmol/L', '3.4-20.5', ''],
        ['Direct', '3.1', 'μmol/L', '0-6.8', ''],
      ]),
    ])
    expect(biomarkers.map((b) => [b.name_printed, b.panel])).toEqual([
      ['Total', 'BILIRUBIN'],
      ['Direct', 'BILIRUBIN'],
    ])
  })

  it('reads two analytes a row', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(
        ['index', 'name', 'value', 'unit', 'range', 'index', 'name', 'value', 'unit', 'range'],
        [
          ['1', 'Glucose', '5.6', 'mmol/L', '3.9-6.1', '3', 'ALT', '60', 'U/L', '9-50'],
          ['2', 'TSH', '2.1', 'mIU/L', '0.4-4', '', '', '', '', ''],
        ],
      ),
    ])
    expect(biomarkers.map((b) => b.name_printed)).toEqual(['Glucose', 'TSH', 'ALT'])
    expect(biomarkers[2]).toMatchObject({ unit_printed: 'U/L', range_printed: '9-50', interpretation: 'H' })
  })

  it('records earlier results apart', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(
        ['name', 'value', 'previous', 'unit', 'range'],
        [
          ['Glucose', '5.6', '6.4', 'mmol/L', '3.9-6.1'],
          ['ALT', '30', '--', 'U/L', '9-50'],
        ],
      ),
    ])
    expect(biomarkers.map((b) => [b.name_printed, b.value_printed, b.role, b.interpretation])).toEqual([
      ['Glucose', '5.6', 'current', 'N'],
      ['Glucose', '6.4', 'previous', 'H'],
      ['ALT', '30', 'current', 'N'],
    ])
  })

  it('sees abnormality shown by type only, also where most rows are marked', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['Glucose', { text: '7.6', bold: true }, 'mmol/L', '3.9-6.1', ''],
        ['ALT', { text: '80', bold: true, color: '#ff0000' }, 'U/L', '9-50', ''],
        ['TSH', { text: '2.1', color: '#2bb826' }, 'mIU/L', '0.4-4', ''],
        ['Haemoglobin', { text: '16', bold: true }, 'g/dL', '12-15', ''],
      ]),
    ])
    expect(biomarkers.map((b) => b.emphasis)).toEqual(['bold', 'bold_color', null, 'bold'])
    expect(biomarkers.map((b) => b.agreement)).toEqual(['agree', 'agree', 'agree', 'agree'])
  })

  it('takes bold for no mark where every value is bold', () => {
    const rows = ['4.9', '5.0', '5.1'].map((v, i) => [
      `Analyte ${'abc'[i]}`,
      { text: v, bold: true },
      'mmol/L',
      '3.9-6.1',
      '',
    ])
    expect(extract([new PageBuilder().table(COLUMNS, rows)]).biomarkers.map((b) => b.emphasis)).toEqual([
      null,
      null,
      null,
    ])
  })

  it('keeps a flag that is wrong, and says so', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [['Glucose', '7.6', 'mmol/L', '3.9-6.1', 'Normal']]),
    ])
    expect(biomarkers[0]).toMatchObject({
      flag_printed: 'Normal',
      flag: 'N',
      interpretation: 'H',
      agreement: 'disagree',
    })
  })

  it('puts a unit or flag that slipped into the next column back', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['Glucose', '7.6', '↑', '3.9-6.1', ''],
        ['ALT', '30', '', '9-50', 'U/L'],
      ]),
    ])
    expect(biomarkers.map(printed)).toEqual([
      ['Glucose', '7.6', null, '3.9-6.1', '↑'],
      ['ALT', '30', 'U/L', '9-50', null],
    ])
  })

  it('carries panel and specimen over a page break', () => {
    const { biomarkers } = extract([
      new PageBuilder(1).table(COLUMNS, [['Glucose', '5.6', 'mmol/L', '3.9-6.1', '']], { panel: 'CHEMISTRY' }),
      new PageBuilder(2).table(COLUMNS, [['ALT', '30', 'U/L', '9-50', '']], { continues: true }),
    ])
    expect(biomarkers[1]).toMatchObject({ page: 2, panel: 'CHEMISTRY' })
  })

  it('leaves out identifiers and dates of unknown labels, and rows of tables that are not of results', () => {
    const { biomarkers } = extract([
      new PageBuilder()
        .table(
          ['name', 'value'],
          [
            ['Accession', '[ID]'],
            ['Printed', '22-Jun-2024'],
            ['Glucose', '5.6 mmol/L'],
          ],
        )
        .table(
          ['name', 'value'],
          [
            ['Service fee', '500'],
            ['TSH', '2.1 mIU/L'],
          ],
          { purpose: 'other' },
        ),
    ])
    expect(biomarkers.map((b) => b.name_printed)).toEqual(['Glucose', 'TSH'])
  })

  it('reads a report with decimal commas', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(COLUMNS, [
        ['Haemoglobin', '14,2', 'g/dL', '12,0 - 15,5', ''],
        ['Glucose', '5,6', 'mmol/L', '3,9 - 6,1', ''],
        ['ALT', '1.250', 'U/L', '9 - 50', 'HH'],
      ]),
    ])
    expect(biomarkers.map((b) => [b.value, b.range_low, b.range_high])).toEqual([
      [14.2, 12, 15.5],
      [5.6, 3.9, 6.1],
      [1250, 9, 50],
    ])
  })

  it('makes findings of what a table of an examination says in words', () => {
    const { biomarkers, findings } = extract([
      new PageBuilder().table(
        ['name', 'value'],
        [
          ['皮肤', '未见异常'],
          ['腹部彩超', '脂肪肝；胆囊息肉，大小约5mm。'],
          ['小结', '右肾囊肿'],
          ['身高', '168 cm'],
        ],
        { section: 'physical_examination' },
      ),
    ])
    expect(biomarkers.map((b) => b.name_printed)).toEqual(['身高'])
    expect(findings.map((f) => [f.text, f.finding, f.normal, f.size_mm])).toEqual([
      ['皮肤 未见异常', null, true, null],
      ['脂肪肝', 'fatty_liver', false, null],
      ['胆囊息肉，大小约5mm。', 'polyp', false, 5],
      ['右肾囊肿', 'cyst', false, null],
    ])
  })

  it('leaves advice out of the findings of a summary', () => {
    const { findings } = extract([
      new PageBuilder()
        .text('list', 'physician_summary', '体检结论', '1. 脂肪肝、胆囊结石，建议复查。', '2. 建议低脂饮食，适量运动。')
        .text('list', 'physician_summary', '健康指导建议', '1. 限盐，控制高血压风险。'),
    ])
    expect(findings.map((f) => f.text)).toEqual(['脂肪肝', '胆囊结石'])
  })

  it('does not read guideline tables', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(['name', 'value'], [['LDL cholesterol', '<2.6']], { purpose: 'guideline' }),
    ])
    expect(biomarkers).toEqual([])
  })

  it('says illegible, and invents nothing, where OCR lost a value or a decimal point', () => {
    const { biomarkers } = extract([
      new PageBuilder(1, 'ocr').table(COLUMNS, [
        ['TSH', '', 'mIU/L', '0.4-4.0', ''],
        ['Glucose', '5.6', 'mmol/L', '39-61', ''],
        ['ALT', '30', 'U/L', '“9 ~ 50', '命'],
      ]),
    ])
    expect(biomarkers[0]).toMatchObject({ value_kind: 'illegible', value: null, value_printed: '' })
    expect(biomarkers[1]).toMatchObject({ value: 5.6, interpretation: null })
    expect(biomarkers[1]!.review_reasons).toContain('decimal_point_doubtful')
    expect(biomarkers[2]).toMatchObject({ range_printed: '9 ~ 50', flag_printed: null })
    expect(biomarkers[2]!.review_reasons).toContain('flag_unreadable')
  })

  it('keeps litres apart from the flag low', () => {
    const { biomarkers } = extract([
      new PageBuilder().table(
        ['name', 'value', 'range'],
        [
          ['FVC', '3.2 L', '2.5-4.0'],
          ['Glucose', '3.2 L', '3.9-6.1'],
        ],
      ),
    ])
    expect(biomarkers.map((b) => [b.unit_printed, b.flag_printed])).toEqual([
      ['L', null],
      [null, 'L'],
    ])
  })
})

describe('lines and prose', () => {
  it('reads vital signs from lines, and not from narrative', () => {
    const { biomarkers, findings } = extract([
      new PageBuilder()
        .text('key_value', 'physical_examination', '一般检查', '身高 165.5 cm 体重 70.2 kg', '血压：146/92 mmHg')
        .text(
          'paragraph',
          'physical_examination',
          '内科',
          '心率 70 次/分，律齐，肺动脉瓣区第二心音分裂。双肺呼吸音清。',
        ),
    ])
    expect(biomarkers.map((b) => [b.name_printed, b.value_printed, b.unit_printed, b.section])).toEqual([
      ['身高', '165.5', 'cm', 'physical_examination'],
      ['体重', '70.2', 'kg', 'physical_examination'],
      ['血压', '146/92', 'mmHg', 'physical_examination'],
    ])
    expect(biomarkers[2]).toMatchObject({ value_kind: 'pair', value: 146, value_second: 92 })
    expect(findings.map((f) => [f.finding, f.normal])).toEqual([
      ['heart_sound_change', false],
      [null, true],
    ])
  })

  it('adds what only the text has, drops what repeats the table, records a contradiction', () => {
    const { biomarkers } = extract([
      new PageBuilder()
        .table(COLUMNS, [
          ['LDL cholesterol', '4.35', 'mmol/L', '<3.4', 'H'],
          ['Glucose', '5.6', 'mmol/L', '3.9-6.1', ''],
        ])
        .text(
          'paragraph',
          'physician_summary',
          'Summary',
          'LDL cholesterol was 4.4 mmol/L and glucose was 7.9 mmol/L. TSH of 6.1 mIU/L (ref 0.4-4.0).',
          'Target LDL cholesterol below 2.6 mmol/L. Previous total cholesterol was 5.0 mmol/L.',
        ),
    ])
    expect(biomarkers.map(printed)).toEqual([
      ['LDL cholesterol', '4.35', 'mmol/L', '<3.4', 'H'],
      ['Glucose', '5.6', 'mmol/L', '3.9-6.1', null],
      ['TSH', '6.1', 'mIU/L', '0.4-4.0', null],
    ])
    expect(biomarkers.map((b) => b.review_reasons)).toEqual([[], ['summary_contradiction'], ['from_prose']])
  })

  it('reads sex and age from the pages when the report has none', () => {
    const page = new PageBuilder().text('key_value', 'demographics', null, 'Age / Gender : 42 Years / Female')
    const { report } = extract([page], { ...testReport, sex: null, age: null })
    expect(report).toMatchObject({ sex: 'female', age: 42, age_top_coded: false })
  })
})

describe('determinism', () => {
  it('gives the same bytes twice', () => {
    const make = () =>
      new PageBuilder()
        .table(COLUMNS, [['Glucose', '5.6', 'mmol/L', '3.9-6.1', '']])
        .text('paragraph', 'imaging', '腹部彩超', '肝脏轻度脂肪肝；胆囊未见结石。')
    expect(JSON.stringify(extract([make()]))).toBe(JSON.stringify(extract([make()])))
  })
})

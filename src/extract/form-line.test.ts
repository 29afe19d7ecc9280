import { describe, expect, it } from 'vitest'
import type { RecordsArtefact } from '../records/artefact.js'
import type { Line } from '../records/layout.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { stackedLine } from './form-line.js'
import { PageBuilder, testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

function extract(builder: PageBuilder): RecordsArtefact {
  const { page, layout } = builder.build()
  return extractRecords([page], [layout], testReport, testKnowledge, ExtractConfig.parse({}))
}
const results = (builder: PageBuilder) =>
  extract(builder).biomarkers.map((b) => [b.name_printed, b.value_printed, b.unit_printed])
const line = (text: string, y: number, height: number): Line => ({ bbox: [40, y, 400, y + height], text, words: [] })

describe('tiles', () => {
  it('pair values in larger type with the names below them, and their units', () => {
    const values = line('22.4   5.9', 100, 16)
    const names = line('体重 (kg)   总胆固醇 mmol/L', 120, 8)
    expect(stackedLine(values, names, testKnowledge)?.text).toBe('体重   22.4 kg   总胆固醇   5.9 mmol/L')
  })
  it('are none where the names are as large, or not all known', () => {
    const names2 = line('体重   总胆固醇', 100, 8)
    expect(stackedLine(names2, line(`190 lb 4.5 oz   5.9`, 112, 8), testKnowledge)?.text).toBe(
      '体重   190 lb 4.5 oz   总胆固醇   5.9',
    )
    expect(stackedLine(line('22.4   5.9', 100, 8), line('体重   总胆固醇', 112, 8), testKnowledge)).toBeNull()
    expect(stackedLine(line('22.4   5.9', 100, 16), line('体重   评分', 120, 8), testKnowledge)).toBeNull()
  })
})

describe('a form of many boxes', () => {
  it('is read as a form where that tells more than its columns do', () => {
    const form = new PageBuilder().table(
      ['name', 'other', 'value'],
      [
        ['身高', '171 cm 体重 66 kg', ''],
        ['血压', '左侧 128/82 mmHg', ''],
        ['空腹\n血糖', '5.6 mmol/L', '1'],
      ],
      { purpose: 'other', section: 'other' },
    )
    expect(results(form)).toEqual([
      ['身高', '171', 'cm'],
      ['体重', '66', 'kg'],
      ['血压 左侧', '128/82', 'mmHg'],
      ['空腹血糖', '5.6', 'mmol/L'],
    ])
  })
  it('keeps what was written beside its answers as a finding of the examination that the row names', () => {
    const form = new PageBuilder().table(
      ['name', 'other', 'other'],
      [
        ['眼底*', '1 正常 2 异常 视网膜动脉变细，反光增强', '2'],
        ['饮食习惯', '1 均衡 2 偏咸', '1'],
        ['心电图*', '1 正常 2 异常 左心室高电压', '2'],
      ],
      { purpose: 'other', section: 'other' },
    )
    const { findings } = extract(form)
    expect(findings.map((f) => f.text)).toEqual(['视网膜动脉变细，反光增强', '左心室高电压'])
  })
})

describe('results of another time', () => {
  it('are told by the label of their line', () => {
    const page = new PageBuilder().text(
      'key_value',
      'laboratory',
      null,
      'Previous results: Glucose 6.1 mmol/L, TSH 2.1 mIU/L.',
    )
    expect(results(page)).toEqual([])
  })
})

describe('lines of an examination report that tell nothing found', () => {
  it('give no findings: what was asked, how it was done, headings and fields of people', () => {
    const page = new PageBuilder().text(
      'paragraph',
      'imaging',
      'CT',
      '检查方法：平扫加增强，层厚5mm。',
      '临床诊断：肺结节待查。',
      '影像学表现：',
      '右肺上叶见磨玻璃结节，大小约8mm。',
    )
    expect(extract(page).findings.map((f) => f.text)).toEqual(['右肺上叶见磨玻璃结节，大小约8mm。'])
    const fields = new PageBuilder().text('key_value', 'imaging', 'CT', '申请医师：[DOCTOR]   检查部位：胸部')
    expect(extract(fields).findings).toEqual([])
  })
  it('keep a sentence that tells more than its measures', () => {
    const page = new PageBuilder().text('paragraph', 'cardiovascular', 'ECG', '窦性心律，血压 128/82 mmHg。')
    expect(extract(page).findings.map((f) => f.normal)).toEqual([true])
  })
  it('take no finding for the label of its advice', () => {
    const page = new PageBuilder().text(
      'list',
      'physician_summary',
      null,
      '2. 视力下降（右眼 0.4）：建议三个月后复查。',
    )
    expect(extract(page).findings.map((f) => f.finding)).toEqual(['reduced_vision'])
  })
  it('leave out what follows advice in one item', () => {
    const page = new PageBuilder().text(
      'list',
      'physician_summary',
      null,
      '1. 骨量减少。建议补钙；注意防摔。三个月后复查。',
    )
    expect(extract(page).findings.map((f) => f.finding)).toEqual(['osteopenia'])
  })
})

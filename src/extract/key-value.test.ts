import { describe, expect, it } from 'vitest'
import type { RecordsArtefact } from '../records/artefact.js'
import type { Biomarker } from '../records/biomarker.js'
import { ExtractConfig } from './config.js'
import { extractRecords } from './extract-records.js'
import { PageBuilder, testReport } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

function extract(builders: readonly PageBuilder[]): RecordsArtefact {
  const built = builders.map((b) => b.build())
  return extractRecords(
    built.map((b) => b.page),
    built.map((b) => b.layout),
    testReport,
    testKnowledge,
    ExtractConfig.parse({}),
  )
}
const printed = (b: Biomarker) => [b.name_printed, b.value_printed, b.unit_printed, b.range_printed, b.flag_printed]

describe('measures in mixed lines', () => {
  it('count where they fill a segment, or in an examination a sentence', () => {
    const { biomarkers } = extract([
      new PageBuilder()
        .text('key_value', 'demographics', null, 'Height: 174 cm   Weight: 88.5 kg   Technician: [DOCTOR]')
        .text(
          'paragraph',
          'physical_examination',
          null,
          'Heart rate 141 bpm (89% of predicted). The walk was stopped for tiredness after a long slope.',
        )
        .text(
          'paragraph',
          'physical_examination',
          null,
          'Keep the blood pressure below 140/90 mmHg at home and at work.',
        ),
    ])
    expect(biomarkers.map(printed).map((r) => r.slice(0, 3))).toEqual([
      ['Height', '174', 'cm'],
      ['Weight', '88.5', 'kg'],
      ['Heart rate', '141', 'bpm'],
    ])
  })

  it('count under a heading of history and examination, but not of history alone; visits of one measure each', () => {
    const under = (heading: string): string[] =>
      extract([
        new PageBuilder().text('key_value', 'physical_examination', heading, '身高:171 cm   第二次血压:128/82 mmHg'),
      ]).biomarkers.map((b) => `${b.name_printed} ${b.value_printed}`)
    expect(under('病史与一般检查')).toEqual(['身高 171', '第二次血压 128/82'])
    expect(under('既往病史')).toEqual([])
  })

  it('count as fields of their own among others with colons', () => {
    const line = '罗音：1 无 心率：71 bpm 心律：1 齐 杂音：1 无'
    const { biomarkers } = extract([new PageBuilder().text('key_value', 'physical_examination', '查体', line)])
    expect(biomarkers.map(printed).map((r) => r.slice(0, 3))).toContainEqual(['心率', '71', 'bpm'])
  })

  it('are not the volume of a sample', () => {
    const { biomarkers } = extract([
      new PageBuilder().text('key_value', 'laboratory', 'CBC', 'Sample   Glucose (2 kg)   TAT :   1 day'),
    ])
    expect(biomarkers).toEqual([])
  })
})

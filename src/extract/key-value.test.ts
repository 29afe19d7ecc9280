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

  it('are not the volume of a sample', () => {
    const { biomarkers } = extract([
      new PageBuilder().text('key_value', 'laboratory', 'CBC', 'Sample   Glucose (2 kg)   TAT :   1 day'),
    ])
    expect(biomarkers).toEqual([])
  })
})

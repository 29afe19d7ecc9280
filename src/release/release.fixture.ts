import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { ActionCard } from '../records/action-card.js'
import type { Biomarker } from '../records/biomarker.js'
import type { SplitName } from '../split/split-name.js'
import { EMPTY_LINEAGE } from './manifest.js'
import type { ReleaseSource } from './release-source.js'
import type { ReportBundle } from './report-rows.js'

/** The text of the card as it is shipped. */
export const TEMPLATE = readFileSync(join(import.meta.dirname, '../../configs/release/dataset-card.md'), 'utf8')

/** A white page of 60 × 80 pixels. */
export async function whitePage(): Promise<Uint8Array> {
  return sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
}

function biomarker(report: string, i: number): Biomarker {
  return {
    biomarker_id: `${report}-b${i}`,
    report_id: report,
    page: 1,
    bbox: [1, 2, 3.5, 4],
    section: 'laboratory',
    panel: '血脂四项',
    name_printed: '低密度脂蛋白胆固醇(LDL-C)',
    value_printed: '4.35',
    unit_printed: 'mmol/L',
    range_printed: '1.50 ~ 3.40',
    flag_printed: '↑',
    emphasis: null,
    value_kind: 'quantity',
    comparator: null,
    value: 4.35,
    value_second: null,
    analyte: 'ldl_cholesterol',
    loinc: '39469-2',
    mapping_confidence: 1,
    ucum_unit: 'mmol/L',
    canonical_value: 4.35,
    canonical_unit: 'mmol/L',
    conversion_factor: 1,
    range_low: 1.5,
    range_high: 3.4,
    range_low_inclusive: true,
    range_high_inclusive: true,
    range_source: 'printed',
    flag: 'H',
    interpretation: 'H',
    agreement: 'agree',
    role: 'current',
    specimen: null,
    method: null,
    confidence: 1,
    review_reasons: [],
  }
}

function card(report: string, tier: ActionCard['tier']): ActionCard {
  const evidence = {
    record_id: `${report}-b0`,
    kind: 'biomarker' as const,
    page: 1,
    bbox: [1, 2, 3, 4] as [number, number, number, number],
    quote: 'LDL-C 4.35',
  }
  return {
    card_id: `${report}-${tier}`,
    report_id: report,
    issue: 'ldl_high',
    issue_label_en: 'High LDL cholesterol',
    issue_label_zh: '低密度脂蛋白胆固醇升高',
    priority: 'medium',
    department: 'cardiology',
    department_alternatives: ['endocrinology'],
    window_min_days: 14,
    window_max_days: 90,
    explanation: 'Your LDL cholesterol is above the range.',
    questions: ['Should I repeat the test?', 'What else should be checked?'],
    evidence: [evidence],
    language: 'en',
    tier,
    drafted_by: 'rule',
    reviewers: ['rev_1', 'rev_2'],
    safety: { verdict: 'pass', violations: [] },
  }
}

/** Everything of one invented report of one page: two results, a draft and a gold card. */
export function bundle(id: string, image: Uint8Array): ReportBundle {
  return {
    report: {
      report_id: id,
      patient_id: `p_${id}`,
      visit_index: 0,
      days_since_first_visit: 0,
      language: 'zh',
      kind: 'digital',
      page_count: 1,
      sex: 'female',
      age: 44,
      age_top_coded: false,
      institution: null,
    },
    pages: [
      {
        number: 1,
        width: 60,
        height: 80,
        rotation: 0,
        skew: 0,
        kind: 'digital',
        words: [
          {
            text: '[NAME]',
            bbox: [1, 1, 9, 9],
            confidence: 1,
            source: 'redaction',
            angle: 0,
            line: null,
            style: { size: 9, bold: null, italic: null, color: null },
          },
        ],
        rules: [],
        fills: [],
        figures: [],
        redactions: [{ bbox: [1, 1, 9, 9], category: 'NAME', detector: 'label.name', score: 1 }],
        ocr: null,
        image: { file: 'p0001.jpg', format: 'jpeg', width: 60, height: 80, dpi: 72, sha256: '' },
      },
    ],
    layout: [
      {
        number: 1,
        blocks: [
          {
            label: 'key_value',
            bbox: [1, 1, 9, 9],
            order: 0,
            section: 'demographics',
            heading: null,
            lines: [{ bbox: [1, 1, 9, 9], text: '姓名: [NAME]', words: [0] }],
            table: null,
          },
        ],
        tables: [],
      },
    ],
    markdown: ['姓名: [NAME]'],
    images: [image],
    biomarkers: [biomarker(id, 0), biomarker(id, 1)],
    findings: [],
    cards: [card(id, 'draft'), card(id, 'gold')],
  }
}

/** Invented reports `r_0`, `r_1`, … dealt to train, train, validation, test in turn. */
export function source(
  ids: readonly string[],
  image: Uint8Array,
  change: (b: ReportBundle) => ReportBundle = (b) => b,
): ReleaseSource {
  const splits: SplitName[] = ['train', 'train', 'validation', 'test']
  return {
    reports: ids.map((report_id) => ({ report_id, split: splits[Number(report_id.slice(2)) % 4]!, size: 1000 })),
    read: async (id) => change(bundle(id, image)),
    lineage: { ...EMPTY_LINEAGE, not_claimed: ['faces in the background'] },
    cardTemplate: TEMPLATE,
  }
}

import { createCipheriv } from 'node:crypto'
import { EMPTY_LINEAGE } from '../src/release/manifest.js'
import type { ReleaseSource } from '../src/release/release-source.js'
import type { ReportBundle } from '../src/release/report-rows.js'
import type { SplitName } from '../src/split/split-name.js'

/** Size of made-up reports. */
export interface MadeUp {
  /** Pages of a report. */
  readonly pages: number
  /** Words of a page. */
  readonly words: number
  /** Bytes of a page image: noise, like those of a JPEG to a compressor. */
  readonly image: number
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function random(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The same noise in every process: the key stream of AES-128 in counter mode. */
const NOISE = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16)).update(Buffer.alloc(4 << 20))
const NAMES = [
  'Glucose',
  'Urea',
  'Creatinine',
  'Sodium',
  'Potassium',
  '低密度脂蛋白胆固醇',
  '白细胞计数',
  '血红蛋白',
  'ALT',
  'TSH',
]

/** A source of `count` made-up reports; `skip` leaves reports out by number, `from` numbers them. The same number gives the same report. */
export function madeUpSource(
  count: number,
  size: MadeUp,
  cardTemplate: string,
  skip: (i: number) => boolean = () => false,
): ReleaseSource {
  const numbers = Array.from({ length: count }, (_, i) => i).filter((i) => !skip(i))
  const split = (i: number): SplitName => (i % 20 < 14 ? 'train' : i % 20 < 17 ? 'validation' : 'test')
  return {
    reports: numbers.map((i) => ({
      report_id: `r_${i}`,
      split: split(i),
      size: size.pages * (size.image + size.words * 60),
    })),
    read: async (id) => madeUpReport(Number(id.slice(2)), size),
    lineage: EMPTY_LINEAGE,
    cardTemplate,
  }
}

/** One made-up report with pages, words, results and a gold card. */
export function madeUpReport(i: number, size: MadeUp): ReportBundle {
  const next = random(i + 1)
  const id = `r_${i}`
  const pages = Array.from({ length: size.pages }, (_, p) => p + 1)
  const words = () =>
    Array.from({ length: size.words }, (_, w) => ({
      text: w % 3 === 0 ? NAMES[Math.floor(next() * NAMES.length)]! : (next() * 300).toFixed(2),
      bbox: [10 + (w % 10) * 50, 10 + Math.floor(w / 10) * 12, 50 + (w % 10) * 50, 20 + Math.floor(w / 10) * 12] as [
        number,
        number,
        number,
        number,
      ],
      confidence: Math.round(next() * 100) / 100,
      source: 'text' as const,
      angle: 0,
      line: null,
      style: { size: 9, bold: w % 7 === 0, italic: null, color: '#000000' },
    }))
  const results = pages.flatMap((page) =>
    Array.from({ length: 15 }, (_, n) => {
      const analyte = Math.floor(next() * 120)
      const value = Math.round(next() * 1000) / 10
      const low = Math.round((analyte / 3) * 10) / 10
      const unit = ['mmol/L', 'g/L', 'U/L', '%', 'umol/L', '10*9/L', 'mg/dL'][analyte % 7]!
      return {
        biomarker_id: `${id}-b${page}-${n}`,
        report_id: id,
        page,
        bbox: [Math.round(next() * 1000) / 10, 10 + n * 12.25, 400, 20 + n * 12.25] as [number, number, number, number],
        section: 'laboratory' as const,
        panel: 'Blood',
        name_printed: `${NAMES[analyte % NAMES.length]!} ${analyte}`,
        value_printed: String(value),
        unit_printed: unit,
        range_printed: `${low}-${low + 9}`,
        flag_printed: null,
        emphasis: null,
        value_kind: 'quantity' as const,
        comparator: null,
        value,
        value_second: null,
        analyte: `analyte_${analyte}`,
        loinc: `${2000 + analyte}-${analyte % 10}`,
        mapping_confidence: 1,
        ucum_unit: unit,
        canonical_value: value,
        canonical_unit: unit,
        conversion_factor: 1,
        range_low: low,
        range_high: low + 9,
        range_low_inclusive: true,
        range_high_inclusive: true,
        range_source: 'printed' as const,
        flag: null,
        interpretation: value < low ? ('L' as const) : value > low + 9 ? ('H' as const) : ('N' as const),
        agreement: 'underivable' as const,
        role: 'current' as const,
        specimen: null,
        method: null,
        confidence: 1,
        review_reasons: [],
      }
    }),
  )
  const start = () => Math.floor(next() * (NOISE.length - size.image))
  return {
    report: {
      report_id: id,
      patient_id: `p_${i}`,
      visit_index: 0,
      days_since_first_visit: 0,
      language: i % 2 ? 'zh' : 'en',
      kind: 'digital',
      page_count: size.pages,
      sex: i % 3 ? 'female' : 'male',
      age: 20 + (i % 60),
      age_top_coded: false,
      institution: null,
    },
    pages: pages.map((number) => ({
      number,
      width: 595,
      height: 842,
      rotation: 0,
      skew: 0,
      kind: 'digital',
      words: words(),
      rules: [],
      fills: [],
      figures: [],
      redactions: [{ bbox: [10, 10, 60, 20], category: 'NAME', detector: 'label.name', score: 1 }],
      ocr: null,
      image: { file: `p${number}.jpg`, format: 'jpeg', width: 60, height: 80, dpi: 72, sha256: '' },
    })),
    layout: [],
    markdown: pages.map(() => `| ${Array.from({ length: 60 }, () => (next() * 100).toFixed(1)).join(' | ')} |`),
    images: pages.map(() => {
      const at = start()
      const image = Buffer.from(NOISE.subarray(at, at + size.image))
      // Unlike any other, so that no chunk is shared by chance.
      for (let b = 0; b + 4 <= image.length; b += 4096) image.writeUInt32LE(Math.floor(next() * 2 ** 32), b)
      return new Uint8Array(image)
    }),
    biomarkers: results,
    findings: [],
    cards: [],
  }
}

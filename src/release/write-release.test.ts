import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import parquetjs from 'parquetjs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActionCard } from '../records/action-card.js'
import type { Biomarker } from '../records/biomarker.js'
import type { SplitName } from '../split/split-name.js'
import { verifyChecksums } from './checksums.js'
import { ReleaseConfig } from './config.js'
import { CONFIG_NAMES } from './dataset-schema.js'
import { EMPTY_LINEAGE } from './manifest.js'
import type { ReleaseSource } from './release-source.js'
import type { ReportBundle } from './report-rows.js'
import { DataTestError, writeRelease } from './write-release.js'

const TEMPLATE = readFileSync(join(import.meta.dirname, '../../configs/release/dataset-card.md'), 'utf8')

const folders: string[] = []
const folder = (): string => {
  const f = mkdtempSync(join(tmpdir(), 'release-'))
  folders.push(f)
  return f
}
afterAll(() => {
  for (const f of folders) rmSync(f, { recursive: true })
})

let image: Uint8Array
beforeAll(async () => {
  image = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
})

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

function bundle(id: string): ReportBundle {
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

function source(ids: string[], change: (b: ReportBundle) => ReportBundle = (b) => b): ReleaseSource {
  const splits: SplitName[] = ['train', 'train', 'validation', 'test']
  return {
    reports: ids.map((report_id, i) => ({ report_id, split: splits[i % 4]!, size: 1000 })),
    read: async (id) => change(bundle(id)),
    lineage: { ...EMPTY_LINEAGE, not_claimed: ['faces in the background'] },
    cardTemplate: TEMPLATE,
  }
}

const ids = Array.from({ length: 40 }, (_, i) => `r_${i}`)

describe('writeRelease', () => {
  it('writes shards that three independent readers read alike, with joins and images intact', async () => {
    const dir = folder()
    const manifest = await writeRelease(source(ids), dir, ReleaseConfig.parse({ shard_bytes: 9000 }))
    expect(manifest.rows.biomarkers).toEqual({ train: 40, validation: 20, test: 20 })
    expect(manifest.rows.action_cards).toEqual({ train: 20, validation: 10, test: 10 })
    expect(manifest.files.filter((f) => f.config === 'pages' && f.split === 'train').length).toBe(4)

    const db = await (await DuckDBInstance.create()).connect()
    const count = async (sql: string): Promise<number> => Number((await db.runAndReadAll(sql)).getRows()[0]![0])
    const glob = (c: string): string => `'${dir}/data/${c}/*.parquet'`
    for (const name of CONFIG_NAMES)
      expect(await count(`select count(*) from ${glob(name)}`)).toBe(
        { biomarkers: 80, findings: 0 }[name as string] ?? 40,
      )
    expect(
      await count(`select count(*) from ${glob('biomarkers')} b join ${glob('reports')} r using (report_id)`),
    ).toBe(80)
    expect(await count(`select count(*) from ${glob('pages')} where octet_length(image.bytes) = ${image.length}`)).toBe(
      40,
    )
    expect(
      await count(
        `select count(*) from (select unnest(evidence).record_id rid from ${glob('action_cards')}) join ${glob('biomarkers')} on rid = biomarker_id`,
      ),
    ).toBe(40)

    const file = join(dir, manifest.files.find((f) => f.config === 'pages' && f.rows > 0)!.path)
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false })
    const decoded = await sharp(rows[0]!.image.bytes).metadata()
    expect([decoded.width, decoded.height]).toEqual([60, 80])
    expect(rows[0]!.words[0].bbox).toEqual([1, 1, 9, 9])

    const biomarkers = manifest.files.find((f) => f.config === 'biomarkers' && f.rows > 0)!
    const reader = await parquetjs.ParquetReader.openFile(join(dir, biomarkers.path))
    expect(Number(reader.getRowCount())).toBe(biomarkers.rows)
    // parquetjs misreads the schema of lists (it takes direct children for whole subtrees), so it reads the flat columns.
    const first = await reader.getCursor([['value_printed'], ['name_printed'], ['range_high']]).next()
    expect(first).toMatchObject({ value_printed: '4.35', name_printed: '低密度脂蛋白胆固醇(LDL-C)', range_high: 3.4 })
    await reader.close()
    const footer = (
      await db.runAndReadAll(
        `select decode(value) from parquet_kv_metadata('${file}') where decode(key) = 'huggingface'`,
      )
    ).getRows()[0]![0]
    expect(JSON.parse(String(footer)).info.features.image).toEqual({ _type: 'Image' })
    const optional = await count(
      `select count(*) from parquet_schema('${file}') where repetition_type = 'REQUIRED' and name <> 'root'`,
    )
    expect(optional).toBe(0)
  })

  it('gives the same bytes twice, and checksums that catch a changed byte', async () => {
    const [a, b] = [folder(), folder()]
    await writeRelease(source(ids), a, ReleaseConfig.parse({}))
    await writeRelease(source([...ids].reverse().reverse()), b, ReleaseConfig.parse({}))
    expect(readFileSync(join(a, 'SHA256SUMS'), 'utf8')).toBe(readFileSync(join(b, 'SHA256SUMS'), 'utf8'))
    expect(await verifyChecksums(a)).toEqual({ changed: [], missing: [], unlisted: [] })
    writeFileSync(join(a, 'release.json'), '{}')
    writeFileSync(join(a, 'stray.txt'), '')
    expect(await verifyChecksums(a)).toEqual({ changed: ['release.json'], missing: [], unlisted: ['stray.txt'] })
  })

  it('refuses a record whose box lies outside its page', async () => {
    const broken = source(ids, (b) => ({ ...b, biomarkers: [{ ...b.biomarkers[0]!, bbox: [0, 0, 999, 9] }] }))
    await expect(writeRelease(broken, folder(), ReleaseConfig.parse({}))).rejects.toThrow(DataTestError)
  })

  it('refuses a column that the schema does not know', async () => {
    const broken = source(ids, (b) => ({ ...b, report: { ...b.report, extra: 1 } as never }))
    await expect(writeRelease(broken, folder(), ReleaseConfig.parse({}))).rejects.toThrow(/column extra/)
  })
})

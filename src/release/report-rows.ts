import type { ActionCard } from '../records/action-card.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import type { PageLayout } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Report } from '../records/report.js'
import { SCHEMA_VERSION } from '../records/schema-version.js'
import type { ConfigName } from './dataset-schema.js'

/** Everything after the privacy wall that belongs to one report. `markdown[i]` and `images[i]` belong to `pages[i]`. */
export interface ReportBundle {
  readonly report: Report
  readonly pages: readonly DeidentifiedPage[]
  readonly layout: readonly PageLayout[]
  readonly markdown: readonly string[]
  readonly images: readonly (Uint8Array | null)[]
  readonly biomarkers: readonly Biomarker[]
  readonly findings: readonly Finding[]
  readonly cards: readonly ActionCard[]
}

/** One row of a config: column → value, in the terms of the records; `encodeRow` turns it into Parquet's. */
export type Row = Readonly<Record<string, unknown>>

/** The rows of one report in each config. Cards below gold are left out: drafts never mix with gold. */
export function reportRows(bundle: ReportBundle): Record<ConfigName, Row[]> {
  const { report, biomarkers, findings } = bundle
  const keys = { report_id: report.report_id, patient_id: report.patient_id }
  const gold = bundle.cards.filter((card) => card.tier === 'gold')
  return {
    reports: [
      {
        ...report,
        biomarkers: biomarkers.length,
        abnormal_biomarkers: biomarkers.filter(isAbnormal).length,
        findings: findings.length,
        action_cards: gold.length,
        schema_version: SCHEMA_VERSION,
      },
    ],
    pages: bundle.pages.map((page, i) => pageRow(bundle, page, i)),
    biomarkers: biomarkers.map((b) => ({ ...b, ...keys })),
    findings: findings.map((f) => ({ ...f, ...keys })),
    action_cards: gold.map(({ safety: _, ...card }) => ({ ...card, ...keys })),
  }
}

/** Outside its range, by what is derived or, where nothing can be derived, by what is printed. */
export function isAbnormal(b: Biomarker): boolean {
  const verdict = b.interpretation ?? b.flag
  return b.role === 'current' && verdict !== null && verdict !== 'N' && verdict !== 'NEG' && verdict !== 'NR'
}

function pageRow(bundle: ReportBundle, page: DeidentifiedPage, index: number): Row {
  const { report } = bundle
  const layout = bundle.layout.find((l) => l.number === page.number)
  const bytes = bundle.images[index] ?? null
  return {
    page_id: `${report.report_id}-p${String(page.number).padStart(4, '0')}`,
    report_id: report.report_id,
    patient_id: report.patient_id,
    page: page.number,
    image: bytes === null ? null : { bytes, path: `${report.report_id}-${page.image?.file ?? ''}` },
    width: page.width,
    height: page.height,
    rotation: page.rotation,
    skew: page.skew,
    dpi: page.image?.dpi ?? null,
    kind: page.kind,
    text: bundle.markdown[index] ?? '',
    words: page.words.map((w) => ({
      text: w.text,
      bbox: w.bbox,
      confidence: w.confidence,
      source: w.source,
      bold: w.style.bold,
      color: w.style.color,
    })),
    blocks: (layout?.blocks ?? []).map((b) => ({
      label: b.label,
      bbox: b.bbox,
      order: b.order,
      section: b.section,
      heading: b.heading,
      text: b.lines.map((l) => l.text).join('\n'),
    })),
    tables: (layout?.tables ?? []).map((t) => ({
      bbox: t.bbox,
      rows: t.rows,
      header_rows: t.header_rows,
      column_roles: t.columns.map((c) => c.role),
      purpose: t.purpose,
      panel: t.panel,
      cells: t.cells.map(({ words: _, ...cell }) => cell),
    })),
    redactions: page.redactions.map((r) => ({ bbox: r.bbox, category: r.category, detector: r.detector })),
  }
}

import type { Track } from '../models/model-config.js'
import type { ScoredReport } from './score-report.js'
import type { TrackPage } from './track-pages.js'

/** What a model is shown of a report: text, and page images on the image track. */
export interface TrackInput {
  readonly text: string
  readonly images: readonly { readonly mime: string; readonly bytes: Uint8Array }[]
}

/** A report as a track shows it. `pages` is needed for image and ocr only. */
export function trackInput(track: Track, report: ScoredReport, pages: readonly TrackPage[]): TrackInput {
  switch (track) {
    case 'text':
      return { text: report.pages.map((p) => `<page number="${p.page}">\n${p.text}\n</page>`).join('\n\n'), images: [] }
    case 'structured':
      return { text: structured(report), images: [] }
    case 'ocr':
      return { text: pages.map((p) => `<page number="${p.page}">\n${p.ocr ?? ''}\n</page>`).join('\n\n'), images: [] }
    case 'image':
      return {
        text: `The report is attached as ${pages.length} page ${pages.length === 1 ? 'image' : 'images'}, in order.`,
        images: pages.flatMap((p) => (p.image === null ? [] : [{ mime: imageType(p.image), bytes: p.image }])),
      }
  }
}

/** Typed records as JSON lines, keys without a value left out; positions are left out, record ids stay for evidence. */
function structured(report: ScoredReport): string {
  const { sex, age, language } = report.report
  const lines: object[] = [{ sex, age, language }]
  for (const b of report.biomarkers)
    lines.push({
      record_id: b.biomarker_id,
      page: b.page,
      panel: b.panel,
      name: b.name_printed,
      value: b.value_printed,
      unit: b.unit_printed,
      range: b.range_printed,
      flag: b.flag_printed,
      interpretation: b.interpretation,
      visit: b.role === 'previous' ? 'previous' : null,
    })
  for (const f of report.findings)
    lines.push({ record_id: f.finding_id, page: f.page, modality: f.modality, text: f.text })
  return lines
    .map((line) => JSON.stringify(Object.fromEntries(Object.entries(line).filter(([, v]) => v !== null && v !== ''))))
    .join('\n')
}

function imageType(bytes: Uint8Array): string {
  return bytes[0] === 0x89 ? 'image/png' : 'image/jpeg'
}

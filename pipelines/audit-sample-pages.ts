import type { SamplePage } from '../src/deid/audit/sample.js'
import type { DeidentifiedArtefact } from '../src/records/artefact.js'

/** Pages that can be drawn, with their stratum. */
export function samplePages(artefacts: readonly DeidentifiedArtefact[]): SamplePage[] {
  return artefacts.flatMap(({ report, pages }) =>
    pages.flatMap((page): SamplePage[] => {
      if (page.image === null) return []
      const layout = page.rules.length > 0 ? 'ruled' : 'open'
      const stratum = `${page.kind} ${report.language} ${layout}`
      return [{ report_id: report.report_id, page: page.number, image: page.image.sha256, stratum }]
    }),
  )
}

import { z } from 'zod'
import { ActionCard } from './action-card.js'
import { Biomarker } from './biomarker.js'
import { Finding } from './finding.js'
import { PageLayout } from './layout.js'
import { DeidentifiedPage } from './page.js'
import { Report } from './report.js'

/** What every artefact says of itself; `inputs` maps what it was made from to its sha256. */
export const Lineage = z.object({
  schema_version: z.string(),
  stage: z.string(),
  stage_version: z.number().int(),
  report_id: z.string(),
  inputs: z.record(z.string(), z.string()),
})
export type Lineage = z.infer<typeof Lineage>

/** `processed/deidentified/<report_id>.json`, the only way through the privacy wall; page images stand beside it. */
export const DeidentifiedArtefact = z.object({
  report: Report,
  pages: z.array(DeidentifiedPage),
  leak_check: z.object({
    verdict: z.enum(['pass', 'review', 'fail']),
    identifiers: z.number().int(),
    hits: z.number().int(),
    reasons: z.array(z.string()),
  }),
})
export type DeidentifiedArtefact = z.infer<typeof DeidentifiedArtefact>

/** `processed/layout/<report_id>.json` */
export const LayoutArtefact = z.object({ pages: z.array(PageLayout) })
export type LayoutArtefact = z.infer<typeof LayoutArtefact>

/** `processed/records/<report_id>.json`. `report` repeats the de-identified report, sex and age completed from the pages where missing. */
export const RecordsArtefact = z.object({ report: Report, biomarkers: z.array(Biomarker), findings: z.array(Finding) })
export type RecordsArtefact = z.infer<typeof RecordsArtefact>

/** `processed/cards/<report_id>.json` */
export const CardsArtefact = z.object({ report_id: z.string(), cards: z.array(ActionCard) })
export type CardsArtefact = z.infer<typeof CardsArtefact>

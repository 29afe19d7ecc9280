import { z } from 'zod'
import { ActionCard } from './action-card.js'
import { Biomarker } from './biomarker.js'
import { Finding } from './finding.js'
import { Block, Table } from './layout.js'
import { Redaction, Word } from './page.js'
import { Quarantine } from './quarantine.js'
import { Report } from './report.js'

/** All that is known of one report after the privacy wall: what `checkup show --format json` prints and other tools read. */
export const ReportView = z.object({
  report_id: z.string(),
  report: Report.nullable(),
  pages: z.array(
    z.object({
      number: z.number().int(),
      width: z.number(),
      height: z.number(),
      /** Layout-preserving Markdown. */
      text: z.string(),
      words: z.array(Word),
      blocks: z.array(Block),
      tables: z.array(Table),
      redactions: z.array(Redaction),
      image: z.string().nullable(),
    }),
  ),
  biomarkers: z.array(Biomarker),
  findings: z.array(Finding),
  cards: z.array(ActionCard),
  quarantine: Quarantine.nullable(),
})
export type ReportView = z.infer<typeof ReportView>

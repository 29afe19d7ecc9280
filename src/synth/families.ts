import { drawCheckupBook } from './family-checkup-book.js'
import { drawEuropeanSlip } from './family-european-slip.js'
import { drawExecutiveNarrative } from './family-executive.js'
import { drawLaboratoryReport } from './family-laboratory-report.js'
import { drawLaboratorySlip } from './family-laboratory-slip.js'
import { drawCumulativeReport, drawOccupationalForm } from './family-visit-columns.js'
import type { PersonLanguage } from './people.js'
import type { DrawnReport, ReportPlan } from './report-draft.js'

interface Family {
  readonly language: PersonLanguage
  draw(plan: ReportPlan, singlePage: boolean): Promise<DrawnReport>
}

/** The families of reports that the generator can draw. */
export const FAMILIES = {
  checkup_book: { language: 'zh', draw: drawCheckupBook },
  laboratory_slip: { language: 'zh', draw: drawLaboratorySlip },
  laboratory_report: { language: 'en', draw: (plan, singlePage) => drawLaboratoryReport(plan, singlePage) },
  executive_narrative: { language: 'en', draw: drawExecutiveNarrative },
  cumulative_report: { language: 'en', draw: drawCumulativeReport },
  occupational_form: { language: 'zh', draw: drawOccupationalForm },
  bilingual_report: { language: 'zh', draw: (plan, singlePage) => drawLaboratoryReport(plan, singlePage, 'zh-en') },
  european_slip: { language: 'es', draw: drawEuropeanSlip },
} as const satisfies Record<string, Family>

export type FamilyName = keyof typeof FAMILIES

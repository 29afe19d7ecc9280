import { drawLetterheadBlock } from './family-laboratory-report.js'
import { PageCanvas } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import { choosePanels, type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle } from './report-style.js'
import { drawResults } from './result-table.js'
import { drawRunningMatter, drawSignOff } from './running-matter.js'
import { drawFields } from './subject-fields.js'

/** Draws a Spanish laboratory slip with decimal commas: a report in a language the project does not claim (`und`). */
export async function drawEuropeanSlip(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, visit } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'und', rng.fork('style'), { page: [595.28, 841.89] })
  const canvas = new PageCanvas(style.page[0], style.page[1], style.face, { Title: 'Informe' }, visit.date)
  const panels = choosePanels(plan, ['blood_count', 'liver', 'kidney', 'lipids', 'glucose'], 3, rng)
  const draft = new ReportDraft(plan, canvas, style, panels, [])
  const flow = new PageFlow(draft, 10, 14)
  const form = rng.int(0, 3)
  canvas.addPage()
  await drawLetterheadBlock(flow)
  flow.text(
    rng.pick(lists.wording.titles.laboratory!.es ?? lists.wording.titles.laboratory!.en),
    { label: 'title', bold: true, size: 14 },
    4,
  )
  flow.y = drawFields(
    draft,
    ['name', 'age', 'sex', 'birth', 'record', 'identity', 'referring', 'sample_number', 'collected', 'reported'],
    flow.left,
    flow.y,
    flow.width,
    2,
  )
  for (const key of panels) {
    flow.section(draft.panelTitle(key), form)
    flow.y =
      drawResults(draft, draft.results(key), {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section: 'laboratory',
        panel: draft.panelTitle(key),
      }) + 5
  }
  flow.text(rng.pick(lists.wording.notes.es), { label: 'note', size: style.size * 0.9 })
  await drawSignOff(flow, ['examiner', 'reviewer'], { signed: rng.chance(0.6), seal: false })
  drawRunningMatter(draft, { header: 'none', footer: 'page_of', watermark: false, skipFirst: false })
  return { canvas, draft, variant: `comma-${style.ruled}`, language: 'und', agePrinted: true, sexPrinted: true }
}

import { drawPortrait } from './artwork.js'
import { drawLetterheadBlock } from './family-laboratory-report.js'
import { PageCanvas } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import { addDays } from './people.js'
import { choosePanels, type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle } from './report-style.js'
import { drawResults } from './result-table.js'
import { drawRunningMatter, drawSignOff, drawTraps } from './running-matter.js'
import { drawFields } from './subject-fields.js'

function earlierDate(plan: ReportPlan): string {
  return plan.previousVisit?.date ?? addDays(plan.visit.date, -plan.rng.fork('earlier date').int(190, 420))
}

/** Draws an English cumulative report: every panel with a column of the visit before. */
export async function drawCumulativeReport(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, visit } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'en', rng.fork('style'), { methodLines: false })
  const canvas = new PageCanvas(style.page[0], style.page[1], style.face, { Title: 'Cumulative report' }, visit.date)
  const panels = choosePanels(
    plan,
    ['blood_count', 'liver', 'kidney', 'lipids', 'glucose', 'thyroid', 'electrolytes'],
    rng.int(3, 6),
    rng,
  )
  const draft = new ReportDraft(plan, canvas, style, panels, [])
  const flow = new PageFlow(draft, 12, 14)
  const form = rng.int(0, 3)
  canvas.addPage()
  await drawLetterheadBlock(flow)
  flow.text(rng.pick(lists.wording.titles.cumulative!.en), { label: 'title', bold: true, size: 14 }, 4)
  flow.y = drawFields(
    draft,
    ['name', 'sex', 'birth', 'record', 'referring', 'sample_number', 'collected', 'reported'],
    flow.left,
    flow.y,
    flow.width,
    2,
  )
  const dated = rng.chance(0.5)
  const repeatHeader = rng.chance(0.6)
  for (const key of panels) {
    flow.section(draft.panelTitle(key), form)
    flow.y =
      drawResults(draft, draft.results(key, 0.9), {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section: 'laboratory',
        panel: draft.panelTitle(key),
        previous: true,
        repeatHeader,
        ...(dated
          ? {
              previousHeader: [
                'Prior\n',
                { text: style.date(earlierDate(plan)), id: { category: 'DATE', scope: 'patient' } },
              ],
            }
          : {}),
      }) + 5
  }
  if (rng.chance(0.5)) flow.guideline()
  await drawSignOff(flow, ['reviewer', 'reported'], { signed: true, seal: false })
  drawRunningMatter(draft, { header: 'name_number', footer: 'page_of', watermark: rng.chance(0.2), skipFirst: true })
  return {
    canvas,
    draft,
    variant: `previous-${style.ruled}${dated ? '-dated' : ''}`,
    language: 'en',
    agePrinted: false,
    sexPrinted: true,
  }
}

/** Draws a Chinese occupational form: subject grid with portrait, measured values and laboratory results beside those of the last visit. */
export async function drawOccupationalForm(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, visit, institution } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'zh', rng.fork('style'), {
    page: [595.28, 841.89],
    fieldLayout: 'boxed',
    ruled: rng.pick(['full', 'partial'] as const),
  })
  const canvas = new PageCanvas(style.page[0], style.page[1], 'cjk', { Title: '健康检查表' }, visit.date)
  const panels = [
    'physical',
    'eye',
    ...choosePanels(plan, ['liver', 'glucose', 'blood_count', 'urinalysis', 'infection', 'lipids', 'kidney'], 4, rng),
  ]
  const draft = new ReportDraft(plan, canvas, style, panels, [])
  const flow = new PageFlow(draft, 0, 12)
  const form = rng.int(0, 3)
  canvas.addPage()
  flow.text(
    rng.pick(lists.wording.titles.occupational!.zh),
    { label: 'title', bold: true, size: 17, align: 'center' },
    3,
  )
  flow.text(['检查机构：', { text: institution.name, id: { category: 'ORG', scope: 'institution', labelled: true } }], {
    label: 'key_value',
  })
  const top = flow.y
  await canvas.image(await drawPortrait(rng), flow.left + flow.width - 72, top, 70, 92, {
    id: { category: 'PORTRAIT', scope: 'patient', text: '[portrait]' },
  })
  flow.y = Math.max(
    drawFields(
      draft,
      ['name', 'sex', 'age', 'phone', 'birth', 'checkup_number', 'employer', 'identity'],
      flow.left,
      top,
      flow.width - 80,
      2,
    ),
    top + 98,
  )
  const previous = rng.chance(0.8)
  const header = style.headers.previous
  for (const key of panels) {
    flow.section(draft.panelTitle(key), form)
    const section = key === 'physical' || key === 'eye' ? 'physical_examination' : 'laboratory'
    flow.y =
      drawResults(draft, draft.results(key, 0.9), {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section,
        panel: draft.panelTitle(key),
        previous,
        previousHeader: header,
      }) + 4
  }
  drawTraps(flow, 2)
  const verdict =
    draft.shown.length === 0 ? '结论：未见明显异常。' : `结论：${draft.shown.length}项指标需随访，详见各项结果。`
  flow.text(verdict, { label: 'paragraph', bold: true })
  await drawSignOff(flow, ['chief', 'reported'], { signed: rng.chance(0.6), seal: true })
  drawRunningMatter(draft, {
    header: rng.pick(['none', 'name_number']),
    footer: 'page',
    watermark: false,
    skipFirst: true,
  })
  return {
    canvas,
    draft,
    variant: `form-${style.ruled}${previous ? '-previous' : ''}`,
    language: 'zh',
    agePrinted: true,
    sexPrinted: true,
  }
}

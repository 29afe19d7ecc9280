import { drawBarcode } from './artwork.js'
import { PageCanvas } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import { conditionPanels, type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle } from './report-style.js'
import { drawResults } from './result-table.js'
import { drawRunningMatter, drawSignOff } from './running-matter.js'
import { drawFields, type FieldKey, fieldOf } from './subject-fields.js'

const SETS: readonly (readonly string[])[] = [
  ['blood_count'],
  ['liver', 'kidney'],
  ['lipids', 'glucose', 'kidney'],
  ['urinalysis', 'electrolytes'],
  ['tumour_markers', 'thyroid'],
  ['infection', 'iron_inflammation'],
  ['liver', 'lipids'],
]

/** Draws a Chinese laboratory slip on one page: two analytes side by side or a single list, flags glued or in a column of their own. */
export async function drawLaboratorySlip(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, visit, institution } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'zh', rng.fork('style'), {
    page: [595.28, 841.89],
    size: rng.pick([8.5, 9, 9.5]),
  })
  const canvas = new PageCanvas(style.page[0], style.page[1], 'cjk', { Title: '检验报告' }, visit.date)
  const wanted = conditionPanels(plan)
  const panels = rng.weighted(SETS, (set) => 1 + 2 * set.filter((key) => wanted.has(key)).length)
  const draft = new ReportDraft(plan, canvas, style, panels, [])
  const flow = new PageFlow(draft, 0, 14)
  canvas.addPage()
  const title = rng.pick(lists.wording.titles.laboratory!.zh)
  const code = rng.chance(0.75)
  flow.y = canvas.text(
    [{ text: institution.name, id: { category: 'ORG', scope: 'institution' } }],
    flow.left,
    flow.y,
    { size: 16, bold: true, label: 'title', align: 'center' },
    flow.width,
  ).bottom
  flow.y =
    canvas.text(
      title,
      flow.left,
      flow.y,
      { size: 14, bold: rng.chance(0.5), label: 'title', align: 'center' },
      flow.width,
    ).bottom + 4
  if (code) {
    await canvas.image(
      await drawBarcode(visit.sampleNumber, 'code128'),
      flow.left + flow.width - 118,
      flow.y - 32,
      116,
      24,
      {
        id: { category: 'BARCODE', scope: 'patient', text: `[barcode] ${visit.sampleNumber}` },
      },
    )
  }
  canvas.rule(flow.left, flow.y, flow.left + flow.width, flow.y, 1, '#222222')
  flow.y += 5
  const keys: FieldKey[] = [
    'name',
    'sex',
    'age',
    'sample_number',
    'specimen',
    'referring',
    'collected',
    ...rng.shuffle<FieldKey>(['record', 'checkup_number', 'phone', 'identity']).slice(0, 2),
  ]
  const intruder = rng.chance(0.3)
  flow.y = drawFields(
    draft,
    intruder ? keys.filter((key) => key !== 'name' && key !== 'record') : keys,
    flow.left,
    flow.y,
    flow.width,
    4,
  )
  canvas.rule(flow.left, flow.y, flow.left + flow.width, flow.y, 1, '#222222')
  flow.y += 6
  const pairs = panels.length === 1 || rng.chance(0.4)
  for (const key of panels) {
    const rows = draft.results(key, 0.95)
    if (panels.length > 1)
      flow.text(draft.panelTitle(key), { label: 'section_header', bold: true, size: style.size * 1.15 })
    const fields = intruder && key === panels[0] ? [fieldOf(draft, 'name'), fieldOf(draft, 'record')] : []
    const twoUp = pairs && rows.length > 5
    flow.y =
      drawResults(draft, rows, {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section: 'laboratory',
        panel: draft.panelTitle(key),
        pairs: twoUp,
        intruders: fields,
        ...(twoUp ? { size: style.size * 0.8 } : {}),
      }) + 6
  }
  if (rng.chance(0.5)) flow.text(rng.pick(lists.wording.notes.zh), { label: 'note', size: style.size * 0.9 })
  await drawSignOff(flow, ['examiner', 'reviewer', 'reported', ...(rng.chance(0.5) ? (['received'] as const) : [])], {
    signed: rng.chance(0.35),
    seal: rng.chance(0.3),
  })
  drawRunningMatter(draft, {
    header: 'none',
    footer: rng.pick(['page_of', 'none', 'contact']),
    watermark: rng.chance(0.1),
    skipFirst: false,
  })
  return {
    canvas,
    draft,
    variant: `${pairs ? 'pairs' : 'single'}-${style.ruled}${intruder ? '-intruder' : ''}`,
    language: 'zh',
    agePrinted: true,
    sexPrinted: true,
  }
}

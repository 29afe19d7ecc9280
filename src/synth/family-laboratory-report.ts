import { drawBarcode, drawLetterhead } from './artwork.js'
import { PageCanvas, type Span } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import type { PrintedResult } from './printed-result.js'
import { choosePanels, type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle, type ReportLanguage } from './report-style.js'
import { drawResults } from './result-table.js'
import { drawRunningMatter, drawSignOff, drawTraps } from './running-matter.js'
import { drawFields, type FieldKey } from './subject-fields.js'

const PANELS = [
  'blood_count',
  'liver',
  'kidney',
  'lipids',
  'glucose',
  'thyroid',
  'electrolytes',
  'iron_inflammation',
  'tumour_markers',
  'infection',
  'urinalysis',
]

/** Draws the head of an English, bilingual or European report: letterhead bitmap or text, contact lines. */
export async function drawLetterheadBlock(flow: PageFlow): Promise<void> {
  const { draft } = flow
  const { canvas, style, plan } = draft
  const { institution } = plan
  const rng = plan.rng.fork('letterhead')
  const contact: (string | Span)[] = [
    { text: institution.address, id: { category: 'ADDRESS', scope: 'institution' } },
    style.language === 'en' ? '  |  Tel ' : '  |  ',
    { text: institution.phone, id: { category: 'PHONE', scope: 'institution', labelled: style.language === 'en' } },
    '  |  ',
    { text: institution.email, id: { category: 'EMAIL', scope: 'institution' } },
    '  |  ',
    { text: institution.url, id: { category: 'URL', scope: 'institution' } },
  ]
  const top = Math.max(20, style.margin - 14)
  if (rng.chance(0.55)) {
    const width = Math.min(flow.width, 360)
    const bitmap = await drawLetterhead(
      rng,
      institution.name,
      rng.pick(['Accredited medical laboratory', 'Quality in diagnostics', 'ISO 15189']),
      style.accent,
    )
    const box = await canvas.image(bitmap, flow.left, top, width, width * 0.13, {
      id: { category: 'LOGO', scope: 'institution', text: '[logo]' },
    })
    canvas.recordImage({ category: 'ORG', scope: 'institution', text: institution.name }, [
      box[0] + width * 0.13,
      box[1] + 4,
      box[2] - 4,
      box[1] + width * 0.07,
    ])
    flow.y = box[3] + 4
  } else
    flow.y = canvas.text(
      [{ text: institution.name, id: { category: 'ORG', scope: 'institution' } }],
      flow.left,
      top,
      { size: 17, bold: true, color: style.accent, label: 'page_header', align: rng.pick(['left', 'center', 'right']) },
      flow.width,
    ).bottom
  flow.y =
    canvas.text(
      contact,
      flow.left,
      flow.y,
      { size: style.size * 0.8, label: 'page_header', color: '#555555' },
      flow.width,
    ).bottom + 3
  canvas.rule(flow.left, flow.y, flow.left + flow.width, flow.y, 1.2, style.accent)
  flow.y += 8
}

/** Draws two short panels as two tables side by side. */
function drawAbreast(flow: PageFlow, keys: readonly [string, string]): void {
  const { draft } = flow
  const half = (flow.width - 16) / 2
  const heights = keys.map((key) => draft.results(key, 1).length)
  flow.need(Math.max(...heights) * draft.style.size * 4 + 40)
  const top = flow.y
  const size = draft.style.size * 0.82
  const ends = keys.map((key, i) => {
    const x = flow.left + i * (half + 16)
    const title = draft.panelTitle(key)
    draft.canvas.text(title, x, top, { size: draft.style.size * 1.1, bold: true, label: 'section_header' })
    const from = draft.canvas.truth.biomarkers.length
    const end = drawResults(draft, draft.results(key, 1), {
      x,
      y: top + draft.style.size * 1.7,
      width: half,
      bottom: flow.bottom + 30,
      breakPage: flow.breakPage,
      section: 'laboratory',
      panel: title,
      size,
    })
    for (const row of draft.canvas.truth.biomarkers.slice(from)) row.hazards.push('tables_side_by_side')
    return end
  })
  flow.y = Math.max(...ends) + 8
}

/** Draws a laboratory report in English, or in Chinese and English side by side. */
export async function drawLaboratoryReport(
  plan: ReportPlan,
  singlePage: boolean,
  language: ReportLanguage = 'en',
): Promise<DrawnReport> {
  const { lists, visit, person } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, language, rng.fork('style'))
  const named = rng.chance(0.25) && !plan.onPaper
  const canvas = new PageCanvas(
    style.page[0],
    style.page[1],
    style.face,
    named ? { Title: `Report ${person.name}`, Author: plan.institution.name } : { Title: 'Laboratory report' },
    visit.date,
  )
  const panels = choosePanels(plan, PANELS, singlePage ? 1 : rng.int(2, 6), rng)
  const draft = new ReportDraft(plan, canvas, style, panels, [])
  const flow = new PageFlow(draft, 12, 16)
  const form = rng.int(0, 3)
  canvas.addPage()
  await drawLetterheadBlock(flow)
  const words = language === 'en' ? 'en' : 'zh'
  const title = lists.wording.titles.laboratory!
  flow.text(
    language === 'zh-en' ? `${rng.pick(title.zh)} ${rng.pick(title.en)}` : rng.pick(title[words]),
    { label: 'title', bold: true, size: 15, align: 'center' },
    4,
  )
  const code = rng.chance(0.5)
  const width = code ? flow.width - 74 : flow.width
  const keys: FieldKey[] = [
    'name',
    ...(rng.chance(0.5) ? (['age_sex'] as const) : (['age', 'sex'] as const)),
    'birth',
    'record',
    ...rng.shuffle<FieldKey>(['phone', 'address', 'email', 'identity', 'checkup_number']).slice(0, 3),
    'referring',
    'sample_number',
    'collected',
    'received',
    'reported',
  ]
  const top = flow.y
  flow.y = drawFields(draft, keys, flow.left, flow.y, width, style.fieldLayout === 'inline' ? 1 : rng.int(2, 3))
  if (code) {
    await canvas.image(
      await drawBarcode(`https://${plan.institution.url}/r/${visit.sampleNumber}`, 'qrcode'),
      flow.left + flow.width - 62,
      top,
      60,
      60,
      {
        id: { category: 'BARCODE', scope: 'patient', text: `[qr code] ${visit.sampleNumber}` },
      },
    )
    flow.y = Math.max(flow.y, top + 66)
  }
  const repeatHeader = rng.chance(0.7)
  const short = panels.filter((key) => ['thyroid', 'electrolytes', 'glucose', 'lipids', 'kidney'].includes(key))
  const abreast =
    !singlePage && short.length >= 2 && style.columns.length <= (language === 'zh-en' ? 4 : 5) && rng.chance(0.5)
      ? ([short[0]!, short[1]!] as const)
      : null
  if (abreast) drawAbreast(flow, abreast)
  const oneTable = !abreast && rng.chance(0.3)
  const area = () => ({ x: flow.left, y: flow.y, width: flow.width, bottom: flow.bottom, breakPage: flow.breakPage })
  if (oneTable) {
    const rows: PrintedResult[] = []
    const headings = panels.map((key) => {
      const from = rows.length
      rows.push(...draft.results(key, 0.9))
      return { from, title: draft.panelTitle(key) }
    })
    flow.y = drawResults(draft, rows, { ...area(), section: 'laboratory', panel: null, repeatHeader, headings }) + 6
  }
  for (const key of oneTable ? [] : panels) {
    if (abreast?.includes(key)) continue
    const panel = draft.panelTitle(key)
    flow.section(panel, form)
    flow.y = drawResults(draft, draft.results(key, 0.9), { ...area(), section: 'laboratory', panel, repeatHeader }) + 6
    if (rng.chance(0.35))
      flow.text(rng.pick(lists.wording.notes[words]), { label: 'note', size: style.size * 0.9, color: '#444444' })
  }
  if (!singlePage && language === 'en' && rng.chance(0.6)) flow.guideline()
  if (rng.chance(0.7)) drawTraps(flow, 2)
  flow.text(language === 'en' ? '*** End of report ***' : '（报告结束）', {
    label: 'note',
    align: 'center',
    size: style.size * 0.9,
  })
  await drawSignOff(flow, ['examiner', 'reviewer'], {
    signed: rng.chance(0.6),
    seal: language === 'zh-en' && rng.chance(0.5),
  })
  if (!plan.onPaper && rng.chance(0.15))
    canvas.annotation(`checked for ${person.name}`, person.name, { category: 'NAME', scope: 'patient' })
  drawRunningMatter(draft, {
    header: canvas.pageCount > 1 && rng.chance(0.8) ? 'name_number' : 'none',
    footer: rng.pick(['page_of', 'page', 'contact']),
    watermark: rng.chance(0.12),
    skipFirst: true,
  })
  return {
    canvas,
    draft,
    variant: `${style.ruled}-${style.fieldLayout}${abreast ? '-abreast' : oneTable ? '-one-table' : ''}`,
    language,
    agePrinted: true,
    sexPrinted: true,
  }
}

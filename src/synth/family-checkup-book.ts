import { union } from '../records/bbox.js'
import { drawBarcode, drawEcgStrip, drawLogo, drawPortrait } from './artwork.js'
import { drawImaging } from './imaging-section.js'
import { PageCanvas, type Span } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import { type PrintedResult, printResult } from './printed-result.js'
import { choosePanels, type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle } from './report-style.js'
import { drawResults } from './result-table.js'
import { drawTable } from './ruled-table.js'
import { drawRunningMatter, drawSignOff, drawTraps } from './running-matter.js'
import { drawFields, type FieldKey } from './subject-fields.js'
import type { Condition } from './word-lists.js'

const LABORATORY = [
  'blood_count',
  'urinalysis',
  'liver',
  'kidney',
  'lipids',
  'glucose',
  'thyroid',
  'tumour_markers',
  'electrolytes',
  'infection',
  'iron_inflammation',
]

/** Draws a Chinese check-up book: cover, summary, departments, laboratory panels, ECG, imaging, signatures and seal. */
export async function drawCheckupBook(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, person, visit } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'zh', rng.fork('style'), { page: [595.28, 841.89] })
  const canvas = new PageCanvas(style.page[0], style.page[1], 'cjk', bookInfo(plan), visit.date)
  const panels = ['physical', 'eye', 'bone', ...choosePanels(plan, LABORATORY, rng.int(6, 10), rng)]
  const shown = rng.chance(0.6) ? panels : panels.filter((p) => p !== 'bone')
  const modalities = ['ultrasound', 'ecg', 'ct']
  const draft = new ReportDraft(plan, canvas, style, shown, modalities)
  const sectionForm = rng.int(0, 3)
  const flow = new PageFlow(draft, 14, 10)

  const coverless = rng.chance(0.25)
  canvas.addPage()
  if (coverless) await drawHead(flow, rng.pick(lists.wording.titles.checkup_book!.zh))
  else {
    await drawCover(flow, rng.pick(lists.wording.titles.checkup_book!.zh))
    flow.breakPage()
  }

  const summaryFirst = rng.chance(0.7)
  // The summary's evidence is what the following pages print; its items are findings of the physician's summary.
  if (summaryFirst) drawSummary(flow, sectionForm)
  if (!coverless && summaryFirst && rng.chance(0.5)) flow.breakPage()

  flow.section(draft.panelTitle('physical'), sectionForm)
  flow.y =
    drawResults(draft, draft.results('physical', 0.95), {
      x: flow.left,
      y: flow.y,
      width: flow.width,
      bottom: flow.bottom,
      breakPage: flow.breakPage,
      section: 'physical_examination',
      panel: draft.panelTitle('physical'),
    }) + 4
  drawDepartments(flow, sectionForm)
  drawTraps(flow, 3)
  flow.section(draft.panelTitle('eye'), sectionForm)
  flow.y =
    drawResults(draft, draft.results('eye'), {
      x: flow.left,
      y: flow.y,
      width: flow.width,
      bottom: flow.bottom,
      breakPage: flow.breakPage,
      section: 'physical_examination',
      panel: draft.panelTitle('eye'),
    }) + 4

  const sideBySide = rng.chance(0.3)
  const repeatHeader = rng.chance(0.7)
  for (const key of shown.filter((p) => LABORATORY.includes(p))) {
    flow.section(draft.panelTitle(key), sectionForm)
    const rows = draft.results(key, 0.9)
    const pairs = sideBySide && rows.length >= 8 && style.columns.length <= 5
    flow.y =
      drawResults(draft, rows, {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section: 'laboratory',
        panel: draft.panelTitle(key),
        pairs,
        repeatHeader,
        ...(pairs ? { size: style.size * 0.82 } : {}),
      }) + 4
  }
  for (const modality of lists.examinations.imaging) {
    flow.section(rng.pick(modality.zh), sectionForm)
    if (modality.modality === 'ecg' && rng.chance(0.5)) {
      flow.need(100)
      const rate = draft.value('heart_rate')?.number ?? 70
      await canvas.image(await drawEcgStrip(rng, rate), flow.left, flow.y, flow.width * 0.8, flow.width * 0.16, {
        figure: 'ecg_strip',
      })
      flow.y += flow.width * 0.16 + 6
    }
    drawImaging(flow, modality, rng.pick(['prose', 'list'] as const))
    if (rng.chance(0.5)) await drawSignOff(flow, ['examiner', 'reviewer'], { signed: rng.chance(0.4), seal: false })
  }
  if (shown.includes('bone')) {
    flow.section(draft.panelTitle('bone'), sectionForm)
    flow.y =
      drawResults(draft, draft.results('bone'), {
        x: flow.left,
        y: flow.y,
        width: flow.width,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        section: 'imaging',
        panel: draft.panelTitle('bone'),
      }) + 4
  }
  if (!summaryFirst) drawSummary(flow, sectionForm)
  await drawSignOff(flow, ['chief', 'reported'], { signed: rng.chance(0.7), seal: rng.chance(0.75) })
  flow.text(rng.pick(lists.wording.notes.zh), { label: 'note', size: style.size * 0.88, color: '#666666' })
  if (!plan.onPaper && rng.chance(0.2)) {
    canvas.hidden(person.name, 40, 30, { category: 'NAME', scope: 'patient' })
    canvas.hidden(person.identity, 40, 38, { category: 'ID', scope: 'patient' })
  }
  drawRunningMatter(draft, {
    header: rng.pick(['name_number', 'name_number', 'institution']),
    footer: rng.pick(['page_of', 'page', 'contact']),
    watermark: rng.chance(0.25),
    skipFirst: !coverless,
  })
  return {
    canvas,
    draft,
    variant: `${coverless ? 'head' : 'cover'}-${style.ruled}-${style.fieldLayout}`,
    language: 'zh',
    agePrinted: true,
    sexPrinted: true,
  }
}

function bookInfo(plan: ReportPlan): Record<string, string> {
  const named = plan.rng.fork('info').chance(0.3)
  return named && !plan.onPaper
    ? { Title: `${plan.person.name}体检报告`, Author: plan.institution.name }
    : { Title: '体检报告' }
}

async function drawCover(flow: PageFlow, title: string): Promise<void> {
  const { draft, left, width } = flow
  const { canvas, style, plan } = draft
  const rng = plan.rng.fork('cover')
  const organisation: Span = { text: plan.institution.name, id: { category: 'ORG', scope: 'institution' } }
  let y = 70
  if (rng.chance(0.7)) {
    await canvas.image(await drawLogo(rng, style.accent), canvas.width / 2 - 24, y, 48, 48, {
      id: { category: 'LOGO', scope: 'institution', text: '[logo]' },
    })
    y += 62
  }
  y =
    canvas.text(
      [organisation],
      left,
      y,
      { size: 18, bold: true, label: 'title', align: 'center', color: style.accent },
      width,
    ).bottom + 18
  y = canvas.text(title, left, y, { size: 30, bold: true, label: 'title', align: 'center' }, width).bottom + 26
  const portrait = rng.chance(0.6)
  const code = await drawBarcode(plan.visit.checkupNumber, 'code128')
  if (portrait) {
    await canvas.image(await drawPortrait(rng), canvas.width / 2 - 42, y, 84, 112, {
      id: { category: 'PORTRAIT', scope: 'patient', text: '[portrait]' },
    })
    y += 128
  }
  await canvas.image(code, canvas.width / 2 - 80, y, 160, 38, {
    id: { category: 'BARCODE', scope: 'patient', text: `[barcode] ${plan.visit.checkupNumber}` },
  })
  y =
    canvas.text(
      [{ text: plan.visit.checkupNumber, id: { category: 'ID', scope: 'patient' } }],
      canvas.width / 2 - 80,
      y + 42,
      { size: 9, label: 'key_value', align: 'center' },
      160,
    ).bottom + 24
  const keys: FieldKey[] = [
    'name',
    'sex',
    'age',
    'identity',
    'phone',
    'employer',
    'checkup_number',
    'visit_date',
    ...(rng.chance(0.5) ? (['birth'] as const) : []),
    ...(rng.chance(0.4) ? (['address'] as const) : []),
  ]
  const wide = style.fieldLayout === 'boxed' || style.fieldLayout === 'above'
  drawFields(draft, keys, wide ? left + 20 : left + 120, y, wide ? width - 40 : width - 160, wide ? 2 : 1)
  const foot: (string | Span)[] = [
    '地址：',
    { text: plan.institution.address, id: { category: 'ADDRESS', scope: 'institution', labelled: true } },
    '    电话：',
    { text: plan.institution.phone, id: { category: 'PHONE', scope: 'institution', labelled: true } },
  ]
  canvas.text(foot, left, canvas.height - 92, { size: 9, label: 'page_footer', align: 'center' }, width)
}

async function drawHead(flow: PageFlow, title: string): Promise<void> {
  const { draft, left, width } = flow
  const { canvas, style, plan } = draft
  flow.y = canvas.text(
    [{ text: plan.institution.name, id: { category: 'ORG', scope: 'institution' } }],
    left,
    flow.y,
    { size: 15, bold: true, label: 'title', align: 'center' },
    width,
  ).bottom
  flow.y =
    canvas.text(
      title,
      left,
      flow.y,
      { size: 18, bold: true, label: 'title', align: 'center', color: style.accent },
      width,
    ).bottom + 8
  flow.y =
    drawFields(
      draft,
      ['name', 'sex', 'age', 'checkup_number', 'visit_date', 'phone', 'identity', 'employer'],
      left,
      flow.y,
      width,
      3,
    ) + 4
}

function drawDepartments(flow: PageFlow, sectionForm: number): void {
  const { draft } = flow
  const { canvas, style, plan } = draft
  const rng = plan.rng.fork('departments')
  for (const department of plan.lists.examinations.physical) {
    flow.section(department.department_zh, sectionForm)
    const doctor: Span = {
      text: rng.pick(plan.institution.doctors),
      id: { category: 'DOCTOR', scope: 'staff', labelled: true },
    }
    flow.need(80)
    const items = department.items
    flow.y =
      drawTable(canvas, {
        x: flow.left,
        y: flow.y,
        widths: [flow.width * 0.28, flow.width * 0.72],
        header: style.ruled === 'none' ? [] : [[{ rich: '检查项目' }, { rich: '检查结果' }]],
        rows: items.map((item) => {
          const at = item.trap === undefined ? -1 : item.result_zh.indexOf(item.trap)
          const result: (string | Span)[] =
            at < 0
              ? [item.result_zh]
              : [
                  item.result_zh.slice(0, at),
                  { text: item.trap!, trap: 'clinical_word' },
                  item.result_zh.slice(at + item.trap!.length),
                ]
          return [{ rich: item.zh, group: 1 }, { rich: result.filter((p) => p !== '') }]
        }),
        style: { size: style.size, label: 'table' },
        ruled: style.ruled,
        purpose: 'form',
        headerFill: style.headerFill,
        pad: 3,
        accent: style.accent,
        bottom: flow.bottom,
        breakPage: flow.breakPage,
        onGroup: (row, group, page, bbox) => {
          const item = items[row]
          if (group !== 0 || !item || item.not_tested) return
          const [modality, section] =
            department.department_en === 'ENT' ? ['ent', 'physical_examination'] : ['physical', 'physical_examination']
          draft.recordFinding({
            page,
            bbox,
            modality,
            section,
            text: item.result_zh,
            negated: item.negated,
            normal: true,
            size_mm: null,
            grade_system: null,
            grade: null,
            laterality: null,
            body_site: null,
            change: null,
            condition: null,
          })
        },
      }) + 2
    flow.text(['检查医师：', doctor], { label: 'key_value', size: style.size * 0.95 })
  }
}

function drawSummary(flow: PageFlow, sectionForm: number): void {
  const { draft } = flow
  const { canvas, plan } = draft
  const rng = plan.rng.fork('summary')
  const { wording } = plan.lists
  flow.section(rng.pick(wording.titles.summary!.zh), sectionForm)
  const greeting: (string | Span)[] = [
    '尊敬的',
    { text: plan.person.name, id: { category: 'NAME', scope: 'patient' } },
    plan.person.sex === 'male' ? '先生' : '女士',
    '：您好！感谢您参加本次健康体检，现将主要结果说明如下：',
  ]
  if (rng.chance(0.6)) flow.text(greeting, { label: 'paragraph' })
  if (draft.shown.length === 0) {
    flow.text('本次体检所检项目未见明显异常，请保持良好的生活习惯，每年定期体检。', { label: 'paragraph' })
    return
  }
  const order = ['urgent', 'high', 'medium', 'low']
  const numbering = rng.pick([(n: number) => `${n}. `, (n: number) => `${n}、`, (n: number) => `（${n}）`])
  const issues = [...draft.shown].sort((a, b) => order.indexOf(a.issue.priority) - order.indexOf(b.issue.priority))
  const valued = rng.chance(0.35)
  issues.forEach((condition, i) => {
    const advice = rng.pick(wording.advice[condition.issue.priority].zh)
    const row = valued ? primaryResult(draft, condition) : null
    const value: (string | Span)[] = row
      ? ['（', { text: `${row.name} ${row.value}${row.unit}`, key: 'value' }, '）']
      : []
    const item: (string | Span)[] = [
      numbering(i + 1),
      { text: condition.issue.zh, key: 'issue', bold: true },
      ...value,
      `：${advice}`,
    ]
    const placed = flow.text(item, { label: 'list' }, 2)
    draft.recordLabel(condition, condition.issue.zh, canvas.page, union(placed.keyed.get('issue') ?? []))
    const boxes = placed.keyed.get('value')
    if (row && boxes)
      draft.recordResult(row, {
        page: canvas.page,
        bbox: union(boxes),
        section: 'physician_summary',
        panel: null,
        emphasis: null,
        inline: true,
        hazards: ['inline_prose', 'summary_value'],
      })
  })
}

/** The value behind an issue as a summary quotes it: short name, value and unit, without range or flag. */
function primaryResult(draft: ReportDraft, condition: Condition): PrintedResult | null {
  const { plan, style } = draft
  const key = Object.keys(condition.values)[0]
  const analyte = key === undefined ? undefined : plan.lists.analytes.get(key)
  const drawn = key === undefined || condition.finding ? undefined : draft.value(key)
  if (!analyte || !drawn || drawn.number === null || drawn.condition !== condition.key) return null
  const row = printResult(analyte, drawn, plan.person.sex, style, plan.rng.fork(`summary ${analyte.key}`))
  const bare = {
    range: '',
    flag: '',
    low: null,
    high: null,
    interpretation: null,
    hazards: [],
    condition: null,
  } as const
  return { ...row, ...bare, name: analyte.abbr ?? row.name }
}

import { union } from '../records/bbox.js'
import { drawEcgStrip, drawSignature } from './artwork.js'
import { drawLetterheadBlock } from './family-laboratory-report.js'
import { drawImaging } from './imaging-section.js'
import { PageCanvas, type Span } from './page-canvas.js'
import { PageFlow } from './page-flow.js'
import type { PrintedResult } from './printed-result.js'
import type { Prng } from './prng.js'
import { type DrawnReport, ReportDraft, type ReportPlan } from './report-draft.js'
import { drawStyle } from './report-style.js'
import { drawRunningMatter, drawTraps } from './running-matter.js'
import { drawFields } from './subject-fields.js'

const PANELS = [
  'physical',
  'electrocardiogram',
  'lipids',
  'glucose',
  'liver',
  'kidney',
  'thyroid',
  'blood_count',
  'electrolytes',
]

/** One result as a clause: `LDL cholesterol was 4.2 mmol/L (reference <3.4)`. Its name and numbers carry the keys of row `index`. */
function clause(row: PrintedResult, index: number, rng: Prng): (string | Span)[] {
  const key = `r${index}`
  const unit = row.unit === '' ? '' : row.unit.startsWith('%') ? row.unit : ` ${row.unit}`
  const value: Span = { text: `${row.value}${unit}`, key }
  const name: Span = { text: row.name, key }
  const range: (string | Span)[] =
    row.range === '' ? [] : [' (reference ', { text: row.range.replace('\n', ', '), key }, ')']
  const verb = rng.pick([' was ', ' of ', ' is ', ' measured '])
  return [name, verb, value, ...range]
}

function drawProseResults(flow: PageFlow, panel: string, section: string, lead: string, rng: Prng): void {
  const { draft } = flow
  const rows = draft
    .results(panel, 0.75)
    .filter((row) => !row.hazards.includes('not_tested') && row.analyte.kind !== 'ordinal')
  if (rows.length === 0) return
  const parts: (string | Span)[] = [lead]
  const groups: PrintedResult[][] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last && last.length < 3) last.push(row)
    else groups.push([row])
  }
  let index = 0
  for (const group of groups) {
    group.forEach((row, i) => {
      parts.push(...clause(row, index++, rng), i === group.length - 1 ? '. ' : i === group.length - 2 ? ' and ' : ', ')
    })
  }
  const placed = flow.text(parts, { label: 'paragraph' })
  rows.forEach((row, i) => {
    const printed = { ...row, range: row.range.replace('\n', ', ') }
    draft.recordResult(printed, {
      page: draft.canvas.page,
      bbox: union(placed.keyed.get(`r${i}`) ?? []),
      section,
      panel: null,
      emphasis: null,
      inline: true,
      hazards: ['inline_prose'],
    })
  })
}

/** Draws an English executive health narrative: letter, vitals, results in prose, ECG with strip, imaging, assessment and plan. */
export async function drawExecutiveNarrative(plan: ReportPlan): Promise<DrawnReport> {
  const { lists, person, visit, institution } = plan
  const rng = plan.rng.fork('family')
  const style = drawStyle(lists.wording, 'en', rng.fork('style'), {
    flagPlace: 'none',
    normalFlag: '',
    emphasis: null,
    unitPlace: 'column',
    methodLines: false,
    sexPartition: false,
    unitInRange: false,
    cellsPerMicrolitre: false,
    paddedCounts: false,
    size: rng.pick([9.5, 10, 10.5]),
  })
  const canvas = new PageCanvas(
    style.page[0],
    style.page[1],
    style.face,
    rng.chance(0.3) && !plan.onPaper ? { Title: `Executive health ${person.name}` } : { Title: 'Executive health' },
    visit.date,
  )
  const panels = PANELS.filter((_, i) => i < 3 || rng.chance(0.75))
  const draft = new ReportDraft(plan, canvas, style, panels, ['ultrasound', 'ecg', 'ct'])
  const flow = new PageFlow(draft, 10, 10)
  const form = rng.int(1, 3)
  const doctor = institution.doctors[0]!
  const patient = (text: string): Span => ({ text, id: { category: 'NAME', scope: 'patient' } })
  const physician = (text: string): Span => ({ text, id: { category: 'DOCTOR', scope: 'staff' } })
  const title = person.sex === 'male' ? 'Mr' : 'Ms'
  const pronoun = person.sex === 'male' ? 'He' : 'She'
  canvas.addPage()
  await drawLetterheadBlock(flow)
  flow.text(
    rng.pick(lists.wording.titles.executive!.en),
    { label: 'title', bold: true, size: 17, color: style.accent },
    6,
  )
  flow.y =
    drawFields(
      draft,
      ['name', 'birth', 'record', 'visit_date', 'phone', 'employer'],
      flow.left,
      flow.y,
      flow.width,
      2,
    ) + 4
  flow.text(
    [{ text: style.date(visit.reported), id: { category: 'DATE', scope: 'patient' } }],
    { label: 'paragraph' },
    5,
  )
  if (rng.chance(0.5))
    flow.text([{ text: person.address, id: { category: 'ADDRESS', scope: 'patient' } }], { label: 'paragraph' }, 5)
  // The title is part of the mention: a bare `White` could not be told from the word in `White blood cells` by a text search.
  flow.text(['Dear ', patient(`${title} ${person.surname}`), ','], { label: 'paragraph' }, 5)
  const relation = rng.pick(['brother', 'sister', 'mother', 'father', 'spouse'])
  const age: string | Span =
    visit.age > 89
      ? { text: `${visit.age}-year-old`, id: { category: 'AGE_OVER_89', scope: 'patient' } }
      : `${visit.age}-year-old`
  const letter: (string | Span)[] = [
    'It was a pleasure to meet you on ',
    { text: style.date(visit.date), id: { category: 'DATE', scope: 'patient' } },
    '. ',
    patient(person.given),
    ' is a ',
    age,
    ` ${person.sex === 'male' ? 'man' : 'woman'} who works at `,
    { text: person.employer, id: { category: 'EMPLOYER', scope: 'patient' } },
    `. ${pronoun} was accompanied by ${person.sex === 'male' ? 'his' : 'her'} ${relation}, `,
    patient(person.relative),
    '. The case was discussed with Dr ',
    physician(institution.doctors[1]!),
    '.',
  ]
  flow.text(letter, { label: 'paragraph' }, 5)
  drawTraps(flow, 3)
  const columns = rng.chance(0.3)
  if (columns) flow.startColumns()
  flow.section('Vital signs', form)
  drawProseResults(flow, 'physical', 'physical_examination', 'On examination, ', rng)
  for (const department of lists.examinations.physical.slice(0, 2)) {
    const parts: (string | Span)[] = []
    department.items.forEach((item, i) => {
      if (item.not_tested) return
      parts.push(`${item.en}: `, { text: item.result_en, key: `p${i}` }, '. ')
    })
    const placed = flow.text(parts, { label: 'paragraph' })
    department.items.forEach((item, i) => {
      const boxes = placed.keyed.get(`p${i}`)
      if (boxes)
        draft.recordFinding({
          page: canvas.page,
          bbox: union(boxes),
          modality: 'physical',
          section: 'physical_examination',
          text: item.result_en,
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
    })
  }
  flow.section('Laboratory results', form)
  const leads = rng.shuffle([
    'Fasting blood was drawn. ',
    'On your blood tests, ',
    'In the laboratory, ',
    'We also measured the following. ',
    '',
    'For completeness, ',
  ])
  panels
    .filter((key) => key !== 'physical' && key !== 'electrocardiogram')
    .forEach((key, i) => {
      drawProseResults(flow, key, 'laboratory', leads[i % leads.length]!, rng)
    })
  for (const modality of lists.examinations.imaging) {
    flow.section(rng.pick(modality.en), form)
    if (modality.modality === 'ecg') {
      flow.need(flow.width * 0.2 + 60)
      await canvas.image(
        await drawEcgStrip(rng, draft.value('heart_rate')?.number ?? 70),
        flow.left,
        flow.y,
        flow.width,
        flow.width * 0.2,
        { figure: 'ecg_strip' },
      )
      flow.y += flow.width * 0.2 + 6
      drawProseResults(flow, 'electrocardiogram', 'cardiovascular', '', rng)
    }
    drawImaging(flow, modality, 'prose')
  }
  flow.section('Assessment and plan', form)
  if (draft.shown.length === 0)
    flow.text('All findings are within expected limits. We look forward to seeing you next year.', {
      label: 'paragraph',
    })
  draft.shown.forEach((condition, i) => {
    const advice = rng.pick(lists.wording.advice[condition.issue.priority].en)
    const placed = flow.text(
      [`${i + 1}. `, { text: condition.issue.en, key: 'issue', bold: true }, `. ${advice}`],
      { label: 'list' },
      2,
    )
    draft.recordLabel(condition, condition.issue.en, canvas.page, union(placed.keyed.get('issue') ?? []))
  })
  flow.need(80)
  flow.y += 6
  const initials = person.name
    .split(/[ -]/)
    .map((part) => `${part[0]}.`)
    .join('')
  flow.text(
    [
      'Thank you for your trust, ',
      patient(person.given),
      '. (file note ',
      { text: initials, id: { category: 'NAME', scope: 'patient' } },
      ')',
    ],
    { label: 'paragraph' },
  )
  flow.text('Yours sincerely,', { label: 'paragraph' })
  await canvas.image(await drawSignature(rng), flow.left, flow.y, 96, 30, {
    id: { category: 'SIGNATURE', scope: 'staff', text: '[signature]' },
  })
  flow.y += 34
  flow.text(['Dr ', physician(doctor), `, ${institution.title}`], { label: 'paragraph' })
  drawRunningMatter(draft, {
    header: rng.pick(['name_number', 'institution']),
    footer: rng.pick(['page_of', 'page']),
    watermark: rng.chance(0.15),
    skipFirst: true,
  })
  return {
    canvas,
    draft,
    variant: `prose-${style.face}-${style.fieldLayout}${columns ? '-columns' : ''}`,
    language: 'en',
    agePrinted: true,
    sexPrinted: true,
  }
}

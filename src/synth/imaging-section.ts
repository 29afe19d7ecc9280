import { union } from '../records/bbox.js'
import type { Placed, Span } from './page-canvas.js'
import type { PageFlow } from './page-flow.js'
import type { Prng } from './prng.js'
import { printedAttributes, type ReportDraft, type ReportPlan } from './report-draft.js'
import type { Condition, Examinations } from './word-lists.js'

type Modality = Examinations['imaging'][number]
type Site = Modality['sites'][number]

/** Prints the extent of a lesion: `8×6mm`, `0.8cm×0.6cm`, `12 mm`, `1.2 x 0.9 cm`. */
export function printSize(mm: number, chinese: boolean, rng: Prng): string {
  const second = Math.max(2, Math.round(mm * rng.real(0.6, 0.9)))
  const cm = (value: number) => (value / 10).toFixed(1)
  return chinese
    ? rng.pick([
        `${mm}×${second}mm`,
        `${cm(mm)}×${cm(second)}cm`,
        `${mm}mm×${second}mm`,
        `${mm}mm`,
        `${cm(mm)}cm×${cm(second)}cm`,
      ])
    : rng.pick([`${mm} x ${second} mm`, `${mm} mm`, `${cm(mm)} x ${cm(second)} cm`, `${cm(mm)} cm`])
}

interface Statement {
  readonly span: Span
  readonly site: Site | null
  readonly condition: Condition | null
  readonly size: number | null
  readonly change: Change | null
}

type Change = 'larger' | 'smaller' | 'stable'

const CHANGE_WORDS: Record<Change, readonly [string, string]> = {
  larger: ['，较前增大', ', larger than before'],
  smaller: ['，较前缩小', ', smaller than before'],
  stable: ['，较前相仿', ', unchanged since the previous study'],
}

/** How a sized finding compares with the visit before, null on a first visit. */
function changeOf(plan: ReportPlan, condition: string): Change | null {
  const now = plan.profile.sizes.get(condition)
  const before = plan.previousVisit ? plan.previousProfile?.sizes.get(condition) : undefined
  if (now === undefined || before === undefined) return null
  return now > before ? 'larger' : now < before ? 'smaller' : 'stable'
}

function statements(draft: ReportDraft, modality: Modality): Statement[] {
  const { plan, style } = draft
  const chinese = style.language !== 'en'
  const rng = plan.rng.fork(`imaging ${modality.modality}`)
  const list: Statement[] = []
  for (const site of modality.sites) {
    if (site.sex !== undefined && site.sex !== plan.person.sex) continue
    const here = draft.shown.filter((c) => c.finding?.modality === modality.modality && c.finding.site === site.site)
    for (const condition of here) {
      const size = plan.profile.sizes.get(condition.key) ?? null
      const words = chinese ? condition.finding!.zh : condition.finding!.en
      const change = changeOf(plan, condition.key)
      const text = `${size === null ? words : words.replace('{size}', printSize(size, chinese, rng))}${change ? CHANGE_WORDS[change][chinese ? 0 : 1] : ''}`
      list.push({ span: { text, key: `s${list.length}` }, site, condition, size, change })
    }
    if (here.length === 0 && (list.length < 2 || rng.chance(0.75) || modality.sites.length < 3)) {
      const trap =
        site.trap === undefined
          ? undefined
          : typeof site.trap === 'string'
            ? site.trap
            : chinese
              ? site.trap.zh
              : site.trap.en
      list.push({
        span: {
          text: chinese ? site.zh : site.en,
          key: `s${list.length}`,
          ...(trap ? { trap: `eponym:${trap}` } : {}),
        },
        site,
        condition: null,
        size: null,
        change: null,
      })
    }
  }
  return list
}

/** Records the statements that `placed` holds as findings, with their boxes. */
function recordStatements(
  draft: ReportDraft,
  modality: Modality,
  list: readonly Statement[],
  placed: Placed,
  page: number,
): void {
  for (const { span, site, condition, size, change } of list) {
    const boxes = placed.keyed.get(span.key ?? '')
    if (!boxes) continue
    const printed = condition
      ? printedAttributes(condition, span.text)
      : {
          grade_system: site?.grade_system ?? null,
          grade: site?.grade ?? null,
          laterality: null,
          body_site: site?.site ?? null,
        }
    draft.recordFinding({
      page,
      bbox: union(boxes),
      modality: modality.modality,
      section: modality.section,
      text: span.text,
      negated: condition ? false : (site?.negated ?? false),
      normal: condition === null,
      size_mm: size,
      change,
      ...printed,
      condition: condition?.key ?? null,
    })
  }
}

// A trap span keeps only the eponym: the sentence around it is ordinary text.
function split(statement: Statement): Span[] {
  const { span } = statement
  if (!span.trap) return [span]
  const keep = span.trap.slice('eponym:'.length)
  const at = span.text.indexOf(keep)
  const key = span.key ? { key: span.key } : {}
  const parts: Span[] = [
    { text: span.text.slice(0, at), ...key },
    { text: keep, trap: 'eponym', ...key },
    { text: span.text.slice(at + keep.length), ...key },
  ]
  return parts.filter((p) => p.text !== '')
}

/** Draws the statements of one modality as prose or as a list, then an impression. */
export function drawImaging(flow: PageFlow, modality: Modality, form: 'prose' | 'list'): void {
  const { draft } = flow
  const { canvas, style, plan } = draft
  const chinese = style.language !== 'en'
  const list = statements(draft, modality)
  const rng = plan.rng.fork(`impression ${modality.modality}`)
  const lead = chinese ? rng.pick(['检查所见：', '超声所见：', '描述：', '']) : rng.pick(['Findings: ', '', 'Report: '])
  const heading = modality.modality === 'ultrasound' ? lead : lead.replace('超声', '影像')
  const stop = chinese ? '。' : '. '
  if (form === 'prose') {
    const parts: (string | Span)[] = heading === '' ? [] : [{ text: heading, bold: true }]
    for (const statement of list) parts.push(...split(statement), stop)
    const placed = flow.text(parts, { label: 'paragraph' })
    recordStatements(draft, modality, list, placed, canvas.page)
  } else
    for (const statement of list) {
      const placed = flow.text([chinese ? '· ' : '- ', ...split(statement), stop.trim()], { label: 'list' }, 1, 8)
      recordStatements(draft, modality, [statement], placed, canvas.page)
    }
  const abnormal = list.filter((s) => s.condition !== null)
  const title = chinese
    ? rng.pick(['诊断意见：', '提示：', '印象：', '结论：'])
    : rng.pick(['Impression: ', 'Conclusion: ', 'IMPRESSION: '])
  const parts: (string | Span)[] = [{ text: title, bold: true }]
  const impressions: Statement[] = []
  if (abnormal.length === 0) {
    const span: Span = {
      text: chinese ? '未见明显异常' : modality.modality === 'ecg' ? 'Normal tracing' : 'No significant abnormality',
      key: 'normal',
    }
    impressions.push({ span, site: null, condition: null, size: null, change: null })
    parts.push(span)
  }
  abnormal.forEach((statement, i) => {
    const issue = statement.condition!.issue
    const span: Span = { text: chinese ? issue.zh : issue.en, key: `i${i}` }
    impressions.push({ span, site: statement.site, condition: statement.condition, size: null, change: null })
    parts.push(chinese ? `${i + 1}.` : i > 0 ? '; ' : '', span, chinese ? ' ' : '')
  })
  const placed = flow.text(
    parts.filter((p) => p !== ''),
    { label: 'paragraph' },
  )
  recordStatements(draft, modality, impressions, placed, canvas.page)
}

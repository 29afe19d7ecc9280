import { drawSeal, drawSignature } from './artwork.js'
import type { Span } from './page-canvas.js'
import type { PageFlow } from './page-flow.js'
import type { ReportDraft } from './report-draft.js'
import { type FieldKey, fieldOf } from './subject-fields.js'

export interface RunningMatter {
  readonly header: 'name_number' | 'institution' | 'none'
  readonly footer: 'page_of' | 'page' | 'contact' | 'none'
  readonly watermark: boolean
  readonly skipFirst: boolean
}

/** Draws what repeats on the pages: a header with name and number, a footer with page numbers, a leaning watermark. */
export function drawRunningMatter(draft: ReportDraft, matter: RunningMatter): void {
  const { canvas, style, plan } = draft
  const { person, visit, institution, lists } = plan
  const chinese = style.language === 'zh' || style.language === 'zh-en'
  const rng = plan.rng.fork('running matter')
  const ownWatermark = rng.chance(0.2)
  const words = rng.pick(lists.wording.watermarks[chinese ? 'zh' : 'en'])
  const lean = rng.pick([30, 38, 45])
  const size = style.size * 0.88
  const nameLabel = fieldOf(draft, 'name').label
  const numberLabel = fieldOf(draft, 'checkup_number').label
  const separator = style.separator
  const name: Span = { text: person.name, id: { category: 'NAME', scope: 'patient', labelled: true } }
  const number: Span = { text: visit.checkupNumber, id: { category: 'ID', scope: 'patient', labelled: true } }
  const organisation: Span = { text: institution.name, id: { category: 'ORG', scope: 'institution' } }
  canvas.onEveryPage((page, total) => {
    const left = style.margin
    const width = canvas.width - style.margin * 2
    if (matter.watermark) {
      if (ownWatermark) canvas.watermark(institution.name, 26, lean, { category: 'ORG', scope: 'institution' })
      else canvas.watermark(words, chinese ? 44 : 54, lean)
    }
    if (page > 1 || !matter.skipFirst) {
      const top = Math.max(14, style.margin - 18)
      const look = { size, label: 'page_header', color: '#444444' } as const
      if (matter.header === 'name_number') {
        canvas.text([`${nameLabel}${separator}`, name, '    ', `${numberLabel}${separator}`, number], left, top, look)
        canvas.text([organisation], left, top, { ...look, align: 'right' }, width)
        canvas.rule(left, top + size * 1.5, left + width, top + size * 1.5, 0.5, style.accent)
      } else if (matter.header === 'institution') {
        canvas.text([organisation], left, top, { ...look, align: 'center' }, width)
        canvas.rule(left, top + size * 1.5, left + width, top + size * 1.5, 0.5, style.accent)
      }
    }
    const base = canvas.height - style.margin + 8
    const foot = { size: size * 0.95, label: 'page_footer', color: '#555555' } as const
    const numbering = chinese
      ? [`第${page}页 共${total}页`, `第 ${page} 页 / 共 ${total} 页`, `- ${page} -`][lean % 3]!
      : style.language === 'en'
        ? [`Page ${page} of ${total}`, `Page ${page}/${total}`, `${page}`][lean % 3]!
        : `Página ${page} de ${total}`
    if (matter.footer === 'page_of' || matter.footer === 'page')
      canvas.text(numbering, left, base, { ...foot, align: matter.footer === 'page' ? 'center' : 'right' }, width)
    if (matter.footer === 'contact') {
      const contact: (string | Span)[] = [
        chinese ? '地址：' : '',
        { text: institution.address, id: { category: 'ADDRESS', scope: 'institution', labelled: chinese } },
        chinese ? '  电话：' : '  Tel ',
        { text: institution.phone, id: { category: 'PHONE', scope: 'institution', labelled: true } },
        '  ',
        { text: institution.url, id: { category: 'URL', scope: 'institution' } },
      ]
      canvas.text(contact, left, base, { ...foot, size: size * 0.85 })
      canvas.text(numbering, left, base + size * 1.2, { ...foot, align: 'right' }, width)
    }
  })
}

/**
 * Draws the closing line of a report: staff fields, each a printed name or a drawn signature over a line, and a seal across it.
 * @returns the y under it
 */
export async function drawSignOff(
  flow: PageFlow,
  keys: readonly FieldKey[],
  options: { signed: boolean; seal: boolean },
): Promise<void> {
  const { draft } = flow
  const { canvas, style, plan } = draft
  const rng = plan.rng.fork(`sign off ${canvas.page}`)
  flow.need(options.seal ? 92 : 44)
  flow.y += 8
  const cell = flow.width / Math.max(2, keys.length)
  const size = style.size
  const separator = style.separator.trim() === '' ? '  ' : style.separator
  const top = flow.y + (options.signed ? 10 : 0)
  for (const [i, key] of keys.entries()) {
    const field = fieldOf(draft, key)
    const left = flow.left + i * cell
    const staff = key === 'examiner' || key === 'reviewer' || key === 'chief' || key === 'referring'
    if (options.signed && staff) {
      const label = canvas.text(field.label + separator, left, top, { size, label: 'key_value' })
      await canvas.image(
        await drawSignature(rng),
        label.bbox[2] + 3,
        top - 12,
        Math.min(70, cell - (label.bbox[2] - left) - 8),
        24,
        {
          id: { category: 'SIGNATURE', scope: 'staff', text: '[signature]', labelled: true },
        },
      )
      if (rng.chance(0.4)) canvas.text(field.value, left, top + size * 1.9, { size: size * 0.9, label: 'key_value' })
    } else canvas.text([field.label + separator, ...field.value], left, top, { size, label: 'key_value' }, cell - 4)
  }
  flow.y = top + size * 3.4
  if (options.seal) {
    const x = flow.left + flow.width - 96 - rng.int(0, 120)
    await canvas.image(await drawSeal(plan.institution.name), x, flow.y - 34, 84, 84, {
      id: { category: 'SEAL', scope: 'institution', text: `[seal] ${plan.institution.name}` },
    })
    flow.y += 54
  }
}

/** Lines about history and comments that hold de-identification traps: text that must survive. */
export function drawTraps(flow: PageFlow, count: number): void {
  const { draft } = flow
  const { plan, style } = draft
  const chinese = style.language === 'zh' || style.language === 'zh-en'
  const list = plan.lists.examinations.traps[chinese ? 'zh' : 'en']
  const chosen = plan.rng.fork('traps').shuffle(list).slice(0, count)
  for (const trap of chosen) {
    const parts: (string | Span)[] = []
    let rest = trap.text
    for (const keep of trap.keep) {
      const at = rest.indexOf(keep)
      if (at < 0) continue
      parts.push(rest.slice(0, at), { text: keep, trap: trap.family })
      rest = rest.slice(at + keep.length)
    }
    flow.text(
      [...parts, rest].filter((p) => p !== ''),
      { label: 'paragraph' },
      2,
    )
  }
}

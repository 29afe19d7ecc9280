import type { IdTag, PageCanvas, Span } from './page-canvas.js'
import { plainText } from './page-canvas.js'
import { ageAt } from './people.js'
import type { ReportDraft } from './report-draft.js'
import { drawTable, type TableCell } from './ruled-table.js'
import { lineUnits } from './text-run.js'

export type FieldKey =
  | 'name'
  | 'sex'
  | 'age'
  | 'age_sex'
  | 'birth'
  | 'identity'
  | 'phone'
  | 'employer'
  | 'address'
  | 'email'
  | 'checkup_number'
  | 'record'
  | 'sample_number'
  | 'visit_date'
  | 'collected'
  | 'received'
  | 'reported'
  | 'referring'
  | 'examiner'
  | 'reviewer'
  | 'chief'
  | 'specimen'

export interface Field {
  readonly key: FieldKey
  readonly label: string
  readonly value: readonly (string | Span)[]
}

type Words = 'zh' | 'en' | 'es'

function wordsOf(draft: ReportDraft): Words {
  const { language } = draft.style
  return language === 'en' ? 'en' : language === 'und' ? 'es' : 'zh'
}

/** Turns ASCII digits into full-width ones, as some hospital systems print them. */
export function fullWidthDigits(text: string): string {
  return text.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
}

const DATED: readonly FieldKey[] = ['visit_date', 'collected', 'received', 'reported', 'birth']
const STAFF: readonly FieldKey[] = ['referring', 'examiner', 'reviewer', 'chief']

function dateValue(draft: ReportDraft, key: FieldKey): Span {
  const { plan, style } = draft
  const iso = key === 'birth' ? plan.person.birth : key === 'reported' ? plan.visit.reported : plan.visit.date
  const timed = key === 'collected' || key === 'received' || (key === 'reported' && plan.rng.fork('timed').chance(0.5))
  const minutes =
    key === 'received'
      ? `${plan.visit.time.slice(0, 3)}${String((Number(plan.visit.time.slice(3)) + 17) % 60).padStart(2, '0')}`
      : plan.visit.time
  return {
    text: timed ? `${style.date(iso)} ${minutes}` : style.date(iso),
    id: { category: 'DATE', scope: 'patient', labelled: true },
  }
}

/** Prints an age; over 89 it is an identifier. */
export function ageSpan(draft: ReportDraft, labelled = true): string | Span {
  const { plan } = draft
  const age = ageAt(plan.person.birth, plan.visit.date)
  const form = plan.rng.fork('age').pick(plan.lists.wording.age_values[wordsOf(draft)])
  const text = form.replace('{n}', String(age))
  return age > 89 ? { text, id: { category: 'AGE_OVER_89', scope: 'patient', labelled } } : text
}

/** Prints the sex in the report's words. */
export function sexText(draft: ReportDraft): string {
  const { plan } = draft
  return plan.rng.fork('sex').pick(plan.lists.wording.sex_values[wordsOf(draft)][plan.person.sex])
}

/** The name as this report prints it: with a space inside (`张 伟`), surname first (`BROWN, Grace`), or plain. */
export function nameText(draft: ReportDraft): string {
  const { person } = draft.plan
  const rng = draft.plan.rng.fork('name form')
  if (person.language === 'zh')
    // Short names are often spread out, with a plain or a full-width space.
    return person.name.length === 2 && rng.chance(0.25)
      ? `${person.surname}${rng.pick([' ', '\u3000'])}${person.given}`
      : person.name
  const title = person.sex === 'male' ? 'Mr' : 'Ms'
  return rng.weighted(
    [
      person.name,
      `${person.surname.toUpperCase()}, ${person.given}`,
      person.name.toUpperCase(),
      `${title} ${person.name}`,
    ],
    (form) => (form === person.name ? 5 : 1.5),
  )
}

/** One labelled field of the person, the visit or the staff. */
export function fieldOf(draft: ReportDraft, key: FieldKey): Field {
  const { plan } = draft
  const { person, visit, institution, rng } = plan
  const words = wordsOf(draft)
  const stream = rng.fork(`field ${key}`)
  const label = stream.pick(plan.lists.wording.fields[key]![words])
  const tag = (text: string, category: IdTag['category'], scope: IdTag['scope'] = 'patient'): Field => ({
    key,
    label,
    value: [{ text, id: { category, scope, labelled: true } }],
  })
  if (DATED.includes(key)) return { key, label, value: [dateValue(draft, key)] }
  if (STAFF.includes(key)) {
    const doctor = institution.doctors[STAFF.indexOf(key)]!
    const prefix = words === 'en' && key !== 'examiner' ? stream.pick(['Dr ', 'Dr. ', '']) : ''
    const suffix = words === 'en' && key === 'reviewer' ? `, ${institution.title}` : ''
    return {
      key,
      label,
      value: [prefix, { text: doctor, id: { category: 'DOCTOR', scope: 'staff', labelled: true } }, suffix],
    }
  }
  const wide = words === 'zh' && rng.fork('full width').chance(0.06)
  const number = (text: string) => (wide ? fullWidthDigits(text) : text)
  switch (key) {
    case 'name':
      return tag(nameText(draft), 'NAME')
    case 'sex':
      return { key, label, value: [sexText(draft)] }
    case 'age':
      return { key, label, value: [ageSpan(draft)] }
    case 'age_sex':
      return {
        key,
        label,
        value: words === 'zh' ? [sexText(draft), ' / ', ageSpan(draft)] : [ageSpan(draft), ' / ', sexText(draft)],
      }
    case 'identity':
      return tag(number(person.identity), 'ID')
    case 'phone':
      if (words === 'zh' && stream.chance(0.1))
        return tag(`${person.phone.slice(0, 3)}****${person.phone.slice(7)}`, 'PHONE')
      return tag(
        number(
          words === 'zh' && stream.chance(0.2)
            ? `${person.phone.slice(0, 3)} ${person.phone.slice(3, 7)} ${person.phone.slice(7)}`
            : person.phone,
        ),
        'PHONE',
      )
    case 'employer':
      return tag(person.employer, 'EMPLOYER')
    case 'address':
      return tag(person.address, 'ADDRESS')
    case 'email':
      return tag(person.email, 'EMAIL')
    case 'checkup_number':
      return tag(visit.checkupNumber, 'ID')
    case 'record':
      return tag(person.record, 'ID')
    case 'sample_number':
      return tag(visit.sampleNumber, 'ID')
    default:
      return { key, label, value: [words === 'zh' ? '血清' : words === 'en' ? 'Serum' : 'Suero'] }
  }
}

const WIDE: readonly FieldKey[] = ['address', 'employer', 'identity', 'email']

/**
 * Draws a block of labelled fields in the report's layout (grid, ruled boxes, label above value, or running inline) and returns the y
 * under it.
 */
export function drawFields(
  draft: ReportDraft,
  keys: readonly FieldKey[],
  x: number,
  y: number,
  width: number,
  columns: number,
): number {
  const { canvas, style } = draft
  const fields = keys.map((key) => fieldOf(draft, key))
  const size = style.size
  const separator = style.fieldLayout === 'boxed' ? '' : style.separator
  if (style.fieldLayout === 'boxed') return drawBoxed(draft, fields, x, y, width, Math.min(columns, 3))
  if (style.fieldLayout === 'inline') return drawInline(canvas, draft, fields, x, y, width)
  const cell = width / columns
  let column = 0
  let top = y
  let lowest = y
  for (const field of fields) {
    const textWidth = canvas.measure(field.label + separator + plainText(field.value), { size, bold: true }) + 6
    const span =
      WIDE.includes(field.key) && textWidth > cell
        ? Math.min(columns, Math.ceil(textWidth / cell))
        : textWidth > cell
          ? 2
          : 1
    if (column > 0 && column + span > columns) {
      column = 0
      top = lowest + 2
    }
    const left = x + column * cell
    const room = cell * span - 6
    if (style.fieldLayout === 'above') {
      canvas.text(field.label, left, top, { size: size * 0.82, label: 'key_value', color: '#777777' }, room)
      lowest = Math.max(
        lowest,
        canvas.text(field.value, left, top + size * 1.15, { size, label: 'key_value' }, room).bottom + 3,
      )
    } else {
      const labelPart: Span = { text: field.label + separator, bold: style.zebra }
      lowest = Math.max(
        lowest,
        canvas.text([labelPart, ...field.value], left, top, { size, label: 'key_value' }, room).bottom,
      )
    }
    column += span
    if (column >= columns) {
      column = 0
      top = lowest + 2
    }
  }
  return lowest + 4
}

function drawInline(
  canvas: PageCanvas,
  draft: ReportDraft,
  fields: readonly Field[],
  x: number,
  y: number,
  width: number,
): number {
  const { style } = draft
  let line: (string | Span)[] = []
  let used = 0
  let top = y
  const flush = () => {
    if (line.length > 0) top = canvas.text(line, x, top, { size: style.size, label: 'key_value' }, width).bottom + 1
    line = []
    used = 0
  }
  for (const field of fields) {
    const parts: (string | Span)[] = [field.label + style.separator, ...field.value, '     ']
    const needed = canvas.measure(plainText(parts), { size: style.size })
    if (used > 0 && used + needed > width) flush()
    line.push(...parts)
    used += needed
  }
  flush()
  return top + 4
}

function drawBoxed(
  draft: ReportDraft,
  fields: readonly Field[],
  x: number,
  y: number,
  width: number,
  pairs: number,
): number {
  const { canvas, style } = draft
  const look = { size: style.size }
  const labelWidth = Math.max(...fields.map((f) => canvas.measure(f.label, look))) + 8
  // As many pairs as leave room for the longest piece of a value that cannot be broken.
  const solid = (field: Field) =>
    Math.max(...lineUnits(plainText(field.value)).map((unit) => canvas.measure(unit.trimEnd(), look))) + 8
  const narrow = fields.filter((f) => !WIDE.includes(f.key))
  let count = pairs
  while (count > 1 && width / count - labelWidth < Math.max(...narrow.map(solid))) count--
  const valueWidth = width / count - labelWidth
  const rows: TableCell[][] = []
  let row: TableCell[] = []
  for (const field of [...narrow, ...fields.filter((f) => WIDE.includes(f.key))]) {
    const full = WIDE.includes(field.key) && canvas.measure(plainText(field.value), look) > valueWidth - 6
    if (full && row.length > 0) {
      rows.push(row)
      row = []
    }
    row.push({ rich: field.label, align: 'center' }, { rich: field.value, ...(full ? { span: count * 2 - 1 } : {}) })
    if (full || row.length === count * 2) {
      rows.push(row)
      row = []
    }
  }
  if (row.length > 0) rows.push(row)
  for (const cells of rows)
    while (cells.reduce((sum, cell) => sum + (cell.span ?? 1), 0) < count * 2) cells.push({ rich: '' })
  return (
    drawTable(canvas, {
      x,
      y,
      widths: Array.from({ length: count * 2 }, (_, c) => (c % 2 === 0 ? labelWidth : valueWidth)),
      header: [],
      rows,
      style: { size: style.size, label: 'table' },
      ruled: 'full',
      purpose: 'form',
      bottom: canvas.height,
      breakPage: () => y,
    }) + 6
  )
}

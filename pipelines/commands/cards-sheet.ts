import { z } from 'zod'
import type { CardKnowledge } from '../../src/cards/knowledge.js'
import { RejectReason } from '../../src/cards/review/decision.js'
import type { Subject } from '../../src/cards/review/subject.js'
import { Priority } from '../../src/records/action-card.js'
import { parseCsv, writeCsv } from './cards-csv.js'

/**
 * One row that a reviewer fills in: `verdict` (accept, edit, reject, add, or empty for not judged), `reason` and `note` of a
 * rejection; the columns from `issue` to `questions` may be edited. The others say what is judged and are not changed; a row `add`
 * has a report_id and `records`, and no digests.
 */
export const SheetRow = z.strictObject({
  verdict: z.enum(['', 'accept', 'edit', 'reject', 'add']),
  reason: z.union([z.literal(''), RejectReason]),
  note: z.string(),
  report_id: z.string().min(1),
  card_id: z.string(),
  issue: z.string(),
  label: z.string(),
  priority: Priority,
  department: z.string(),
  department_alternatives: z.array(z.string()),
  window_min_days: z.number().int().min(0),
  window_max_days: z.number().int().min(0),
  explanation: z.string(),
  questions: z.array(z.string()),
  evidence: z.array(z.string()),
  /** Ids of the cited records. */
  records: z.array(z.string()),
  draft_digest: z.string(),
  evidence_digest: z.string(),
  /** What reviewers said, in a sheet for an adjudicator; never read back. */
  said: z.array(z.string()).default([]),
})
export type SheetRow = z.infer<typeof SheetRow>

const COLUMNS = Object.keys(SheetRow.shape) as (keyof SheetRow)[]
const LISTS: ReadonlySet<string> = new Set(['department_alternatives', 'questions', 'evidence', 'records', 'said'])
const NUMBERS: ReadonlySet<string> = new Set(['window_min_days', 'window_max_days'])

/** A sheet that cannot be imported; says row and column, and quotes no cell. */
export class SheetError extends Error {
  override readonly name = 'UsageError'
}

/** The row of a draft or addition, not judged yet. */
export function rowOf(
  reportId: string,
  subject: Subject,
  knowledge: CardKnowledge,
  said: readonly string[] = [],
): SheetRow {
  const { content } = subject
  const issue = knowledge.issues.get(content.issue)
  return {
    verdict: '',
    reason: '',
    note: '',
    report_id: reportId,
    card_id: subject.card?.card_id ?? '',
    issue: content.issue,
    label: (content.language === 'zh' ? issue?.label_zh : issue?.label_en) ?? '',
    priority: content.priority,
    department: content.department,
    department_alternatives: content.department_alternatives,
    window_min_days: content.window_min_days,
    window_max_days: content.window_max_days,
    explanation: content.explanation,
    questions: content.questions,
    evidence: content.evidence.map((e) => `p${e.page} ${e.quote}`),
    records: content.evidence.map((e) => e.record_id),
    draft_digest: subject.draft,
    evidence_digest: subject.evidence,
    said: [...said],
  }
}

/** Rows as CSV (lists one item per line in their cell) or JSON lines. */
export function writeSheet(rows: readonly SheetRow[], format: 'csv' | 'jsonl'): string {
  if (format === 'jsonl') return rows.map((r) => `${JSON.stringify(r)}\n`).join('')
  const cells = rows.map((row) => COLUMNS.map((c) => (LISTS.has(c) ? (row[c] as string[]).join('\n') : String(row[c]))))
  return writeCsv([COLUMNS, ...cells])
}

/**
 * Reads what `writeSheet` wrote and a reviewer filled in. Columns may stand in another order; unknown ones are refused.
 * @throws SheetError naming row (the header is row 1) and column
 */
export function readSheet(text: string, format: 'csv' | 'jsonl'): { row: number; data: SheetRow }[] {
  return (format === 'csv' ? csvRows(text) : jsonRows(text)).map(({ row, data }) => {
    const parsed = SheetRow.safeParse(data)
    if (parsed.success) return { row, data: parsed.data }
    const column = parsed.error.issues[0]!.path.join('.') || 'the columns'
    throw new SheetError(`row ${row}: ${column}: not allowed here; nothing was imported`)
  })
}

function csvRows(text: string): { row: number; data: unknown }[] {
  let rows: string[][]
  try {
    rows = parseCsv(text)
  } catch (error) {
    throw new SheetError(`${(error as Error).message}; nothing was imported`)
  }
  const [header, ...body] = rows
  if (header === undefined) throw new SheetError('the file is empty')
  const missing = COLUMNS.filter((c) => c !== 'said' && !header.includes(c))
  if (missing.length > 0) throw new SheetError(`row 1: the columns ${missing.join(', ')} are missing`)
  return body.map((cells, i) => ({
    row: i + 2,
    data: Object.fromEntries(
      header.map((name, j) => {
        const cell = (cells[j] ?? '').replaceAll('\r\n', '\n')
        const list = cell === '' ? [] : cell.split('\n').filter((item) => item.trim() !== '')
        return [name, LISTS.has(name) ? list : NUMBERS.has(name) && /^\d+$/.test(cell.trim()) ? Number(cell) : cell]
      }),
    ),
  }))
}

function jsonRows(text: string): { row: number; data: unknown }[] {
  return text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return []
    try {
      return [{ row: i + 1, data: JSON.parse(line) as unknown }]
    } catch {
      throw new SheetError(`row ${i + 1}: not JSON; nothing was imported`)
    }
  })
}

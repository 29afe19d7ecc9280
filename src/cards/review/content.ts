import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type ActionCard, Priority } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import { oneLine, quoteResult } from '../quote.js'

/** A record that a card rests on, as the reviewer saw it. Quote and page find it again when ids have moved. */
export const EvidenceRef = z.strictObject({
  record_id: z.string(),
  kind: z.enum(['biomarker', 'finding']),
  page: z.number().int().min(1),
  quote: z.string(),
})
export type EvidenceRef = z.infer<typeof EvidenceRef>

/** What a reviewer judges of a card: everything a patient reads or follows. Windows in days. */
export const CardContent = z.strictObject({
  issue: z.string().min(1),
  priority: Priority,
  department: z.string().min(1),
  department_alternatives: z.array(z.string()),
  window_min_days: z.number().int().min(0),
  window_max_days: z.number().int().min(0),
  explanation: z.string().min(1),
  questions: z.array(z.string().min(1)).min(2).max(4),
  evidence: z.array(EvidenceRef).min(1),
  language: z.enum(['zh', 'en']),
})
export type CardContent = z.infer<typeof CardContent>

/** Fields that an edit may change. */
export const EditableField = z.enum([
  'issue',
  'priority',
  'department',
  'department_alternatives',
  'window_min_days',
  'window_max_days',
  'explanation',
  'questions',
  'evidence',
])
export type EditableField = z.infer<typeof EditableField>

/** One field that an edit changes. `from` and `to` are values of the field; the whole content is checked after the change. */
export const FieldChange = z.strictObject({ field: EditableField, from: z.json(), to: z.json() })
export type FieldChange = z.infer<typeof FieldChange>

/** The judged part of a card. */
export function contentOf(card: ActionCard): CardContent {
  return {
    issue: card.issue,
    priority: card.priority,
    department: card.department,
    department_alternatives: card.department_alternatives,
    window_min_days: card.window_min_days,
    window_max_days: card.window_max_days,
    explanation: card.explanation,
    questions: card.questions,
    evidence: card.evidence.map(({ record_id, kind, page, quote }) => ({ record_id, kind, page, quote })),
    language: card.language,
  }
}

/** Digest of a content. Record ids are left out: they move when a row is found above, while quote and page say the same. */
export function contentDigest(content: CardContent): string {
  const evidence = content.evidence.map(({ kind, page, quote }) => ({ kind, page, quote }))
  return digest({ ...content, evidence })
}

/**
 * Digest of what the cited records say: printed and understood fields, without ids, boxes and confidences. Null when a piece of
 * evidence is not in the records.
 */
export function evidenceDigest(evidence: readonly EvidenceRef[], records: RecordsArtefact): string | null {
  const said: unknown[] = []
  for (const ref of evidence) {
    const b = ref.kind === 'biomarker' ? records.biomarkers.find((r) => r.biomarker_id === ref.record_id) : undefined
    const f = ref.kind === 'finding' ? records.findings.find((r) => r.finding_id === ref.record_id) : undefined
    if (b !== undefined) {
      const { biomarker_id: _, report_id: _r, bbox: _b, confidence: _c, mapping_confidence: _m, ...rest } = b
      said.push(rest)
    } else if (f !== undefined) {
      const { finding_id: _, report_id: _r, bbox: _b, ...rest } = f
      said.push(rest)
    } else return null
  }
  return digest(said)
}

/**
 * Points evidence at the present records: the record of that id when it is still printed so, else the one record of that kind and
 * page with that quote. Null when one of them is printed no more.
 */
export function resolveEvidence(evidence: readonly EvidenceRef[], records: RecordsArtefact): EvidenceRef[] | null {
  const out: EvidenceRef[] = []
  for (const ref of evidence) {
    const printed =
      ref.kind === 'biomarker'
        ? records.biomarkers.map((b) => ({ id: b.biomarker_id, page: b.page, quote: quoteResult(b) }))
        : records.findings.map((f) => ({ id: f.finding_id, page: f.page, quote: oneLine(f.text) }))
    const same = printed.filter((p) => p.page === ref.page && p.quote === ref.quote)
    const found = same.find((p) => p.id === ref.record_id) ?? (same.length === 1 ? same[0] : undefined)
    if (found === undefined) return null
    out.push({ ...ref, record_id: found.id })
  }
  return out
}

/** Field-level difference of two contents, in the order of `EditableField`. */
export function changesBetween(from: CardContent, to: CardContent): FieldChange[] {
  return EditableField.options
    .filter((field) => canonical(from[field]) !== canonical(to[field]))
    .map((field) => ({ field, from: from[field], to: to[field] }))
}

/** The content after an edit, or the field whose `from` is not what stands there or whose `to` is not allowed. */
export function applyChanges(
  content: CardContent,
  changes: readonly FieldChange[],
): { content: CardContent } | { wrong: string } {
  const next: Record<string, unknown> = { ...content }
  for (const { field, from, to } of changes) {
    if (canonical(content[field]) !== canonical(from)) return { wrong: `${field}.from` }
    next[field] = to
  }
  const parsed = CardContent.safeParse(next)
  if (!parsed.success) return { wrong: parsed.error.issues[0]!.path.join('.') || 'content' }
  return parsed.data.window_min_days > parsed.data.window_max_days
    ? { wrong: 'window_min_days' }
    : { content: parsed.data }
}

/** JSON with sorted keys: equal values give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

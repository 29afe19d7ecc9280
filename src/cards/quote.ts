import type { Evidence } from '../records/action-card.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import { clauseEnd, clauseStart } from './mention.js'

/** A result as printed: name, value, unit, (range), flag; absent fields are left out. */
export function quoteResult(b: Biomarker): string {
  const range = b.range_printed === null ? null : `(${oneLine(b.range_printed)})`
  return [b.name_printed, b.value_printed, b.unit_printed, range, b.flag_printed]
    .filter((part): part is string => part !== null && part !== '')
    .map(oneLine)
    .join(' ')
}

/** Where a result was printed. */
export function resultEvidence(b: Biomarker): Evidence {
  return { record_id: b.biomarker_id, kind: 'biomarker', page: b.page, bbox: b.bbox, quote: quoteResult(b) }
}

/** Where a finding was printed. */
export function findingEvidence(f: Finding): Evidence {
  return { record_id: f.finding_id, kind: 'finding', page: f.page, bbox: f.bbox, quote: oneLine(f.text) }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

// Marks of the items of a list.
const ITEM = /[①-⑳❶-❿▪●■]/

// From the mark before the report's own advice on. A bracket before it closes first.
const ADVICE =
  /[:：，,;；。.]?\s?[^，,;；。.（(]{0,6}(?:建议|复查|随访|就诊|避免|避开|低[^，。]{1,6}饮食|清淡饮食|控制饮食|戒|多饮水|\b(?:advised?|recommend\w*|suggest\w*|follow-?up|repeat|please|consider)\b)/i

/**
 * The part of a finding's text to quote in a card: all of it when it is short, else the clause around `where`, grown clause by
 * clause while it stays within `max` characters.
 */
export function quoteFinding(f: Finding, where: { start: number; end: number } | null, max: number): string {
  const text = f.text
  // "Blood fats raised: low-fat diet, repeat in 3 months": what follows is the report's advice, not the finding.
  const advice = where === null ? null : ADVICE.exec(text.slice(where.end))
  if (advice !== null) return quoteFinding({ ...f, text: text.slice(0, where!.end + advice.index) }, where, max)
  if (oneLine(text).length <= max && !(where !== null && ITEM.test(text))) return trimEnds(oneLine(text))
  let start = clauseStart(text, where?.start ?? 0)
  let end = clauseEnd(text, where?.end ?? 0)
  if (end - start > max) {
    // A clause longer than the limit: as much as fits around the matched words, never inside a word or number.
    start = Math.max(start, Math.min(where?.start ?? start, end - max))
    while (start > 0 && /[\d.A-Za-z]/.test(text[start - 1]!) && /[\d.A-Za-z]/.test(text[start]!)) start--
    end = Math.min(end, start + max)
    while (end > start && end < text.length && /[\d.A-Za-z]/.test(text[end - 1]!) && /[\d.A-Za-z]/.test(text[end]!))
      end--
  } else {
    for (;;) {
      if (ITEM.test(text[end] ?? '')) break
      const next = end < text.length ? clauseEnd(text, end + 1) : end
      if (next <= end || oneLine(text.slice(start, next)).length > max) break
      end = next
    }
  }
  return trimEnds(oneLine(text.slice(start, end)))
}

function trimEnds(text: string): string {
  return text.replace(/^[\s,，;；。.、:：]+|[\s,，;；。.、]+$/g, '')
}

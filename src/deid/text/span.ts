import type { Category } from '../category.js'

/** A found identifier: UTF-16 offsets into the text, what found it, and how sure it is (0-1). */
export interface Span {
  start: number
  end: number
  category: Category
  detector: string
  score: number
}

/** What of a clipped span is still worth covering: anything with a letter or digit. */
const SUBSTANCE = /[\p{L}\p{N}*]/u

/**
 * Resolves overlaps: the higher score keeps its extent, then the longer, then the earlier; what sticks out of a lower one is kept
 * as a span of its own, so that the covered text never shrinks. The result is sorted and free of overlaps.
 */
export function resolveOverlaps(spans: readonly Span[], text: string): Span[] {
  const ranked = [...spans].sort(
    (a, b) => b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const kept: Span[] = []
  for (const span of ranked) {
    let parts: Span[] = [span]
    for (const other of kept) parts = parts.flatMap((part) => subtract(part, other))
    for (const part of parts) {
      const trimmed = trim(part, text)
      if (trimmed !== null) kept.push(trimmed)
    }
  }
  return kept.sort((a, b) => a.start - b.start)
}

/** What of `a` lies outside of `b`. */
export function subtract(a: Span, b: Span): Span[] {
  if (b.end <= a.start || b.start >= a.end) return [a]
  const parts: Span[] = []
  if (a.start < b.start) parts.push({ ...a, end: b.start })
  if (b.end < a.end) parts.push({ ...a, start: b.end })
  return parts
}

/** Without white space and separators at its ends; null when no letter or digit is left. */
export function trim(span: Span, text: string): Span | null {
  let { start, end } = span
  while (start < end && /[\s:;,|、，；：\-–]/.test(text[start]!)) start += 1
  while (end > start && /[\s:;,|、，；：\-–/]/.test(text[end - 1]!)) end -= 1
  return end > start && SUBSTANCE.test(text.slice(start, end)) ? { ...span, start, end } : null
}

/** Whether a stretch shares a character with a span that is there already. */
export function touches(start: number, end: number, spans: readonly Span[]): boolean {
  return spans.some((span) => span.start < end && span.end > start)
}

/** Whether a stretch lies inside one span that is there already. */
export function within(start: number, end: number, spans: readonly Span[]): boolean {
  return spans.some((span) => span.start <= start && span.end >= end)
}

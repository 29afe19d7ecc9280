import { isProse, isResult } from './cell-type.js'
import { median } from './column.js'
import { findHeaders, type Header } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Segment, TextLine } from './line.js'

const LABELLED = /^\S.{0,32}?[:：]/u
const LABEL_ONLY = /[:：]$/u
const NAME_NUMBER = /^[^\d:：]{0,23}?[^\d:：(（]?(?:[\s\u4e00-\u9fff)）])\s*\d[\d./]*\s*[^\s\d]{0,8}(?:\/\S{1,4})?$/u

/** Label and value stand together in the segments (`Name: …`, `身高 168.0 cm`): a form or a line of vitals, not a table row. */
export function isKeyValueLine(line: TextLine, knowledge: LayoutKnowledge): boolean {
  const segments = line.segments
  if (segments.length === 1)
    return LABELLED.test(segments[0]!.text) || (pairsIn(segments[0]!, knowledge) >= 1 && segments[0]!.text.length < 60)
  const form = segments.filter((s) => knowledge.cells.formLabel.test(s.text.replace(/\s*[:：].*$/u, ''))).length
  if (form >= 2 || (form === 1 && segments.length <= 3 && !segments.some((s) => knowledge.cells.range.test(s.text))))
    return true
  const labelled = segments.filter((s) => isLabelled(s, knowledge) && !LABEL_ONLY.test(s.text)).length
  const pairs = segments.filter(
    (s) => NAME_NUMBER.test(s.text) && /\p{L}{2}|[\u4e00-\u9fff]/u.test(s.text) && !isUnitAfterNumber(s.text),
  ).length
  if (segments.some((s) => knowledge.cells.range.test(s.text)) && labelled < 2 && pairs < 2) return false
  const split = segments.filter(
    (s, i) => i + 1 < segments.length && LABEL_ONLY.test(s.text) && s.text.length > 1,
  ).length
  if (split > 0 && (labelled + split) * 2 >= segments.length) return true
  return (labelled + pairs) * 2 > segments.length || labelled >= 2 || (pairs >= 2 && pairs * 2 >= segments.length)
}

/** `Name: …`, but neither a titre (`1:80`), a range by sex (`Male: 3 - 7`) nor a method. */
function isLabelled({ text }: Segment, { cells }: LayoutKnowledge): boolean {
  return LABELLED.test(text) && !cells.value.test(text) && !cells.range.test(text) && !cells.method.test(text)
}

function isUnitAfterNumber(text: string): boolean {
  return /^[<>≤≥]?\s*\d/u.test(text)
}

function pairsIn(segment: Segment, knowledge: LayoutKnowledge): number {
  return NAME_NUMBER.test(segment.text) &&
    /\p{L}{2}|[\u4e00-\u9fff]/u.test(segment.text) &&
    !isProse(segment.text) &&
    !knowledge.cells.range.test(segment.text)
    ? 1
    : 0
}

/** A line that closes results: a note, a sentence, a signature or form line. */
export function endsTable(line: TextLine, width: number, knowledge: LayoutKnowledge): boolean {
  const first = line.segments[0]!
  if (knowledge.cells.note.test(line.text) && !line.segments.slice(1).some((s) => isResult(s.text, knowledge.cells)))
    return true
  if (line.segments.length === 1)
    return isProse(first.text) && (first.x1 - first.x0 > width * 0.45 || first.text.length > 60)
  const wordy = line.segments.filter((s) => isProse(s.text)).length
  if (wordy > 0 && line.segments.length <= 2 && !line.segments.some((s) => isResult(s.text, knowledge.cells)))
    return true
  return isKeyValueLine(line, knowledge) && line.segments.some((s) => isLabelled(s, knowledge))
}

/** A sentence whose words a scan set wide apart: it holds no result, and ends in a full stop or is carried on by a small letter. */
export function isSentence(line: TextLine, next: TextLine | undefined, { cells }: LayoutKnowledge): boolean {
  const result = (s: Segment): boolean => !/[()]|^\p{Ll}/u.test(s.text) && isResult(s.text, cells)
  const wordy = (l: TextLine): boolean => isProse(l.text) && !l.segments.slice(1).some(result)
  if (line.segments.length < 2 || !wordy(line) || !line.segments[0]!.pieces[0]!.ocr) return false
  const carried = next !== undefined && /^\p{Ll}/u.test(next.text) && wordy(next)
  return /^\p{Ll}|[.;]$/u.test(line.text) || carried
}

/**
 * A finding in words in the result column of a table with a header: a short name and a sentence under the second header, or the
 * sentence's next line.
 */
export function findingUnder(line: TextLine, header: Header | null): boolean {
  const second = header?.cells[1]
  if (header === null || second === undefined || !header.cells.some((c) => c.role === 'value')) return false
  const first = line.segments[0]!
  if (!isProse(line.segments.at(-1)!.text)) return false
  if (line.segments.length === 1) return first.x0 > second.x0 - line.em && first.x0 < second.x1
  const named = first.x0 < second.x0 - 2 * line.em && first.x1 < second.x0 && first.text.length <= 24
  return (
    named &&
    line.segments.length === 2 &&
    !/[:：]$/u.test(first.text) &&
    Math.abs(line.segments[1]!.x0 - second.x0) < 3 * line.em
  )
}

/** A form-like line of several segments (`Sample type  Serum`) directly above rows is among them. */
function rowsFollow(lines: readonly TextLine[], at: number, knowledge: LayoutKnowledge): boolean {
  const line = lines[at]!
  if (line.segments.length < 2 || line.segments.some((s) => isProse(s.text))) return false
  for (let i = at + 1; i <= at + 7 && i < lines.length; i++) {
    const next = lines[i]!
    if (next.middle - lines[i - 1]!.middle > next.em * 3.5 || findHeaders(next, knowledge).length > 0) return false
    if (endsTable(next, Infinity, knowledge)) return false
    if (looksLikeRow(next, knowledge) && next.segments.length >= 3) return true
  }
  return false
}

/**
 * The first line of a table that explains results (`Category | LDL | Triglycerides`), or its title with such a line or a category
 * below it.
 */
function opensGuideline(lines: readonly TextLine[], at: number, knowledge: LayoutKnowledge): boolean {
  const { guidelineHeader, guidelineLabel, range } = knowledge.cells
  const heads = (line: TextLine | undefined): boolean =>
    line !== undefined &&
    line.segments.length >= 2 &&
    guidelineHeader.test(line.segments[0]!.text) &&
    !line.segments.slice(1).some((s) => isResult(s.text, knowledge.cells) || range.test(s.text))
  const line = lines[at]!
  if (heads(line)) return true
  const next = lines[at + 1]
  return (
    line.segments.length === 1 &&
    guidelineHeader.test(line.segments[0]!.text) &&
    (heads(next) || (next !== undefined && guidelineLabel.test(next.segments[0]!.text)))
  )
}

/** Does this line look like a result row on its own: words, then a result? */
export function looksLikeRow(line: TextLine, knowledge: LayoutKnowledge): boolean {
  if (line.segments.length < 2) return false
  const name = line.segments.findIndex(
    (s) => /\p{L}{2}|[\u4e00-\u9fff]/u.test(s.text) && !isResult(s.text, knowledge.cells),
  )
  return (
    name >= 0 && line.segments.slice(name + 1).some((s) => isResult(s.text.replace(/^[:：]\s*/u, ''), knowledge.cells))
  )
}

/**
 * The lines after `start` that may be rows of one table: up to the next header, a note, a sentence, a form line, or a white gap
 * above `rowGap` row pitches that no row follows.
 */
export function collectBody(
  lines: readonly TextLine[],
  start: number,
  header: Header | null,
  rowGap: number,
  knowledge: LayoutKnowledge,
): TextLine[] {
  const body: TextLine[] = []
  const gaps: number[] = []
  const width = header === null ? Infinity : header.x1 - header.x0
  let last = header?.lines.at(-1) ?? null
  for (let i = start; i < lines.length; i++) {
    const line = lines[i]!
    if (findHeaders(line, knowledge).length > 0 || (body.length > 0 && opensGuideline(lines, i, knowledge))) break
    // Who signed stands below the rows; between header and rows it is one more field.
    if (
      knowledge.cells.signature.test(line.text) &&
      body.some((l) => looksLikeRow(l, knowledge)) &&
      !looksLikeRow(line, knowledge)
    )
      break
    // Titles and names stand left of a header that gives the names no heading (a row of dates).
    const dated = header?.cells.some((c) => c.role === 'previous') && !header.cells.some((c) => c.role === 'name')
    const left = header === null || dated ? -Infinity : header.x0 - 2 * line.em
    if (header !== null && (line.x1 < left || line.x0 > header.x1 + 8 * line.em)) break
    if (isSentence(line, lines[i + 1], knowledge) && !findingUnder(line, header)) break
    if (endsTable(line, width, knowledge) && !rowsFollow(lines, i, knowledge) && !findingUnder(line, header)) break
    if (last !== null) {
      const gap = line.middle - last.middle
      const pitch = Math.max(median(gaps) || 0, line.em * 1.5)
      if (gap > pitch * rowGap && !(looksLikeRow(line, knowledge) && gap < pitch * rowGap * 2 && header !== null)) {
        // A heading with rows below it may stand apart; white space of two such gaps ends the table all the same.
        const next = lines[i + 1]
        if (gap > pitch * rowGap * 1.6 || next === undefined || !looksLikeRow(next, knowledge) || header === null) break
      }
      if (line.segments.length >= 2) gaps.push(gap)
    }
    body.push(line)
    last = line
  }
  return body
}

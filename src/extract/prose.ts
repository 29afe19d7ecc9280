import type { Block } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Candidate } from './candidate.js'
import { fold } from './fold.js'
import { itemCandidate } from './key-value.js'
import type { ExtractKnowledge } from './knowledge.js'
import { joinLines } from './line-words.js'
import { listedResults, RESULT_HEADING, statedResults } from './listed-result.js'
import { bestName, isPartOfName, type MeasureItem, readTail } from './measure-item.js'
import { NUMBER } from './number.js'

/**
 * Finds results in running text: a known name, a linking word or none, a number and, for all but ratios, a unit (`LDL cholesterol was
 * 4.2 mmol/L`, `空腹血糖 7.65 mmol/L`). Targets, limits and earlier results are passed over.
 */
export function readProse(block: Block, page: DeidentifiedPage, knowledge: ExtractKnowledge): Candidate[] {
  if (!['paragraph', 'list', 'note', 'key_value'].includes(block.label)) return []
  if (block.heading !== null && knowledge.measures.explaining.test(fold(block.heading))) return []
  const joined = joinLines(block.lines, page.words)
  const summary = block.section === 'physician_summary'
  if (!summary && block.label === 'note') return []
  const examined = block.section === 'physical_examination' || block.section === 'cardiovascular'
  const results = block.heading !== null && RESULT_HEADING.test(fold(block.heading).trim())
  const listed = [
    ...listedResults(joined.text, knowledge),
    ...(results ? statedResults(joined.text, knowledge) : []),
  ].filter((item, i, all) => !all.slice(0, i).some((o) => overlap(o, item)))
  const told = proseItems(joined.text, knowledge, !summary && !results, examined)
  return [...listed, ...told.filter((item) => !listed.some((l) => overlap(l, item)))]
    .sort((a, b) => a.start - b.start)
    .map((item) => itemCandidate(item, joined, block.section, block.heading, page, knowledge, 'prose'))
}

function overlap(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end
}

const VALUE = new RegExp(`(?:\\d{2,3}\\s*/\\s*\\d{2,3}(?![\\d/.])|(?:(?<=[\\s(:])[-])?${NUMBER})`, 'g')
const COMPARATOR = /(?:<=|>=|[<>≤≥])\s*$/
/** `was less than 10`: the words belong to the value. */
const COMPARED = /\b(?:was|were|came back)\s+((?:less|greater|more|lower|higher) than\s+)$/i
/** What stands behind a number without unit that is the whole value: an end, a pause or a joining word, no noun. */
const WHOLE = /^\s*(?:$|[.,;)](?!\d)|(?:and|with|which|but|while|in the|at rest|on)\b|[。，；、）])/i
/** What may stand between two results of one list (`LDL was 152, HDL 44 and triglycerides 176`). */
const LISTED = /^[,;、，\s]*(?:and\s+|with\s+)?(?:an?\s+|the\s+|your\s+|his\s+|her\s+)*$/i

/**
 * The items of `readProse`, with offsets into the text. Where the text mostly `explains`, only what is reported as measured, has its range
 * behind it, or stands in a sentence on an examination, is a result; once one is reported or has its range, the other linked or listed
 * values of the text are results too (`A was 5 g/L (4-6) and B of 3 g/L`). A number without unit counts behind a verb that reports it, and
 * in a list that such a one opens (`LDL was 152, HDL 44`).
 */
export function proseItems(
  printed: string,
  knowledge: ExtractKnowledge,
  explains = false,
  examined = false,
): MeasureItem[] {
  const text = fold(printed)
  const out: (MeasureItem & { sure: boolean; linked: boolean; plain: boolean; bounded: boolean; seen: boolean })[] = []
  let from = 0
  for (const m of text.matchAll(VALUE)) {
    if (m.index < from || isPartOfName(text, m.index, m.index + m[0].length)) continue
    const end = m.index + m[0].length
    if (/^\s*(?:[-~]|至|to\b)\s*\d/i.test(text.slice(end)) || /\d\s*(?:[-~]|至|to)\s*$/i.test(text.slice(0, m.index)))
      continue
    const lead0 = text.slice(from, m.index)
    const comparator = COMPARATOR.exec(lead0)?.[0].length ?? COMPARED.exec(lead0)?.[1]?.length ?? 0
    const at = m.index - comparator
    const clause = clauseStart(text, from, at)
    const before = text.slice(clause, at)
    const name = nameAtEnd(before, knowledge)
    if (!name) continue
    const lead = text.slice(Math.max(clause - 12, 0), clause + name.start)
    const between = text.slice(clause + name.end, at)
    const linked = between.trim() !== ''
    // A bare comparator behind a name is a limit, but for one of many results; behind `was` it belongs to the value.
    const bounded = comparator > 0 && !linked
    if (bounded && !isAlone(text, clause + name.start, readTail(text, end, text.length, knowledge).end)) continue
    if (
      /[<>≤≥]/.test(between) ||
      knowledge.measures.notCurrent.test(between) ||
      lookBack(lead, before.slice(name.start, name.end), knowledge)
    )
      continue
    const tail = readTail(text, end, text.length, knowledge)
    // Without a unit a number behind a name may be anything: a page, a year, a count of a list.
    const bracketed = /[([]\s*$/.test(text.slice(0, clause + name.start)) && /^\s*[)\]]/.test(text.slice(end))
    const last = out.filter((i) => !i.bounded).at(-1)
    const gap = last === undefined ? 'x' : text.slice(last.end, clause + name.start).replace(/\([^()]*\)/g, '')
    const listed = LISTED.test(gap)
    const reported = knowledge.measures.reported.test(between)
    const whole = (reported || listed) && WHOLE.test(text.slice(end))
    if (
      tail.unit === null &&
      !m[0].includes('/') &&
      !(linked && tail.range !== null) &&
      !(bracketed && !linked) &&
      !whole
    )
      continue
    if (/^\s*(?:以下|以上|or (?:less|more|below|above|higher|lower))/i.test(text.slice(tail.end))) continue
    out.push({
      name: withoutOddBracket(printed.slice(clause + name.start, clause + name.end).trim()),
      value: printed.slice(at, end).trim(),
      unit: tail.unit === null ? null : printed.slice(end, tail.end).trim().slice(0, tail.unit.length),
      range: tail.range,
      flag: tail.flag,
      start: clause + name.start,
      end: tail.end,
      sure: tail.range !== null || reported,
      linked: linked || listed,
      plain: !linked && !bounded && tail.unit !== null,
      bounded,
      seen: EXAMINED.test(sentenceBefore(text, clause + name.start)),
    })
    from = tail.end
  }
  // In an examination `QRS is 85 ms` reports; elsewhere `is` may explain.
  const known = out.some((i) => i.sure) || (examined && out.some((i) => i.linked))
  const listing = isListing(text, out)
  return out
    .filter((i) =>
      i.bounded ? listing && i.unit !== null : !explains || i.sure || i.seen || listing || (known && i.linked),
    )
    .map(({ sure: _s, linked: _l, plain: _p, bounded: _b, seen: _e, ...item }) => item)
}

/** Start of a sentence that tells what was measured at a visit. */
const EXAMINED = /^\s*(?:on (?:physical |clinical )?examination|o\/e|examination (?:today )?(?:showed|revealed))\b/i

/** The sentence up to `at`. */
function sentenceBefore(text: string, at: number): string {
  const start = [...text.slice(0, at).matchAll(/[.!?]\s+(?=[A-Z])/g)].at(-1)
  return text.slice(start === undefined ? 0 : start.index + start[0].length, at)
}

/** Nothing but the item stands between the marks on either side of it (`Lipase <5 U/L.`): no `keep it`, no bracket. */
function isAlone(text: string, start: number, end: number): boolean {
  return /(?:^|[.;,。；，])\s*$/.test(text.slice(0, start)) && /^\s*(?:$|[.;,。；，](?!\d))/.test(text.slice(end))
}

/** So many different measures with unit right behind their names are what was measured (a letter that tells the results), no lesson. */
const LISTING = 4
/** Words of a lesson; `normal` at the end of a clause tells how a result is. */
const LESSON =
  /目标|控制在|标准|诊断|正常(?:值|人|范围|参考)|应(?:当|该)?[<>≤≥]|target|goal|should|(?:\b(?:is|are|considered) normal|normal(?!\s*(?:[.,;)]|$)))|criteria|defined/i

function isListing(text: string, items: readonly { name: string; plain: boolean }[]): boolean {
  const plain = items.filter((i) => i.plain)
  return new Set(plain.map((i) => i.name)).size >= LISTING && !LESSON.test(text)
}

/** `脑钠肽（NT-proBNP）`: a name found inside brackets loses the one that closes them. */
function withoutOddBracket(name: string): string {
  return /[([（]/.test(name) ? name : name.replace(/\s*[)\]）]$/, '')
}

/** Start of the sentence that holds the text before `at`: behind its end mark or the last item, at most 60 characters back. */
function clauseStart(text: string, from: number, at: number): number {
  const start = Math.max(from, at - 60)
  const zone = text.slice(start, at)
  const last = [...zone.matchAll(/[;。;!?]|\.\s+(?=[A-Z\u3400-\u9fff([]|$)/g)].at(-1)
  return last ? start + last.index + last[0].length : start
}

/** A word like `previous` before the name makes the value one of another time. */
function lookBack(lead: string, name: string, knowledge: ExtractKnowledge): boolean {
  return (
    /(?:previous|prior|last|target|上次|去年|既往|目标|前次|上年)\S*\s*$/i.test(lead.trimEnd()) ||
    knowledge.measures.notCurrent.test(name)
  )
}

/** The longest known name that ends a text, linking words taken off; a name may hold one comma (`Cholesterol, total`). */
function nameAtEnd(before: string, knowledge: ExtractKnowledge): { start: number; end: number } | null {
  const linked = knowledge.measures.connector.exec(before)
  const body = before.slice(0, linked ? linked.index : before.length).trimEnd()
  if (body === '') return null
  const marks = [...body.matchAll(/[,、,]/g)]
  const clause = marks.length < 2 ? 0 : marks.at(-2)!.index + 1
  const starts = new Set<number>()
  for (const m of body.matchAll(/(?<=^|[\s(:,])\S/g)) if (m.index >= clause) starts.add(m.index)
  for (let i = Math.max(0, body.length - 20); i < body.length; i++)
    if (/[\u3400-\u9fffγαβ]/.test(body[i]!) || i === 0) starts.add(i)
  const names = [...starts]
    .map((start) => ({ start, name: body.slice(start) }))
    .filter(({ name }) => name.length >= 2 && name.length <= 48 && /^[\p{L}(\d]/u.test(name) && /\p{L}/u.test(name))
    .filter(({ name }) => !/、/.test(name))
  const best = bestName(names, knowledge)
  return best && { start: best.start, end: body.length }
}

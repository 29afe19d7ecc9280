import type { Block } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Candidate } from './candidate.js'
import { fold } from './fold.js'
import { itemCandidate } from './key-value.js'
import type { ExtractKnowledge } from './knowledge.js'
import { joinLines } from './line-words.js'
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
  return proseItems(joined.text, knowledge, !summary).map((item) =>
    itemCandidate(item, joined, block.section, block.heading, page, knowledge, 'prose'),
  )
}

const VALUE = new RegExp(`(?:\\d{2,3}\\s*/\\s*\\d{2,3}(?![\\d/.])|(?:(?<=[\\s(:])[-])?${NUMBER})`, 'g')

/**
 * The items of `readProse`, with offsets into the text. Where the text mostly `explains`, only what is reported as measured, or has its
 * range behind it, is a result.
 */
export function proseItems(printed: string, knowledge: ExtractKnowledge, explains = false): MeasureItem[] {
  const text = fold(printed)
  const out: MeasureItem[] = []
  let from = 0
  for (const m of text.matchAll(VALUE)) {
    if (m.index < from || isPartOfName(text, m.index, m.index + m[0].length)) continue
    const end = m.index + m[0].length
    if (/^\s*(?:[-~]|至|to\b)\s*\d/i.test(text.slice(end)) || /\d\s*(?:[-~]|至|to)\s*$/i.test(text.slice(0, m.index)))
      continue
    const clause = clauseStart(text, from, m.index)
    const before = text.slice(clause, m.index)
    const name = nameAtEnd(before, knowledge)
    if (!name) continue
    const lead = text.slice(Math.max(clause - 12, 0), clause + name.end)
    const between = text.slice(clause + name.end, m.index)
    if (/[<>≤≥]/.test(between) || knowledge.measures.notCurrent.test(between) || lookBack(lead, name, knowledge))
      continue
    const tail = readTail(text, end, text.length, knowledge)
    // Without a unit a number behind a name may be anything: a page, a year, a count of a list.
    if (tail.unit === null && !m[0].includes('/')) continue
    if (explains && tail.range === null && !knowledge.measures.reported.test(between)) continue
    if (/^\s*(?:以下|以上|or (?:less|more|below|above))/i.test(text.slice(tail.end))) continue
    out.push({
      name: printed.slice(clause + name.start, clause + name.end).trim(),
      value: printed.slice(m.index, end).trim(),
      unit: tail.unit,
      range: tail.range,
      flag: tail.flag,
      start: clause + name.start,
      end: tail.end,
    })
    from = tail.end
  }
  return out
}

/** Start of the clause that holds the text before `at`: behind the last sentence or list mark, at most 60 characters back. */
function clauseStart(text: string, from: number, at: number): number {
  const zone = text.slice(Math.max(from, at - 60), at)
  const marks = [...zone.matchAll(/[,;。、;!?]|\.\s/g)]
  const last = marks.at(-1)
  return at - zone.length + (last ? last.index + last[0].length : 0)
}

/** A word like `previous` before the name makes the value one of another time. */
function lookBack(lead: string, name: { start: number; end: number }, knowledge: ExtractKnowledge): boolean {
  const before = lead.slice(0, Math.max(0, lead.length - (name.end - name.start)))
  return (
    /(?:previous|prior|last|target|上次|去年|既往|目标|前次|上年)\S*\s*$/i.test(before.trimEnd()) ||
    knowledge.measures.notCurrent.test(lead.slice(-(name.end - name.start)))
  )
}

/** The longest known name that ends a text, linking words taken off. */
function nameAtEnd(before: string, knowledge: ExtractKnowledge): { start: number; end: number } | null {
  const linked = knowledge.measures.connector.exec(before)
  const body = before.slice(0, linked ? linked.index : before.length).trimEnd()
  if (body === '') return null
  const starts = new Set<number>()
  for (const m of body.matchAll(/(?<=^|[\s(:])\S/g)) starts.add(m.index)
  for (let i = Math.max(0, body.length - 20); i < body.length; i++)
    if (/[\u3400-\u9fffγαβ]/.test(body[i]!) || i === 0) starts.add(i)
  const names = [...starts]
    .map((start) => ({ start, name: body.slice(start) }))
    .filter(({ name }) => name.length >= 2 && name.length <= 48 && /^[\p{L}(]/u.test(name))
  const best = bestName(names, knowledge)
  return best && { start: best.start, end: body.length }
}

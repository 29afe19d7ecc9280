import type { Line, PageLayout } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Candidate } from './candidate.js'
import { flagCode } from './flag.js'
import { fold, key } from './fold.js'
import { itemCandidate } from './key-value.js'
import type { ExtractKnowledge } from './knowledge.js'
import { joinLines } from './line-words.js'
import type { MeasureItem } from './measure-item.js'
import { isRangeText } from './range.js'
import { rangeBlockBelow, rangeUnderLabel } from './range-beside.js'
import { resultText } from './result-word.js'

/** Lines between a title and its result: specimen, method, date of collection. */
const BETWEEN = 4
/** Longest title and longest result, in characters. */
const LONGEST = 48

/**
 * Results under a title that names them (`FERRITIN` / `Specimen: serum` / `Result ........ 44 ng/mL`), as reports print them that give
 * each test a paragraph. The line must begin with a word for result; a result in words counts where the lexicon knows the title.
 */
export function titledResults(layout: PageLayout, page: DeidentifiedPage, knowledge: ExtractKnowledge): Candidate[] {
  const out: Candidate[] = []
  let title: string | null = null
  let age = 0
  const lines = layout.blocks.flatMap((b) => (b.table === null ? b.lines : []))
  for (const block of [...layout.blocks].sort((a, b) => a.order - b.order)) {
    if (block.table !== null || block.label === 'page_header' || block.label === 'page_footer') {
      title = null
      continue
    }
    for (const line of block.lines) {
      const value = resultText(line.text, knowledge)
      if (value !== null && title !== null) {
        const read = itemOf(line, value, title, knowledge)
        const item = read && {
          ...read,
          range:
            read.range ??
            rangeUnderLabel(line, lines, page.words, knowledge) ??
            rangeBlockBelow(line, lines, page.words, knowledge),
        }
        title = null
        age = 0
        if (item !== null)
          out.push(
            itemCandidate(item, joinLines([line], page.words), block.section, null, page, knowledge, 'key_value'),
          )
        continue
      }
      const heads = block.label === 'section_header' || block.label === 'title'
      // A scan may set the words of a title wide apart.
      const text = line.text.trim().replace(/ {3,}/g, ' ')
      if (isTitle(text, heads, knowledge)) {
        title = text
        age = 0
      } else if (title !== null && ++age > BETWEEN) title = null
    }
  }
  return out
}

function isTitle(text: string, heads: boolean, knowledge: ExtractKnowledge): boolean {
  const t = text.trim()
  if (t.length < 2 || t.length > LONGEST || /[:：]|[.。;；]$/.test(t) || !/\p{L}/u.test(t)) return false
  return heads || knowledge.lexicon.isAnalyteName(t)
}

function itemOf(line: Line, value: string, title: string, knowledge: ExtractKnowledge): MeasureItem | null {
  const [first, ...more] = value
    .split(/ {3,}/)
    .map((s) => s.trim())
    .filter((s) => s !== '')
  if (first === undefined || first.length > LONGEST) return null
  const number = /^(?:<=|>=|[<>≤≥])?\s*[+-]?\d/.test(fold(first))
  const word = key(first)
  const told = knowledge.values.qualitative.has(word) || knowledge.values.ordinal.has(word)
  if (!number && !(told && knowledge.lexicon.isAnalyteName(title))) return null
  const item = { unit: null as string | null, range: null as string | null, flag: null as string | null }
  for (const text of more) {
    if (item.flag === null && flagCode(text, knowledge.flags) !== null) item.flag = text
    else if (item.unit === null && knowledge.units.toUcum(text) !== null) item.unit = text
    else if (item.range === null && isRangeText(text)) item.range = text
    else break
  }
  return { ...item, name: title, value: first, start: 0, end: line.text.length }
}

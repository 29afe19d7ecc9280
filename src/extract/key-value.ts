import type { Block, Line, Section } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'
import type { Candidate } from './candidate.js'
import { choiceItems } from './choice-item.js'
import type { ExtractConfig } from './config.js'
import { fold, key } from './fold.js'
import { stackedLine } from './form-line.js'
import type { ExtractKnowledge } from './knowledge.js'
import { boxIn, joinLines, type TextWithWords, wordsIn } from './line-words.js'
import { isLabel, isMeasureName, type MeasureItem, measureItems } from './measure-item.js'
import { withoutSpecks } from './ocr-noise.js'
import { lowest } from './row.js'
import { cleanName } from './row-kind.js'
import { pairedItems, sidedItems, signedItems, spacedItems } from './spaced-item.js'

/** The measures of a block and the lines that they fill. */
export interface KeyValueResults {
  readonly candidates: readonly Candidate[]
  readonly lines: ReadonlySet<Line>
}

/** `病史与一般检查`, `History and examination`: a heading of both. */
const EXAMINED_TOO = /史\s*(?:与|及|和|、|\/)\s*\S*(?:检查|体检|测量|体征)|history\s*(?:and|&|\/)\s*.*(?:exam|vital)/i

/**
 * Reads the lines of a block that are made of `name value unit` items (vital signs, body measures, ECG intervals). A line in which
 * much else stands is narrative and gives nothing.
 */
export function readKeyValues(
  block: Block,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
): KeyValueResults {
  const lines = new Set<Line>()
  const out: Candidate[] = []
  const results = { candidates: out, lines }
  const quoting = !config.key_value_sections.includes(block.section)
  if (!['key_value', 'paragraph', 'list', 'note'].includes(block.label)) return results
  const heading = fold(block.heading ?? '')
  if (knowledge.measures.explaining.test(heading) && !EXAMINED_TOO.test(heading)) return results
  let used: Line | null = null
  for (const [i, line] of block.lines.entries()) {
    if (line === used) continue
    const next = block.lines[i + 1]
    const stacked = next === undefined ? null : stackedLine(line, next, knowledge)
    if (stacked !== null) used = next!
    // A summary quotes what stands elsewhere; tiles of measures at its head are read all the same.
    if (quoting && stacked === null) continue
    // `Previous results: ferritin 22 ng/mL`: the label says that they are of another time.
    const label = /^[^:：]{2,40}[:：]/u.exec(line.text)?.[0] ?? ''
    if (knowledge.measures.notCurrent.test(fold(label)) && !isMeasureName(fold(label).slice(0, -1).trim(), knowledge))
      continue
    const joined = joinLines([stacked ?? line], page.words)
    const choices = choiceItems(joined.text, knowledge)
    // What the lexicon does not know is an observation or a habit; findings tell of it.
    for (const choice of choices.filter((c) => knowledge.lexicon.isAnalyteName(fold(c.name).trim()))) {
      const item = { ...choice, unit: null, range: null, flag: null }
      out.push(itemCandidate(item, joined, block.section, block.heading, page, knowledge, 'choice'))
    }
    const give = (items: readonly MeasureItem[]): void => {
      // The number of an option is no result.
      for (const item of items.filter((i) => ![...choices, ...special].some((c) => i.start < c.end && i.end > c.start)))
        out.push(itemCandidate(item, joined, block.section, block.heading, page, knowledge, 'key_value'))
    }
    // What is found by its own form takes precedence over a name and a number that merely stand together.
    const special = [...sidedItems(joined.text, knowledge), ...signedItems(joined.text, knowledge)]
    for (const item of special)
      out.push(itemCandidate(item, joined, block.section, block.heading, page, knowledge, 'key_value'))
    const paired = pairedItems(joined.text, knowledge)
    const items = paired.length > 0 ? paired : measureItems(joined.text, knowledge)
    const apart = spacedItems(joined.text, knowledge)
    if (paired.length > 0 || (apart.length > 0 && apart.length >= items.length)) {
      const found = paired.length > 0 ? paired : apart
      if (residue(joined.text, [...found, ...choices, ...special]) <= config.key_value_residue) lines.add(line)
      give(found)
      continue
    }
    if (items.length === 0) continue
    // `Haemoglobin was 132 g/L`: a sentence, read as such.
    if (block.label !== 'key_value' && items.some((i) => knowledge.measures.connector.test(i.name))) continue
    // Outside an examination a stray number behind a known word is more often explanation than result.
    const examined =
      block.section === 'physical_examination' || block.section === 'cardiovascular' || block.label === 'key_value'
    const allowed = examined ? config.key_value_residue : 0
    if (residue(joined.text, [...items, ...choices, ...special]) <= allowed) {
      lines.add(line)
      give(items)
    } else give(clauseItems(joined.text, items, examined, knowledge))
  }
  return results
}

/** Labels with a colon in a line from which on it is one of a form. */
const FIELDS = 3

/**
 * The items of a mixed line that fill their clause: a printed segment (`Height: 174 cm   Technician: …`), or in an examination a
 * sentence (`Peak heart rate 141 bpm (89% of predicted). Stopped for dyspnoea.`). They need a unit or the name of a measure that has none, and no
 * word of targets or earlier results in the clause.
 */
function clauseItems(
  text: string,
  items: readonly MeasureItem[],
  examined: boolean,
  knowledge: ExtractKnowledge,
): MeasureItem[] {
  const ends = [...text.matchAll(examined ? / {3,}|[;；。]|\.(?=\s)/g : / {3,}/g)]
  let before = 0
  const form = examined && (text.match(/\p{L}\s?[:：]/gu) ?? []).length >= FIELDS
  return items.filter((item) => {
    if (item.unit === null && !isLabel(item.name, knowledge)) return false
    // `罗音：1 无 心率：72 次/分 心律：1 齐`: among fields with colons each is a clause of its own.
    const labelled = /^\s?[:：]/u.test(text.slice(item.start + item.name.length)) && !/[:：]/u.test(item.name)
    const field = labelled && /(?:^|\s)$/u.test(text.slice(0, item.start))
    if (form && field && item.unit !== null && !knowledge.measures.notCurrent.test(item.name)) return true
    const start = ends.filter((e) => e.index < item.start).at(-1)
    const from = Math.max(before, start === undefined ? 0 : start.index + start[0].length)
    const to = ends.find((e) => e.index >= item.end)?.index ?? text.length
    // In a form the next field begins behind a space: `心率 68 次/分钟 心律 1 齐 2 不齐`.
    const fieldEnds = item.unit !== null && /^ [\u3400-\u9fff]{2,6} ?\d/u.test(text.slice(item.end))
    const outside = `${text.slice(from, item.start)} ${fieldEnds ? '' : text.slice(item.end, to)}`.replace(
      /[([（][^()（）[\]]*[)\]）]/g,
      ' ',
    )
    const fills = !/[\p{L}\p{N}]/u.test(outside) && !knowledge.measures.notCurrent.test(text.slice(from, to))
    if (fills && fieldEnds) before = item.end
    return fills
  })
}

/** Share of the letters, figures and Chinese characters of a line that stand outside its items. */
export function residue(text: string, items: readonly { readonly start: number; readonly end: number }[]): number {
  const count = (s: string): number => (s.match(/[\p{L}\p{N}]/gu) ?? []).length
  // A label before the first item (`Vital signs:`) names the line and is no narrative.
  const first = items[0]?.start ?? 0
  const label = /[:：]\s*$/.test(text.slice(0, first)) && !/\d/.test(text.slice(0, first)) ? first : 0
  const total = count(text.slice(label))
  const inside = items.reduce((n, i) => n + count(text.slice(i.start, i.end)), 0)
  return total === 0 ? 1 : (total - inside) / total
}

/** A found item as a candidate; vital signs belong to the physical examination wherever they are printed. */
export function itemCandidate(
  item: MeasureItem,
  joined: TextWithWords,
  section: Section,
  heading: string | null,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  origin: Candidate['origin'],
): Candidate {
  const vital = knowledge.measures.vitals.has(key(item.name))
  const heart = knowledge.measures.cardiovascular.has(key(item.name))
  const words = wordsIn(joined, item.start, item.end)
  const ocr = words.some((w) => page.words[w]?.source === 'ocr')
  return {
    page: page.number,
    bbox: boxIn(joined, item.start, item.end, page.words),
    section: vital ? 'physical_examination' : heart ? 'cardiovascular' : section,
    panel: vital || origin === 'prose' ? null : heading,
    name_printed: cleanName(ocr ? withoutSpecks(item.name) : item.name.trim(), knowledge.rows),
    value_cell: item.value,
    unit_printed: item.unit,
    unit_context: null,
    range_printed: item.range,
    flag_printed: item.flag,
    emphasis: null,
    role: 'current',
    specimen: null,
    method: null,
    confidence: lowest(words.map((w) => page.words[w]?.confidence ?? 1)),
    ocr,
    code_printed: null,
    origin,
    flag_column: false,
    reasons: origin === 'prose' ? ['from_prose'] : [],
  }
}

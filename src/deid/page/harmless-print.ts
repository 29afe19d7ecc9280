import type { PageReading } from '../../records/page.js'
import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import type { SheetFindings } from '../text/detect.js'
import { isHan, plain } from '../text/fold.js'
import { isCredential } from '../text/person-name.js'
import type { SheetLine } from '../text/sheet.js'
import { isUnit } from '../text/units.js'
import { explainedStretches } from './explained-print.js'
import type { PageSheet } from './page-sheet.js'

/** Share of a word's Chinese characters that known terms must cover to keep it. */
const KNOWN_SHARE = 0.6
/** Words of OCR below this confidence are guesses. */
const GUESS = 0.5

/** Lines of which less than this share is known words tell nothing clinical. */
export const STRANGE = 0.3

/** Share of a line's letters and digits that known words hold. */
export function knownShare(
  page: PageReading,
  sheet: PageSheet,
  line: SheetLine,
  findings: SheetFindings,
  knowledge: Knowledge,
): number {
  const keep = harmless(page, sheet, line, findings, knowledge)
  const text = sheet.text.slice(line.start, line.end)
  // Long Chinese words hold known ones.
  for (const match of text.matchAll(/\p{Script=Han}{3,}/gu))
    for (let i = 0; i + 1 < match[0].length; i += 1)
      for (let n = 6; n >= 2; n -= 1)
        if (i + n <= match[0].length && knowledge.clinical.zh.has(match[0].slice(i, i + n)))
          keep.fill(true, match.index + i, match.index + i + n)
  const letters = [...keep.keys()].filter((i) => /[\p{L}\p{N}]/u.test(text[i]!))
  return letters.length === 0 ? 1 : letters.filter((i) => keep[i]).length / letters.length
}

/** For each character of a line, whether it may stay. */
export function harmless(
  page: PageReading,
  sheet: PageSheet,
  line: SheetLine,
  findings: SheetFindings,
  knowledge: Knowledge,
): boolean[] {
  const { text } = sheet
  const keep = new Array<boolean>(line.end - line.start).fill(false)
  const mark = (start: number, end: number, value = true) => {
    for (let i = Math.max(start, line.start); i < Math.min(end, line.end); i += 1) keep[i - line.start] = value
  }
  for (const match of text.slice(line.start, line.end).matchAll(/[^\s\t|]+/g)) {
    const start = line.start + match.index
    // Words in parts: Chinese runs and Latin words are judged apart.
    for (const part of match[0].matchAll(/\p{Script=Han}+|[\p{L}\p{M}'’.-]+|\d+|[^\p{L}\d]+/gu)) {
      const at = start + part.index
      if (isHarmless(part[0], knowledge)) mark(at, at + part[0].length)
    }
  }
  keepFindings(sheet, line, findings, mark)
  for (const field of findings.fields) {
    const { label, zone } = field
    // Its value may stand on the line below.
    if (label.block.category === null && zone !== null) mark(zone.start, zone.end)
    // Two letters without a colon ("SN") are read out of handwriting as well.
    const sure = label.colon || !/^[A-Za-z]{1,2}$/.test(text.slice(label.start, label.end))
    if (sure && label.start >= line.start && label.start < line.end) mark(label.start, label.after)
  }
  // Page numbers.
  const printed = text.slice(line.start, line.end)
  for (const match of printed.matchAll(
    /(?:第|共|\/|page|of)\s?\d{1,3}(?!\d)|(?<!\d)\d{1,3}\s?(?:页|\/\s?\d{1,3}(?!\d))/giu,
  ))
    if (/页|page|^\s*[-–]?\s*\d{1,3}\s*[-–]?\s*$|^\s*\d{1,3}\s?\/\s?\d{1,3}\s*$/iu.test(printed))
      mark(line.start + match.index, line.start + match.index + match[0].length)
  if (/^\s*[-–]?\s*\d{1,3}\s*[-–]?\s*$/.test(printed)) mark(line.start, line.end)
  // Ages up to 89 are published.
  for (const match of printed.matchAll(/(?<![\d.])[1-8]?\d\s?(?:周?岁|歲|years?|yrs?|Y(?!\p{L}))/giu))
    mark(line.start + match.index, line.start + match.index + match[0].length)
  dropGuesses(page, sheet, line, keep)
  for (const [start, end] of explainedStretches(page, sheet, line, knowledge)) mark(start, end)
  keepMeasures(text, line, keep, knowledge)
  for (const span of findings.spans) mark(span.start, span.end, false)
  dropLoneLetters(text, line, keep)
  for (let i = 0; i < keep.length; i += 1) if (/[\s|:：,，.。()/-]/.test(text[line.start + i]!)) keep[i] ||= true
  return keep
}

/** Handwriting is read as any word: what OCR was not sure of explains no ink. */
function dropGuesses(page: PageReading, sheet: PageSheet, line: SheetLine, keep: boolean[]): void {
  for (let i = line.start; i < line.end; i += 1) {
    const word = page.words[sheet.wordOf[sheet.from[i] ?? -1] ?? -1]
    if (word?.source === 'ocr' && word.confidence < GUESS) keep[i - line.start] = false
  }
}

/** A number with its unit behind it, and the number of a choice before a known word ("1无症状"): measures and marks of a form. */
const MEASURE = /(?<![\d.,/-])\d{1,3}(?:[.,]\d{1,2})?(?:\s?\/\s?\d{2,3})?(?=\s?(\p{L}[\p{L}/^\d]*|[%℃°]\p{L}?))/gu

function keepMeasures(text: string, line: SheetLine, keep: boolean[], knowledge: Knowledge): void {
  const printed = text.slice(line.start, line.end)
  for (const match of printed.matchAll(MEASURE)) {
    const end = match.index + match[0].length
    const after = end + (/^\s/.test(printed.slice(end)) ? 1 : 0)
    const unit = isUnit(match[1]!, knowledge) || /^(?:次|厘米|公斤|千克|毫米|C$|[%℃°])/u.test(match[1]!)
    const choice = match[0].length === 1 && isHan(printed[after]) && keep[after] === true
    if (unit) keep.fill(true, match.index, after + match[1]!.length)
    else if (choice) keep.fill(true, match.index, end)
  }
}

/** A cell of at least this many Chinese characters or Latin words is no name. */
const FINDING_HAN = 5
const FINDING_WORDS = 3

/** On a line that is a form's only for a signature in it (a department's row with its examiner), cells that tell a finding stay. */
function keepFindings(
  sheet: PageSheet,
  line: SheetLine,
  findings: SheetFindings,
  mark: (start: number, end: number) => void,
): void {
  const fields = findings.fields.filter(
    (field) => field.label.start >= line.start && field.label.start < line.end && field.label.block.category !== null,
  )
  if (fields.length === 0 || fields.some((field) => field.label.block.category !== 'DOCTOR')) return
  line.cells.forEach((cell, i) => {
    const labelled = (other: SheetLine['cells'][number] | undefined) =>
      other !== undefined && fields.some((field) => field.label.start >= other.start && field.label.start < other.end)
    if (labelled(cell) || labelled(line.cells[i - 1])) return
    const text = sheet.text.slice(cell.start, cell.end)
    const han = (text.match(/\p{Script=Han}/gu) ?? []).length
    const words = (text.match(/(?<!\p{L})\p{L}{2,}/gu) ?? []).length
    if (!/\d{4}/.test(text) && (han >= FINDING_HAN || (han === 0 && words >= FINDING_WORDS))) mark(cell.start, cell.end)
  })
}

/** One letter or two beside something that is covered are an initial or the rest of a word ("J. Smith"): covered with it. */
function dropLoneLetters(text: string, line: SheetLine, keep: boolean[]): void {
  const words = [...text.slice(line.start, line.end).matchAll(/[^\s\t|]+/g)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    lone: /^(?:\p{Lu}\.?){1,2},?$/u.test(match[0]) && !/^(?:ID|NO)$/i.test(match[0]),
  }))
  const covered = (word: (typeof words)[number] | undefined) => word !== undefined && !keep[word.from]
  words.forEach((word, i) => {
    if (!word.lone || !keep[word.from]) return
    const [before, after] = [words[i - 1], words[i + 1]]
    const beside = (covered(before) && word.from - before!.to <= 1) || (covered(after) && after!.from - word.to <= 1)
    if (beside) keep.fill(false, word.from, word.to)
  })
}

/** Words of form lines that the lists of medicine do not hold. */
const smallWord = perKnowledge((knowledge) => new RegExp(`^(?:${anyPhrase(knowledge, 'small_words_of_forms')})$`))

function isHarmless(part: string, knowledge: Knowledge): boolean {
  // An arrow in a form is a misread character.
  if (!/[\p{L}\p{N}]/u.test(part)) return !/[\u2190-\u21ff]/.test(part)
  if (/^\d+$/.test(part)) return false
  if (!isHan(part[0])) {
    const word = plain(part).replace(/[.'’-]+$/g, '')
    return (
      word.length < 2 ||
      (knowledge.clinical.words.has(word) && !knowledge.months.has(word)) ||
      knowledge.grammar.harmless.en.includes(word) ||
      isCredential(part, knowledge) ||
      smallWord(knowledge).test(word)
    )
  }
  const harmlessZh = new Set(knowledge.grammar.harmless.zh)
  let known = 0
  for (let i = 0; i < part.length; ) {
    let length = 0
    for (let n = Math.min(10, part.length - i); n >= 2; n -= 1)
      if (knowledge.clinical.zh.has(part.slice(i, i + n)) || harmlessZh.has(part.slice(i, i + n))) {
        length = n
        break
      }
    if (length === 0 && /[男女岁第页共的]/.test(part[i]!)) length = 1
    known += length
    i += Math.max(1, length)
  }
  return known >= KNOWN_SHARE * part.length
}

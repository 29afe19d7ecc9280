import type { Bbox } from '../records/bbox.js'
import type { PageReading } from '../records/page.js'
import type { Category } from './category.js'
import type { SheetFindings } from './detect.js'
import { isHan, plain } from './fold.js'
import type { FormLine } from './identification.js'
import type { Knowledge } from './knowledge.js'
import { holdsIdentifier, isProse } from './line-content.js'
import { pageBody } from './page-body.js'
import type { PageSheet } from './page-sheet.js'
import { isCredential } from './person-name.js'
import type { SheetLine } from './sheet.js'

/** Running headers and footers of scans, shares of the page's height; a page's first line is a header a little lower, too. */
const HEADER = 0.055
const FIRST = 0.1
const FOOTER = 0.945
/** The block of a form stands above this share of a page with results; a cover's may stand anywhere. */
const BLOCK = 0.5
/** Institution and contact in a letterhead stand above this share. */
const LETTERHEAD = 0.14
const HOUSE = new Set<Category>(['ORG', 'ADDRESS', 'PHONE', 'FAX', 'EMAIL', 'URL'])
/** A block of form lines goes on over gaps of this many line heights, above and below a line that holds an identifier. */
const BLOCK_GAP = 2.4
/** Share of a word's Chinese characters that known terms must cover to keep it. */
const KNOWN_SHARE = 0.6

/**
 * On pages read by OCR: lines of forms, running headers and footers, where everything that is not positively harmless (a label, sex and age, a clinical word) is covered,
 * whatever OCR read there or missed. Result rows, their headers and prose are no form lines.
 */
export function formLines(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): FormLine[] {
  if (page.ocr === null || page.kind === 'mixed') return []
  const body = sheet.lines.filter((_, number) => findings.kinds[number] !== 'text')
  const top = body[0]?.y0 ?? Number.POSITIVE_INFINITY
  const bottom = body.at(-1)?.y1 ?? Number.NEGATIVE_INFINITY
  const formal = sheet.lines.map(
    (line, number) =>
      findings.kinds[number] === 'text' &&
      line.cells.length > 0 &&
      !isProse(sheet, line) &&
      !isDust(page, sheet, line) &&
      !isLetter(sheet, line, number, findings),
  )
  const chosen = new Set<number>()
  sheet.lines.forEach((line, number) => {
    if (!formal[number]) return
    const running =
      line.y1 < HEADER * page.height ||
      (number === 0 && line.y1 < FIRST * page.height) ||
      line.y0 > FOOTER * page.height
    const inside = line.y0 > top && line.y1 < bottom
    if ((running && !inside) || holdsIdentifier(line, number, findings)) chosen.add(number)
  })
  const text = pageBody(page, sheet, findings)
  for (const number of outerLines(sheet, formal, findings, knowledge)) {
    const { y0, y1 } = sheet.lines[number]!
    const gap = BODY_GAP * Math.max(6, Math.min(14, y1 - y0))
    // Beside table and text stand their titles, their foot and rows that are not known as such.
    if (text === null || y1 < text.top - gap || y0 > text.bottom + gap) chosen.add(number)
  }
  const signs = new Set(
    [...chosen].filter((number) =>
      findings.fields.some((field) => field.line === number && field.label.block.category === 'DOCTOR'),
    ),
  )
  // The block around a line with an identifier: labels that OCR lost leave values without one.
  for (const step of [1, -1]) {
    const order = step === 1 ? sheet.lines.map((_, i) => i) : sheet.lines.map((_, i) => i).reverse()
    for (const number of order) {
      const from = number - step
      const near = sheet.lines[from]
      const line = sheet.lines[number]!
      if (near === undefined || !chosen.has(from) || chosen.has(number) || !formal[number]) continue
      const signatures =
        step === 1 &&
        line.y0 > bottom &&
        signs.has(from) &&
        number >= sheet.lines.length - 8 &&
        line.cells.every((cell) => cell.end - cell.start <= 12)
      if (signatures) signs.add(number)
      else if (line.y1 > top || (body.length > 0 && line.y1 > BLOCK * page.height)) continue
      const height = Math.max(6, Math.min(near.y1 - near.y0, 14))
      const gap = step === 1 ? line.y0 - near.y1 : near.y0 - line.y1
      if (gap > BLOCK_GAP * height) continue
      // A line of known words alone is a title: the block ends there. One with an identifier's label is none: OCR may have missed the value.
      const labelled = findings.fields.some((field) => field.line === number && field.label.block.category !== null)
      if (!labelled && harmless(sheet, line, findings, knowledge).every((keep) => keep)) continue
      chosen.add(number)
    }
  }
  const slope = Math.tan((page.skew * Math.PI) / 180)
  return [...chosen]
    .sort((a, b) => a - b)
    .map((number) => {
      const line = sheet.lines[number]!
      // Lines that share its height: on leaning pages and in ruled forms a line is read as two.
      const beside = sheet.lines.flatMap((other, k) => {
        const shared = Math.min(other.y1, line.y1 + 2) - Math.max(other.y0, line.y0 - 2)
        if (k === number || shared < 0.25 * Math.min(other.y1 - other.y0, line.y1 - line.y0)) return []
        if (!chosen.has(k)) return other.cells.map((cell): [number, number] => [cell.x0, cell.x1])
        return keptStretches(sheet, other, harmless(sheet, other, findings, knowledge))
      })
      return {
        page: page.number,
        y0: line.y0 - 2.5,
        y1: line.y1 + 3,
        slope,
        category: categoryOf(number, findings),
        keep: [...keptStretches(sheet, line, harmless(sheet, line, findings, knowledge)), ...beside].sort(
          (a, b) => a[0] - b[0] || a[1] - b[1],
        ),
      }
    })
}

/** Strange lines closer to the results than this many line heights belong to them. */
const BODY_GAP = 2.2

/** Words flatter than this, points, are dots and dashes of a rule that OCR took for letters. */
const FLAT = 4

/** Whether most words of a line are flat: a dotted rule. */
function isDust(page: PageReading, sheet: PageSheet, line: SheetLine): boolean {
  const words = new Set<number>()
  for (let i = line.start; i < line.end; i += 1) {
    const word = sheet.wordOf[sheet.from[i] ?? -1] ?? -1
    if (word >= 0) words.add(word)
  }
  const flat = [...words].filter((word) => {
    const { bbox } = page.words[word]!
    return bbox[3] - bbox[1] < FLAT
  })
  return flat.length > 0.6 * words.size
}

/** Lines of which less than this share is known words tell nothing clinical. */
const STRANGE = 0.3

/**
 * Lines above everything and below everything that hold hardly a known word: slogans, opening hours, addresses, a house's name under the signatures. From each end of the page
 * up to the first line of results, running text or known words.
 */
function outerLines(
  sheet: PageSheet,
  formal: readonly boolean[],
  findings: SheetFindings,
  knowledge: Knowledge,
): number[] {
  const found: number[] = []
  const printed = sheet.lines.map((_, number) => number).filter((number) => sheet.lines[number]!.cells.length > 0)
  for (const order of [printed, [...printed].reverse()]) {
    for (const number of order) {
      const line = sheet.lines[number]!
      if (!formal[number] || knownShare(sheet, line, findings, knowledge) >= STRANGE) break
      found.push(number)
    }
  }
  return found
}

/** Share of a line's letters and digits that known words hold. */
function knownShare(sheet: PageSheet, line: SheetLine, findings: SheetFindings, knowledge: Knowledge): number {
  const keep = harmless(sheet, line, findings, knowledge)
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

/** A long line of Chinese with at most one field: the opening of a letter. */
function isLetter(sheet: PageSheet, line: SheetLine, number: number, findings: SheetFindings): boolean {
  const letters = (sheet.text.slice(line.start, line.end).match(/\p{Script=Han}/gu) ?? []).length
  const fields = findings.fields.filter((field) => field.line === number && field.label.block.category !== null).length
  return letters > 26 && fields < 2
}

/** Contact as OCR leaves it when points, colons and dashes are lost: a label, or the end of a web address. */
const CONTACT =
  /(?:^|[\s|])(?:t[e3][l1i]|ph|phone|fax|mob|mobile|www|https?|e-?mail|web)(?=[\s.:：|]|$)|\.[a-z]{2,7}(?=[\s|]|$)|电话|传真|网址|邮编|地址/iu
/** Groups of figures of a telephone number; results have them too. */
const FIGURE_GROUPS = /(?:\d{3,}[^\p{L}\d]{0,3}){2}/u

/**
 * The letterhead of a scanned page: everything from its top edge to the last line with the institution's name or contact is one picture (logo, lettering, slogans). Null
 * without one, or where the person's fields begin above it.
 */
export function letterhead(
  page: PageReading,
  sheet: PageSheet,
  findings: SheetFindings,
  knowledge: Knowledge,
): FormLine | null {
  if (page.ocr === null || page.kind === 'mixed') return null
  let last: SheetLine | null = null
  for (const [number, line] of sheet.lines.entries()) {
    const printed = sheet.text.slice(line.start, line.end)
    const isText = findings.kinds[number] === 'text'
    // House number, post code and telephone look like a row of results.
    const contact = last !== null && (CONTACT.test(printed) || (isText && FIGURE_GROUPS.test(printed)))
    if (line.y1 > LETTERHEAD * page.height || !(isText || contact)) break
    const personal = findings.fields.some(
      (field) => field.line === number && (field.label.block.kind === 'sex' || field.label.block.subject === 'name'),
    )
    if (personal) break
    const house = findings.spans.some(
      (span) => span.start >= line.start && span.end <= line.end && HOUSE.has(span.category),
    )
    // Below the name stand slogan and contact in small print, of which OCR reads scraps.
    const scraps = last !== null && line.cells.length > 0 && knownShare(sheet, line, findings, knowledge) < STRANGE
    if (house || scraps || contact) last = line
  }
  if (last === null) return null
  const slope = Math.tan((page.skew * Math.PI) / 180)
  return { page: page.number, y0: 4, y1: last.y1 + 2, slope, category: 'LOGO', keep: [] }
}

/** For each character of a line, whether it may stay. */
function harmless(sheet: PageSheet, line: SheetLine, findings: SheetFindings, knowledge: Knowledge): boolean[] {
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
    if (label.start < line.start || label.start >= line.end) continue
    mark(label.start, label.after)
    if (label.block.category === null && zone !== null) mark(zone.start, zone.end)
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
  for (const span of findings.spans) mark(span.start, span.end, false)
  dropLoneLetters(text, line, keep)
  for (let i = 0; i < keep.length; i += 1) if (/[\s|:：,，.。()/-]/.test(text[line.start + i]!)) keep[i] ||= true
  return keep
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

function isHarmless(part: string, knowledge: Knowledge): boolean {
  // An arrow in a form is a misread character.
  if (!/[\p{L}\p{N}]/u.test(part)) return !/[\u2190-\u21ff]/.test(part)
  if (/^\d+$/.test(part)) return false
  if (!isHan(part[0])) {
    const word = plain(part).replace(/[.'’-]+$/g, '')
    return (
      word.length < 2 ||
      knowledge.clinical.words.has(word) ||
      knowledge.grammar.harmless.en.includes(word) ||
      isCredential(part, knowledge) ||
      /^(?:m|f|male|female|years?|yrs?|of|and|the|for|page|no|id|mrn|dob|ref)$/.test(word)
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

/** The kept characters of a line as stretches from left to right, points. */
function keptStretches(sheet: PageSheet, line: SheetLine, keep: readonly boolean[]): [number, number][] {
  const found: [number, number][] = []
  for (let i = line.start; i < line.end; ) {
    if (!keep[i - line.start] || /\s/.test(sheet.text[i]!)) {
      i += 1
      continue
    }
    let end = i
    while (end < line.end && keep[end - line.start]) end += 1
    // Inside a word of OCR the place of a character is an estimate: a kept stretch ends before the first place its neighbour can have.
    const next = end < line.end && sheet.text[end] !== '\t' ? sheet.x0[end]! : Number.POSITIVE_INFINITY
    const before = i > line.start && !/[\s]/.test(sheet.text[i - 1]!) ? sheet.x1[i - 1]! : Number.NEGATIVE_INFINITY
    const x0 = Math.max(sheet.x0[i]!, before)
    const x1 = Math.min(sheet.x1[end - 1]!, Math.max(next, x0))
    if (x1 - x0 > 1 && /[\p{L}\p{N}]/u.test(sheet.text.slice(i, end))) found.push([x0, x1])
    i = end
  }
  return found
}

function categoryOf(number: number, findings: SheetFindings): Category {
  const field = findings.fields.find((item) => item.line === number && item.label.block.category !== null)
  return field?.label.block.category ?? 'ID'
}

/** The stretches of a form line that must be covered if there is ink on them: what no kept stretch holds, in pieces that follow the page's lean. */
export function uncovered(line: FormLine, width: number): Bbox[] {
  const pieces: Bbox[] = []
  let from = 0
  for (const [x0, x1] of [...line.keep, [width, width] as [number, number]]) {
    if (x0 - from > 3) pieces.push([from, line.y0, x0 - 0.5, line.y1])
    from = Math.max(from, x1 + 0.5)
  }
  return pieces
}

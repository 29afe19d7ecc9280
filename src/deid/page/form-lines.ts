import type { Bbox } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import type { Category } from '../category.js'
import type { FormLine } from '../identification.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetFindings } from '../text/detect.js'
import type { SheetLine } from '../text/sheet.js'
import { clinicalZone } from './clinical-zone.js'
import { isGarbled } from './garbled-print.js'
import { harmless, knownShare, STRANGE } from './harmless-print.js'
import { tellsHouse } from './letterhead.js'
import { holdsIdentifier, isProse } from './line-content.js'
import { pageBody } from './page-body.js'
import type { PageSheet } from './page-sheet.js'
import { isResultLine } from './result-line.js'

/** Running headers and footers of scans, shares of the page's height; a page's first line is a header a little lower, too. */
const HEADER = 0.055
const FIRST = 0.1
const FOOTER = 0.945
/** The block of a form stands above this share of a page with results; a cover's may stand anywhere. */
const BLOCK = 0.5
/** Ink is covered this far above and below a line, points. */
const ABOVE = 2.5
const BELOW = 3
/** A block of form lines goes on over gaps of this many line heights, above and below a line that holds an identifier. */
const BLOCK_GAP = 2.4

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
  const isRow = (line: SheetLine, number: number) =>
    isResultLine(number, sheet, findings) && !tellsHouse(line, page, findings)
  const body = sheet.lines.filter(isRow)
  const top = body[0]?.y0 ?? Number.POSITIVE_INFINITY
  const bottom = body.at(-1)?.y1 ?? Number.NEGATIVE_INFINITY
  const formal = sheet.lines.map(
    (line, number) =>
      !isRow(line, number) &&
      line.cells.length > 0 &&
      (!isProse(sheet, line) || asksForPerson(line, number, findings)) &&
      !isDust(page, sheet, line) &&
      !isLetter(sheet, line, number, findings),
  )
  const chosen = new Set<number>()
  const garbled = new Set<number>()
  const zone = clinicalZone(page, sheet, findings, knowledge)
  sheet.lines.forEach((line, number) => {
    // Print that makes no words is no prose, however long: OCR fails at small print under a rule or a fold.
    const amongFindings = zone !== null && line.y0 > zone.top && line.y1 < zone.bottom
    const unread = (line.y0 > bottom || line.y1 < top) && !isRow(line, number) && !amongFindings
    if (unread && isGarbled(page, sheet, line, knowledge)) garbled.add(number)
    if (!formal[number]) return
    const running =
      line.y1 < HEADER * page.height ||
      (number === 0 && line.y1 < FIRST * page.height) ||
      line.y0 > FOOTER * page.height
    const inside = line.y0 > top && line.y1 < bottom
    const own =
      (holdsIdentifier(line, number, findings) && !(inside && tellsDate(line, number, findings))) ||
      tellsSex(number, findings)
    if ((running && !inside) || own) chosen.add(number)
  })
  const text = pageBody(page, sheet, findings)
  for (const number of outerLines(page, sheet, formal, findings, knowledge)) {
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
  const staff = new Set([...signs].filter((number) => namesStaffOnly(sheet.lines[number]!, findings)))
  const ends = new Set<number>()
  // The block around a line with an identifier: labels that OCR lost leave values without one.
  for (const step of [1, -1]) {
    const order = step === 1 ? sheet.lines.map((_, i) => i) : sheet.lines.map((_, i) => i).reverse()
    for (const number of order) {
      const from = number - step
      const near = sheet.lines[from]
      const line = sheet.lines[number]!
      if (near === undefined || !chosen.has(from) || ends.has(from) || chosen.has(number) || !formal[number]) continue
      // At a title, at measures and findings the block ends; one with a label of the person's is none: OCR may have missed the value. Below a signature the next section begins.
      const share = (part: SheetLine) => knownShare(page, sheet, part, findings, knowledge)
      const clinical = share(line) >= (staff.has(from) ? STRANGE : CLINICAL) && !isPersonal(number, findings)
      // A cell of such a line that tells nothing clinical is a field whose label was lost.
      if (clinical && line.cells.every((cell) => share({ ...line, ...cell, cells: [cell] }) >= STRANGE)) continue
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
      if (staff.has(from)) staff.add(number)
      if (clinical) ends.add(number)
      chosen.add(number)
    }
  }
  const slope = Math.tan((page.skew * Math.PI) / 180)
  return [...new Set([...chosen, ...garbled])]
    .sort((a, b) => a - b)
    .map((number) => {
      const line = sheet.lines[number]!
      // Lines that share its height: on leaning pages and in ruled forms a line is read as two.
      const beside = sheet.lines.flatMap((other, k) => {
        const shared = Math.min(other.y1, line.y1 + BELOW) - Math.max(other.y0, line.y0 - ABOVE)
        if (k === number || shared < 0.25 * Math.min(other.y1 - other.y0, line.y1 - line.y0)) return []
        if (garbled.has(k)) return []
        if (!chosen.has(k)) return other.cells.map((cell): [number, number] => [cell.x0, cell.x1])
        return keptStretches(sheet, other, harmless(page, sheet, other, findings, knowledge))
      })
      return {
        page: page.number,
        y0: line.y0 - ABOVE,
        y1: line.y1 + BELOW,
        slope,
        category: categoryOf(number, findings),
        keep: [
          ...(garbled.has(number) ? [] : keptStretches(sheet, line, harmless(page, sheet, line, findings, knowledge))),
          ...beside,
        ].sort((a, b) => a[0] - b[0] || a[1] - b[1]),
      }
    })
}

/** What only a person's form asks for, each in a cell of its own. */
const OF_PERSON = new Set<Category>(['NAME', 'ID', 'PHONE', 'EMAIL', 'ADDRESS', 'EMPLOYER'])

/** Whether a cell of a line holds nothing but a label of the person's: what stands beside it is its value, however long ("Address | behind the old temple near ..."). */
function asksForPerson(line: SheetLine, number: number, findings: SheetFindings): boolean {
  return findings.fields.some(({ line: at, label }) => {
    if (at !== number || label.block.category === null || !OF_PERSON.has(label.block.category)) return false
    return line.cells.some((cell) => label.start === cell.start && label.after >= cell.end)
  })
}

/** Lines of which this share is known words are titles, measures or findings. */
const CLINICAL = 0.5

/** Whether a line has a label of the person's form: an identifier's, or age and sex, beside which identifiers stand. */
function isPersonal(number: number, findings: SheetFindings): boolean {
  return findings.fields.some(
    ({ line, label }) => line === number && (label.block.category !== null || /sex|age/.test(label.block.kind)),
  )
}

/** Whether a line asks for the person's sex: beside it stand name, age and numbers, whatever their labels. */
function tellsSex(number: number, findings: SheetFindings): boolean {
  return findings.fields.some(({ line, label }) => line === number && /sex/.test(label.block.kind))
}

/** Whether all that identifies on a line is a date: among results that of an earlier one. */
function tellsDate(line: SheetLine, number: number, findings: SheetFindings): boolean {
  const labelled = findings.fields.some(
    (field) => field.line === number && (field.label.block.category ?? 'DATE') !== 'DATE',
  )
  const spans = findings.spans.filter((span) => span.start >= line.start && span.end <= line.end)
  return !labelled && spans.every((span) => span.category === 'DATE')
}

/** Whether every mention on a line is of staff or a date: the foot of a section, no part of the person's form. */
function namesStaffOnly(line: SheetLine, findings: SheetFindings): boolean {
  return findings.spans
    .filter((span) => span.start >= line.start && span.end <= line.end)
    .every((span) => span.category === 'DOCTOR' || span.category === 'DATE' || span.category === 'SIGNATURE')
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

/**
 * Lines above everything and below everything that hold hardly a known word: slogans, opening hours, addresses, a house's name under the signatures. From each end of the page
 * up to the first line of results, running text or known words.
 */
function outerLines(
  page: PageReading,
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
      if (!formal[number] || knownShare(page, sheet, line, findings, knowledge) >= STRANGE) break
      found.push(number)
    }
  }
  return found
}

/** A long line of Chinese with at most one field: the opening of a letter. */
function isLetter(sheet: PageSheet, line: SheetLine, number: number, findings: SheetFindings): boolean {
  const letters = (sheet.text.slice(line.start, line.end).match(/\p{Script=Han}/gu) ?? []).length
  const fields = findings.fields.filter((field) => field.line === number && field.label.block.category !== null).length
  return letters > 26 && fields < 2
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

import type { Bbox } from '../../records/bbox.js'
import type { PageReading, Rule } from '../../records/page.js'
import type { Zone } from '../identification.js'
import type { SheetFindings } from '../text/detect.js'
import type { PageSheet } from './page-sheet.js'
import { isResultLine } from './result-line.js'

/** How far below its label a value ends, heights of the label's line; in a ruled cell, where the cell ends, at most so far. */
const REACH = 2.6
const CELL = 5
/** Share of a line's cells that are labels where the values stand below: beside their values they are half. */
const LABELLED = 0.6
/** A cell that ends closer below its label than this holds no value under it. */
const LEAST = 0.8
/** Widest zone without a neighbour or a rule to end it, heights of the label's line. */
const WIDE = 26

/**
 * On scans of forms that print their labels above the values ("Surname" small in the corner of its cell): the rest of the cell, down to its rule and across to the next
 * label or rule. What is written there is handwriting as often as not, and OCR reads none of it.
 */
export function stackedZones(page: PageReading, sheet: PageSheet, findings: SheetFindings): Zone[] {
  if (page.ocr === null) return []
  const slope = Math.tan((page.skew * Math.PI) / 180)
  const zones: Zone[] = []
  const rows = sheet.lines.filter((_, number) => isResultLine(number, sheet, findings))
  const [first, last] = [rows[0]?.y0 ?? Number.POSITIVE_INFINITY, rows.at(-1)?.y1 ?? Number.NEGATIVE_INFINITY]
  for (const field of findings.fields) {
    const { label } = field
    const { category } = label.block
    if (category === null || findings.kinds[field.line] !== 'text') continue
    if (field.values.length > 0 && field.place === 'beside') continue
    const line = sheet.lines[field.line]!
    // Among results stand their names and headings in two lines ("Ref. / Interval"); signatures do as well.
    if (category !== 'DOCTOR' && line.y0 > first && line.y1 < last) continue
    const labels = findings.fields.filter((other) => other.line === field.line)
    const labelled = line.cells.filter((cell) =>
      labels.some((other) => other.label.start <= cell.start + 1 && other.label.end >= cell.start + 1),
    ).length
    const stacked = labelled >= 2 && labelled >= LABELLED * line.cells.length
    const own = line.cells.find((cell) => cell.start <= label.start + 1 && cell.end >= label.end)
    if (own === undefined || own.start < label.start - 1 || own.end > label.after + 2) continue
    if (!stacked && field.place !== 'below') continue
    const height = Math.max(6, line.y1 - line.y0)
    const x0 = sheet.x0[label.start]!
    const shift = slope * x0
    const [top, floor] = [line.y1 + shift, lineBelow(page.rules, x0 + 4, line.y1 + shift)]
    if (floor - top < LEAST * height) continue
    const bottom = floor - top < CELL * height ? floor : top + REACH * height
    const inZone = (number: number) => {
      const other = sheet.lines[number]!
      return other.y0 > line.y1 - 1 && other.y0 < bottom - shift - 0.6 * height
    }
    // The row below is one of labels, or results: the value stands elsewhere.
    const under = findings.fields.some(
      (other) => inZone(other.line) && Math.abs(sheet.x0[other.label.start]! - x0) < 3 * height,
    )
    if (under || findings.kinds.some((kind, number) => kind !== 'text' && inZone(number))) continue
    const next = line.cells.filter((cell) => cell.x0 > own.x1).map((cell) => cell.x0 - 3)
    const x1 = Math.min(
      page.width - 2,
      x0 + WIDE * height,
      ...next,
      ruleBeside(page.rules, own.x1, (top + bottom) / 2) - 1,
    )
    const bbox: Bbox = [Math.max(0, x0 - 3), top + 0.5, x1, bottom - 0.5]
    if (bbox[2] - bbox[0] > 3 && bbox[3] - bbox[1] > 3)
      zones.push({ page: page.number, bbox, category, detector: 'stacked_zone' })
  }
  return zones
}

/** The nearest level rule below a point, its height at `x`; infinite without one. */
function lineBelow(rules: readonly Rule[], x: number, y: number): number {
  const heights = rules.flatMap((rule) => {
    const [left, right] = [Math.min(rule.x0, rule.x1), Math.max(rule.x0, rule.x1)]
    if (right - left < 20 || left > x || right < x) return []
    const at = rule.y0 + ((rule.y1 - rule.y0) * (x - rule.x0)) / (rule.x1 - rule.x0)
    return at > y + 1 ? [at] : []
  })
  return Math.min(Number.POSITIVE_INFINITY, ...heights)
}

/** The nearest upright rule to the right of a point. */
function ruleBeside(rules: readonly Rule[], x: number, y: number): number {
  const places = rules
    .filter((rule) => Math.abs(rule.x1 - rule.x0) < 4 && Math.abs(rule.y1 - rule.y0) > 6)
    .filter((rule) => Math.min(rule.y0, rule.y1) < y && Math.max(rule.y0, rule.y1) > y)
    .map((rule) => (rule.x0 + rule.x1) / 2)
    .filter((place) => place > x + 1)
  return Math.min(Number.POSITIVE_INFINITY, ...places)
}

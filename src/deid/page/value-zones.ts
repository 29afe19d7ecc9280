import type { Bbox } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import type { Zone } from '../identification.js'
import type { SheetFindings } from '../text/detect.js'
import { type PageSheet, relativeWidth } from './page-sheet.js'
import { stackedZones } from './stacked-zones.js'

/** Widest value zone covered beside a label, in line heights: longer gaps belong to another column. */
const REACH = 14

/** A value that begins this close to its label's end touches it, points; and how far before it its zone begins then, line heights. */
const TOUCHING = 2
const LENT = 0.5

/** Longest value beside a name's label that was not read as a name, characters. */
const NAME = 24

/** How far before a value its zone begins behind a colon, line heights. */
const COLON = 0.25

/**
 * On scans, the zones beside identifier labels: from the label's end to the next label, the next wide gap behind the value, or the zone's reach, covered
 * whatever OCR read there. Results never stand there, and a zone ends at the first word that is not the value's.
 */
export function valueZones(page: PageReading, sheet: PageSheet, findings: SheetFindings): Zone[] {
  if (page.ocr === null) return []
  const zones: Zone[] = []
  for (const field of findings.fields) {
    const { category, kind } = field.label.block
    if (category === null || kind === 'text') continue
    // Without a colon only labels whose value was read, and those of names that fill a cell of their form: words of running text are spared.
    if (!field.label.colon && field.values.length === 0 && !isNameCell(sheet, field)) continue
    if (field.place === 'below' || findings.kinds[field.line] !== 'text') continue
    const line = sheet.lines[field.line]!
    const height = Math.max(6, line.y1 - line.y0)
    // OCR places colons a little to the right: the zone begins on the colon.
    const first = field.values[0]
    // Without one a value that touches its label may have lent it its first letter.
    const touching =
      !field.label.colon && first !== undefined && sheet.x0[first.start]! - sheet.x1[field.label.end - 1]! < TOUCHING
    const onColon = field.label.colon ? COLON * height : touching ? LENT * height : 0
    const start = Math.min(zoneStart(sheet, field), printedEnd(sheet, field.label.start, field.label.after)) - onColon
    const next = findings.fields
      .filter((other) => other.line === field.line && other.label.start > field.label.start)
      .map((other) => sheet.x0[other.label.start]!)
    const limit = Math.min(page.width - 2, start + REACH * height, ...next.map((x) => x - 1))
    const last = field.values.at(-1)
    // A value that was read tells where it ends; what follows it in the zone is kept only when it is words the reader knows.
    let end = limit
    if (last !== undefined && last.end - last.start > 1) end = Math.min(limit, sheet.x1[last.end - 1]! + 0.6 * height)
    else if (field.zone !== null && kind !== 'name' && kind !== 'code' && kind !== 'phone') continue
    else if (field.zone !== null) end = Math.min(limit, sheet.x1[field.zone.end - 1]! + 0.6 * height)
    if (end - start < 3) continue
    const slope = Math.tan((page.skew * Math.PI) / 180)
    const shift = slope * ((start + end) / 2)
    const bbox: Bbox = [start, line.y0 + shift - 1, end, line.y1 + shift + 1]
    zones.push({ page: page.number, bbox, category, detector: 'value_zone' })
  }
  return [...zones, ...stackedZones(page, sheet, findings), ...longCodes(page)]
}

/** A cell of a form that holds nothing but a name's label, a short value beside it: OCR makes signs of rare characters ("% 倩"). */
function isNameCell(sheet: PageSheet, { label, line, zone, place }: SheetFindings['fields'][number]): boolean {
  if (label.block.kind !== 'name' || zone === null || place !== 'beside') return false
  const alone = sheet.lines[line]!.cells.some((cell) => cell.start === label.start && cell.end === label.after)
  return alone && zone.start > label.after && zone.end - zone.start <= NAME
}

/**
 * Numbers of eight digits and more: no result has as many, so a number in a table is one too, whatever became of its label. Seven that begin a day are one whose last
 * figure a seal crosses ("2023120").
 */
function longCodes(page: PageReading): Zone[] {
  return page.words
    .filter(
      (word) =>
        word.source === 'ocr' &&
        /(?<![\d.,])(?:\d{8,}|(?:19|20)\d{2}[01]\d[0-3])(?![\d.,])/.test(word.text.normalize('NFKC')),
    )
    .map(
      ({ bbox }): Zone => ({
        page: page.number,
        bbox: [bbox[0] - 1, bbox[1] - 1, bbox[2] + 1, bbox[3] + 1],
        category: 'ID',
        detector: 'long_code',
      }),
    )
}

/** Behind the label's word; inside a word that holds label and value, the leftmost place the value can have. */
function zoneStart(sheet: PageSheet, field: SheetFindings['fields'][number]): number {
  const { label, zone } = field
  const wordAt = (offset: number) => sheet.wordOf[sheet.from[offset] ?? -1] ?? -1
  const separator = label.colon ? colonEdge(sheet, label.end, label.after) : 0
  if (
    zone !== null &&
    (wordAt(zone.start) === wordAt(label.end - 1) ||
      (zone.start > label.end && wordAt(zone.start) === wordAt(zone.start - 1)))
  )
    return sheet.x0[zone.start]! - 0.5
  return Math.max(sheet.x1[label.end - 1]!, separator) + 0.5
}

/** Where a label ends by the page's letter size: OCR draws its box too wide where the value follows without a gap. */
function printedEnd(sheet: PageSheet, from: number, to: number): number {
  if (sheet.em === null) return Number.POSITIVE_INFINITY
  const units = [...sheet.text.slice(from, to).trimEnd()].reduce((sum, char) => sum + relativeWidth(char), 0)
  return sheet.x0[from]! + (units + 0.15) * sheet.em.large
}

/** Where the separator begins: OCR gives a colon the ink of the value's first letter as often as its own. */
function colonEdge(sheet: PageSheet, from: number, to: number): number {
  for (let i = to - 1; i >= from; i -= 1) if (/[:=#|]/.test(sheet.text[i]!)) return sheet.x0[i]!
  return 0
}

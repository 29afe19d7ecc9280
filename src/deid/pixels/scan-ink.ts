import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading, Redaction } from '../../records/page.js'
import type { Identification } from '../identification.js'
import { CONTACT } from '../page/letterhead.js'
import { inkOfColumn } from './column-ink.js'
import { inkedBars } from './drawn-bars.js'
import { coverFormInk, coverLetterhead } from './form-ink.js'
import { findFramedStamps } from './framed-stamp.js'
import { inkBehind } from './ink-run.js'
import { findLeaningNotes } from './leaning-note.js'
import { marksBeside } from './marks-beside.js'
import type { PagePixels } from './page-pixels.js'
import { amongResults, inBody, inResults, printUnder, resultRowsAt, surePrint } from './page-print.js'
import { paperArea } from './paper-area.js'
import { findRedStamps } from './red-stamp.js'
import { findPortraits, findSeals } from './scan-pictures.js'
import { columnsOfNames, handsInColumns, signatoriesOf } from './signatories.js'
import { aroundSignature, findSignatures, isTick } from './signature-ink.js'
import { strokesOf } from './strokes.js'
import { continuesLine, faintInk, unreadLines } from './unread-print.js'

/** Footers stand below this share of the page's height. */
const FOOTER = 0.92
/** Fewer strokes than this make no line of print: specks, a mark, a rest of a rule. */
const LINE_STROKES = 7
/** Directly behind a word that was read so many are a word that was not. */
const WORD_STROKES = 3
/** Rings smaller than this, points, are seals only outside of the page's text. */
const SMALL_SEAL = 66
/** Letterheads stand above this share of a page; a stroke there at least this large both ways, points, that holds no sure word is an emblem, or lettering nobody read. */
const LETTERHEAD = 0.18
const EMBLEM = 17
/** Nobody's hand is read as a decimal with its unit; a rule of the table read into a word makes it tall. */
const PRINTED = /\d[.,]\d|\p{Script=Han}{6}|\|/u
/** Upright rules longer than this share of the page are the sheet's edges. */
const SHEET_EDGE = 0.7
/** No table is ruled so close to the edge of the picture, points. */
const BORDER = 22
/** An empty box before a choice, as OCR reads it. */
const EMPTY_BOX = /[□☐囗]\s?\p{L}|口\s?(?:[无有是否阴阳正异不未]|合格)|\[\s?\]/u
/** More sure words than this that stay make a toned rectangle a shaded part of a table. */
const PORTRAIT_WORDS = 1

/** Regions to cover on a scanned or photographed page, where every picture, stamp and signature is ink of one image. */
export function coverScan(page: PageReading, pixels: PagePixels, identification: Identification): Redaction[] {
  const found: Redaction[] = []
  const { raster, grey, ink } = pixels
  const isPaper = paperArea(grey)
  const add = (bbox: Bbox, category: string, detector: string, score: number) => {
    if (isPaper(bbox)) found.push({ bbox, category, detector, score })
  }
  const strokes = strokesOf(ink, page.skew).filter(isPaper)
  const print = surePrint(page, identification, strokes)
  const ofPage = <T extends { page: number }>(items: readonly T[]) => items.filter((item) => item.page === page.number)
  const wordsIn = (box: Bbox) => print.filter((word) => overlap(word, box) > 0.6 * area(word))
  for (const box of findPortraits(grey))
    if (wordsIn(box).length <= PORTRAIT_WORDS) add(box, 'PORTRAIT', 'toned_rectangle', 0.7)
  for (const box of inkedBars(ink)) add(grow(box, 4), 'BARCODE', 'inked_bars', 0.85)
  for (const box of findRedStamps(raster)) add(box, 'SEAL', 'red_stamp', 0.8)
  for (const box of findFramedStamps(ink, page.skew))
    if (!amongResults(box, page, identification)) add(box, 'SEAL', 'framed_stamp', 0.7)
  const body = identification.page_bodies.find((item) => item.page === page.number)
  for (const { bbox: box, whole } of findSeals(ink, print)) {
    // Among results only a ring of a seal's size counts: small ones are print that OCR missed.
    const inText = body !== undefined && box[1] - body.slope * box[0] < body.bottom && box[3] > body.top
    const printed = inText && printUnder(box, page, identification).length > 0
    const small = box[2] - box[0] < SMALL_SEAL && (printed || inBody(box, page, identification))
    if (!small && (whole || !amongResults(box, page, identification))) add(box, 'SEAL', 'ring', 0.75)
  }
  for (const column of columnsOfNames(page, identification))
    for (const box of unreadLines(strokes, page, (stroke) => overlap(stroke, column) > 0.9 * area(stroke), 3))
      add(grow(box, 2), 'DOCTOR', 'signature_column', 0.6)
  for (const column of ofPage(identification.signature_columns))
    for (const box of inkOfColumn(strokes, column)) add(grow(box, 3), 'DOCTOR', 'signature_column', 0.65)
  // Above and below the page's text print that OCR left out is an identifier until shown otherwise: faint contact lines, cells of a form.
  const outside = (box: Bbox) => {
    if (body === undefined) return true
    const shift = body.slope * ((box[0] + box[2]) / 2)
    return box[3] - shift < body.top - 4 || box[1] - shift > body.bottom + 4
  }
  const faint = strokesOf(faintInk(grey), page.skew).filter(isPaper)
  for (const box of unreadLines(faint, page, outside, LINE_STROKES)) add(grow(box, 2), 'ID', 'unread_print', 0.55)
  for (const box of unreadLines(faint, page, outside, WORD_STROKES))
    if (continuesLine(box, page)) add(grow(box, 2), 'ID', 'unread_word', 0.55)
  for (const box of findLeaningNotes(raster, grey, page.skew))
    if (outside(box) && !isInCell(box, page)) add(grow(box, 4), 'SIGNATURE', 'leaning_note', 0.6)
  const headEnd = Math.min(body?.top ?? page.height, LETTERHEAD * page.height)
  for (const box of strokes) {
    const [w, h] = [box[2] - box[0], box[3] - box[1]]
    const emblem = Math.min(w, h) >= EMBLEM && Math.max(w, h) <= 8 * EMBLEM
    const read = print.some((word) => overlap(word, box) > 0.5 * area(box)) || wordsIn(box).length > 0
    if (emblem && box[3] < headEnd && !read) add(grow(box, 3), 'LOGO', 'emblem', 0.7)
  }
  const forms = coverFormInk(page, ink, ofPage(identification.form_lines), strokes)
  const covers = [
    ...forms.map((region) => region.bbox),
    ...ofPage(identification.zones).map((zone) => zone.bbox),
    ...ofPage(identification.identifiers).flatMap((item) => item.boxes),
  ]
  // What is covered anyway explains no ink: OCR reads hands as words, sure of itself.
  const standing = print.filter((word) => !covers.some((cover) => overlap(word, cover) > 0.5 * area(word)))
  const signsColumn = handsInColumns(page, identification, standing)
  const inRows = (box: Bbox) => inResults(box, page, identification) && !signsColumn(box)
  const choices = page.words.filter((word) => EMPTY_BOX.test(word.text)).map((word) => word.bbox)
  const signatures = findSignatures({
    strokes,
    covers,
    // What stands in place of a signatory's name is its hand as often as not, whatever OCR made of it.
    anchors: [
      ...signatoriesOf(page, identification),
      ...forms.filter((region) => region.category === 'DOCTOR').map((region) => region.bbox),
    ],
    print: standing,
    choices,
    inSignatureZone: (box) => body !== undefined && box[1] - body.slope * box[0] > body.bottom - 4,
    inResults: inRows,
  })
  for (const box of signatures)
    add(
      // The results beside a letter's signature stand in the other column.
      aroundSignature(box, print, signsColumn(box) ? [] : resultRowsAt((box[0] + box[2]) / 2, page, identification)),
      'SIGNATURE',
      'signature_strokes',
      0.7,
    )
  for (const box of marksBeside(page, ink, strokes, standing))
    if (!isTick(box, choices) && !isInCell(box, page)) add(grow(box, 3), 'SIGNATURE', 'mark_beside', 0.6)
  for (const box of misreadSignatures(page, identification)) add(grow(box, 2), 'SIGNATURE', 'misread_ink', 0.6)
  for (const region of forms) add(region.bbox, region.category, region.detector, region.score)
  for (const region of coverLetterhead(page, ink, ofPage(identification.letterheads)))
    add(region.bbox, 'LOGO', region.detector, region.score)
  for (const band of footerBands(page, identification)) add(band, 'LOGO', 'footer_band', 0.6)
  for (const item of ofPage(identification.identifiers)) {
    if (item.word_indices.every((index) => page.words[index]?.source !== 'ocr')) continue
    const words = new Set(item.word_indices)
    const stays = page.words
      .filter((word, index) => !words.has(index) && /[\p{L}\p{N}]/u.test(word.text))
      .map((word) => word.bbox)
    const slope = Math.tan((page.skew * Math.PI) / 180)
    for (const box of item.boxes) {
      const rest = inkBehind(ink, box, stays, slope)
      if (rest !== null) add(rest, item.category, 'ink_behind', 0.7)
    }
  }
  return found
}

/** Whether upright rules stand on both sides of a box: what a hand wrote into the cells of a form are its findings. */
function isInCell([x0, y0, x1, y1]: Bbox, page: PageReading): boolean {
  const middle = (y0 + y1) / 2
  const upright = page.rules.filter(
    (rule) =>
      Math.abs(rule.y1 - rule.y0) > 2 * Math.abs(rule.x1 - rule.x0) &&
      // The edges of a photographed sheet are no cell's, nor are those of a sheet on a scanner's glass.
      Math.abs(rule.y1 - rule.y0) < SHEET_EDGE * page.height &&
      Math.min(rule.x0, rule.x1) > BORDER &&
      Math.max(rule.x0, rule.x1) < page.width - BORDER &&
      Math.min(rule.y0, rule.y1) < middle &&
      Math.max(rule.y0, rule.y1) > middle,
  )
  return upright.some((rule) => rule.x0 < x0 + 2) && upright.some((rule) => rule.x0 > x1 - 2)
}

/**
 * On scans, the line of a footer that holds an institution's phone, address or site is covered from edge to edge: footers are printed small and in colour, and OCR
 * reads half of them. Lines with print that is to stay are left to the single boxes.
 */
function footerBands(page: PageReading, identification: Identification): Bbox[] {
  if (page.ocr === null || page.kind !== 'scanned') return []
  const contact = new Set(['PHONE', 'FAX', 'EMAIL', 'URL', 'ADDRESS', 'ORG'])
  const mentions = identification.identifiers
    .filter((item) => item.page === page.number && contact.has(item.category))
    .flatMap((item) => item.boxes)
  // Small grey print is misread beyond any form; "www" and "Tel" survive.
  const words = page.words.filter((word) => CONTACT.test(word.text)).map((word) => word.bbox)
  // A leaning page's footer stands higher at one end than at the other.
  const slope = Math.abs(Math.tan((page.skew * Math.PI) / 180))
  const lean = ([x0, , x1]: Bbox) => slope * Math.max(x0, page.width - x1)
  return [...mentions, ...words]
    .filter((box) => box[1] > FOOTER * page.height)
    .map((box): Bbox => [0, box[1] - 3 - lean(box), page.width, box[3] + 3 + lean(box)])
    .filter((band) => !identification.result_bodies.some((body) => body.page === page.number && band[1] < body.bottom))
}

/** Handwriting that OCR took for a word: doubtful, much taller than the print of the role below it. */
function misreadSignatures(page: PageReading, identification: Identification): Bbox[] {
  if (page.ocr === null) return []
  const anchors = signatoriesOf(page, identification)
  return page.words
    .filter((word) => word.source === 'ocr' && word.confidence < 0.7 && !PRINTED.test(word.text))
    .map((word) => word.bbox)
    .filter((box) => !inResults(box, page, identification))
    .filter((box) =>
      anchors.some((anchor) => {
        const beside = box[0] < anchor[2] && box[2] > anchor[0]
        const gap = anchor[1] - box[3]
        return beside && gap > -12 && gap < 40 && box[3] - box[1] > 1.4 * (anchor[3] - anchor[1])
      }),
    )
}

function grow(box: Bbox, by: number): Bbox {
  return [box[0] - by, box[1] - by, box[2] + by, box[3] + by]
}

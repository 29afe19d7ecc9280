import { isKeyValueLine, looksLikeRow } from './body.js'
import { findHeaders } from './header.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage } from './level.js'
import type { TextLine } from './line.js'
import { labelledRange } from './line-card.js'
import { phraseKey } from './phrase.js'

/** Lines of one page that are not body. */
export interface RunningLines {
  readonly header: ReadonlySet<TextLine>
  readonly footer: ReadonlySet<TextLine>
}

const PAGE_WORDS =
  /^(?:page|pagina|página|seite|sivu|sida|pág\.|p\.)\s*:?\s*\d{1,3}\s*(?:(?:of|\/|de|von|di|av)\s*\d{1,3})?$|^第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?[.,]?$|^共\s*\d{1,3}\s*页/iu
const PAGE_DIGITS = /^(?:-\s*)?(\d{1,3})(?:\s*\/\s*(\d{1,3}))?(?:\s*-)?$/u

/**
 * Page headers and footers: lines at the same height at the top or bottom of several pages whose letters (digits ignored) are
 * nearly the same, and page numbers. A run from the page's edge inwards; the first line that does not repeat ends it.
 */
export function findRunning(
  pages: readonly { page: LevelPage; lines: readonly TextLine[] }[],
  band: number,
  knowledge: LayoutKnowledge,
): RunningLines[] {
  return pages.map(({ page, lines }, at) => {
    const header = new Set<TextLine>()
    const footer = new Set<TextLine>()
    const others = pages.filter((_, i) => i !== at)
    const repeats = (line: TextLine, top: boolean): boolean =>
      others.some((o) => o.lines.some((l) => sameLine(line, page, l, o.page, top)))
    for (const line of lines) {
      if (line.y1 > page.height * band) break
      if (isPageNumber(line, page)) header.add(line)
      else if (others.length === 0 || !repeats(line, true) || isContent(line, knowledge)) break
      // The first page's own particulars are read as body; their repetition is furniture.
      else if (at > 0 || !isKeyValueLine(line, knowledge)) header.add(line)
    }
    for (const line of lines) {
      if (line.y1 > page.height * (at > 0 ? PARTICULARS_BAND : CONTACT_BAND / 2)) break
      if (header.has(line)) continue
      if (!isParticulars(line, at > 0)) break
      header.add(line)
    }
    for (const line of lines.toReversed()) {
      if (line.y0 < page.height * (1 - band)) break
      if (isPageNumber(line, page)) footer.add(line)
      else if (others.length === 0 || !repeats(line, false) || isContent(line, knowledge)) {
        if (line.y0 < page.height * 0.93) break
      } else footer.add(line)
    }
    for (const line of lines) {
      if (header.has(line) || footer.has(line) || !isContact(line)) continue
      if (line.y1 < page.height * CONTACT_BAND) header.add(line)
      else if (line.y0 > page.height * (1 - CONTACT_BAND)) footer.add(line)
    }
    return { header, footer }
  })
}

/** Share of the page height at the top and bottom where an institution prints its address: a letterhead is some 5 cm high. */
const CONTACT_BAND = 0.16

/** Share of the page height at the top where the pages after the first repeat whose report it is: two lines under the margin. */
const PARTICULARS_BAND = 0.12

/**
 * Name and numbers of the subject, or the institution, and little else: at the top of a later page they say whose report it is. On the
 * first page only together: by themselves they are its title and its form.
 */
function isParticulars(line: TextLine, later: boolean): boolean {
  const subject = /\[(?:NAME|ID|DOB)/u.test(line.text)
  const institution = /\[(?:ORG|LOGO)/u.test(line.text)
  const words = line.text.replace(/\[[^\]]*\]/gu, ' ').match(/\p{L}[\p{L}.]*/gu)?.length ?? 0
  return (later ? subject || institution : subject && institution) && words <= 10
}

/** Address, telephone and site of the institution: covered contact details and little else. */
function isContact(line: TextLine): boolean {
  const details = line.text.match(/\[(?:ADDRESS|PHONE|EMAIL|URL)[^\]]*\]|\bwww\.|@/gu)?.length ?? 0
  const others = /\[(?:NAME|ID|DATE|DOCTOR|EMPLOYER|AGE)/u.test(line.text)
  const words = line.text.replace(/\[[^\]]*\]/gu, ' ').match(/\p{L}[\p{L}.]*/gu)?.length ?? 0
  return (
    !others &&
    ((details >= 2 && words <= details * 3) || (details === 1 && words <= 2 && /\[URL|www\./u.test(line.text)))
  )
}

/** `Page 1 of 2`, `第 1 页`; bare digits only at the very edge, and `2/3` only where the first is not above the second. */
function isPageNumber(line: TextLine, page: LevelPage): boolean {
  if (line.segments.length <= 3 && line.segments.some((s) => PAGE_WORDS.test(s.text.replace(/\s+/gu, ' ')))) return true
  const digits = PAGE_DIGITS.exec(line.text)
  const edge = line.y0 > page.height * 0.92 || line.y1 < page.height * 0.06
  return digits !== null && edge && (digits[2] === undefined || Number(digits[1]) <= Number(digits[2]))
}

function isContent(line: TextLine, knowledge: LayoutKnowledge): boolean {
  // The last line of a card at the foot of two pages differs in its figures only.
  if (line.segments.every((s) => labelledRange(s, knowledge) !== null)) return true
  return findHeaders(line, knowledge).length > 0 || (looksLikeRow(line, knowledge) && !isKeyValueLine(line, knowledge))
}

function sameLine(a: TextLine, pa: LevelPage, b: TextLine, pb: LevelPage, top: boolean): boolean {
  const ya = top ? a.middle : pa.height - a.middle
  const yb = top ? b.middle : pb.height - b.middle
  if (Math.abs(ya - yb) > 14) return false
  const ka = key(a)
  const kb = key(b)
  if (ka === '' || kb === '') return ka === kb && a.text.length < 8
  return dice(ka, kb) >= 0.8
}

function key(line: TextLine): string {
  return phraseKey(line.text).replace(/\d/gu, '')
}

/** Dice coefficient of character pairs, 0-1. */
export function dice(a: string, b: string): number {
  if (a === b) return 1
  if (a.length < 2 || b.length < 2) return 0
  const pairs = new Map<string, number>()
  for (let i = 0; i + 1 < a.length; i++) pairs.set(a.slice(i, i + 2), (pairs.get(a.slice(i, i + 2)) ?? 0) + 1)
  let shared = 0
  for (let i = 0; i + 1 < b.length; i++) {
    const n = pairs.get(b.slice(i, i + 2)) ?? 0
    if (n > 0) {
      shared++
      pairs.set(b.slice(i, i + 2), n - 1)
    }
  }
  return (2 * shared) / (a.length + b.length - 2)
}

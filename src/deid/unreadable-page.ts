import type { PageReading, Redaction } from '../records/page.js'
import type { DeidConfig } from './config.js'

/** Fewer words than this say nothing about how well a page was read: a picture, a page with a signature only. */
const LEAST_WORDS = 8

/**
 * Whether OCR understood so little of a scanned page (a wrong alphabet, a page upside down, blur) that its labels cannot be trusted to lead to its identifiers. Such a page is
 * withheld: covered from edge to edge, its words dropped.
 */
export function isUnreadable(page: PageReading, config: DeidConfig): boolean {
  if (page.ocr === null || page.kind !== 'scanned') return false
  const read = page.words.filter((word) => word.source === 'ocr')
  if (read.length < LEAST_WORDS) return false
  // By letters and digits: the specks that are read into a trace or an ultrasound picture are many words of one character and low confidence.
  const letters = read.map((word) => word.text.match(/[\p{L}\p{N}]/gu)?.length ?? 0)
  const sum = read.reduce((total, word, i) => total + word.confidence * letters[i]!, 0)
  return sum < config.unreadable_confidence * letters.reduce((total, n) => total + n, 0)
}

/** The region that covers a withheld page. */
export function wholePage(page: PageReading): Redaction {
  return { bbox: [0, 0, page.width, page.height], category: 'IMAGE', detector: 'unreadable_page', score: 1 }
}

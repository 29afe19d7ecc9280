import { area, overlap, union } from '../records/bbox.js'
import type { DocumentReading, Redaction, Word } from '../records/page.js'
import { checkLeaks, type LeakIdentifier } from './audit/leak-check.js'

/** Values that print has broken into more words than this are left to the leak check. */
const LONGEST_RUN = 8

/**
 * What the detectors found in one place and left in another, found by the leak check itself: regions over the words that still spell a searched value, by page. Covering them
 * costs a few words; leaving them would cost the report. `pages` are the pages after redaction.
 */
export function lateRegions(
  reading: DocumentReading,
  pages: readonly { number: number; words: readonly Word[] }[],
  searched: readonly LeakIdentifier[],
): Map<number, Redaction[]> {
  const found = new Map<number, Redaction[]>()
  for (const { number, words } of pages) {
    const regions = standing(words, searched).map(({ run, category }): Redaction => {
      // A word of which a part is covered goes as a whole.
      const whole = reading.pages
        .find((page) => page.number === number)!
        .words.filter((word) => run.some((piece) => overlap(word.bbox, piece.bbox) > 0.5 * area(piece.bbox)))
      return {
        bbox: union([...run, ...whole].map((word) => word.bbox)),
        category,
        detector: 'leak_check',
        score: 0.5,
      }
    })
    if (regions.length > 0) found.set(number, regions)
  }
  return found
}

/** The shortest runs of words in which the leak check finds a value. */
function standing(words: readonly Word[], searched: readonly LeakIdentifier[]): { run: Word[]; category: string }[] {
  const hitOf = (run: readonly Word[]) =>
    checkLeaks(searched, [{ name: '', text: run.map((word) => word.text).join(' ') }]).hits[0]
  if (hitOf(words) === undefined) return []
  const found: { run: Word[]; category: string }[] = []
  const taken = new Set<number>()
  for (let length = 1; length <= LONGEST_RUN; length += 1)
    for (let start = 0; start + length <= words.length; start += 1) {
      const places = Array.from({ length }, (_, i) => start + i)
      if (places.some((place) => taken.has(place))) continue
      const run = places.map((place) => words[place]!)
      const hit = hitOf(run)
      if (hit === undefined) continue
      found.push({ run, category: hit.category })
      for (const place of places) taken.add(place)
    }
  return found
}

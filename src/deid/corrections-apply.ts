import { area, type Bbox, overlap } from '../records/bbox.js'
import type { DocumentReading, PageReading, Redaction, Word } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'
import { scopeOf } from './category.js'
import type { Correction } from './corrections.js'
import type { Identification, Identifier } from './identification.js'
import { partBox } from './page/page-sheet.js'

/** Detector name of what people found; the audit log repeats it. */
export const HUMAN = 'human'

/** A character or a covered region belongs to a drawn box when this share of it lies inside. */
const INSIDE = 0.5
/** Words from this length on are searched in the rest of the report; shorter ones stand everywhere. */
const MIN_REPEAT = 3
/** Direct identifiers found with at least this score are proven (a check digit, a label): no click makes them clinical. */
const PROVEN = 0.95
const DIRECT: ReadonlySet<string> = new Set(['ID', 'PHONE', 'FAX', 'EMAIL', 'ACCOUNT', 'PORTRAIT'])

/**
 * The identification with a person's corrections applied, in the order of the file. Pure: nothing given is changed.
 * @throws QuarantineError `annotation_invalid` when a correction names a page that is not there, or would show the subject's name or a proven identifier
 */
export function applyCorrections(
  reading: DocumentReading,
  identification: Identification,
  corrections: readonly Correction[],
): Identification {
  let { identifiers, zones } = identification
  corrections.forEach((correction, index) => {
    const page = reading.pages.find(({ number }) => number === correction.page)
    if (page === undefined) throw refused(index, 'no such page')
    if (correction.action === 'cover') {
      const { page: number, bbox, category } = correction
      zones = [...zones, { page: number, bbox, category, detector: HUMAN }]
      identifiers = [...identifiers, ...coveredBy(reading, page, correction, identifiers)]
    } else {
      const meant = identifiers.filter(
        (item) => item.page === page.number && item.boxes.some((box) => isInside(box, correction.bbox)),
      )
      if (meant.some((item) => isProtected(item, identification))) throw refused(index, 'not clinical')
      const texts = new Set(meant.map((item) => keyOf(item.text)))
      identifiers = identifiers.filter((item) => !meant.includes(item) && !texts.has(keyOf(item.text)))
      zones = zones.filter((zone) => zone.page !== page.number || !isInside(zone.bbox, correction.bbox))
    }
  })
  return { ...identification, identifiers, zones }
}

/** The covered pixel regions of a page without those that a person gave back as clinical (a chart taken for a seal). */
export function correctRegions(
  page: number,
  regions: readonly Redaction[],
  corrections: readonly Correction[],
): Redaction[] {
  const given = corrections.filter((c) => c.action === 'uncover' && c.page === page)
  return regions.filter(
    (region) => DIRECT.has(region.category) || !given.some((correction) => isInside(region.bbox, correction.bbox)),
  )
}

/** Identifiers for the words under a drawn box, and for the same words wherever else the report prints them. */
function coveredBy(
  reading: DocumentReading,
  page: PageReading,
  { bbox, category }: Extract<Correction, { action: 'cover' }>,
  known: readonly Identifier[],
): Identifier[] {
  const parts = page.words.flatMap((word, index) => {
    const span = spanUnder(word, bbox)
    return span === null ? [] : [{ word: index, ...span }]
  })
  if (parts.length === 0) return []
  const make = (on: PageReading, found: typeof parts): Identifier => ({
    category,
    text: found.map((part) => on.words[part.word]!.text.slice(part.start, part.end)).join(' '),
    page: on.number,
    boxes: found.map((part) => partBox(on.words[part.word]!, part)),
    word_indices: found.map((part) => part.word),
    parts: found,
    detector: HUMAN,
    score: 1,
    scope: scopeOf(category),
    iso: null,
    birth: false,
  })
  const first = make(page, parts)
  const key = keyOf(first.text)
  const made = [first]
  if (key.length >= MIN_REPEAT) {
    for (const other of reading.pages)
      for (const found of repeats(other.words, key))
        if (other.number !== page.number || !found.some((part) => parts.some((own) => own.word === part.word)))
          made.push(make(other, found))
  }
  const taken = new Set(known.flatMap((item) => item.word_indices.map((word) => `${item.page} ${word}`)))
  // A word that a detector already covers keeps its own placeholder.
  return made.filter((item) => !item.word_indices.every((word) => taken.has(`${item.page} ${word}`)))
}

/** Runs of whole words that spell `key`. */
function repeats(words: readonly Word[], key: string): { word: number; start: number; end: number }[][] {
  const runs: { word: number; start: number; end: number }[][] = []
  for (let i = 0; i < words.length; i += 1) {
    let joined = ''
    for (let k = i; k < words.length && joined.length < key.length; k += 1) {
      joined += keyOf(words[k]!.text)
      if (!key.startsWith(joined)) break
      if (joined !== key) continue
      runs.push(words.slice(i, k + 1).map((word, n) => ({ word: i + n, start: 0, end: word.text.length })))
    }
  }
  return runs
}

/** The characters of a word that lie under a box; null when none does. */
function spanUnder(word: Word, bbox: Bbox): { start: number; end: number } | null {
  if (overlap(word.bbox, bbox) === 0) return null
  if (isInside(word.bbox, bbox) && word.text.length === 1) return { start: 0, end: 1 }
  let start = -1
  let end = -1
  for (let i = 0; i < word.text.length; i += 1) {
    if (!isInside(partBox(word, { word: 0, start: i, end: i + 1 }), bbox)) continue
    if (start < 0) start = i
    end = i + 1
  }
  return start < 0 ? null : { start, end }
}

function isProtected(item: Identifier, { subject }: Identification): boolean {
  if (DIRECT.has(item.category) && item.score >= PROVEN) return true
  const key = keyOf(item.text)
  return [...subject.names, ...subject.identity_numbers, ...subject.record_numbers].some((text) => keyOf(text) === key)
}

function isInside(box: Bbox, outer: Bbox): boolean {
  return overlap(box, outer) >= INSIDE * Math.max(0.01, area(box))
}

function keyOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function refused(index: number, why: string): QuarantineError {
  return new QuarantineError('annotation_invalid', `deid corrections, entry ${index + 1}: ${why}`)
}

import { area, type Bbox, clip, overlap } from '../records/bbox.js'
import type { DeidentifiedPage, DocumentReading, PageReading, Redaction, Word } from '../records/page.js'
import type { Category } from './category.js'
import type { DeidConfig, Policy } from './config.js'
import type { Identification, Identifier } from './identification.js'
import { loadKnowledge } from './knowledge.js'
import type { Link } from './linkage.js'
import { partBox } from './page/page-sheet.js'
import { type PlaceholderContext, placeholderOf } from './placeholder.js'
import { normalValue, type SurrogateContext } from './surrogate.js'

/** Pages without their images; `covers` are the boxes to burn into the raster of each page. */
export interface RedactedPages {
  pages: Omit<DeidentifiedPage, 'image' | 'figures'>[]
}

/** A word is under a covered region when this share of its area is. */
const UNDER = 0.4

export interface RedactInput {
  reading: DocumentReading
  identification: Identification
  link: Link
  config: DeidConfig
  key: Uint8Array
  /** Regions of pixels to cover, by page number. */
  regions?: ReadonlyMap<number, readonly Redaction[]>
  /** Words by page number that go although no region covers them: what a bleached stamp said. */
  gone?: ReadonlyMap<number, readonly number[]>
}

/**
 * Replaces identifiers in the words: one placeholder word per mention, at the place of its first line; words that hold a label and its value are split.
 * Untouched words stay the same objects. Hidden words never pass. Each page's `redactions` are the boxes to cover.
 */
export function redactPages(input: RedactInput): RedactedPages {
  const context: PlaceholderContext = {
    link: input.link,
    config: input.config,
    key: input.key,
    subject: input.identification.subject,
    ...(input.config.replacement === 'surrogate' ? { surrogates: surrogatesOf(input) } : {}),
  }
  return {
    pages: input.reading.pages.map((page) => redactPage(page, input, context)),
  }
}

/** What surrogates of a report are drawn from: they meet none of its own values. */
function surrogatesOf({ identification, link, key }: RedactInput): SurrogateContext {
  const { subject, identifiers } = identification
  return {
    key,
    report: `${link.patient_id}|${link.visit_index}`,
    knowledge: loadKnowledge(),
    taken: new Set(
      [...identifiers.map((item) => item.text), ...subject.names, ...subject.names.flatMap((name) => name.split(' '))]
        .map(normalValue)
        .filter((value) => value.length >= 2),
    ),
  }
}

/** What the policy says of a category; unnamed categories are redacted. */
export function policyOf(category: Category, config: DeidConfig): Policy {
  return config.policies[category] ?? 'redact'
}

function redactPage(
  page: PageReading,
  input: RedactInput,
  context: PlaceholderContext,
): Omit<DeidentifiedPage, 'image' | 'figures'> {
  const { config, identification } = input
  const identifiers = identification.identifiers.filter(
    (item) => item.page === page.number && policyOf(item.category, config) !== 'keep',
  )
  const regions = [...(input.regions?.get(page.number) ?? [])]
  const zones: Redaction[] = identification.zones
    .filter((zone) => zone.page === page.number && policyOf(zone.category, config) !== 'keep')
    .map((zone) => ({ bbox: zone.bbox, category: zone.category, detector: zone.detector, score: 0.8 }))
  const covered = coveredCharacters(page, identifiers)
  const gone = new Set<number>(input.gone?.get(page.number))
  page.words.forEach((word, index) => {
    const under = (region: Redaction) => overlap(word.bbox, region.bbox) > UNDER * Math.max(0.01, area(word.bbox))
    // A word that holds label and value is split by its identifier; a value zone never takes the label with it.
    if (regions.some(under) || (!covered.has(index) && zones.some(under))) gone.add(index)
  })
  // Where a region cuts an OCR word, its text goes with its pixels.
  page.words.forEach((word, index) => {
    if (word.source !== 'ocr' || gone.has(index)) return
    const under = charactersUnder(word, regions)
    if (!under.includes(true)) return
    const marks = covered.get(index)
    covered.set(index, marks === undefined ? under : marks.map((mark, i) => mark || under[i]!))
  })
  const words: Word[] = []
  const starts = new Map<number, Identifier[]>()
  for (const item of identifiers) {
    const first = item.parts[0]
    if (first !== undefined) starts.set(first.word, [...(starts.get(first.word) ?? []), item])
  }
  const kept: Word[] = []
  page.words.forEach((word, index) => {
    const marks = covered.get(index)
    if (marks === undefined && !gone.has(index)) {
      words.push(word)
      kept.push(word)
      return
    }
    const pieces: { at: number; word: Word }[] = []
    if (!gone.has(index) && marks !== undefined) {
      for (const piece of survivingPieces(word, marks)) {
        pieces.push(piece)
        // On scans the cut inside a word is an estimate: it must not pull the box in.
        if (page.ocr === null) kept.push(piece.word)
      }
    }
    for (const item of starts.get(index) ?? []) {
      pieces.push({
        at: item.parts[0]!.start,
        word: placeholderWord(word, item.boxes[0] ?? word.bbox, placeholderOf(item, context)),
      })
    }
    words.push(...pieces.sort((a, b) => a.at - b.at).map((piece) => piece.word))
  })
  // A covered region whose words hold no identifier of their own gets its placeholder too: the reader sees that something stood here.
  for (const region of [...regions, ...zones]) {
    if (
      words.some(
        (word) =>
          word.source === 'redaction' && overlap(word.bbox, region.bbox) > 0.2 * Math.max(0.01, area(word.bbox)),
      )
    )
      continue
    words.push(placeholderWord(null, region.bbox, `[${region.category}]`))
  }
  const boxes = identifiers.flatMap((item) =>
    item.boxes.map(
      (box): Redaction => ({
        bbox: coverBox(box, page, kept, config),
        category: item.category,
        detector: item.detector,
        score: item.score,
      }),
    ),
  )
  return {
    number: page.number,
    width: page.width,
    height: page.height,
    rotation: page.rotation,
    skew: page.skew,
    kind: page.kind,
    words,
    rules: page.rules,
    fills: page.fills,
    redactions: [...boxes, ...zones, ...regions].flatMap((item) => {
      const bbox = clip(item.bbox, page.width, page.height)
      return bbox === null ? [] : [{ ...item, bbox: bbox.map((value) => Math.round(value * 100) / 100) as Bbox }]
    }),
    ocr: page.ocr,
  }
}

/** Which characters of a word have their middle under a region that covers at least half of the word's height. */
function charactersUnder(word: Word, regions: readonly Redaction[]): boolean[] {
  const [x0, y0, x1, y1] = word.bbox
  const across = regions.filter(
    ({ bbox }) => bbox[0] < x1 && bbox[2] > x0 && Math.min(bbox[3], y1) - Math.max(bbox[1], y0) > 0.5 * (y1 - y0),
  )
  return Array.from({ length: word.text.length }, (_, i) => {
    if (across.length === 0) return false
    const box = partBox(word, { word: 0, start: i, end: i + 1 })
    const middle = (box[0] + box[2]) / 2
    return across.some(({ bbox }) => middle > bbox[0] && middle < bbox[2])
  })
}

/** For each word touched by an identifier, which of its characters are covered. */
function coveredCharacters(page: PageReading, identifiers: readonly Identifier[]): Map<number, boolean[]> {
  const covered = new Map<number, boolean[]>()
  for (const item of identifiers) {
    for (const part of item.parts) {
      const word = page.words[part.word]
      if (word === undefined) continue
      const marks = covered.get(part.word) ?? new Array<boolean>(word.text.length).fill(false)
      for (let i = part.start; i < Math.min(part.end, marks.length); i += 1) marks[i] = true
      covered.set(part.word, marks)
    }
  }
  return covered
}

/** What is left of a word beside its covered characters: the label of "姓名:张伟". Mere punctuation is dropped. */
function survivingPieces(word: Word, marks: readonly boolean[]): { at: number; word: Word }[] {
  const pieces: { at: number; word: Word }[] = []
  for (let i = 0; i < marks.length; ) {
    if (marks[i]) {
      i += 1
      continue
    }
    let end = i
    while (end < marks.length && !marks[end]) end += 1
    const text = word.text.slice(i, end)
    if (/[\p{L}\p{N}]/u.test(text))
      pieces.push({ at: i, word: { ...word, text, bbox: partBox(word, { word: 0, start: i, end }) } })
    i = end
  }
  return pieces
}

function placeholderWord(word: Word | null, bbox: Bbox, text: string): Word {
  return {
    text,
    bbox,
    confidence: 1,
    source: 'redaction',
    angle: word?.angle ?? 0,
    line: word?.line ?? null,
    style: { size: word?.style.size ?? null, bold: null, italic: null, color: null },
  }
}

/** Signs that tell nothing: a box may run over them. */
const STOPS = /^[:：.,;，。；、·|_-]+$/

/**
 * The box to cover for a mention: its margin, clipped at the neighbouring words that stay, and its width rounded up where the line has room, so that the
 * box's length does not tell the name.
 */
function coverBox(box: Bbox, page: PageReading, kept: readonly Word[], config: DeidConfig): Bbox {
  const scan = page.ocr !== null
  const mx = scan ? Math.max(config.margin_x, config.margin_scan) : config.margin_x
  const my = scan ? Math.max(config.margin_y, config.margin_scan) : config.margin_y
  const width = box[2] - box[0] + 2 * mx
  const wanted = Math.ceil(width / config.box_step) * config.box_step
  let [x0, y0, x1, y1]: Bbox = [box[0] - mx, box[1] - my, box[0] - mx + wanted, box[3] + my]
  for (const word of kept) {
    // A colon's box ends where its ink does: before full-width figures the value's own begins in the blank behind it.
    if (scan && STOPS.test(word.text)) continue
    const [a0, b0, a1, b1] = word.bbox
    const sharedY = Math.min(b1, box[3]) - Math.max(b0, box[1])
    if (sharedY > 0.25 * Math.min(b1 - b0, box[3] - box[1])) {
      // Beside it on the line: the margin ends where the neighbour begins.
      if (a0 >= box[2] - 0.5 && a0 < x1) x1 = Math.max(box[2], a0 - 0.2)
      if (a1 <= box[0] + 0.5 && a1 > x0) x0 = Math.min(box[0], a1 + 0.2)
    } else if (a0 < x1 && a1 > x0) {
      if (b0 >= box[3] - 1 && b0 < y1) y1 = Math.max(box[3], b0)
      if (b1 <= box[1] + 1 && b1 > y0) y0 = Math.min(box[1], b1)
    }
  }
  return [x0, y0, x1, y1]
}

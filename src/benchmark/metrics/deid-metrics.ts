import { area, type Bbox, overlap } from '../../records/bbox.js'
import type { ReportView } from '../../records/report-view.js'
import type { GoldIdentifier, GoldReport } from '../gold-report.js'

/** Counts over reports; `leaks` name report, page and category, never the value. */
export interface DeidCounts {
  reports: number
  leaked: number
  /** Per category: reports with a mention, and reports in which every mention is gone. */
  categories: Record<string, { reports: number; full: number }>
  characters: number
  coveredCharacters: number
  boxes: number
  coveredBoxes: number
  redactions: number
  trueRedactions: number
  cells: number
  retainedCells: number
  /** Strings that must survive, per trap family. */
  traps: Record<string, { n: number; lost: number }>
  leaks: { report: string; page: number; category: string; scope: string }[]
  lost: { report: string; page: number; trap: string; text: string }[]
}

export function emptyDeidCounts(): DeidCounts {
  return {
    reports: 0,
    leaked: 0,
    categories: {},
    characters: 0,
    coveredCharacters: 0,
    boxes: 0,
    coveredBoxes: 0,
    redactions: 0,
    trueRedactions: 0,
    cells: 0,
    retainedCells: 0,
    traps: {},
    leaks: [],
    lost: [],
  }
}

/** Case, width, spaces and separators removed: the form in which an identifier is searched. */
export function foldIdentifier(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}\u200b-\u200f\ufeff]+/gu, '')
}

/** Too short to be searched as a substring: "2" as a laboratory number stands in every result. */
function searchable(folded: string): boolean {
  return /\p{Script=Han}/u.test(folded) ? folded.length >= 2 : folded.length >= 4
}

/** Four or five digits arise where neighbouring numbers meet once spaces are removed: searched as whole words. */
function isShortNumber(folded: string): boolean {
  return /^\d{4,5}$/.test(folded)
}

/** Adds one report. `surfaces` are all texts that leave (words, Markdown, records, cards, file names). */
export function countDeid(counts: DeidCounts, gold: GoldReport, view: ReportView, surfaces: readonly string[]): void {
  counts.reports += 1
  const published = surfaces.map(foldIdentifier).join('\n')
  const words = new Set(surfaces.flatMap((surface) => surface.split(/[\s"\\,|]+/)).map(foldIdentifier))
  const found = new Map<string, boolean>()
  let leaked = false
  const categories = new Map<string, boolean>()
  for (const identifier of gold.identifiers) {
    const redactions = view.pages.find((p) => p.number === identifier.page)?.redactions.map((r) => r.bbox) ?? []
    const folded = foldIdentifier(identifier.text)
    const described = /^\[.*\]$/.test(identifier.text)
    let gone = true
    if (!described && searchable(folded)) {
      const stands = found.get(folded) ?? (isShortNumber(folded) ? words.has(folded) : published.includes(folded))
      found.set(folded, stands)
      gone = !stands
      if (!identifier.in_image) {
        counts.characters += folded.length
        if (gone) counts.coveredCharacters += folded.length
      }
    }
    for (const box of framed(gold, view, identifier)) {
      counts.boxes += 1
      const covered = coverage(box, redactions) >= 0.99
      if (covered) counts.coveredBoxes += 1
      // On scans the text search sees only what OCR read: there the pixels decide.
      else if (identifier.in_image || gold.kind !== 'digital') gone = false
    }
    if (!gone) {
      leaked = true
      counts.leaks.push({
        report: gold.name,
        page: identifier.page,
        category: identifier.category,
        scope: identifier.scope,
      })
    }
    categories.set(identifier.category, (categories.get(identifier.category) ?? true) && gone)
  }
  if (leaked) counts.leaked += 1
  for (const [category, full] of categories) {
    const c = counts.categories[category] ?? { reports: 0, full: 0 }
    c.reports += 1
    if (full) c.full += 1
    counts.categories[category] = c
  }
  countPrecision(counts, gold, view)
  countRetention(counts, gold, view)
}

/** Boxes of an identifier in the frame of the page as read. */
function framed(gold: GoldReport, view: ReportView, identifier: GoldIdentifier): Bbox[] {
  const from = gold.frames?.find((f) => f.number === identifier.page)
  const to = view.pages.find((p) => p.number === identifier.page)
  if (!from || !to) return [...identifier.boxes]
  const [x, y] = [to.width / from.width, to.height / from.height]
  return identifier.boxes.map((b): Bbox => [b[0] * x, b[1] * y, b[2] * x, b[3] * y])
}

function countPrecision(counts: DeidCounts, gold: GoldReport, view: ReportView): void {
  if (gold.identifiers.every((i) => i.boxes.length === 0)) return
  for (const page of view.pages) {
    const boxes = gold.identifiers.filter((i) => i.page === page.number).flatMap((i) => framed(gold, view, i))
    for (const redaction of page.redactions) {
      counts.redactions += 1
      if (boxes.some((b) => overlap(b, redaction.bbox) > 0.2 * Math.min(area(b), area(redaction.bbox))))
        counts.trueRedactions += 1
    }
  }
}

/** Digital reports only: on scans OCR, not de-identification, decides whether a cell reads the same. */
function countRetention(counts: DeidCounts, gold: GoldReport, view: ReportView): void {
  if (gold.kind !== 'digital') return
  const text = new Map(
    view.pages.map((p) => [
      p.number,
      p.words
        .map((w) => w.text)
        .join('')
        .normalize('NFKC')
        .replace(/\s+/g, ''),
    ]),
  )
  const stands = (page: number, printed: string): boolean => {
    const parts = printed
      .normalize('NFKC')
      .split('\n')
      .map((part) => part.replace(/\s+/g, ''))
    return parts.every((part) => (text.get(page) ?? '').includes(part))
  }
  for (const b of gold.biomarkers)
    for (const cell of [b.name, b.value, b.unit, b.range, b.flag]) {
      if (cell === null || cell === '') continue
      counts.cells += 1
      if (stands(b.page, cell)) counts.retainedCells += 1
      else counts.lost.push({ report: gold.name, page: b.page, trap: 'biomarker_cell', text: cell })
    }
  for (const s of gold.survive) {
    const t = counts.traps[s.trap] ?? { n: 0, lost: 0 }
    t.n += 1
    if (!stands(s.page, s.text)) {
      t.lost += 1
      counts.lost.push({ report: gold.name, page: s.page, trap: s.trap, text: s.text })
    }
    counts.traps[s.trap] = t
  }
}

/** Share of a box that lies under the union of others, sampled on a 24 × 12 grid. */
export function coverage(box: Bbox, covers: readonly Bbox[]): number {
  const near = covers.filter((c) => overlap(c, box) > 0)
  let hit = 0
  for (let i = 0; i < 24; i++)
    for (let j = 0; j < 12; j++) {
      const x = box[0] + ((i + 0.5) / 24) * (box[2] - box[0])
      const y = box[1] + ((j + 0.5) / 12) * (box[3] - box[1])
      if (near.some((c) => x >= c[0] && x <= c[2] && y >= c[1] && y <= c[3])) hit += 1
    }
  return hit / 288
}

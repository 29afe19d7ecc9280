import type { Bbox } from '../../records/bbox.js'

/** A line as printed, in the order in which people read it. */
export interface OrderedLine {
  readonly page: number
  readonly bbox: Bbox
}

/** A word at its place; the list's order is the order in which it was read. */
export interface OrderedWord {
  readonly page: number
  readonly bbox: Bbox
}

/**
 * Edit distance between a page's lines in the order of the ground truth and in the order in which they were read: the least number of lines to take out,
 * put in or exchange. A line stands where the middle one of its words was read; lines without a read word are left out. `distance / lines` is the normalised
 * edit distance of the line sequence, 0 for the order of the ground truth.
 */
export function readingOrder(
  lines: readonly OrderedLine[],
  words: readonly OrderedWord[],
): { distance: number; lines: number } {
  const placed = lines
    .map((line, gold) => ({ gold, at: middle(words.flatMap((word, at) => (stands(word, line) ? [at] : []))) }))
    .filter((line): line is { gold: number; at: number } => line.at !== null)
  const read = [...placed].sort((a, b) => a.at - b.at || a.gold - b.gold).map((line) => line.gold)
  return {
    distance: editDistance(
      placed.map((line) => line.gold),
      read,
    ),
    lines: placed.length,
  }
}

function stands(word: OrderedWord, line: OrderedLine): boolean {
  const [x, y] = [(word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2]
  const [x0, y0, x1, y1] = line.bbox
  return word.page === line.page && x >= x0 - 1 && x <= x1 + 1 && y >= y0 - 1 && y <= y1 + 1
}

function middle(places: readonly number[]): number | null {
  return places[places.length >> 1] ?? null
}

/** Levenshtein's distance of two sequences: insertions, deletions and substitutions cost 1. */
function editDistance(a: readonly number[], b: readonly number[]): number {
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1)
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    last = row
  }
  return last[b.length]!
}

import type { Bbox } from '../../records/bbox.js'

/** A line with its label, from ground truth or as read. */
export interface LabelledLine {
  readonly page: number
  readonly bbox: Bbox
  readonly label: string
  /** Given for lines that cross others (watermarks): only words of this text count. */
  readonly text?: string
}

/** A read word's centre with the label of the block that it stands in. */
export interface LabelledWord {
  readonly page: number
  readonly bbox: Bbox
  readonly label: string
  readonly text?: string
}

/** Per label: true positives, false positives, false negatives. */
export type LabelCounts = Record<string, { tp: number; fp: number; fn: number }>

/**
 * Adds one report's lines to `counts`: a gold line takes the label that most of the words in its box were given (the first in
 * alphabetical order when two are as frequent). Lines without any read word (an image, covered text) are left out; they are returned.
 */
export function countLineLabels(
  counts: LabelCounts,
  gold: readonly LabelledLine[],
  words: readonly LabelledWord[],
): number {
  let unread = 0
  const of = (label: string): { tp: number; fp: number; fn: number } => {
    counts[label] ??= { tp: 0, fp: 0, fn: 0 }
    return counts[label]
  }
  for (const line of gold) {
    const label = labelOf(line, words)
    if (label === null) {
      unread++
      continue
    }
    if (label === line.label) of(label).tp++
    else {
      of(line.label).fn++
      of(label).fp++
    }
  }
  return unread
}

/** The label that most words in the line's box have; null when there is no word. */
export function labelOf(line: LabelledLine, words: readonly LabelledWord[]): string | null {
  const [x0, y0, x1, y1] = line.bbox
  const tally = new Map<string, number>()
  for (const word of words) {
    if (word.page !== line.page) continue
    const x = (word.bbox[0] + word.bbox[2]) / 2
    const y = (word.bbox[1] + word.bbox[3]) / 2
    if (
      line.label === 'watermark' &&
      line.text !== undefined &&
      word.text !== undefined &&
      !line.text.includes(word.text)
    )
      continue
    if (x < x0 - 1 || x > x1 + 1 || y < y0 - 1 || y > y1 + 1) continue
    tally.set(word.label, (tally.get(word.label) ?? 0) + 1)
  }
  return [...tally].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null
}

/** Mean F1 over labels, each weighted with its gold lines; null without lines. */
export function labelF1(counts: LabelCounts): number | null {
  let lines = 0
  let sum = 0
  for (const { tp, fp, fn } of Object.values(counts)) {
    lines += tp + fn
    sum += (tp + fn) * (tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn))
  }
  return lines === 0 ? null : sum / lines
}

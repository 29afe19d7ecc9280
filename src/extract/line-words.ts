import { type Bbox, union } from '../records/bbox.js'
import type { Line } from '../records/layout.js'
import type { Word } from '../records/page.js'

/** Running text of some printed lines with, for every word, where it stands in that text. */
export interface TextWithWords {
  readonly text: string
  readonly spans: readonly { readonly start: number; readonly end: number; readonly word: number }[]
  readonly bbox: Bbox
}

/** Joins printed lines to running text: a space between words, nothing between Chinese characters; keeps where each word stands. */
export function joinLines(lines: readonly Line[], words: readonly Word[]): TextWithWords {
  const spans: { start: number; end: number; word: number }[] = []
  let text = ''
  for (const line of lines) {
    const lineText = line.text.trim()
    if (lineText === '') continue
    const cjk = /[\u3000-\u9fff\uff00-\uffef]$/.test(text) && /^[\u3000-\u9fff\uff00-\uffef]/.test(lineText)
    if (text !== '' && !cjk) text += ' '
    const base = text.length
    text += lineText
    let at = base
    for (const index of line.words) {
      const word = words[index]
      if (!word) continue
      const found = text.indexOf(word.text, at)
      if (found < 0) continue
      spans.push({ start: found, end: found + word.text.length, word: index })
      at = found + word.text.length
    }
  }
  return { text, spans, bbox: union(lines.map((l) => l.bbox)) }
}

/** The words that stand, at least in part, in `[start, end)`. */
export function wordsIn(joined: TextWithWords, start: number, end: number): number[] {
  return joined.spans.filter((s) => s.start < end && s.end > start).map((s) => s.word)
}

/** The box of `[start, end)`: of its words, or of all lines where words do not tell. A word cut by the range counts in proportion. */
export function boxIn(joined: TextWithWords, start: number, end: number, words: readonly Word[]): Bbox {
  const boxes: Bbox[] = []
  for (const s of joined.spans) {
    if (s.start >= end || s.end <= start) continue
    const word = words[s.word]!
    const [x0, y0, x1, y1] = word.bbox
    const per = (x1 - x0) / (s.end - s.start)
    const from = Math.max(0, start - s.start)
    const to = Math.min(s.end, end) - s.start
    boxes.push([x0 + per * from, y0, x0 + per * to, y1])
  }
  return boxes.length === 0 ? joined.bbox : union(boxes)
}

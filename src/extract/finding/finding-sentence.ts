import type { Line } from '../../records/layout.js'
import { fold } from '../fold.js'

/** Number or bullet at the start of a list item; a decimal (`1.2 cm`) is none. */
export const ITEM_MARK = /^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.、．:：](?!\d)|[①-⑳]|[•·▪■●◆◇*➢►✓-](?=\s*\D))\s*/

/** A title in brackets that fills its line: `【腹部彩超】`. */
export const BRACKET_TITLE = /^\s*[[【〔「](.{1,30}?)[\]】〕」]\s*[:：]?\s*/

/** A label with its description apart (`皮肤   未见异常`), see `Line.text`. */
const LABEL_APART = /^[^\s:：。，,]{1,14} {3,}\S/u

/** Groups the lines of a block into items: at numbers and bullets, at titles in brackets, and where a line ends well before the right edge. */
export function itemLines(lines: readonly Line[]): Line[][] {
  const left = Math.min(...lines.map((l) => l.bbox[0]))
  const right = Math.max(...lines.map((l) => l.bbox[2]))
  const items: Line[][] = []
  let short = true
  for (const [at, line] of lines.entries()) {
    const opens = ITEM_MARK.test(line.text) || BRACKET_TITLE.test(line.text) || LABEL_APART.test(line.text)
    if (opens || short || items.length === 0) items.push([line])
    else items.at(-1)!.push(line)
    // A wrapped line leaves no room for the first word of the next one.
    const next = lines[at + 1]
    const room = right - line.bbox[2]
    const carriesOn = next !== undefined && /^[\s(]*\p{Ll}/u.test(next.text) && !/[.。;；:：]\s*$/.test(line.text)
    short =
      /[。！!？?]\s*$/.test(line.text) ||
      (!carriesOn && room > Math.max(0.02 * (right - left), next === undefined ? 0 : firstWord(next)))
  }
  return items
}

/** Width of a line's first word with its space, points; of Chinese text one character. */
function firstWord(line: Line): number {
  const per = (line.bbox[2] - line.bbox[0]) / Math.max(1, line.text.length)
  const word = /^\s*(?:[\u3400-\u9fff]|[^\s\u3400-\u9fff]+)/.exec(line.text)?.[0].length ?? 1
  return per * (word + 1)
}

export interface Sentence {
  readonly start: number
  readonly end: number
}

const INLINE_ITEM = /^(\d{1,2})\s*[.、．)](?!\d)/

/** Splits running text at `。；;！`, at items counted up within a line, and at an English full stop; `4.2`, `i.e.` and initials do not end a sentence. */
export function sentences(printed: string): Sentence[] {
  const text = fold(printed)
  const out: Sentence[] = []
  let start = 0
  const push = (end: number): void => {
    let from = start
    let to = end
    while (from < to && /[\s;,、]/.test(text[from]!)) from++
    while (to > from && /[\s;]/.test(text[to - 1]!)) to--
    if (/[\p{L}\p{N}]/u.test(text.slice(from, to))) out.push({ start: from, end: to })
    start = end
  }
  // `1.脂肪肝2.胆囊息肉`: items counted up within a line.
  let count = /^(?:[^:：]{1,12}[:：])?\s*1\s*[.、．)]\s*(?!\d)/.test(text) ? 1 : 0
  for (let i = 0; i < text.length; i++) {
    const item = count > 0 && i > 0 && !/[\d.a-z-]/i.test(text[i - 1]!) ? INLINE_ITEM.exec(text.slice(i, i + 4)) : null
    if (item !== null && Number(item[1]) === count + 1) {
      push(i)
      count++
    }
    const c = text[i]!
    const next = text[i + 1] ?? ' '
    if (c === '。' || c === '；' || c === ';' || c === '\n') push(i + 1)
    else if ((c === '!' || c === '?') && /\s|$/.test(next)) push(i + 1)
    else if (
      c === '.' &&
      /\s/.test(next) &&
      !/(?:^|[\s(])(?:[A-Za-z]|approx|ca|vs|no|dr|mr|mrs|i\.e|e\.g|rt|lt|cf|fig)$/i.test(text.slice(start, i))
    )
      push(i + 1)
    else if (c === '.' && i > 0 && /[\u3400-\u9fff]/.test(text[i - 1]!)) push(i + 1)
  }
  push(text.length)
  return out
}

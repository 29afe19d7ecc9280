import type { BlockLabel } from '../records/layout.js'
import { isKeyValueLine } from './body.js'
import { isProse } from './cell-type.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { LevelPage } from './level.js'
import type { TextLine } from './line.js'
import { isCaps } from './row.js'

export const HEADING_NUMBER =
  /^(?:[一二三四五六七八九十]{1,3}\s*[、.．]|[(（]\s*[一二三四五六七八九十]{1,3}\s*[)）]|第[一二三四五六七八九十]{1,3}[章节部]|(?:[【〖][^\]】〗]{1,24}|\[[^\]】〗]{0,22}[\u4e00-\u9fff][^\]】〗]{0,22})[】〗\]]\s*[:：]?$|[IVX]{1,4}\.\s)/u
const LIST_ITEM = /^(?:\(?\d{1,2}\s*[.、)）]\s*(?!\d)|[(（]\d{1,2}[)）]|[①-⑳]|[•·●○▪◆■◇□▶➢✓-]\s*\p{L}|[a-h][.)]\s)/u
const ENDS_SENTENCE = /[。;；,，]$|[.,]$/u

/** Label of a line that is in no table. `usual` is the page's usual type size in points; `top` tells the page's first lines. */
export function labelLine(
  line: TextLine,
  page: LevelPage,
  usual: number,
  top: boolean,
  knowledge: LayoutKnowledge,
): BlockLabel {
  const text = line.text
  const single = line.segments.length === 1
  const short = text.length <= 64 && !isProse(text)
  if (single && short && HEADING_NUMBER.test(text) && !ENDS_SENTENCE.test(text)) return 'section_header'
  if (knowledge.cells.note.test(text) && !/^\*+[^*]+\*+$/u.test(text)) return 'note'
  if (LIST_ITEM.test(text)) return 'list'
  const large = line.em > usual * 1.14
  if (single && short && top && line.em > usual * 1.3) return 'title'
  const labelled = /[:：]\s*\S/u.test(text)
  if (isKeyValueLine(line, knowledge) && !(single && line.bold && !labelled)) return 'key_value'
  if (!single || !short || ENDS_SENTENCE.test(text) || !/\p{L}{2}|[\u4e00-\u9fff]{2}/u.test(text)) {
    return 'paragraph'
  }
  const shaded = page.fills.some(
    (f) =>
      f[0] <= line.x0 + 2 &&
      f[2] >= line.x1 - 2 &&
      f[1] <= line.middle &&
      f[3] >= line.middle &&
      f[3] - f[1] < 3.5 * line.em &&
      f[3] - f[1] > line.em * 0.8,
  )
  const heading = large || line.bold || shaded || (isCaps(text) && text.length >= 3 && text.split(/\s+/u).length <= 7)
  return heading ? 'section_header' : 'paragraph'
}

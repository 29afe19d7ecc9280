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

const PLACEHOLDER = /\[[A-Z][A-Z_]*(?:[:+][^\]]*)?\]/gu

/** Running text though a colon stands in it (`Heart: Regular rhythm, no murmur. Chest: Clear`). */
function isSentence(text: string): boolean {
  if (/\[[A-Z]/u.test(text)) return false
  const bare = text.replace(/\d[.,]\d/gu, '')
  const words = bare.split(/\s+/u).filter((w) => /\p{L}{2}/u.test(w)).length
  if (words >= 4 && /\p{Ll}{2}\.\s+\p{Lu}/u.test(bare)) return true
  if (words >= 4 && /^\p{Lu}[\p{L} ]{2,18}[:：]\s.*\p{Ll}{3}\.$/u.test(bare)) return true
  return /[\u4e00-\u9fff]{4}[，,][^:：]*[\u4e00-\u9fff]{2}。$/u.test(bare)
}

/** A label and a sentence behind it (`检查所见：肝脏大小形态正常，…`, `既往史：高血压5年。`), or a sentence with a number (`QRS is 85 ms.`). */
function isStatement(text: string): boolean {
  if (/^\S{0,12}[:：].*[\u4e00-\u9fff]/u.test(text) && !/[:：].*[:：]/u.test(text))
    return isProse(text) || (text.length >= 12 && /。$/u.test(text))
  // `与2023年3月胸部CT比较：右肺上叶见一结节，…`: a long label is the beginning of a sentence.
  const long = /^([^:：]{8,40})[:：]([^:：]*)$/u.exec(text.replace(PLACEHOLDER, ''))
  if (long !== null && isProse(long[2]!)) return true
  if (/[:：]/u.test(text)) return false
  return /\p{Ll}\.$/u.test(text) && text.split(/\s+/u).filter((w) => /\p{L}{2}/u.test(w)).length >= 3
}

/** A line of little else than covered identifiers: fields of a form whose labels stand beside or above. */
function isFields(text: string): boolean {
  if (
    /^(?:\s|[,.;:：·()（）/-]|\[(?:NAME|ID|DATE|PHONE|DOCTOR|SIGNATURE|EMPLOYER|AGE|EMAIL|ADDRESS)[^\]]*\])+$/u.test(
      text,
    )
  )
    return true
  const covered = [...text.matchAll(PLACEHOLDER)].map((m) => m[0])
  const fields = covered.filter((p) => /NAME|ID|DATE|PHONE|DOCTOR|EMPLOYER|AGE/u.test(p)).length
  const words = text.replace(PLACEHOLDER, ' ').match(/[\p{L}\d][\p{L}\d.]*/gu)?.length ?? 0
  return fields >= 2 && words <= fields * 2 + 1
}

/** One heading in two scripts, apart: `Haematology   血液学`. */
function isBilingual({ segments: [a, b], segments }: TextLine): boolean {
  if (a === undefined || b === undefined || segments.length !== 2) return false
  const ideographs = [a.text, b.text].map((t) => /[\u4e00-\u9fff]/u.test(t))
  return ideographs[0] !== ideographs[1] && !/[\d:：[]/u.test(a.text + b.text) && a.text.length + b.text.length <= 48
}

/** Label of a line that is in no table. `usual` is the page's usual type size in points; `top` tells the page's first lines. */
export function labelLine(
  line: TextLine,
  page: LevelPage,
  usual: number,
  top: boolean,
  knowledge: LayoutKnowledge,
): BlockLabel {
  const text = line.text
  const single = line.segments.length === 1 || isBilingual(line)
  const short = text.length <= 64 && !isProse(text)
  if (single && short && HEADING_NUMBER.test(text) && !ENDS_SENTENCE.test(text)) return 'section_header'
  if (knowledge.cells.statement.test(text)) return 'paragraph'
  const first = line.segments[0]!.text
  const field = knowledge.cells.formLabel.test(first.replace(/\s*[:：].*$/u, '')) && !isProse(text)
  if (field && (/[:：]/u.test(first) || line.segments.length > 1)) return 'key_value'
  if (knowledge.cells.signature.test(text) && !isSentence(text) && text.length < 120) return 'key_value'
  if (knowledge.cells.note.test(text) && (!/^\*+[^*]+\*+$/u.test(text) || /\bend of\b/iu.test(text))) return 'note'
  if (single && isStatement(text)) return LIST_ITEM.test(text) ? 'list' : 'paragraph'
  if (isSentence(text)) return LIST_ITEM.test(text) ? 'list' : 'paragraph'
  if (isFields(text)) return 'key_value'
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
  const heading =
    large ||
    line.bold ||
    line.segments[0]!.bold ||
    shaded ||
    (isCaps(text) && text.length >= 3 && text.split(/\s+/u).length <= 7)
  return heading ? 'section_header' : 'paragraph'
}

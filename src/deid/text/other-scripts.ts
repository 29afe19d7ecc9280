import type { Knowledge } from '../knowledge.js'
import type { LineKind } from './result-rows.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'

/** Scripts that no detector reads; Greek letters are symbols, Cyrillic ones are folded into Latin. */
const SCRIPTS =
  'Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Khmer Myanmar Tibetan Mongolian Hangul Hiragana Katakana Armenian Georgian Ethiopic'
    .split(' ')
    .map((script) => String.raw`\p{Script=${script}}`)
    .join('')
const LETTERS = new RegExp(`[${SCRIPTS}]`, 'gu')
/** Words of one of them with what stands between. */
const RUN = new RegExp(
  `[${SCRIPTS}](?:[${SCRIPTS}\\p{M}\\u200c\\u200d'’.,-]|[ ](?=[${SCRIPTS}]))*[${SCRIPTS}\\p{M}]`,
  'gu',
)
/** With more than this share of its letters in such a script the page is a report in another language, of which nothing is claimed. */
const MAIN = 0.4

/**
 * Default deny for other scripts: on Chinese and English forms they write the name, the house and the address once more. Their usual labels stay, in either direction
 * of writing (digital pages keep right-to-left words as drawn).
 */
export function findOtherScripts(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const foreign = sheet.text.match(LETTERS)?.length ?? 0
  if (foreign < 2 || sheet.ocr || foreign > MAIN * (sheet.text.match(/\p{L}/gu)?.length ?? 0)) return []
  const labels = knowledge.grammar.other_scripts
  const known = new Set(labels.flatMap((word) => [word, [...word].reverse().join('')]))
  return sheet.lines.flatMap((line, number) =>
    kinds[number] !== 'text'
      ? []
      : line.cells.flatMap((cell) =>
          [...sheet.text.slice(cell.start, cell.end).matchAll(RUN)]
            .filter((match) => !match[0].split(/[\s.,]+/).every((word) => word === '' || known.has(word)))
            .map((match): Span => {
              const start = cell.start + match.index
              return { start, end: start + match[0].length, category: 'NAME', detector: 'other_script', score: 0.6 }
            }),
        ),
  )
}

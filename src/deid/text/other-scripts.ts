import type { Knowledge } from '../knowledge.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { CASELESS, type ScriptCounts, scriptCounts } from './script-counts.js'
import type { Sheet } from './sheet.js'
import type { Span } from './span.js'
import { findUnreadScript } from './unread-scripts.js'

/** Words of a script without capitals, with what stands between. */
const RUN = new RegExp(
  `[${CASELESS}](?:[${CASELESS}\\p{M}\\u200c\\u200d'’.,-]|[ ](?=[${CASELESS}]))*[${CASELESS}\\p{M}]`,
  'gu',
)
/** With more than this share of its letters in such a script the page is a report in another language. */
const MAIN = 0.4
/** The same for Cyrillic, Greek and Armenian: about half of the letters of a Cyrillic word look Latin and are folded. */
const MAIN_CASED = 0.15
/** Kana among kana and Chinese characters: a Japanese page. Fewer letters than `FEW` tell no language. */
const KANA = 0.08
const FEW = 12
/** A word of such a script, letters that look Latin among its own; Greek letters alone are symbols. */
const CASED_RUN =
  /(?<!\p{L})(?:(?=\p{Script=Latin}*\p{Script=Cyrillic})[\p{Script=Latin}\p{Script=Cyrillic}]{3,}|(?=(?:\p{L}*[άέήίόύώεζηθιξπρςστυφχψΓΘΞΠΣΦΨ\p{Script=Armenian}]){2})[\p{Script=Latin}\p{Script=Greek}\p{Script=Armenian}]{4,})(?!\p{L})/gu

/**
 * Default deny for other scripts: on Chinese and English forms they write the name, the house and the address once more. Their usual labels stay, in either direction
 * of writing (digital pages keep right-to-left words as drawn).
 */
export function findOtherScripts(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const counts = scriptCounts(sheet.text)
  if (sheet.ocr || counts.cased + counts.caseless === 0) return []
  const unread = unreadScript(counts)
  if (unread !== null) return findUnreadScript(sheet, kinds, unread === 'cased', knowledge)
  if (counts.caseless < 2 && sheet.text.search(CASED_RUN) < 0) return []
  const labels = knowledge.grammar.other_scripts
  const known = new Set(labels.flatMap((word) => [word, [...word].reverse().join('')]))
  return sheet.lines.flatMap((line, number) =>
    kinds[number] !== 'text'
      ? []
      : line.cells.flatMap((cell) =>
          [
            ...matchesOf(sheet.text.slice(cell.start, cell.end), RUN),
            ...matchesOf(sheet.text.slice(cell.start, cell.end), CASED_RUN),
          ]
            .filter((match) => !match[0].split(/[\s.,]+/).every((word) => word === '' || known.has(word)))
            .map((match): Span => {
              const start = cell.start + match.index
              return { start, end: start + match[0].length, category: 'NAME', detector: 'other_script', score: 0.6 }
            }),
        ),
  )
}

/** Whether most of a text is in a script that no detector reads, and whether that script has capitals; null where Latin or Chinese print carries the text. */
export function unreadScript({ letters, cased, kana, han, caseless }: ScriptCounts): 'cased' | 'caseless' | null {
  if (cased >= FEW && cased > MAIN_CASED * letters) return 'cased'
  if (kana >= FEW && kana > KANA * (kana + han) && kana > KANA * letters) return 'caseless'
  return caseless >= FEW && caseless > MAIN * letters ? 'caseless' : null
}

import type { Known } from './propagate.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

/** Initials of the report's people ("A.P.", "J. R. D.") in running text; full stops are asked for, bare capitals are abbreviations of tests. */
export function findInitials(sheet: Sheet, kinds: readonly LineKind[], known: readonly Known[]): Span[] {
  const forms = new Map<string, Known>()
  for (const item of known) {
    if (item.category !== 'NAME' && item.category !== 'DOCTOR') continue
    const turned = /^([^,]+),\s*(.+)$/.exec(item.text)
    const words = (turned === null ? item.text : `${turned[2]} ${turned[1]}`)
      .split(/[\s.]+/)
      .filter((word) => /^\p{L}/u.test(word))
    const capitals = words.filter((word) => /^\p{Lu}/u.test(word))
    if (capitals.length < 2 || words.length > 5) continue
    forms.set(capitals.map((word) => word[0]).join(''), item)
    forms.set(words.map((word) => word[0]).join(''), item)
    forms.set(`${words[0]![0]}${words.at(-1)![0]}`, item)
  }
  const spans: Span[] = []
  for (const [letters, item] of forms) {
    const form = new RegExp(String.raw`(?<![\p{L}\d.])${[...letters].join(String.raw`\.\s?`)}\.(?![\p{L}\d])`, 'gu')
    // Without full stops only where a word announces them: "(file note SW)".
    const bare = new RegExp(String.raw`(?<=\b(?:note|initials?|file|chart)\s?[:.]?\s)${letters}(?![\p{L}\d])`, 'giu')
    for (const match of [...sheet.text.matchAll(form), ...sheet.text.matchAll(bare)]) {
      if (kinds[lineAt(sheet, match.index)] !== 'text') continue
      spans.push({
        start: match.index,
        end: match.index + match[0].length,
        category: item.category,
        detector: 'propagated_initials',
        score: 0.76,
      })
    }
  }
  return spans
}

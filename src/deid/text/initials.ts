import type { Known } from './propagate.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

/** Degrees and words of prescriptions. */
const NO_INITIALS = /^(?:MD|DO|RN|NP|PA|MS|BS|MA|BA|OD|DM|PT|OT|CT|IV|IM|AM|PM|SC|PO|QD|BD|US|UK|EG|IE|VS)$/

const ANNOUNCED = /(?<=(?:[Ff]ile|[Cc]hart|[Cc]linic) note:? |[Ii]nitials?:? )(?:\p{Lu}\.?\s?){1,4}(?![\p{L}\d])/gu

/** Letters that OCR takes for figures. */
const MISREAD: Readonly<Record<string, string>> = { O: '[O0]', I: '[I1l]', L: '[L1I]', S: '[S5]', B: '[B8]' }

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
    const one = [...letters].map((letter) => MISREAD[letter.toUpperCase()] ?? letter)
    const form = new RegExp(String.raw`(?<![\p{L}\d.])${one.join(String.raw`\.\s?`)}\.(?![\p{L}\d])`, 'gu')
    // Without full stops only where a word announces them: "(file note SW)", "(file note S.O)".
    const bare = new RegExp(
      String.raw`(?<=\b(?:note|initials?|file|chart)\s?[:.]?\s)${one.join(String.raw`\.?\s?`)}(?![\p{L}\d])`,
      'giu',
    )
    const plainForm = NO_INITIALS.test(letters) ? [] : [...sheet.text.matchAll(form)]
    for (const match of [...plainForm, ...sheet.text.matchAll(bare)]) {
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
  // Behind such words capitals are somebody's initials, whoever's: OCR may have misread them.
  for (const match of sheet.text.matchAll(ANNOUNCED)) {
    if (kinds[lineAt(sheet, match.index)] !== 'text') continue
    const end = match.index + match[0].trimEnd().length
    spans.push({ start: match.index, end, category: 'NAME', detector: 'announced_initials', score: 0.75 })
  }
  return spans
}

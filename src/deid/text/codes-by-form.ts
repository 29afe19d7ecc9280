import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'
import { isUnit } from './units.js'

interface Form {
  detector: string
  category: Span['category']
  /** What a page must hold for the form to be looked for. */
  gate: RegExp
  /** Group 1, where there is one, is the identifier. */
  form: RegExp
  /** What must stand in the line before it. */
  before?: RegExp
  accept?: (code: string) => boolean
}

const YEAR = /^(?:19|20)\d\d$/
const formsOf = perKnowledge((knowledge): readonly Form[] => [
  {
    // "Lotus Club 7715 330 284", "meeting 733 2208 1946": three groups with one of four figures behind a word; thousands are set in threes.
    detector: 'number_in_groups',
    category: 'ID',
    gate: /\d{3,4} \d{3,4} \d{3,4}/,
    form: /(?<=\p{L}[\p{L}.]*[:#]? ?)(?<![\d.,]\s?)(?=[\d ]{0,10}\d{4})\d{3,4}(?: \d{3,4}){2,3}(?![\d%]|[.,/-]\d| \d)/gu,
    accept: (code) => {
      const groups = code.split(' ')
      return groups.filter((group) => YEAR.test(group)).length < 2 && !groups.every((group) => /0$/.test(group))
    },
  },
  {
    // "SKD 2218 R", "BX 4471": plates of Singapore, Malaysia and Hong Kong behind a word for a car, a few words before.
    detector: 'plate_of_car',
    category: 'VEHICLE',
    gate: /[A-Z]{1,3} ?\d{1,4}/,
    form: /(?<![\p{L}\d-])(?!(?:CT|MR|US|T|L|C|S|B|D|HB|WC|BP) ?\d)(?:[A-Z]{2,3} ?\d{1,4} ?[A-Z]|[A-Z]{2,3} ?\d{3,4})(?![\p{L}\d%-]|[.,]\d)/gu,
    before: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'cars')}|車牌|车牌)(?!\p{L})[^\n\d]{0,24}$`,
      'iu',
    ),
  },
  {
    // "xxx-xx-7702", "***-**-7702": a number masked but for its end.
    detector: 'masked_but_end',
    category: 'ID',
    gate: /[xX*•●#]{2}-?\d{3,4}/,
    form: /(?<![\p{L}\d*•●#-])[xX*•●#]{3}[- ]?[xX*•●#]{2}[- ]?\d{4}(?![\p{L}\d%-]|[.,]\d)/gu,
  },
  {
    // "KH21:30418": a department's case number, letters, year and count; alleles have two or three figures behind the colon.
    detector: 'case_number_colon',
    category: 'ID',
    gate: /[A-Z]\d{2}:\d{4}/,
    form: /(?<!HLA[^\n]{0,60})(?<![\p{L}\d*.:/-])[A-Z]{1,4}\d{2}:\d{4,7}(?![\p{L}\d:%]|[.,]\d)/gu,
  },
  {
    // "Dr … 3310742K": stem of six figures, place of practice, check letter (Services Australia).
    detector: 'provider_number_au',
    category: 'ID',
    gate: /\d{6}[\dA-Z][ABFHJKLTWXY]/,
    form: /(?<![\p{L}\d.-])\d{6}[\dA-HJ-NPQRT-Y][ABFHJKLTWXY](?![\p{L}\d-]|\.\d)/gu,
    before: new RegExp(String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'who_requests')})(?!\p{L})[^\n\d]{0,48}$`, 'u'),
  },
  {
    // "CAOHC 60318", "SAMHSA 0771": certificates of people and laboratories (USA).
    detector: 'register_us',
    category: 'ID',
    gate: new RegExp(anyPhrase(knowledge, 'registers_us')),
    form: new RegExp(
      String.raw`(?<!\p{L})(?:${anyPhrase(knowledge, 'registers_us')})(?:[ -](?:No\.?|#|ID|[Cc]ert(?:\.|ified|ification|ificate)?|[Rr]eg(?:\.|istry)?|[Ll]ab(?:oratory)?|[Nn]umber))*[ :#]{1,3}([A-Z]{0,3}-?\d{4,10})(?![\p{L}\d%-]|[.,]\d)`,
      'gu',
    ),
    accept: (code) => !YEAR.test(code),
  },
])

/** Codes told by their form, some of them by a word before them too: members' numbers in groups, plates, masked numbers, case and provider numbers. Never in rows of results. */
export function findCodesByForm(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  return formsOf(knowledge)
    .filter(({ gate }) => gate.test(text))
    .flatMap(({ detector, category, form, before, accept }) =>
      matchesOf(text, form).flatMap((match): Span[] => {
        const code = match[1] ?? match[0]
        const start = match.index + match[0].length - code.length
        const number = lineAt(sheet, start)
        if (kinds[number] !== 'text' || accept?.(code) === false) return []
        const line = sheet.lines[number]!
        if (before !== undefined && !before.test(text.slice(Math.max(line.start, start - 60), start))) return []
        const unit = /^ ?([^\s\d,;).]+)/.exec(text.slice(start + code.length, line.end))?.[1]
        if (/^[\d ]+$/.test(code) && unit !== undefined && isUnit(unit, knowledge)) return []
        return [{ start, end: start + code.length, category, detector, score: 0.84 }]
      }),
    )
}

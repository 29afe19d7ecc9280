import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

interface Compiled {
  /** The building whose unit it is: capitalised words that end with a word for a building. */
  building: RegExp
  /** Teeth are numbered with the same sign. */
  teeth: RegExp
}

/** Floor and unit behind a number sign: "#07-118", "#14-01/08", "#B1-12A". */
const UNIT = /(?<![\p{L}\d#])#(?:B\d|0\d|[1-9]\d?)-\d{2,5}[A-Z]?(?:\/\d{2,5}[A-Z]?){0,3}(?![\p{L}\d%-]|[.,]\d)/gu

/** Unit numbers of flats and suites, with the building named before them; floors have two figures, units three, or something of an address stands near. */
export function findUnitNumbers(sheet: Sheet, kinds: readonly LineKind[], knowledge: Knowledge): Span[] {
  const { text } = sheet
  if (!/#[B\d]\d?-\d/.test(text)) return []
  const rules = compile(knowledge)
  const spans: Span[] = []
  for (const match of matchesOf(text, UNIT)) {
    const number = lineAt(sheet, match.index)
    if (kinds[number] === 'header') continue
    const line = sheet.lines[number]!
    const before = text.slice(Math.max(line.start, match.index - 60), match.index)
    if (rules.teeth.test(before)) continue
    const building = rules.building.exec(before)
    // "#3-5": without a nought, three figures or a building it may count anything.
    if (building === null && !/^#(?:0|B)|-0|-\d{3}/.test(match[0])) continue
    spans.push({
      start: match.index - (building?.[0].length ?? 0),
      end: match.index + match[0].length,
      category: 'ADDRESS',
      detector: 'unit_number',
      score: 0.86,
    })
  }
  return spans
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    building: new RegExp(
      String.raw`(?:\p{Lu}[\p{L}'’.-]* (?:of )?){1,3}(?:${anyPhrase(knowledge, 'building_ends')}),? ?$`,
      'u',
    ),
    teeth: new RegExp(String.raw`(?:${anyPhrase(knowledge, 'teeth')})[^\n]{0,24}$`, 'iu'),
  }),
)

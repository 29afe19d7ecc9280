import { matchesOf } from './matches.js'
import type { LineKind } from './result-rows.js'
import { lineAt, type Sheet } from './sheet.js'
import type { Span } from './span.js'

/** Floor and unit behind a number sign: "#07-118", "#14-01/08", "#B1-12A". */
const UNIT = /(?<![\p{L}\d#])#(?:B\d|0\d|[1-9]\d?)-\d{2,5}[A-Z]?(?:\/\d{2,5}[A-Z]?){0,3}(?![\p{L}\d%-]|[.,]\d)/gu
/** The building whose unit it is: capitalised words that end with a word for a building. */
const BUILDING =
  /(?:\p{Lu}[\p{L}'’.-]* (?:of )?){1,3}(?:Suites?|Tower|Towers|Building|Bldg|Plaza|Cent(?:re|er)|Mall|House|Complex|Point|Court|Mansions?|Place|Square|Park|Hub|Arcade|Medical|Specialist|Block|Residences?|Heights|Gardens?|Lodge|Hall|Exchange|Link|City|Junction|Galleria|Quay),? ?$/u
/** Teeth are numbered with the same sign. */
const TEETH =
  /(?:teeth|tooth|molars?|incisors?|premolars?|canines?|bridge|crowns?|implants?|caries|filling|restorations?)[^\n]{0,24}$/iu

/** Unit numbers of flats and suites, with the building named before them; floors have two figures, units three, or something of an address stands near. */
export function findUnitNumbers(sheet: Sheet, kinds: readonly LineKind[]): Span[] {
  const { text } = sheet
  if (!/#[B\d]\d?-\d/.test(text)) return []
  const spans: Span[] = []
  for (const match of matchesOf(text, UNIT)) {
    const number = lineAt(sheet, match.index)
    if (kinds[number] === 'header') continue
    const line = sheet.lines[number]!
    const before = text.slice(Math.max(line.start, match.index - 60), match.index)
    if (TEETH.test(before)) continue
    const building = BUILDING.exec(before)
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

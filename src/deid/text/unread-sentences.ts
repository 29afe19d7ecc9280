import { isCalledBy } from './called-by.js'
import type { LabelMatch } from './labels.js'
import { matchesOf } from './matches.js'
import type { SheetCell } from './sheet.js'
import type { Span } from './span.js'
import { categoryOf, tokensOf, trimmedEnd, type UnreadPage, type UnreadToken, unreadSpan } from './unread-tokens.js'
import { RIGHT_TO_LEFT, UNSPACED } from './unread-vocabulary.js'

/** A cell of so many words, or of so many letters where no spaces are set, is running text. */
const SENTENCE_WORDS = 6
/** The same behind a label. */
const LABELLED_WORDS = 9
const SENTENCE_LETTERS = 22
/** A title and the name that it belongs to stand so many words apart at most. */
const NEAR = 2
/** The same in letters, where no spaces are set. */
const AROUND = 6
/** A house's name and the word for it stand so many words apart at most. */
const HOUSE_REACH = 3
const QUOTED = /(?:\p{Lu}[\p{L}-]*\s)?[«„"“]\p{L}[^«»„"“”\n]{2,80}[»“"”]/gu
/** "No 11842/C-2023": a number behind its sign. */
const NUMBERED = /(?<!\p{L})(?:No\.?|Nº|N°) ?[\p{L}\d]*\d[\p{L}\d./-]*/gu

/** Whether a cell is running text. */
export function isSentence(text: string, cased: boolean): boolean {
  const words = text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word))
  if (cased)
    return (
      words.filter((word) => /^\P{Lu}/u.test(word)).length >= 3 &&
      words.length >= 4 &&
      !/^[^:：]{1,40}[:：]\s?[«"]?\p{Lu}\S*\s\p{Lu}/u.test(text)
    )
  // "اسم المريض: …": a label and its value.
  if (/^[^:：]{1,20}[:：]/.test(text) && words.length < LABELLED_WORDS && !/[.؟।!]\s/.test(text)) return false
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const hiragana = text.match(/\p{Script=Hiragana}/gu)?.length ?? 0
  if (/[\p{Script=Han}\p{Script=Katakana}]/u.test(text))
    return hiragana >= 4 && letters >= 8 && (/[。.!]/.test(text) || letters >= SENTENCE_LETTERS)
  if (/[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(text))
    return letters >= SENTENCE_LETTERS && !/[:：]/.test(text)
  return words.length >= SENTENCE_WORDS || (words.length >= 4 && /[.।؟!]\s*$/.test(text))
}

/** What of a cell of running text is covered. */
export function unreadSentence(
  page: UnreadPage,
  cell: SheetCell,
  labels: readonly LabelMatch[],
  number: number,
): Span[] {
  if (page.unlisted) return [unreadSpan(cell.start, cell.end, 'NAME')]
  return page.cased ? inCasedSentence(page, cell, number) : inCaselessSentence(page, cell, labels)
}

/** Capitalised words that the lists do not explain, quoted names and numbers behind their sign. */
function inCasedSentence(page: UnreadPage, cell: SheetCell, number: number): Span[] {
  const { sheet, vocabulary, knowledge } = page
  const text = sheet.text.slice(cell.start, cell.end)
  const spans = [...matchesOf(text, QUOTED), ...matchesOf(text, NUMBERED)].map((match) =>
    unreadSpan(cell.start + match.index, cell.start + match.index + match[0].length, 'NAME'),
  )
  const tokens = tokensOf(page, cell.start, cell.end)
  const above = number === 0 ? '' : sheet.text.slice(sheet.lines[number - 1]!.start, sheet.lines[number - 1]!.end)
  spans.push(...addresses(page, tokens))
  tokens.forEach((token, i) => {
    if (!/^\p{Lu}/u.test(token.text)) return
    const previous = tokens[i - 1]
    const beside = previous !== undefined && (previous.person || previous.house || previous.place)
    const named = beside && !vocabulary.explains(token.text) && !/^\p{Lu}{2,4}$/u.test(token.text)
    if (!token.open && !named) return
    const before = sheet.text.slice(cell.start, token.start)
    const opens =
      before.trim() === ''
        ? above.trim() === '' || /[.:;!?»)]\s*$/.test(above)
        : /(?:\p{L}{4,}|[\d)»%"])[.!?:]\s*$/u.test(before)
    const next = tokens[i + 1]
    const followed = next !== undefined && /^\p{Lu}/u.test(next.text)
    if (
      opens &&
      !beside &&
      !followed &&
      vocabulary.endsLikeWord.test(token.text) &&
      !vocabulary.endsLikeName.test(token.text)
    )
      return
    if (!opens && isCalledBy(before, knowledge)) return
    // "на Буйском химическом заводе": the word for the house stands behind its name.
    const house = tokens
      .slice(i + 1, i + 1 + HOUSE_REACH)
      .find((other) => other.house && !/[,.;:]/.test(sheet.text.slice(token.end, other.start)))
    spans.push(
      unreadSpan(
        beside ? previous.start : token.start,
        house?.end ?? token.end,
        house !== undefined || (beside && previous.house) ? 'ORG' : beside && previous.place ? 'ADDRESS' : 'NAME',
      ),
    )
  })
  return spans
}

/** "603999, г. Заозёрск, ул. Береговая, д. 14", "больница No 7": words of places and houses in a row with names and numbers. */
function addresses(page: UnreadPage, tokens: readonly UnreadToken[]): Span[] {
  const { text } = page.sheet
  const spans: Span[] = []
  for (let from = 0; from < tokens.length; from += 1) {
    let to = from
    const belongs = (token: UnreadToken) =>
      token.place || token.weak || token.house || token.open || /^\d/.test(token.text) || /^\p{Lu}/u.test(token.text)
    if (!belongs(tokens[from]!)) continue
    while (
      to + 1 < tokens.length &&
      belongs(tokens[to + 1]!) &&
      /^[\s,.No№«»"„“-]{0,6}$/.test(text.slice(tokens[to]!.end, tokens[to + 1]!.start))
    )
      to += 1
    const run = tokens.slice(from, to + 1)
    const telling = run.filter((token) => token.place || token.house || token.weak)
    const rest = run.some((token) => (token.open || /^\d/.test(token.text)) && !telling.includes(token))
    const sure =
      telling.some((token) => token.place || token.house) ||
      (telling.length >= 1 && run.some((token) => token.open)) ||
      telling.length >= 3
    if (to > from && rest && sure && !(telling.length === 1 && telling[0]!.weak && !run.some((token) => token.open)))
      spans.push(unreadSpan(run[0]!.start, run.at(-1)!.end, telling.some((token) => token.house) ? 'ORG' : 'ADDRESS'))
    from = to
  }
  return spans
}

/** Sentences with an unexplained word beside a title, a relative, a house, a place or the label of one. */
function inCaselessSentence(page: UnreadPage, cell: SheetCell, labels: readonly LabelMatch[]): Span[] {
  const { text } = page.sheet
  const spans: Span[] = []
  for (const [start, end] of sentencesOf(page, cell)) {
    const tokens = tokensOf(page, start, end)
    const tells = (token: UnreadToken) =>
      token.person ||
      token.house ||
      token.place ||
      labels.some(
        (label) =>
          label.block.category !== null &&
          label.block.kind !== 'date' &&
          label.start < token.end &&
          label.end > token.start,
      )
    const near =
      unspacedName(page, start, end) ||
      tokens.some(
        (token, i) =>
          token.open && !UNSPACED.test(token.text) && tokens.slice(Math.max(0, i - NEAR), i + NEAR + 1).some(tells),
      )
    if (near)
      spans.push(unreadSpan(start, trimmedEnd(text, start, end), categoryOf(tokens.filter((token) => token.open))))
  }
  return spans
}

/** In sentences without spaces: two characters and more that no word explains, and a title, a relative, a house or a place among those around them. */
function unspacedName(page: UnreadPage, start: number, end: number): boolean {
  const { vocabulary, sheet } = page
  const text = sheet.text.slice(start, end)
  if (!UNSPACED.test(text)) return false
  return vocabulary.openParts(text).some(([from, to]) => {
    const part = text.slice(from, to)
    if (
      (part.match(/[\p{L}]/gu)?.length ?? 0) < 2 ||
      /^\p{Script=Hiragana}{1,2}$|^[\p{Script=Latin}\s\d.,()-]+$/u.test(part)
    )
      return false
    const around = text.slice(Math.max(0, from - AROUND), to + AROUND)
    return vocabulary.tellsPerson(around) || vocabulary.tellsHouse(around) || vocabulary.tellsPlace(around)
  })
}

/** Stretches between stops; a stop behind a title or one letter ends none. */
function sentencesOf(page: UnreadPage, cell: SheetCell): [number, number][] {
  const { text } = page.sheet
  // Digital pages set right-to-left words as drawn: a stop may stand before its sentence.
  if (RIGHT_TO_LEFT.test(text.slice(cell.start, cell.end))) return [[cell.start, cell.end]]
  const stops: [number, number][] = []
  let start = cell.start
  for (const match of matchesOf(text.slice(cell.start, cell.end), /[。!?؟।]+|\.+(?=\s|$)/gu)) {
    const end = cell.start + match.index + match[0].length
    const word = /[\p{L}\p{M}"״]+$/u.exec(text.slice(start, end - match[0].length))?.[0] ?? ''
    if (
      match[0].startsWith('.') &&
      ([...word].length < 2 || page.vocabulary.tellsPerson(word) || page.vocabulary.mayTellPlace(word))
    )
      continue
    stops.push([start, end])
    start = end
  }
  if (start < cell.end) stops.push([start, cell.end])
  return stops
}

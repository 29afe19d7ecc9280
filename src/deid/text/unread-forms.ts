import type { LabelMatch } from './labels.js'
import type { SheetCell, SheetLine } from './sheet.js'
import type { Span } from './span.js'
import { categoryOf, SURE_SCORE, tokensOf, trimmedEnd, type UnreadPage, unreadSpan } from './unread-tokens.js'

/** Words of a label before its colon. */
const LABEL_WORDS = 6
/** Labels of people, houses and places: their values go, whatever they are. */
const NAMING = /^(?:NAME|DOCTOR|ADDRESS|ORG|EMPLOYER)$/

/** A cell of a form: its labels stay where the lists explain them, values go that hold an unexplained word or stand beside the label of a person, a house or a place. */
export function unreadForm(page: UnreadPage, line: SheetLine, at: number, labels: readonly LabelMatch[]): Span[] {
  const { sheet } = page
  const cell = line.cells[at]!
  const told = (end: number) =>
    labels.find((label) => label.end <= end && label.end > end - 4 && label.start >= line.start)
  const spans: Span[] = []
  for (const piece of piecesOf(page, cell)) {
    const tokens = tokensOf(page, piece.start, piece.end)
    const first = tokens[0]
    if (first === undefined) continue
    // The label before a colon, in the cell before, or at the head of the piece without a colon.
    const before = piece.start === cell.start ? line.cells[at - 1] : undefined
    const label =
      labels.findLast(
        (one) =>
          one.end <= piece.start &&
          sheet.text
            .slice(one.end, piece.start)
            .trim()
            .replace(/^[()（）\p{L} .]{0,20}[:：]|[:：]$/u, '') === '',
      ) ?? (before === undefined ? undefined : told(before.end))
    const naming = label !== undefined && NAMING.test(label.block.category ?? '')
    const whole =
      page.unlisted ||
      tokens.some((token) => token.open) ||
      (naming && tokens.some((token) => /\p{L}/u.test(token.text)))
    const coded = label?.block.category === 'ID' && tokens.some((token) => /\d/.test(token.text))
    const numbered =
      coded || (tokens.some((token) => token.house || token.place) && tokens.some((token) => /^\d/.test(token.text)))
    if (!whole && !numbered) continue
    // A label without a colon at the head of the cell stays: "検査医 早乙女".
    const head = labels.find(
      (one) =>
        one.start === piece.start &&
        one.end < piece.end &&
        !page.unlisted &&
        tokens.some((token) => token.start >= one.end && (token.open || /\d/.test(token.text))),
    )
    const start =
      head === undefined || head.block.kind === 'none'
        ? first.start
        : (tokens.find((token) => token.start >= head.end)?.start ?? first.start)
    if (start >= piece.end) continue
    spans.push(
      unreadSpan(
        start,
        trimmedEnd(sheet.text, start, piece.end),
        label?.block.category ?? head?.block.category ?? categoryOf(tokens),
        naming || (head !== undefined && head.block.kind === 'name') ? SURE_SCORE : undefined,
      ),
    )
  }
  return spans
}

/** The values of a cell between its labels: "Пациент: … Пол: …" has two. What stands before the first colon is a piece as well, unless the lists explain all of it. */
function piecesOf(page: UnreadPage, cell: SheetCell): { start: number; end: number }[] {
  const { text } = page.sheet
  const colons: number[] = []
  for (let i = cell.start; i < cell.end; i += 1)
    if (/[:：]/.test(text[i]!) && !(/\d/.test(text[i - 1] ?? '') && /\d/.test(text[i + 1] ?? ''))) colons.push(i)
  const pieces: { start: number; end: number }[] = []
  let start = cell.start
  for (const colon of colons) {
    // The label is the explained words before the colon.
    const tokens = tokensOf(page, start, colon)
    let label = tokens.length
    while (
      label > 0 &&
      tokens.length - label < LABEL_WORDS &&
      !tokens[label - 1]!.open &&
      !/^\d/.test(tokens[label - 1]!.text)
    )
      label -= 1
    const end = tokens[label]?.start ?? colon
    if (label > 0) pieces.push({ start, end })
    start = colon + 1
  }
  pieces.push({ start, end: cell.end })
  return pieces.map((piece) => ({
    start: piece.start + /^\s*/.exec(text.slice(piece.start, piece.end))![0].length,
    end: piece.end,
  }))
}

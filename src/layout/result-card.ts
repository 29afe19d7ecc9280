import { isProse, isResult } from './cell-type.js'
import { headerRole } from './header-phrase.js'
import type { LayoutKnowledge } from './knowledge.js'
import type { Piece } from './level.js'
import { joinText, type TextLine } from './line.js'

/** One card: a name, its result under it in line, a labelled reference range beside or below. */
export interface Card {
  readonly name: readonly Piece[]
  readonly method: readonly Piece[]
  readonly value: readonly Piece[]
  readonly unit: readonly Piece[]
  readonly flag: readonly Piece[]
  readonly label: readonly Piece[]
  readonly range: readonly Piece[]
  readonly x0: number
  readonly y0: number
  readonly y1: number
}

/** Lines between a name and its result (a method) and between a result and its range (an explanation). */
const BETWEEN = 1
const BELOW = 3
/** How far a result may stand below its name, and a range below its result, in type sizes of the result. */
export const NEAR = 2.4
/** How far a unit or a flag may stand behind its result, in type sizes of the result. */
const FLAG_GAP = 2.5
/** Words of a label, of a unit and of a flag. */
const WORDS = 4
/** Longest name of a test, characters. */
const LONGEST_NAME = 64

/** The cards whose results stand on line `at`. */
export function cardsOn(lines: readonly TextLine[], at: number, knowledge: LayoutKnowledge): Card[] {
  const line = lines[at]!
  const out: Card[] = []
  for (const [i, segment] of line.segments.entries()) {
    const beside = line.segments[i + 1]
    const near = beside !== undefined && beside.x0 - segment.x1 < FLAG_GAP * segment.pieces[0]!.em
    const result = resultOf(segment.pieces, near ? beside.pieces : [], knowledge)
    if (result === null) continue
    const x0 = segment.x0
    const em = segment.pieces[0]!.em
    const head = headOf(lines, at, x0, em, knowledge)
    if (head === null) continue
    const unit =
      result.unit.length > 0 ? result.unit : unitBeside(result.value, [line, lines[at - 1], lines[at + 1]], knowledge)
    // The next card begins where another name stands over another result.
    const others = line.segments.slice(i + 1)
    const next = others.findIndex(
      (s) => resultOf(s.pieces, [], knowledge) !== null && headOf(lines, at, s.x0, s.em, knowledge) !== null,
    )
    const rest = [...result.rest, ...others.slice(0, next < 0 ? undefined : next).flatMap((s) => s.pieces)]
    const range = labelAt(rest, knowledge) ?? rangeBelow(lines, at, x0, em, head.y1, knowledge)
    // A unit set apart from its result: the flag stands behind it.
    const apart = others[0]?.pieces === unit && others[1] !== undefined ? others[1].pieces : []
    const behind =
      apart.length > 0 && apart[0]!.x0 - unit.at(-1)!.x1 < FLAG_GAP * em
        ? setApart(
            apart,
            leading(apart, (t) => isFlag(t, knowledge)),
          )
        : []
    const after = others.filter((s) => range === null || !s.pieces.some((p) => range.label.includes(p)))
    const last = after.length === 1 && knowledge.cells.flag.test(after[0]!.text) ? after[0]!.pieces : []
    const flag = [head.flag, result.flag, behind, last].find((f) => f.length > 0) ?? []
    const own = [
      ...head.name,
      ...head.method,
      ...result.value,
      ...unit,
      ...flag,
      ...(range?.label ?? []),
      ...(range?.range ?? []),
    ]
    out.push({
      name: head.name,
      method: head.method,
      value: result.value,
      unit,
      flag,
      label: range?.label ?? [],
      range: range?.range ?? [],
      x0,
      y0: Math.min(...own.map((p) => p.y0)),
      y1: Math.max(...own.map((p) => p.y1)),
    })
  }
  return out
}

/** A unit in small type on a base line of its own, at the foot or the head of a result in large type. */
function unitBeside(
  value: readonly Piece[],
  lines: readonly (TextLine | undefined)[],
  { cells }: LayoutKnowledge,
): readonly Piece[] {
  const last = value.at(-1)!
  for (const line of lines)
    for (const { pieces, text, x0, y0, y1 } of line?.segments ?? [])
      if (
        y0 < last.y1 &&
        y1 > last.y0 &&
        x0 > last.x1 - 1 &&
        x0 - last.x1 < FLAG_GAP * last.em &&
        cells.unit.test(text)
      )
        return pieces
  return []
}

export interface Result {
  readonly value: readonly Piece[]
  readonly unit: readonly Piece[]
  readonly flag: readonly Piece[]
  readonly rest: readonly Piece[]
}

/** `241` and `g/L` of a word that holds both. */
export function cutUnit(piece: Piece, { cells }: LayoutKnowledge): Piece[] {
  const m = /^([<>≤≥]?\d+(?:[.,]\d+)?)(10(?:[⁰¹²³⁴-⁹]+|12|[369])\/\S+|[^\d\s.,:/<>⁰¹²³⁴-⁹-]\S*)$/u.exec(piece.text)
  if (piece.kind !== 'text' || piece.ocr || m === null || !cells.unit.test(m[2]!)) return [piece]
  const share = m[1]!.length / piece.text.length
  const x = piece.x0 + (piece.x1 - piece.x0) * share
  const at = piece.box[0] + (piece.box[2] - piece.box[0]) * share
  return [
    { ...piece, text: m[1]!, x1: x, box: [piece.box[0], piece.box[1], at, piece.box[3]] },
    { ...piece, text: m[2]!, x0: x, box: [at, piece.box[1], piece.box[2], piece.box[3]] },
  ]
}

/** A segment that begins with a result: the result, its unit and flag, and what else stands there; null for any other. */
export function resultOf(
  pieces: readonly Piece[],
  beside: readonly Piece[],
  knowledge: LayoutKnowledge,
): Result | null {
  const { cells } = knowledge
  const first = pieces[0]!
  // The result is one word, or words of one size (`Non reactive`, `< 0.5`).
  const run = pieces.findIndex((p) => Math.abs(p.em - first.em) > 0.1 * first.em)
  const same = run < 0 ? pieces.length : run
  for (let n = Math.min(3, same); n > 0; n--) {
    const value = pieces.slice(0, n)
    const text = joinText(value)
    if (
      !isResult(text, cells) ||
      (/[\p{L}%]/u.test(text) && cells.unit.test(text)) ||
      (n > 1 && cells.unit.test(value.at(-1)!.text)) ||
      /^[^\p{L}\d]+$/u.test(text)
    )
      continue
    if (!/\d/.test(text) && !cells.qualitative.test(text)) continue
    let rest = pieces.slice(n)
    const unit = leading(rest, (t) => cells.unit.test(t))
    rest = rest.slice(unit.length)
    const flags = (t: string): boolean => isFlag(t, knowledge)
    const inside = setApart(rest, leading(rest, flags))
    rest = rest.slice(inside.length)
    const flag = inside.length === 0 && rest.length === 0 ? setApart(beside, leading(beside, flags)) : inside
    // Words of the same size right behind are a sentence, not a card.
    const next = rest[0]
    const before = pieces[pieces.length - rest.length - 1]!
    if (next !== undefined && flag.length === 0 && next.x0 - before.x1 < 0.5 * next.em && next.em > 0.9 * first.em)
      continue
    return { value, unit, flag, rest }
  }
  return null
}

/** A flag, or a word for a class of results (`Deficient`). */
function isFlag(text: string, { cells }: LayoutKnowledge): boolean {
  return cells.flag.test(text) || cells.guidelineLabel.test(text)
}

/** A flag, unless the next word follows it as in a sentence (`High cholesterol is ...`). */
function setApart(pieces: readonly Piece[], flag: readonly Piece[]): readonly Piece[] {
  const next = pieces[flag.length]
  const last = flag.at(-1)
  if (next === undefined || last === undefined) return flag
  return next.x0 - last.x1 > 0.7 * next.em || Math.abs(next.em - last.em) > 0.1 * last.em ? flag : []
}

/** The longest beginning of up to four words of which `is` holds. */
function leading(pieces: readonly Piece[], is: (text: string) => boolean): readonly Piece[] {
  for (let n = Math.min(WORDS, pieces.length); n > 0; n--)
    if (is(joinText(pieces.slice(0, n)))) return pieces.slice(0, n)
  return []
}

/** Words that can be the name of a test: no result, range or flag, no label of a form, no heading of a column, no sentence. */
export function isCardName(text: string, knowledge: LayoutKnowledge): boolean {
  const { cells } = knowledge
  return (
    /\p{L}/u.test(text) &&
    text.length <= LONGEST_NAME &&
    !/[:：。.;；,，]$/u.test(text) &&
    !/^\[[A-Z]/u.test(text) &&
    !isProse(text) &&
    !isResult(text, cells) &&
    !cells.range.test(text) &&
    !cells.flag.test(text) &&
    !cells.formLabel.test(text) &&
    headerRole(text, knowledge) === null
  )
}

interface Head {
  readonly name: readonly Piece[]
  readonly flag: readonly Piece[]
  readonly method: readonly Piece[]
  readonly y1: number
}

/** The name over a result, in line with it; a method may stand between. */
function headOf(
  lines: readonly TextLine[],
  at: number,
  x0: number,
  em: number,
  knowledge: LayoutKnowledge,
): Head | null {
  const { cells } = knowledge
  let method: readonly Piece[] = []
  let under = lines[at]!.segments.find((s) => s.x0 === x0)!.y0
  for (let up = at - 1, seen = 0; up >= 0 && seen <= BETWEEN; up--) {
    const line = lines[up]!
    const i = line.segments.findIndex((s) => Math.abs(s.x0 - x0) < 0.6 * em)
    if (under - line.y1 > NEAR * em) return null
    if (i < 0) continue
    const pieces = line.segments[i]!.pieces
    const run = pieces.findIndex((p) => Math.abs(p.em - pieces[0]!.em) > 0.12 * pieces[0]!.em)
    const words = run < 0 ? pieces : pieces.slice(0, run)
    const text = joinText(words)
    if (cells.method.test(text) && seen < BETWEEN) {
      method = words
      under = line.segments[i]!.y0
      seen++
      continue
    }
    const isName = isCardName(text, knowledge)
    // A figure beside the name is its result: a row of a table.
    const rows = line.segments.some((s, k) => k > i && /\d/.test(s.text) && cells.value.test(s.text))
    if (!isName || rows) return null
    // A flag may stand beside the name, at the end of its words or in a piece of its own size.
    const beside = [...pieces.slice(words.length), ...(line.segments[i + 1]?.pieces ?? [])]
    const from = words.findIndex((_, k) => k > 0 && cells.flag.test(joinText(words.slice(k))))
    if (from > 0) return { name: words.slice(0, from), flag: words.slice(from), method, y1: line.y1 }
    // Far to the right it must be all that stands there: the words over a drawn scale are several.
    const alone = i + 2 === line.segments.length && words.length === pieces.length
    const near = beside[0] !== undefined && (alone || beside[0].x0 - words.at(-1)!.x1 < 2 * em)
    const whole = beside.length <= WORDS && cells.flag.test(joinText(beside))
    return { name: words, flag: near && whole ? beside : [], method, y1: line.y1 }
  }
  return null
}

/** A labelled range in words of a line: the label, and the range behind it to the end of its words. */
function labelAt(
  pieces: readonly Piece[],
  knowledge: LayoutKnowledge,
): { label: readonly Piece[]; range: readonly Piece[] } | null {
  for (let from = 0; from < pieces.length; from++) {
    for (let n = Math.min(WORDS, pieces.length - from - 1); n > 0; n--) {
      const label = pieces.slice(from, from + n)
      if (headerRole(joinText(label).replace(/\s*[:：]$/u, ''), knowledge) !== 'range') continue
      const behind = pieces.slice(from + n)
      const gap = behind.findIndex((p, k) => k > 0 && p.x0 - behind[k - 1]!.x1 > 2 * p.em)
      const range = gap < 0 ? behind : behind.slice(0, gap)
      const text = joinText(range)
      if (text.length > 48 || !(knowledge.cells.range.test(text) || knowledge.cells.qualitative.test(text))) continue
      return { label, range }
    }
  }
  return null
}

function rangeBelow(
  lines: readonly TextLine[],
  at: number,
  x0: number,
  em: number,
  head: number,
  knowledge: LayoutKnowledge,
): { label: readonly Piece[]; range: readonly Piece[] } | null {
  let above = lines[at]!.segments.find((s) => s.x0 === x0)!.y1
  for (let below = at + 1; below <= at + BELOW && below < lines.length; below++) {
    const line = lines[below]!
    if (line.y0 - above > NEAR * em || line.y0 < head) return null
    const segment = line.segments.find((s) => Math.abs(s.x0 - x0) < 0.6 * em)
    // A line of the explanation beside the card.
    if (segment === undefined) continue
    const found = labelAt(segment.pieces, knowledge)
    if (found?.label[0] === segment.pieces[0]) return found
    if (!isProse(segment.text)) return null
    above = segment.y1
  }
  return null
}

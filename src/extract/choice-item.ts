import type { Cell, Table } from '../records/layout.js'
import { fold, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'

/** What a form offers and which of it was chosen; offsets into the printed text. */
export interface Choice {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Longest option and longest name of a choice, in characters. */
const LONGEST = 24
const CHECKED = '☑☒✓✔√■◉⊠'
const OPEN = '□☐◯'

/**
 * Choices printed as a numbered list with the chosen number behind it (`Lips 1 pink 2 pale 3 cyanotic   2`) or as boxes with one of them
 * ticked (`Lips ☑pink □pale`). What is not plainly one choice gives none. The name stands before the options, or in the segment before.
 */
export function choiceItems(printed: string, knowledge: ExtractKnowledge): Choice[] {
  return [...numbered(printed), ...ticked(printed)].filter(({ name, value }) => {
    const n = fold(name)
    const { rows } = knowledge
    const named = /\p{L}/u.test(n) && n.length <= LONGEST && !/\d{3}|\[[A-Z]/.test(n)
    return named && value !== '' && !rows.subject.test(n) && !rows.comment.test(n) && !rows.specimen.test(n)
  })
}

interface Option {
  readonly number: number
  readonly text: string
  readonly start: number
  readonly end: number
}

function numbered(printed: string): Choice[] {
  const out: Choice[] = []
  const marks = [
    ...printed.matchAll(/(?<![\d.])(\d{1,2})\s?[.、]?\s?(?=\p{L})([^\d\s,，;；。]+(?: [^\d\s,，;；。]+)*)/gu),
  ].map((m): Option => ({ number: Number(m[1]), text: m[2]!.trim(), start: m.index, end: m.index + m[0].length }))
  for (let i = 0; i < marks.length; i++) {
    if (marks[i]!.number !== 1) continue
    let last = i
    while (
      marks[last + 1]?.number === marks[last]!.number + 1 &&
      /^\s{0,2}$/.test(printed.slice(marks[last]!.end, marks[last + 1]!.start))
    )
      last++
    const options = marks.slice(i, last + 1)
    if (options.length < 2) continue
    const end = options.at(-1)!.end
    const chosen = /^[\s_:：[(（|□]{0,12}(\d{1,2})(?![\d.%]|\s*\p{L})/u.exec(printed.slice(end))
    const option = options.find((o) => o.number === Number(chosen?.[1]))
    if (chosen === null || option === undefined || option.text.length > LONGEST) continue
    const name = nameBefore(printed, options[0]!.start)
    out.push({ name: name.text, value: option.text, start: name.start, end: end + chosen[0].length })
  }
  return out
}

function ticked(printed: string): Choice[] {
  const out: Choice[] = []
  // A run of boxes with an option behind each; the name ends where the first box stands.
  const run = new RegExp(
    `(?:[${CHECKED}${OPEN}]\\s?[^${CHECKED}${OPEN}\\s,，;；。:：]{1,${LONGEST}}\\s{0,2}){2,}`,
    'gu',
  )
  for (const m of printed.matchAll(run)) {
    const options = [...m[0].matchAll(new RegExp(`([${CHECKED}${OPEN}])\\s?([^${CHECKED}${OPEN}\\s]+)`, 'gu'))]
    const chosen = options.filter((o) => CHECKED.includes(o[1]!))
    if (chosen.length !== 1) continue
    const name = nameBefore(printed, m.index)
    out.push({ name: name.text, value: chosen[0]![2]!.trim(), start: name.start, end: m.index + m[0].trimEnd().length })
  }
  return out
}

/** The words right before an offset, up to a wide gap or a stop; those of the segment before where nothing stands there. */
function nameBefore(printed: string, at: number): { text: string; start: number } {
  const before = printed.slice(0, at)
  const body = before.replace(/[\s:：(（]+$/u, '')
  // A measure before the name ends with its unit.
  const stops = [
    ...body.matchAll(
      / {3,}|[,，;；。)）]\s*|\d\s?(?:次\/分钟?|[a-zμ%‰°℃/²³]+)\s*|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])/gu,
    ),
  ]
  const last = stops.at(-1)
  const start = last === undefined ? 0 : last.index + last[0].length
  return { text: body.slice(start).replace(/\s*[:：*]+$/u, ''), start }
}

const TICK = /^[vV√✓✔☑☒■●xX×]$/u
const BLANK = /^[[\]|IlJLOo0C口□☐()（）\s_-]{0,4}$/u

/**
 * Rows with a tick under one of several results (`System | Normal | Abnormal | Not done`): label, the heading over the tick and the
 * cells. Rows with no tick, several, or something else under the headings give none.
 */
export function tickedRows(
  table: Table,
  knowledge: ExtractKnowledge,
): { readonly label: Cell; readonly value: string; readonly tick: Cell }[] {
  const { values } = knowledge
  const isWord = (text: string): boolean => values.qualitative.has(key(text)) || values.notTested.has(key(text))
  const filled = table.cells.filter((c) => c.text.trim() !== '')
  let heads: Cell[] = []
  const out: { label: Cell; value: string; tick: Cell }[] = []
  for (let row = 0; row < table.rows; row++) {
    const cells = filled.filter((c) => c.row === row).sort((a, b) => a.column - b.column)
    const words = cells.filter((c) => c.column > 0 && isWord(c.text))
    if (words.length >= 2) {
      heads = words
      continue
    }
    const [label] = cells
    if (heads.length === 0 || label === undefined || label.column >= heads[0]!.column || !/\p{L}/u.test(label.text))
      continue
    const under = cells.filter((c) => heads.some((h) => h.column === c.column))
    const ticks = under.filter((c) => TICK.test(c.text.trim()))
    if (ticks.length !== 1 || under.some((c) => c !== ticks[0] && !BLANK.test(c.text))) continue
    out.push({ label, value: heads.find((h) => h.column === ticks[0]!.column)!.text, tick: ticks[0]! })
  }
  return out
}

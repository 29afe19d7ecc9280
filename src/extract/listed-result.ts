import { fold, key } from './fold.js'
import type { ExtractKnowledge } from './knowledge.js'
import { bestName, isPartOfName, type MeasureItem, readTail } from './measure-item.js'
import { NUMBER } from './number.js'

/** Results in a row from which a list is plain: two behind a title (`Lipids: …`), else three. */
const LEAST = { titled: 2, bare: 3 }

/** A name alone. */
const BARE = { unit: null, panel: null, section: null, specimen: null }

/** How much surer the lexicon is of a name without a unit than with one that its analyte does not have. */
const UNFIT = 0.1

const RESULT = new RegExp(`^((?:<=|>=|[<>≤≥])?\\s*${NUMBER})`)
const LEAD = /^(?:and|with|plus|y|e|et|und|en)\s+/i
/** Titles of lists of other values than those of this visit. */
const ELSEWHERE = /normal|target|goal|optimal|desirable|reference|range|criteria|cut-?off|average|\b(?:19|20)\d\d\b/i

/**
 * Results listed in running text with nothing but their names, as notes of physicians print them: `CBC: WBC 5.9, Hgb 13.1, Plt 244`,
 * `Na 138, K 4.2 and creatinine 0.9`. A list goes on while part for part, between commas, is a known name with its number; in its first part
 * other words may stand before the name.
 */
export function listedResults(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const text = fold(printed)
  const out: MeasureItem[] = []
  for (const sentence of sentencesOf(text)) {
    let run: MeasureItem[] = []
    let titled = false
    const close = (): void => {
      if (run.length >= (titled ? LEAST.titled : LEAST.bare)) out.push(...shareUnit(run, knowledge))
      run = []
    }
    for (const part of partsOf(text, sentence.start, sentence.end)) {
      const colon = /^[^:]{2,40}:\s+(?=\S)/.exec(text.slice(part.start, part.end))
      if (colon !== null) close()
      if (colon !== null && (ELSEWHERE.test(colon[0]) || knowledge.measures.notCurrent.test(colon[0]))) break
      const item = itemOf(printed, text, part.start + (colon?.[0].length ?? 0), part.end, run.length === 0, knowledge)
      if (colon !== null || run.length === 0) titled = colon !== null
      if (item === null) close()
      else run.push(item)
    }
    close()
  }
  return out
}

/** `Na 138, K 4.2 mmol/L`: the unit of the last of a list is that of those before it that are measured in it. */
function shareUnit(run: readonly MeasureItem[], knowledge: ExtractKnowledge): MeasureItem[] {
  const last = run.at(-1)!
  if (last.unit === null || run.slice(0, -1).some((i) => i.unit !== null)) return [...run]
  const measured = (name: string): boolean => {
    const match = knowledge.lexicon.map({ ...BARE, name, unit: last.unit })
    const apart = knowledge.lexicon.map({ ...BARE, name, unit: null })
    return match !== null && apart !== null && match.confidence > apart.confidence - UNFIT
  }
  return run.map((i) => (i.unit === null && measured(i.name) ? { ...i, unit: last.unit } : i))
}

/** Sentences: ends at a full stop or semicolon outside brackets before white space. */
function sentencesOf(text: string): { start: number; end: number }[] {
  return cut(text, 0, text.length, (i) => /[.;。；\n]/.test(text[i]!) && /\s/.test(text[i + 1] ?? ' '))
}

/** Parts between commas, and either side of `and`, outside brackets. */
function partsOf(text: string, start: number, end: number): { start: number; end: number }[] {
  return cut(text, start, end, (i) => text[i] === ',' && !/\d/.test(text[i + 1] ?? '')).flatMap((part) => {
    const and = /\d\S*(?:\s[a-zμ%/]+)?\s+(?=and\s)/i.exec(text.slice(part.start, part.end))
    if (and === null) return [part]
    const at = part.start + and.index + and[0].length
    return [
      { start: part.start, end: at },
      { start: at, end: part.end },
    ]
  })
}

function cut(
  text: string,
  start: number,
  end: number,
  isEnd: (at: number) => boolean,
): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = []
  let from = start
  let depth = 0
  for (let i = start; i <= end; i++) {
    if (/[([]/.test(text[i] ?? '')) depth++
    else if (/[)\]]/.test(text[i] ?? '')) depth = Math.max(0, depth - 1)
    if (i < end && (depth > 0 || !isEnd(i))) continue
    const lead = /^[\s,;]*/.exec(text.slice(from, i))![0].length
    if (i > from + lead) out.push({ start: from + lead, end: i })
    from = i + 1
  }
  return out
}

/** The item that a part is, or ends with where it is the first of a list; null for any other part. */
function itemOf(
  printed: string,
  text: string,
  start: number,
  end: number,
  first: boolean,
  knowledge: ExtractKnowledge,
): MeasureItem | null {
  const from = start + (LEAD.exec(text.slice(start, end))?.[0].length ?? 0)
  for (const m of text.slice(from, end).matchAll(/[\d<>≤≥]/g)) {
    const at = from + m.index
    const value = RESULT.exec(text.slice(at, end))
    if (value === null || isPartOfName(text, at, at + value[0].length)) continue
    if (/\d\s*[-/~]\s*$/.test(text.slice(from, at)) || /^\s*[-/~]\s*\d/.test(text.slice(at + value[0].length, end)))
      return null
    const tail = readTail(text, at + value[0].length, end, knowledge)
    const before = text.slice(from, at)
    const body = before.slice(0, before.length - (knowledge.measures.connector.exec(before)?.[0].length ?? 0)).trimEnd()
    const name = nameOf(body, first, knowledge)
    if (name === null) return null
    if (/[\p{L}\p{N}]/u.test(text.slice(tail.end, end))) return null
    if (knowledge.measures.notCurrent.test(before)) return null
    return {
      name: printed.slice(from + name, from + body.length),
      value: printed.slice(at, at + value[0].length).trim(),
      unit:
        tail.unit === null
          ? null
          : printed
              .slice(at + value[0].length, tail.end)
              .trim()
              .slice(0, tail.unit.length),
      range: tail.range,
      flag: tail.flag,
      start: from + name,
      end: tail.end,
    }
  }
  return null
}

/** Where the known name begins that a text is, or that it ends with. */
function nameOf(body: string, anywhere: boolean, knowledge: ExtractKnowledge): number | null {
  if (body === '' || body.length > 90) return null
  // A lone capital is the short name of an ion.
  if (!anywhere && /^[A-Z]$/.test(body) && knowledge.lexicon.map({ ...BARE, name: body, unit: 'mmol/L' }) !== null)
    return 0
  const starts = anywhere ? [...body.matchAll(/(?<=^|\s)\S/g)].map((m) => m.index) : [0]
  const names = starts.map((start) => ({ start, name: body.slice(start) })).filter((n) => n.name.length <= 48)
  return bestName(names, knowledge)?.start ?? null
}

/** Headings of what the laboratory found, in a note. */
export const RESULT_HEADING =
  /^(?:(?:pertinent |recent |relevant |today.s )?(?:labs?|laborator\w*|blood (?:tests?|work)|investigations|results|analítica|laboratorio|labor|biologie)(?: (?:data|results?|studies|review|reviewed))?)\s*:?$/i

/**
 * Results in words that are a sentence of their own under a heading of results (`Hepatitis C antibody nonreactive.`).
 */
export function statedResults(printed: string, knowledge: ExtractKnowledge): MeasureItem[] {
  const text = fold(printed)
  return sentencesOf(text).flatMap(({ start, end }) =>
    partsOf(text, start, end).flatMap((part): MeasureItem[] => {
      const whole = text.slice(part.start, part.end).trimEnd()
      const m = /^(\p{L}[^.;:]{2,46}?)\s+(?:(?:was|is|were|are|came back|:)\s+)?(\p{L}[\p{L}-]*(?:\s\p{L}+)?)$/u.exec(
        whole,
      )
      if (m === null || !knowledge.lexicon.isAnalyteName(m[1]!)) return []
      const code = knowledge.values.qualitative.get(key(m[2]!))
      if (code === undefined || code === null || code === 'N' || code === 'A') return []
      const at = part.start + whole.length - m[2]!.length
      return [
        {
          name: printed.slice(part.start, part.start + m[1]!.length),
          value: printed.slice(at, at + m[2]!.length),
          unit: null,
          range: null,
          flag: null,
          start: part.start,
          end: at + m[2]!.length,
        },
      ]
    }),
  )
}

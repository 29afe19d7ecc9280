import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import type { CardKnowledge } from '../knowledge.js'
import { plain } from '../ordinal.js'
import { type CardText, cardTexts, sentencesWithOffsets, violation } from './card-text.js'
import { holds, literally, mentionsIn } from './mentions.js'
import { remembered } from './remembered.js'
import { safetyPattern } from './safety-pattern.js'
import { withoutQuotes } from './wording.js'

// Not from the middle of a number: "a1,06", as it was read, holds no 06.
const NUMBER = /(?<![A-Za-z\d.]|\d,)-?\d+(?:[.,]\d+)*/g

/** Numbers, units, dates, body sides, names and identifiers of a card that its evidence does not hold. */
export function checkGrounding(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const evidence = plain(card.evidence.map((e) => e.quote).join('\n'))
  const found: Violation[] = []
  for (const part of cardTexts(card)) {
    // Full-width digits are as long as the half-width ones that NFKC makes of them, so offsets hold.
    const text = sameLengthNfkc(part.text)
    found.push(...dates(text, evidence, part, knowledge))
    const dated = found.filter((v) => v.class === 'ungrounded_date' && v.field === part.field)
    found.push(...numbers(text, evidence, part.field, knowledge, dated))
    found.push(...sides(withoutQuotes(text, card), card, records, part.field, knowledge))
    found.push(...names(withoutQuotes(text, card), card, evidence, part.field, knowledge))
    for (const source of knowledge.safety.words.identifiers)
      for (const m of text.matchAll(safetyPattern(source)))
        if (!evidence.includes(m[0]))
          found.push(
            violation('identifier', 'critical', part.field, [m.index, m.index + m[0].length], 'remove the identifier'),
          )
  }
  return found
}

const sameLengthNfkc = remembered((text) =>
  [...text].map((c) => (c.normalize('NFKC').length === c.length ? c.normalize('NFKC') : c)).join(''),
)

function dates(text: string, evidence: string, { field, isQuestion }: CardText, k: CardKnowledge): Violation[] {
  const { dates: patterns, dates_unless, dates_asked } = k.safety.words
  const found: Violation[] = []
  for (const source of patterns)
    for (const m of text.matchAll(safetyPattern(source))) {
      if (evidence.includes(m[0]) || found.some((v) => v.start <= m.index && m.index < v.end)) continue
      const isLoose = !/\d/.test(m[0])
      const isAsked = isQuestion && dates_asked.some((d) => safetyPattern(d).test(m[0]))
      // "Could the tablets I took last week explain it?", "tomorrow is too late": no date that the card makes up.
      const sentence = sentencesWithOffsets(text).findLast((s) => s.start <= m.index)?.text ?? text
      if (isAsked || (isLoose && dates_unless.some((d) => safetyPattern(d).test(sentence)))) continue
      const message = 'the evidence holds no such date: say a time window instead'
      found.push(violation('ungrounded_date', 'critical', field, [m.index, m.index + m[0].length], message))
    }
  return found
}

/** Spaces out names that hold digits (HbA1c), keeping the length. */
function withoutCodeTerms(text: string, k: CardKnowledge): string {
  let rest = text
  for (const term of k.safety.words.code_terms)
    rest = rest.replace(safetyPattern(`(?<![A-Za-z0-9])(?:${term})(?![A-Za-z0-9])`), (m) => ' '.repeat(m.length))
  return rest
}

function numbers(
  text: string,
  evidence: string,
  field: string,
  k: CardKnowledge,
  dated: readonly Violation[],
): Violation[] {
  const found: Violation[] = []
  const clean = withoutCodeTerms(text, k)
  const printed = [...evidence.matchAll(/\d+(?:[.,]\d+)*/g)].map((m) => m[0])
  const values = new Set(printed.flatMap((p) => [p, String(Number(p))]))
  for (const m of clean.matchAll(NUMBER)) {
    if (dated.some((d) => d.start <= m.index && m.index < d.end)) continue
    const number = m[0].replace(/^-/, '')
    const span = [m.index, m.index + m[0].length] as const
    if (!values.has(number) && !values.has(String(Number(number)))) {
      found.push(
        violation(
          'ungrounded_number',
          'critical',
          field,
          span,
          'the evidence holds no such number: quote it as printed or leave it out',
        ),
      )
      continue
    }
    const unit = unitAt(clean, span[1], k)
    if (unit !== null && !unitHolds(number, unit.key, unit.token, evidence, k))
      found.push(
        violation(
          'ungrounded_unit',
          'critical',
          field,
          [span[0], unit.end],
          'the evidence gives this number another unit: quote it as printed',
        ),
      )
  }
  for (const source of k.safety.words.number_words)
    for (const m of clean.matchAll(safetyPattern(source)))
      if (!evidence.includes(m[0]))
        found.push(
          violation(
            'ungrounded_number',
            'critical',
            field,
            [m.index, m.index + m[0].length],
            'the evidence does not say how many times or what share',
          ),
        )
  return found
}

interface UnitSpelling {
  readonly key: string
  readonly spelling: string
}

const unitLists = new WeakMap<CardKnowledge, readonly UnitSpelling[]>()

/** Spellings of the known units, plain and lower-case, the longest first. */
function unitSpellings(k: CardKnowledge): readonly UnitSpelling[] {
  let list = unitLists.get(k)
  if (list === undefined) {
    list = Object.entries(k.safety.words.units)
      .flatMap(([key, spellings]) => spellings.map((s) => ({ key, spelling: plain(s).toLowerCase() })))
      .sort((a, b) => b.spelling.length - a.spelling.length)
    unitLists.set(k, list)
  }
  return list
}

/** The unit that stands at `at`: a known one, else any token of the form a/b (key null). */
function unitAt(text: string, at: number, k: CardKnowledge): { key: string | null; token: string; end: number } | null {
  const from = at + (/\s/.test(text[at] ?? '') ? 1 : 0)
  const rest = text.slice(from, from + 24).toLowerCase()
  for (const { key, spelling } of unitSpellings(k))
    if (rest.startsWith(spelling) && !/^[a-z/]/.test(rest.slice(spelling.length)))
      return { key, token: spelling, end: from + spelling.length }
  const other = /^[a-zμ]{1,6}\/[a-z\d^²³]{1,8}/.exec(rest)
  return other === null ? null : { key: null, token: other[0], end: from + other[0].length }
}

/** Whether a line of the evidence that prints the number also prints the unit, in any of its spellings. */
function unitHolds(number: string, key: string | null, token: string, evidence: string, k: CardKnowledge): boolean {
  const spellings = key === null ? [token] : k.safety.words.units[key]!.map(plain)
  // A unit that no list knows may go on in print (mL/min/1.73m²).
  const end = key === null ? '' : '(?![A-Za-z/])'
  const unit = safetyPattern(`(?<![A-Za-zµμ/])(?:${spellings.map(literally).join('|')})${end}`)
  return evidence.split('\n').some((line) => {
    const printed = [...line.matchAll(/\d+(?:[.,]\d+)*/g)].map((m) => m[0])
    unit.lastIndex = 0
    return printed.some((p) => p === number || String(Number(p)) === String(Number(number))) && unit.test(line)
  })
}

type Side = 'left' | 'right' | 'bilateral'

const sideLists = new WeakMap<CardKnowledge, readonly (readonly [Side, RegExp])[]>()

/** Words for a side of the body, compiled once. */
function sidePatterns(k: CardKnowledge): readonly (readonly [Side, RegExp])[] {
  let patterns = sideLists.get(k)
  if (patterns !== undefined) return patterns
  const { zh, en } = k.safety.words.body_parts
  patterns = [
    [
      'left',
      safetyPattern(
        `左(?:侧|边|[上中下]?(?:${zh.join('|')}))|\\bleft(?:-sided)?\\b(?=[^.;]{0,20}\\b(?:${en.join('|')}))|\\bleft-sided\\b`,
      ),
    ],
    [
      'right',
      safetyPattern(
        `右(?:侧|边|[上中下]?(?:${zh.join('|')}))|\\bright(?:-sided)?\\b(?=[^.;]{0,20}\\b(?:${en.join('|')}))|\\bright-sided\\b`,
      ),
    ],
    [
      'bilateral',
      safetyPattern(
        `双(?:侧|${zh.join('|')})|两(?:侧|肺|肾|眼|耳|乳)|\\bbilateral|\\bboth (?:sides|${en.map((e) => `${e}s?`).join('|')})\\b`,
      ),
    ],
  ]
  sideLists.set(k, patterns)
  return patterns
}

function sides(text: string, card: ActionCard, records: RecordsArtefact, field: string, k: CardKnowledge): Violation[] {
  const known = new Set<Side>()
  for (const e of card.evidence) {
    const finding = records.findings.find((f) => f.finding_id === e.record_id)
    if (finding?.laterality != null) known.add(finding.laterality)
    if (/左|\bleft\b/i.test(e.quote)) known.add('left')
    if (/右|\bright\b/i.test(e.quote)) known.add('right')
    if (/双|两侧|\bbilateral|\bboth\b/i.test(e.quote)) known.add('bilateral')
  }
  if (known.has('left') && known.has('right')) known.add('bilateral')
  if (known.has('bilateral')) for (const side of ['left', 'right'] as const) known.add(side)
  return sidePatterns(k)
    .filter(([side]) => !known.has(side))
    .flatMap(([, pattern]) =>
      [...text.matchAll(pattern)].map((m) =>
        violation(
          'ungrounded_side',
          'critical',
          field,
          [m.index, m.index + m[0].length],
          'the evidence names no such side: quote it as printed',
        ),
      ),
    )
}

/** Names of people and institutions, and results of analytes, that are not in the evidence. */
function names(text: string, card: ActionCard, evidence: string, field: string, k: CardKnowledge): Violation[] {
  const found: Violation[] = []
  for (const { pattern, unless } of k.safety.words.names)
    for (const m of text.matchAll(safetyPattern(pattern)))
      if (!evidence.includes(m[0]) && !unless.some((u) => safetyPattern(u).test(m[0])))
        found.push(
          violation(
            'ungrounded_name',
            'critical',
            field,
            [m.index, m.index + m[0].length],
            'name no person or institution',
          ),
        )
  const said = `${evidence}\n${card.issue_label_zh}\n${card.issue_label_en}`.toLowerCase()
  const own = sameLengthNfkc(phrasesOf(card, k))
  for (const sentence of sentencesWithOffsets(text)) {
    if (/[?？]\s*$/.test(sentence.text) || own.includes(sentence.text.trim())) continue
    for (const { name, at, length, message } of mentionsIn(sentence.text, k)) {
      if (holds(name, said)) continue
      const start = sentence.start + at
      found.push(violation('ungrounded_name', 'critical', field, [start, start + length], message))
    }
  }
  return found
}

function phrasesOf(card: ActionCard, k: CardKnowledge): string {
  const p = k.phrases[card.language].issues[card.issue]
  return p === undefined ? '' : `${p.what} ${p.may}`
}

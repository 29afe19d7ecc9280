import type { Biomarker } from '../../records/biomarker.js'
import type { GoldBiomarker, GoldReport } from '../gold-report.js'
import { assign } from '../statistics/assignment.js'

/** Counts over one or more reports; rates are taken at the end, so that reports can be added up. */
export interface BiomarkerCounts {
  gold: number
  predicted: number
  aligned: number
  value: number
  unit: number
  range: number
  flag: number
  /** Aligned rows of which all five printed fields are equal. */
  exact: number
  determinable: number
  interpretation: number
  abstained: number
  invented: number
  distractors: number
  /** Gold rows that a summary quotes from a table: no rows of their own, left out of `gold`. */
  quoted: number
  mapped: number
  /** Per hazard: gold rows and rows recalled with the right value. */
  hazards: Record<string, { gold: number; right: number }>
  misses: { report: string; name: string; what: string }[]
}

export function emptyBiomarkerCounts(): BiomarkerCounts {
  return {
    gold: 0,
    predicted: 0,
    aligned: 0,
    value: 0,
    unit: 0,
    range: 0,
    flag: 0,
    exact: 0,
    determinable: 0,
    interpretation: 0,
    abstained: 0,
    invented: 0,
    distractors: 0,
    quoted: 0,
    mapped: 0,
    hazards: {},
    misses: [],
  }
}

/** Printed strings are compared after NFKC, with white space removed and look-alike dashes, tildes, multiplication signs and powers of ten folded. */
export function foldPrinted(text: string | null): string {
  return (
    (text ?? '')
      .normalize('NFKC')
      .replace(/[‐‑‒–—―−]/g, '-')
      .replace(/[∼〜～]/g, '~')
      .replace(/[×✕]/g, 'x')
      .replace(/[µμ]/g, 'μ')
      // A raised digit is given as such, as a plain one or behind a caret.
      .replace(/10\^(?=\d)/g, '10')
      .replace(/\s+/g, '')
      .toLowerCase()
  )
}

/** Similarity of two printed names: 1 equal, .8 equal without parentheses, .6 containment, else half the bigram Dice coefficient. */
export function nameSimilarity(a: string, b: string): number {
  const [x, y] = [foldPrinted(a), foldPrinted(b)]
  if (x === '' || y === '') return 0
  if (x === y) return 1
  const bare = (s: string): string => s.replace(/[([{（【].*?[)\]}）】]/g, '')
  if (bare(x) !== '' && bare(x) === bare(y)) return 0.8
  if (x.includes(y) || y.includes(x)) return 0.6
  return 0.5 * dice(x, y)
}

function dice(a: string, b: string): number {
  const bigrams = (s: string): string[] =>
    Array.from({ length: Math.max(0, s.length - 1) }, (_, i) => s.slice(i, i + 2))
  const [x, y] = [bigrams(a), bigrams(b)]
  if (x.length + y.length === 0) return 0
  const left = new Map<string, number>()
  for (const g of x) left.set(g, (left.get(g) ?? 0) + 1)
  let common = 0
  for (const g of y) {
    const n = left.get(g) ?? 0
    if (n > 0) {
      common += 1
      left.set(g, n - 1)
    }
  }
  return (2 * common) / (x.length + y.length)
}

/**
 * Aligns predicted and gold rows of one report by maximum assignment (name similarity + .5 for an equal value, threshold .5) and adds
 * what it finds to `counts`. A value is invented when its digits stand nowhere on the gold report's page text.
 */
export function countBiomarkers(
  counts: BiomarkerCounts,
  gold: GoldReport,
  predicted: readonly Biomarker[],
  printedText: string,
): void {
  const current = predicted.filter((p) => p.role === 'current')
  const all = gold.biomarkers.filter((g) => g.role === 'current')
  const goldCurrent = all.filter((g) => !isQuoted(g, all))
  counts.quoted += all.length - goldCurrent.length
  const weights = goldCurrent.map((g) =>
    current.map(
      (p) =>
        nameSimilarity(g.name, p.name_printed) +
        (foldPrinted(g.value) === foldPrinted(p.value_printed) ? 0.5 : 0) +
        (g.page === p.page ? 1e-6 : 0),
    ),
  )
  const pairs = assign(weights, 0.5)
  counts.gold += goldCurrent.length
  counts.predicted += current.length
  counts.aligned += pairs.length
  const matched = new Map(pairs)
  goldCurrent.forEach((g, i) => {
    const j = matched.get(i)
    const p = j === undefined ? null : current[j]!
    const right = p !== null && scoreRow(counts, gold.name, g, p)
    for (const hazard of g.hazards) {
      const h = counts.hazards[hazard] ?? { gold: 0, right: 0 }
      h.gold += 1
      if (right) h.right += 1
      counts.hazards[hazard] = h
    }
    if (p === null) counts.misses.push({ report: gold.name, name: g.name, what: 'row' })
  })
  const text = foldPrinted(printedText)
  const taken = new Set(pairs.map(([, j]) => j))
  const distractors = new Set(gold.distractors.map(foldPrinted))
  current.forEach((p, j) => {
    if (p.analyte !== null) counts.mapped += 1
    if (!taken.has(j)) {
      if (distractors.has(foldPrinted(p.name_printed))) counts.distractors += 1
      counts.misses.push({ report: gold.name, name: p.name_printed, what: 'extra' })
    }
    const digits = foldPrinted(p.value_printed).match(/\d+(?:[.,]\d+)?/g) ?? []
    if (digits.some((d) => !text.includes(d))) counts.invented += 1
  })
}

/** A value that the summary repeats after the table: one result printed twice. */
function isQuoted(row: GoldBiomarker, all: readonly GoldBiomarker[]): boolean {
  return (
    row.hazards.includes('summary_value') &&
    all.some(
      (o) =>
        !o.hazards.includes('summary_value') &&
        foldPrinted(o.value) === foldPrinted(row.value) &&
        foldPrinted(o.unit) === foldPrinted(row.unit),
    )
  )
}

function scoreRow(counts: BiomarkerCounts, report: string, g: GoldBiomarker, p: Biomarker): boolean {
  const equal = {
    name: foldPrinted(g.name) === foldPrinted(p.name_printed),
    value: foldPrinted(g.value) === foldPrinted(p.value_printed),
    unit: foldPrinted(g.unit) === foldPrinted(p.unit_printed),
    range: foldPrinted(g.range) === foldPrinted(p.range_printed),
    flag: foldPrinted(g.flag) === foldPrinted(p.flag_printed),
  }
  if (equal.value) counts.value += 1
  if (equal.unit) counts.unit += 1
  if (equal.range) counts.range += 1
  if (equal.flag) counts.flag += 1
  if (Object.values(equal).every(Boolean)) counts.exact += 1
  for (const [what, ok] of Object.entries(equal))
    if (!ok && what !== 'name') counts.misses.push({ report, name: g.name, what })
  if (g.interpretation !== undefined && g.interpretation !== null) {
    counts.determinable += 1
    if (p.interpretation === null) counts.abstained += 1
    else if (side(p.interpretation) === side(g.interpretation)) counts.interpretation += 1
    else counts.misses.push({ report, name: g.name, what: 'interpretation' })
  }
  return equal.value
}

/** HH counts as H, LL as L, and negative or non-reactive as normal: the grade of an abnormality is scored by the cards. */
function side(code: string): string {
  return { HH: 'H', LL: 'L', NEG: 'N', NR: 'N', POS: 'A', RR: 'A', AA: 'A' }[code] ?? code
}

import { assign } from '../statistics/assignment.js'
import { cellSimilarity } from './table-metrics.js'

/** What of a finding is compared. */
export interface ScoredFinding {
  readonly page: number
  readonly text: string
  readonly negated: boolean
  readonly normal: boolean
  readonly size_mm: number | null
}

export interface FindingCounts {
  gold: number
  predicted: number
  matched: number
  /** Matched findings whose negation agrees; "nothing abnormal" counts as negated on both sides. */
  agreed: number
  /** Matched findings with a gold size, and those of them whose size is equal within half a millimetre. */
  sized: number
  size: number
  misses: { report: string; what: 'missed' | 'extra' | 'negation' | 'size'; text: string }[]
}

export function emptyFindingCounts(): FindingCounts {
  return { gold: 0, predicted: 0, matched: 0, agreed: 0, sized: 0, size: 0, misses: [] }
}

/** Texts after NFKC in lower case without white space and punctuation. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, '')
}

/** 1 when one text holds the other (a label or a sentence more is no mistake), else 2 LCS / (|a| + |b|). */
export function textOverlap(a: string, b: string): number {
  const [x, y] = [fold(a), fold(b)]
  if (x === '' || y === '') return 0
  return x.includes(y) || y.includes(x) ? 1 : cellSimilarity(x, y)
}

/** Aligns read and gold findings of one report by maximum assignment (text overlap, threshold .6) and adds the counts. */
export function countFindings(
  counts: FindingCounts,
  report: string,
  gold: readonly ScoredFinding[],
  predicted: readonly ScoredFinding[],
): void {
  const weights = gold.map((g) =>
    predicted.map((p) => (g.page === p.page ? textOverlap(g.text, p.text) + closeness(g.text, p.text) : 0)),
  )
  const pairs = assign(weights, 0.6)
  counts.gold += gold.length
  counts.predicted += predicted.length
  counts.matched += pairs.length
  for (const [i, j] of pairs) {
    const [g, p] = [gold[i]!, predicted[j]!]
    if ((g.negated || g.normal) === (p.negated || p.normal)) counts.agreed++
    else counts.misses.push({ report, what: 'negation', text: `${g.text} | ${p.text}` })
    if (g.size_mm === null) continue
    counts.sized++
    if (p.size_mm !== null && Math.abs(p.size_mm - g.size_mm) <= 0.5) counts.size++
    else counts.misses.push({ report, what: 'size', text: `${g.text} | ${p.text}` })
  }
  const rows = new Set(pairs.map(([i]) => i))
  const columns = new Set(pairs.map(([, j]) => j))
  for (const [i, g] of gold.entries()) if (!rows.has(i)) counts.misses.push({ report, what: 'missed', text: g.text })
  for (const [j, p] of predicted.entries())
    if (!columns.has(j)) counts.misses.push({ report, what: 'extra', text: p.text })
}

/** A little for texts of like length, so that of two texts that hold the gold one the closer is taken. */
function closeness(a: string, b: string): number {
  return (0.01 * Math.min(a.length, b.length)) / Math.max(a.length, b.length, 1)
}

/** F1 of findings: matched and agreeing on negation, over the mean of gold and predicted; null when there are none. */
export function findingF1(c: FindingCounts): number | null {
  return c.gold + c.predicted === 0 ? null : (2 * c.agreed) / (c.gold + c.predicted)
}

export interface StatementCounts {
  gold: number
  /** Statements of which at least three fifths of the characters stand in findings that were read. */
  covered: number
  predicted: number
  /** Findings of which at least three fifths of the characters stand in one statement. */
  supported: number
  misses: { report: string; what: 'missed' | 'extra'; text: string }[]
}

export function emptyStatementCounts(): StatementCounts {
  return { gold: 0, covered: 0, predicted: 0, supported: 0, misses: [] }
}

/** Adds one report whose ground truth gives whole lines: a line may hold several findings, so texts are covered, not aligned. */
export function countStatements(
  counts: StatementCounts,
  report: string,
  gold: readonly string[],
  predicted: readonly string[],
): void {
  const texts = predicted.map(fold).filter((t) => t !== '')
  counts.gold += gold.length
  counts.predicted += texts.length
  for (const statement of gold) {
    if (coverage(fold(statement), texts) >= 0.6) counts.covered++
    else counts.misses.push({ report, what: 'missed', text: statement })
  }
  const statements = gold.map(fold)
  for (const text of texts) {
    if (statements.some((s) => coverage(text, [s]) >= 0.6 || coverage(s, [text]) >= 0.6)) counts.supported++
    else counts.misses.push({ report, what: 'extra', text })
  }
}

/** Share of `text` that stands in `parts`, or is the better part of one that is read with few wrong characters. */
function coverage(text: string, parts: readonly string[]): number {
  if (text === '') return 0
  const hit = new Uint8Array(text.length)
  for (const part of parts) {
    if (part.includes(text)) return 1
    const at = text.indexOf(part)
    if (at >= 0) hit.fill(1, at, at + part.length)
    else if (cellSimilarity(text, part) >= 0.6) return 1
  }
  return hit.reduce((n, h) => n + h, 0) / text.length
}

import type { Analyte, Matching, Specimen } from './lexicon-schema.js'

/** An analyte whose name fits; `kinds` are the kinds of unit it is reported in. */
export interface Candidate {
  readonly row: number
  readonly analyte: Analyte
  readonly kinds: ReadonlySet<string>
}

/** What the row and its surroundings say besides the name. */
export interface Evidence {
  /** Kinds of the printed unit's readings; empty when no unit is printed or it is not understood. */
  readonly unitKinds: readonly string[]
  readonly unitless: boolean
  readonly panels: ReadonlySet<string>
  readonly panelSpecimen: Specimen | null
  readonly statedSpecimen: Specimen | null
  /** What the printed value is (`quantity`, `qualitative`, ...), null when not known. */
  readonly valueKind: string | null
}

/** The chosen row and the factor (0-1) by which its evidence supports or weakens the name match. */
export interface Choice {
  readonly row: number
  readonly trust: number
}

/**
 * Weighs unit, panel and specimen over analytes that share a name. Null when the best is not ahead of the next by
 * `matching.margin`: then the row is ambiguous and the lexicon abstains.
 */
export function choose(candidates: readonly Candidate[], evidence: Evidence, matching: Matching): Choice | null {
  const w = matching.evidence
  const scored = candidates
    .map((c) => {
      const unit = unitScore(c, evidence, w)
      const specimen = specimenScore(c.analyte, evidence, w)
      const panel = panelScore(c.analyte.panels, evidence.panels, w)
      const kind = kindScore(c.analyte.kinds, evidence.valueKind, w)
      const primary = c.analyte.primary ? w.primary : 0
      return { c, unit, specimen, score: unit + specimen + panel + kind + primary }
    })
    .sort((a, b) => b.score - a.score || a.c.row - b.c.row)
  const best = scored[0]
  if (best === undefined) return null
  const second = scored[1]
  if (second !== undefined && best.score - second.score < matching.margin) return null
  const against = Math.min(0, best.unit) + Math.min(0, best.specimen)
  const shared = second === undefined || best.unit > 0 || best.specimen > 0 ? 1 : 0.95
  return { row: best.c.row, trust: Math.max(0, 1 + against) * shared }
}

function unitScore(c: Candidate, evidence: Evidence, w: Matching['evidence']): number {
  if (evidence.unitless) {
    // A result without a unit speaks a little for analytes that have none; a unit may simply not be printed.
    if (!c.analyte.kinds.includes('quantity')) return w.unit_agrees
    return c.kinds.size === 0 || c.kinds.has('1') || c.analyte.kinds.includes('qualitative') ? w.unitless_agrees : 0
  }
  if (evidence.unitKinds.some((k) => c.kinds.has(k)))
    return c.analyte.kinds.some((k) => k === 'quantity' || k === 'pair' || k === 'ratio')
      ? w.unit_agrees
      : w.unit_agrees / 4
  if (c.kinds.has('1') && evidence.unitKinds.includes('fraction')) return 0
  return w.unit_differs
}

/** Words or a dash may stand for any result that is not there, so only the kinds that exclude one another count. */
function kindScore(own: readonly string[], printed: string | null, w: Matching['evidence']): number {
  if (printed === null || !KINDS.has(printed)) return 0
  return own.includes(printed) ? 0 : w.value_kind_differs
}

const KINDS: ReadonlySet<string> = new Set(['quantity', 'qualitative', 'pair', 'titre'])

const BLOODLIKE: ReadonlySet<Specimen> = new Set(['blood', 'serum', 'plasma'])

function sameSpecimen(a: Specimen, b: Specimen): boolean {
  return a === b || (BLOODLIKE.has(a) && BLOODLIKE.has(b)) || (a.startsWith('urine') && b.startsWith('urine'))
}

function specimenScore(c: Analyte, evidence: Evidence, w: Matching['evidence']): number {
  if (evidence.statedSpecimen !== null) {
    if (!sameSpecimen(c.specimen, evidence.statedSpecimen)) return w.specimen_differs
    return c.specimen === evidence.statedSpecimen ? w.specimen_agrees : w.specimen_agrees * 0.9
  }
  if (evidence.panelSpecimen === null) return 0
  if (sameSpecimen(c.specimen, evidence.panelSpecimen)) return w.specimen_agrees / 2
  // A name of many specimens (glucose) in a urine panel is not the one of blood. Otherwise a panel may hold a row of another
  // specimen (fingertip glucose among vital signs), and a heading may have been carried too far, so it weighs half.
  const elsewhere = !BLOODLIKE.has(evidence.panelSpecimen) && evidence.panelSpecimen !== 'patient'
  return c.primary && elsewhere ? w.specimen_differs : w.specimen_differs / 2
}

function panelScore(own: readonly string[], printed: ReadonlySet<string>, w: Matching['evidence']): number {
  if (printed.size === 0) return 0
  return own.some((p) => printed.has(p)) ? w.panel_agrees : w.panel_differs
}

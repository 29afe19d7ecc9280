import type { Candidate } from './candidate.js'
import type { AnalyteMatch, ExtractKnowledge } from './knowledge.js'

/** Specimens whose panels print names of others too (glucose, protein, colour), with a heading that names them. */
const HEADINGS: Readonly<Record<string, string>> = { urine: 'urine', stool: 'stool', semen: 'semen' }

/** Least share of the rows from the first to the last that only one specimen has, and the least number of such rows. */
const LEAST = { share: 0.3, rows: 2 }

/**
 * Gives rows the specimen of their company where no heading tells it: among `Specific gravity`, `Nitrite` and `Pus cells` a `Glucose` is
 * one of urine. The run of rows goes from the first of its own kind to the last, and on over neighbours that are known in it only.
 */
export function inCompany(
  candidates: readonly Candidate[],
  { lexicon, rows }: Pick<ExtractKnowledge, 'lexicon' | 'rows'>,
): Candidate[] {
  const out = [...candidates]
  const know = (c: Candidate, panel: string | null): AnalyteMatch | null =>
    lexicon.map({ name: c.name_printed, unit: c.unit_printed, panel, section: null, specimen: null })
  for (const run of tableRuns(candidates, rows.part)) {
    const alone = run.map((i) => know(candidates[i]!, null))
    for (const [specimen, heading] of Object.entries(HEADINGS)) {
      const own = run.flatMap((_, k) => (alone[k]?.specimen === specimen ? [k] : []))
      let [first, last] = [own[0] ?? 0, own.at(-1) ?? -1]
      if (own.length < LEAST.rows || own.length < (last - first + 1) * LEAST.share) continue
      const belongs = (k: number): boolean => {
        const row = candidates[run[k] ?? -1]
        if (row === undefined || (alone[k] != null && row.panel === null)) return false
        // A row that its own heading makes one of another specimen (`Electrolytes | Sodium`) keeps to it.
        const headed = row.panel === null ? null : know(row, row.panel)
        if (alone[k] != null && headed !== null && headed.specimen !== specimen) return false
        return know(row, heading)?.specimen === specimen
      }
      while (first > 0 && belongs(first - 1)) first--
      while (last < run.length - 1 && belongs(last + 1)) last++
      for (let k = first; k <= last; k++) out[run[k]!] = { ...candidates[run[k]!]!, company: heading }
    }
  }
  return out
}

/**
 * Rows of tables that follow each other on one page under one heading, or under headings of parts of one examination, as places in the
 * list; earlier results of a row stand with it.
 */
function tableRuns(candidates: readonly Candidate[], part: RegExp): number[][] {
  const together = (a: string | null, b: string | null): boolean =>
    a === b || (a !== null && b !== null && part.test(a) && part.test(b))
  const runs: number[][] = []
  for (const [i, c] of candidates.entries()) {
    const before = candidates[i - 1]
    const carriesOn =
      before !== undefined &&
      before.origin === 'table' &&
      before.page === c.page &&
      before.section === c.section &&
      together(before.panel, c.panel)
    if (c.origin !== 'table') continue
    if (carriesOn && runs.length > 0) runs.at(-1)!.push(i)
    else runs.push([i])
  }
  return runs
}

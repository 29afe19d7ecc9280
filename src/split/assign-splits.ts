import { createHash } from 'node:crypto'
import type { SplitConfig } from './config.js'
import { type SplitAssignment, SplitName, type SplitsArtefact } from './split-name.js'

/** What a report brings to the split: who it belongs to and what it is stratified by. */
export interface SplitRow {
  readonly report_id: string
  readonly patient_id: string
  readonly strata: readonly string[]
}

interface Group {
  readonly patient: string
  readonly rows: SplitRow[]
  readonly stratum: string
  readonly order: string
}

/**
 * Deals whole patients into splits. A patient never stands in two splits; a report that has been released keeps its split
 * (`released`), and its patient's new reports follow it. The rest are dealt, stratum by stratum, to the split that is furthest below
 * its share, so that each stratum is spread as evenly as its size allows. Pure: the same rows, released splits and seed give the
 * same assignment in any order of rows.
 */
export function assignSplits(
  rows: readonly SplitRow[],
  released: SplitAssignment,
  config: SplitConfig,
): SplitsArtefact {
  const groups = groupByPatient(rows, config.seed)
  const total = rows.length
  const names = SplitName.options
  const assignment: Record<string, SplitName> = {}
  const counts: Record<SplitName, number> = { train: 0, validation: 0, test: 0 }
  const perStratum = new Map<string, Record<SplitName, number>>()
  const stratumSize = new Map<string, number>()
  const exceptions: SplitsArtefact['exceptions'] = []
  for (const g of groups) stratumSize.set(g.stratum, (stratumSize.get(g.stratum) ?? 0) + g.rows.length)

  const place = (group: Group, row: SplitRow, split: SplitName): void => {
    assignment[row.report_id] = split
    counts[split] += 1
    const inStratum = perStratum.get(group.stratum) ?? { train: 0, validation: 0, test: 0 }
    inStratum[split] += 1
    perStratum.set(group.stratum, inStratum)
  }

  const fresh: Group[] = []
  for (const group of groups) {
    const known = group.rows.map((r) => released[r.report_id]).filter((s): s is SplitName => s !== undefined)
    if (known.length === 0) {
      fresh.push(group)
      continue
    }
    const distinct = names.filter((n) => known.includes(n))
    if (distinct.length > 1) exceptions.push({ patient_id: group.patient, splits: distinct })
    for (const row of group.rows) place(group, row, released[row.report_id] ?? distinct[0]!)
  }

  fresh.sort((a, b) => compare(a.stratum, b.stratum) || b.rows.length - a.rows.length || compare(a.order, b.order))
  for (const group of fresh) {
    const inStratum = perStratum.get(group.stratum) ?? { train: 0, validation: 0, test: 0 }
    const size = stratumSize.get(group.stratum) ?? 0
    let best: SplitName = 'train'
    let bestDeficit = Number.NEGATIVE_INFINITY
    for (const name of names) {
      const share = config.ratios[name]
      if (share === 0) continue
      // Deficits relative to the share: the whole corpus decides, the stratum breaks near-ties.
      const deficit =
        (share * total - counts[name]) / share / total + (0.5 * (share * size - inStratum[name])) / share / size
      if (deficit > bestDeficit + 1e-12) {
        best = name
        bestDeficit = deficit
      }
    }
    for (const row of group.rows) place(group, row, best)
  }
  const sorted = Object.fromEntries(Object.entries(assignment).sort(([a], [b]) => compare(a, b)))
  return { seed: config.seed, assignment: sorted, exceptions, counts }
}

function groupByPatient(rows: readonly SplitRow[], seed: number): Group[] {
  const byPatient = new Map<string, SplitRow[]>()
  for (const row of rows) {
    const group = byPatient.get(row.patient_id)
    if (group) group.push(row)
    else byPatient.set(row.patient_id, [row])
  }
  return [...byPatient.entries()]
    .map(([patient, members]) => {
      members.sort((a, b) => compare(a.report_id, b.report_id))
      const order = createHash('sha256').update(`${seed}\n${patient}`).digest('hex')
      return { patient, rows: members, stratum: members[0]!.strata.join('|'), order }
    })
    .sort((a, b) => compare(a.order, b.order))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

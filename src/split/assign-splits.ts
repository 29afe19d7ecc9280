import { createHash } from 'node:crypto'
import type { SplitConfig } from './config.js'
import { DisjointSets } from './disjoint-sets.js'
import { type SplitAssignment, SplitName, type SplitsArtefact } from './split-name.js'

/** What a report brings to the split. */
export interface SplitRow {
  readonly report_id: string
  /** What it may not be parted from: its patient, its near-duplicates. Reports with a tie in common are one group. */
  readonly ties: readonly string[]
  /** What it is stratified by (`language=zh`, `issue=ldl_high`). */
  readonly labels: readonly string[]
  /** Belongs to train only. */
  readonly train_only?: boolean
}

type Counts = Record<SplitName, number>
export type Dealt = Pick<SplitsArtefact, 'seed' | 'assignment' | 'exceptions' | 'apart' | 'counts' | 'strata'>

interface Group {
  readonly rows: readonly SplitRow[]
  readonly labels: ReadonlyMap<string, number>
  readonly order: string
}

/**
 * Deals whole groups into splits. A report that has been released keeps its split unless `config.exceptions` moves it, and the rest of its
 * group follows it. The others are dealt by iterative stratification (Sechidis, Tsoumakas, Vlahavas 2011), which serves the rarest label
 * first: each group goes to the split that lacks most of that label, among the splits that are not full. Pure: the same rows, released splits
 * and seed give the same assignment in any order of rows.
 */
export function assignSplits(rows: readonly SplitRow[], released: SplitAssignment, config: SplitConfig): Dealt {
  const groups = groupsOf(rows, config.seed)
  const deal = new Deal(rows, config)
  const exceptions: Dealt['exceptions'] = []
  const apart: Dealt['apart'] = []
  const fresh: Group[] = []
  for (const group of groups) {
    const fixed = new Map<string, SplitName>()
    for (const { report_id: id } of group.rows) {
      const [before, now] = [released[id], config.exceptions[id] ?? released[id]]
      if (now === undefined || before === undefined) continue
      fixed.set(id, now)
      if (now !== before) exceptions.push({ report_id: id, from: before, to: now })
    }
    if (fixed.size === 0) {
      fresh.push(group)
      continue
    }
    const taken = SplitName.options.filter((name) => [...fixed.values()].includes(name))
    if (taken.length > 1) apart.push({ reports: Object.fromEntries([...fixed].sort(byKey)) })
    for (const row of group.rows) deal.place(row, fixed.get(row.report_id) ?? taken[0]!)
  }
  const barred = (group: Group) => group.rows.some((row) => row.train_only)
  for (const group of fresh.filter(barred)) for (const row of group.rows) deal.place(row, 'train')
  deal.stratify(fresh.filter((group) => !barred(group)))
  exceptions.sort((a, b) => compare(a.report_id, b.report_id))
  return { seed: config.seed, ...deal.result(), exceptions, apart }
}

/** The state of dealing: what stands where, and what each split still lacks of each label. */
class Deal {
  readonly #assignment = new Map<string, SplitName>()
  readonly #counts: Counts = { train: 0, validation: 0, test: 0 }
  readonly #strata = new Map<string, Counts>()
  readonly #size = new Map<string, number>()

  constructor(
    private readonly rows: readonly SplitRow[],
    private readonly config: SplitConfig,
  ) {
    for (const row of rows)
      for (const label of row.labels) {
        this.#size.set(label, (this.#size.get(label) ?? 0) + 1)
        this.#strata.set(label, { train: 0, validation: 0, test: 0 })
      }
  }

  place(row: SplitRow, split: SplitName): void {
    this.#assignment.set(row.report_id, split)
    this.#counts[split] += 1
    for (const label of row.labels) this.#strata.get(label)![split] += 1
  }

  stratify(groups: readonly Group[]): void {
    const open = new Set(groups)
    const left = new Map<string, Set<Group>>()
    for (const group of groups)
      for (const label of group.labels.keys()) left.set(label, (left.get(label) ?? new Set()).add(group))
    const waiting = (label: string) => [...left.get(label)!].reduce((sum, g) => sum + g.labels.get(label)!, 0)
    const remaining = new Map([...left.keys()].map((label) => [label, waiting(label)]))
    while (left.size > 0) {
      const rarest = [...remaining].reduce((a, b) => (b[1] < a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))[0]
      const order = [...left.get(rarest)!].sort(
        (a, b) =>
          b.labels.get(rarest)! - a.labels.get(rarest)! || b.rows.length - a.rows.length || compare(a.order, b.order),
      )
      for (const group of order) {
        this.#placeGroup(group, rarest)
        open.delete(group)
        for (const [label, n] of group.labels) {
          left.get(label)?.delete(group)
          remaining.set(label, remaining.get(label)! - n)
        }
      }
      for (const [label, members] of left)
        if (members.size === 0) {
          left.delete(label)
          remaining.delete(label)
        }
    }
    for (const group of open) this.#placeGroup(group, null)
    this.#fillEmpty(groups)
  }

  /** A few large groups can leave a split without any: it then gets the smallest group of the fullest split that has another. */
  #fillEmpty(groups: readonly Group[]): void {
    for (const name of SplitName.options.filter((n) => this.config.ratios[n] > 0 && this.#counts[n] === 0)) {
      const splitOf = (group: Group) => this.#assignment.get(group.rows[0]!.report_id)!
      const giver = SplitName.options
        .filter((n) => groups.filter((g) => splitOf(g) === n).length > 1)
        .reduce<SplitName | null>((a, b) => (a === null || this.#counts[b] > this.#counts[a] ? b : a), null)
      if (giver === null) return
      const given = groups
        .filter((g) => splitOf(g) === giver)
        .reduce((a, b) =>
          b.rows.length < a.rows.length || (b.rows.length === a.rows.length && b.order < a.order) ? b : a,
        )
      for (const row of given.rows) {
        this.#counts[giver] -= 1
        for (const label of row.labels) this.#strata.get(label)![giver] -= 1
        this.place(row, name)
      }
    }
  }

  result(): Pick<Dealt, 'assignment' | 'counts' | 'strata'> {
    return {
      assignment: Object.fromEntries([...this.#assignment].sort(byKey)),
      counts: this.#counts,
      strata: Object.fromEntries([...this.#strata].sort(byKey)),
    }
  }

  /** To the split that lacks most of `label`; among equals to the one that lacks most reports. */
  #placeGroup(group: Group, label: string | null): void {
    const wanted = SplitName.options.filter((name) => this.config.ratios[name] > 0)
    const lack = (name: SplitName) => this.config.ratios[name] * this.rows.length - this.#counts[name]
    const lacks = (name: SplitName) =>
      label === null ? 0 : this.config.ratios[name] * this.#size.get(label)! - this.#strata.get(label)![name]
    // A group that is larger than what a split lacks may go there only where it overshoots by less than half its size.
    const room = wanted.filter((name) => lack(name) >= group.rows.length / 2)
    const candidates = room.length > 0 ? room : [wanted.reduce((a, b) => (lack(b) > lack(a) ? b : a))]
    const best = candidates.reduce((a, b) => {
      const by = lacks(b) - lacks(a) || lack(b) - lack(a)
      return by > 1e-9 ? b : a
    })
    for (const row of group.rows) this.place(row, best)
  }
}

/** Reports that share a tie, each group in the order of a salted hash of its least report. */
function groupsOf(rows: readonly SplitRow[], seed: number): Group[] {
  const sets = new DisjointSets()
  for (const row of rows) for (const tie of row.ties) sets.join(`report ${row.report_id}`, `tie ${tie}`)
  const members = new Map<string, SplitRow[]>()
  for (const row of [...rows].sort((a, b) => compare(a.report_id, b.report_id))) {
    const name = sets.find(`report ${row.report_id}`)
    members.set(name, [...(members.get(name) ?? []), row])
  }
  return [...members.values()]
    .map((group) => {
      const labels = new Map<string, number>()
      for (const row of group) for (const label of row.labels) labels.set(label, (labels.get(label) ?? 0) + 1)
      const order = createHash('sha256').update(`${seed}\n${group[0]!.report_id}`).digest('hex')
      return { rows: group, labels, order }
    })
    .sort((a, b) => compare(a.order, b.order))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function byKey(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return compare(a[0], b[0])
}

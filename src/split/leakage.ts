import { type LeakageRow, type SplitAssignment, SplitName } from './split-name.js'

/** What a report could share with one in another split. */
export interface LeakageMember {
  readonly report_id: string
  readonly patient: string
  readonly source: string
  readonly cluster: string
  readonly family: string
  /** Holds a text that is to be kept out of validation and test. */
  readonly kept_out: boolean
}

/** Counts, for each kind of leakage, the groups that stand in two splits or more. */
export function leakageTable(members: readonly LeakageMember[], assignment: SplitAssignment): LeakageRow[] {
  const row = (kind: LeakageRow['kind'], gates: boolean, groupOf: (m: LeakageMember) => string): LeakageRow => {
    const splits = new Map<string, { splits: Set<SplitName>; size: number }>()
    for (const member of members) {
      const group = splits.get(groupOf(member)) ?? { splits: new Set(), size: 0 }
      group.splits.add(assignment[member.report_id]!)
      group.size += 1
      splits.set(groupOf(member), group)
    }
    const all = [...splits.values()]
    return {
      kind,
      groups: all.length,
      of_several: all.filter((g) => g.size > 1).length,
      across: all.filter((g) => g.splits.size > 1).length,
      gates,
    }
  }
  const kept = members.filter((m) => m.kept_out)
  const train = SplitName.enum.train
  return [
    row('patient', true, (m) => m.patient),
    row('source digest', true, (m) => m.source),
    row('near-duplicate', true, (m) => m.cluster),
    row('template family', false, (m) => m.family),
    {
      kind: 'kept-out text',
      groups: kept.length,
      of_several: 0,
      across: kept.filter((m) => assignment[m.report_id] !== train).length,
      gates: true,
    },
  ]
}

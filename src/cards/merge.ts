import type { Priority } from '../records/action-card.js'
import type { Hit } from './establish.js'
import type { CardKnowledge } from './knowledge.js'
import { isMorePressing, rank } from './priority.js'

/** All that a report says of one issue: the content of one card. */
export interface EstablishedIssue {
  readonly issue: string
  readonly priority: Priority
  /** The hit that decides priority, window and department. */
  readonly deciding: Hit
  /** Every hit, the most pressing first, then as printed. */
  readonly hits: readonly Hit[]
}

/** Groups hits into issues, merges absorbed issues into the one that absorbs them, most pressing first. */
export function mergeIssues(hits: readonly Hit[], knowledge: CardKnowledge): EstablishedIssue[] {
  const groups = new Map<string, Hit[]>()
  for (const hit of hits) {
    const group = groups.get(hit.issue)
    if (group === undefined) groups.set(hit.issue, [hit])
    else group.push(hit)
  }
  mergeSummaries(groups, knowledge)
  const present = new Set([...groups.values()].map((g) => g[0]!.issue))
  for (const [key, group] of [...groups]) {
    const absorber = absorberOf(group[0]!.issue, present, knowledge)
    if (absorber === null) continue
    groups.get(absorber)!.push(...group)
    groups.delete(key)
  }
  return [...groups.values()].map((g) => establishedIssue(g, knowledge)).sort(byPressure)
}

/** A summary that names a wider issue ("dyslipidaemia") where one narrower one was measured says the same thing again. */
function mergeSummaries(groups: Map<string, Hit[]>, k: CardKnowledge): void {
  for (const [key, group] of [...groups]) {
    if (!group.every((h) => h.row === null && h.finding?.modality === 'summary')) continue
    const wider = key
    const narrower = [...groups].filter(([code]) => k.issues.get(code)?.parent === wider)
    const only = narrower[0]
    if (narrower.length !== 1 || only === undefined) continue
    if (isMorePressing(group[0]!.priority, establishedIssue(only[1], k).priority)) continue
    only[1].push(...group.map((h) => ({ ...h, issue: only[0] })))
    groups.delete(key)
  }
}

/** The present issue that, directly or through others, absorbs `code` and is itself not absorbed; null for none. */
function absorberOf(code: string, present: ReadonlySet<string>, k: CardKnowledge): string | null {
  let at = code
  for (;;) {
    const next = [...k.issues.values()].find((i) => present.has(i.code) && i.absorbs.includes(at))
    if (next === undefined) return at === code ? null : at
    at = next.code
  }
}

function establishedIssue(group: readonly Hit[], k: CardKnowledge): EstablishedIssue {
  const first = group.find((h) => absorberOf(h.issue, new Set(group.map((g) => g.issue)), k) === null) ?? group[0]!
  const hits = oncePerRecord(group, k)
  // The summary repeats results in words; where a measured or graded record speaks, its word decides.
  const decisive = hits.filter((h) => h.row !== null || h.finding?.modality !== 'summary')
  // A conclusion without size or grade ("small nodule") repeats the measured finding of the same issue, unless it names another side.
  const measured = hits.filter((h) => h.row !== null && (h.finding?.grade ?? h.finding?.size_mm ?? null) !== null)
  const own = decisive.filter((h) => !measured.some((m) => m !== h && repeats(h, m)))
  const deciding = [own, decisive, hits].find((list) => list.length > 0)![0]!
  return {
    issue: first.issue,
    priority: deciding.priority,
    deciding,
    hits,
  }
}

function repeats(h: Hit, measured: Hit): boolean {
  if (h.row !== null || h.finding === null || h.issue !== measured.issue) return false
  const [side, other] = [h.finding.laterality, measured.finding!.laterality]
  return side === null || other === null || side === other
}

/** One hit per record, the most pressing; most pressing first, class rows before others, graded before ungraded, then page and position. */
function oncePerRecord(group: readonly Hit[], k: CardKnowledge): Hit[] {
  const best = new Map<string, Hit>()
  for (const hit of group) {
    const id = hit.biomarker?.biomarker_id ?? hit.finding!.finding_id
    const old = best.get(id)
    if (old === undefined || isMorePressing(hit.priority, old.priority)) best.set(id, hit)
  }
  const rest = (h: Hit) => (h.biomarker ?? h.finding)!
  const latest = (h: Hit) => (h.row?.window_days ?? k.windows[h.priority])[1]
  return [...best.values()].sort(
    (a, b) =>
      rank(a.priority) - rank(b.priority) ||
      // A sound class-A record before a doubtful one of the same priority.
      Number(b.row?.class !== undefined) - Number(a.row?.class !== undefined) ||
      Number(b.row !== null) - Number(a.row !== null) ||
      Number(a.finding?.modality === 'summary') - Number(b.finding?.modality === 'summary') ||
      // The rule that asks for the earlier visit decides, wherever its result is printed.
      latest(a) - latest(b) ||
      rest(a).page - rest(b).page ||
      rest(a).bbox[1] - rest(b).bbox[1] ||
      rest(a).bbox[0] - rest(b).bbox[0] ||
      compare(a.rule, b.rule),
  )
}

function byPressure(a: EstablishedIssue, b: EstablishedIssue): number {
  return (
    rank(a.priority) - rank(b.priority) ||
    classRank(a) - classRank(b) ||
    b.hits.length - a.hits.length ||
    compare(a.issue, b.issue)
  )
}

function classRank(i: EstablishedIssue): number {
  return i.deciding.row?.class === 'A' ? 0 : i.deciding.row?.class === 'B' ? 1 : 2
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

import type { Report } from '../records/report.js'
import type { CardKnowledge } from './knowledge.js'
import type { EstablishedIssue } from './merge.js'

/** Where a card sends the patient, and what may stand in for it. */
export interface Route {
  readonly department: string
  readonly alternatives: readonly string[]
}

/** Department of every urgent card; the specialty stands among its alternatives. */
export const EMERGENCY = 'emergency'

/** Department by issue, deciding rule, urgency, sex and age. Unknown sex keeps both routes among the alternatives. */
export function route(established: EstablishedIssue, report: Report, knowledge: CardKnowledge): Route {
  const issue = knowledge.issues.get(established.issue)!
  const wanted = established.deciding.row?.department ?? knowledge.issues.get(established.deciding.issue)!.department
  const own = routed(wanted, report, knowledge)
  const seen: string[] = []
  const add = (code: string) => {
    if (!seen.includes(code)) seen.push(code)
  }
  if (established.priority === 'urgent') add(EMERGENCY)
  add(own.to)
  for (const other of own.others) add(other)
  add(routed(issue.department, report, knowledge).to)
  for (const a of issue.alternatives) add(routed(a, report, knowledge).to)
  for (const a of knowledge.departments.get(own.to)!.accepts) add(a)
  return { department: seen[0]!, alternatives: seen.slice(1) }
}

function routed(code: string, report: Report, k: CardKnowledge): { to: string; others: string[] } {
  const others: string[] = []
  for (const r of k.departments.get(code)!.routes) {
    const sex = r.sex === undefined || r.sex === (report.sex ?? 'unknown')
    const known = report.age !== null || (r.min_age === undefined && r.max_age === undefined)
    const age =
      known &&
      (r.min_age === undefined || report.age! >= r.min_age) &&
      (r.max_age === undefined || report.age! <= r.max_age)
    if (sex && age) return { to: r.to, others: [code] }
    if (report.sex === null && r.sex !== undefined && r.sex !== 'unknown' && age) others.push(r.to)
  }
  return { to: code, others }
}

/** Time window in days: the deciding rule's, else the issue's when the priority is the issue's own, else the priority's. */
export function windowOf(established: EstablishedIssue, knowledge: CardKnowledge): readonly [number, number] {
  const { deciding, priority } = established
  if (deciding.doubtful && priority === knowledge.doubtful.priority) return knowledge.doubtful.window_days
  if (deciding.row?.window_days !== undefined) return deciding.row.window_days
  const issue = knowledge.issues.get(deciding.issue)!
  if (deciding.row === null && issue.window_days !== undefined && priority === issue.priority) return issue.window_days
  return knowledge.windows[priority]
}

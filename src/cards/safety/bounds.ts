import type { ActionCard, Violation } from '../../records/action-card.js'
import type { RecordsArtefact } from '../../records/artefact.js'
import { establish } from '../establish.js'
import type { CardKnowledge } from '../knowledge.js'
import { mergeIssues } from '../merge.js'
import { isMorePressing } from '../priority.js'
import { oneLine, quoteResult } from '../quote.js'
import { route, windowOf } from '../routing.js'
import { violation } from './card-text.js'

const NOWHERE = [0, 0] as const

/** Priority, department, time window and evidence of a card against the knowledge and the records. */
export function checkBounds(card: ActionCard, records: RecordsArtefact, knowledge: CardKnowledge): Violation[] {
  const found: Violation[] = checkEvidence(card, records)
  if (card.window_min_days > card.window_max_days)
    found.push(
      violation('window_out_of_bounds', 'critical', 'window_min_days', NOWHERE, 'the window starts after its end'),
    )
  if (card.window_min_days < 0)
    found.push(
      violation('window_out_of_bounds', 'critical', 'window_min_days', NOWHERE, 'the window starts before the report'),
    )
  const latest = knowledge.windows[card.priority][1]
  if (card.window_max_days > latest)
    found.push(
      violation(
        'window_out_of_bounds',
        'critical',
        'window_max_days',
        NOWHERE,
        `priority ${card.priority} ends after ${latest} days at most`,
      ),
    )
  if (!knowledge.departments.has(card.department))
    found.push(
      violation('department_out_of_bounds', 'major', 'department', NOWHERE, 'choose a code of departments.yaml'),
    )
  const ids = new Set(card.evidence.map((e) => e.record_id))
  // What the card's own records establish: its issue, and every issue that they name otherwise.
  const own: RecordsArtefact = {
    report: records.report,
    biomarkers: records.biomarkers.filter((b) => ids.has(b.biomarker_id)),
    findings: records.findings.filter((f) => ids.has(f.finding_id)),
  }
  const established = mergeIssues(establish(own, knowledge), knowledge)
  const issue = established.find((e) => e.issue === card.issue)
  const pressing = issue ?? established[0]
  if (pressing === undefined) return found
  if (isMorePressing(pressing.priority, card.priority))
    found.push(
      violation(
        'priority_too_low',
        'critical',
        'priority',
        NOWHERE,
        `rule ${pressing.deciding.rule} asks for ${pressing.priority}`,
      ),
    )
  if (card.priority === pressing.priority && card.window_max_days > windowOf(pressing, knowledge)[1])
    found.push(
      violation(
        'window_out_of_bounds',
        'critical',
        'window_max_days',
        NOWHERE,
        `rule ${pressing.deciding.rule} ends after ${windowOf(pressing, knowledge)[1]} days`,
      ),
    )
  const accepted = route(pressing, records.report, knowledge)
  const set = new Set([accepted.department, ...accepted.alternatives])
  if (issue !== undefined && knowledge.departments.has(card.department) && !set.has(card.department))
    found.push(
      violation(
        'department_out_of_bounds',
        'major',
        'department',
        NOWHERE,
        `accepted for this issue: ${[...set].join(', ')}`,
      ),
    )
  return found
}

/** Every piece of evidence is a record of the report, on its page, quoted as printed. */
function checkEvidence(card: ActionCard, records: RecordsArtefact): Violation[] {
  const found: Violation[] = []
  card.evidence.forEach((e, i) => {
    const wrong = (what: string) =>
      found.push(
        violation('evidence_unresolved', 'critical', `evidence.${i}`, NOWHERE, `${what}: point to a record as printed`),
      )
    const b = e.kind === 'biomarker' ? records.biomarkers.find((r) => r.biomarker_id === e.record_id) : undefined
    const f = e.kind === 'finding' ? records.findings.find((r) => r.finding_id === e.record_id) : undefined
    const record = b ?? f
    if (record === undefined) wrong('no such record in the report')
    else if (record.page !== e.page) wrong('the record stands on another page')
    else if (!(b === undefined ? oneLine(f!.text) : quoteResult(b)).includes(oneLine(e.quote)))
      wrong('the record is printed otherwise')
  })
  return found
}

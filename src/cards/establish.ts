import type { Priority } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'
import type { Biomarker } from '../records/biomarker.js'
import type { Finding } from '../records/finding.js'
import type { Report } from '../records/report.js'
import { biomarkerHolds, coConditionsHold, findingHolds, rangeRefutesUnit, valueOfRange } from './condition.js'
import { asTicked, isForm } from './form-options.js'
import { type CardKnowledge, CONFLICT_ISSUE, UNCLAIMED_FINDING_ISSUE, UNCLAIMED_ISSUE } from './knowledge.js'
import type { GradingRow, Issue } from './knowledge-schema.js'
import { isAllHistory, mention, saysNone, termPattern } from './mention.js'
import { plain } from './ordinal.js'
import { isMorePressing } from './priority.js'
import { isCriticalMark, isDirection, type ResultStatus, statusOf } from './status.js'

/** One record that establishes one issue, with the rule that says so. */
export interface Hit {
  readonly issue: string
  /** Id of the grading row, or the issue's code for ungraded evidence. */
  readonly rule: string
  readonly row: GradingRow | null
  readonly priority: Priority
  readonly biomarker: Biomarker | null
  readonly finding: Finding | null
  readonly status: ResultStatus | null
  /** The part of the finding's text that a term matched. */
  readonly where: { start: number; end: number } | null
  /** An urgent threshold is met by a number or unit that may be wrong (grading.yaml, `doubtful`). */
  readonly doubtful: boolean
  /** The rule depends on sex or age and the report does not state it. */
  readonly unstated: readonly ('sex' | 'age')[]
}

/** Every issue that the records establish; a record's graded rule replaces its ungraded one for the same issue. */
export function establish(records: RecordsArtefact, knowledge: CardKnowledge): Hit[] {
  const hits: Hit[] = []
  for (const b of records.biomarkers) if (b.role === 'current') hits.push(...ofBiomarker(b, records, knowledge))
  const form = isForm(records.findings)
  const unclaimed: Finding[] = []
  for (const f of records.findings) {
    const said = f.negated || f.normal || saysNone(f.text) ? null : asTicked(f, form)
    if (said === null) continue
    const found = ofFinding(said, records, knowledge)
    if (found.length === 0) unclaimed.push(said)
    hits.push(...found.map((hit) => ({ ...hit, finding: f })))
  }
  const all = [...hits, ...ofUnclaimed(unclaimed, hits, knowledge)]
  return tellsOfPregnancy(records, knowledge)
    ? all.filter((h) => !knowledge.issues.get(h.issue)!.not_in_pregnancy)
    : all
}

function tellsOfPregnancy({ biomarkers, findings }: RecordsArtefact, { pregnancy }: CardKnowledge): boolean {
  return (
    biomarkers.some((b) => b.role === 'current' && b.analyte !== null && pregnancy.analytes.includes(b.analyte)) ||
    findings.some((f) => !f.negated && pregnancy.terms.some((term) => mention(f.text, term) !== null))
  )
}

/** Recognised findings that no issue claims: they are told all the same. */
function ofUnclaimed(findings: readonly Finding[], claimed: readonly Hit[], k: CardKnowledge): Hit[] {
  const told = new Set(claimed.map((h) => h.finding?.body_site ?? null))
  return findings.flatMap((f) => {
    const step = k.unclaimedFindings.find((s) => f.finding !== null && s.findings.includes(f.finding))
    if (step === undefined || isAllHistory(f.text) || isRuledOut(f, k)) return []
    if (step.general && (f.body_site === null || told.has(f.body_site))) return []
    const rule = UNCLAIMED_FINDING_ISSUE
    const bare = { row: null, biomarker: null, status: null, where: null, doubtful: false, unstated: [] as const }
    return [{ issue: rule, rule, priority: step.priority, finding: f, ...bare }]
  })
}

/** An issue knows the finding and its exceptions say that this text is none ("risk of fracture", "tumour screening"). */
function isRuledOut(f: Finding, k: CardKnowledge): boolean {
  const conditions = [...k.issues.values()].flatMap((issue) => evidenceOf(issue).map((e) => e.finding))
  return conditions.some((c) => c?.unless !== undefined && findingHolds(f, { ...c, unless: undefined }) !== null)
}

function ofBiomarker(b: Biomarker, records: RecordsArtefact, k: CardKnowledge): Hit[] {
  const status = statusOf(b)
  const hits: Hit[] = []
  for (const row of k.rows) {
    if (row.biomarker === undefined || !biomarkerHolds(b, row.biomarker)) continue
    // Class A and B thresholds hold against a printed range that calls the value normal; milder ones do not.
    const despite = row.despite_normal ?? row.class !== undefined
    if (
      status.direction === 'normal' &&
      b.range_source !== 'default' &&
      (!despite || rangeRefutesUnit(b, row.biomarker))
    )
      continue
    if (row.class === undefined && leftUnmarked(b, records)) continue
    if (row.languages !== undefined && !row.languages.includes(records.report.language)) continue
    const unstated = personHolds(row, records.report)
    if (unstated === null || !sexHolds(k.issues.get(row.issue)!, records.report)) continue
    if (!coConditionsHold(row.with, records)) continue
    const doubtful = isMorePressing(row.priority, k.doubtful.priority) && isDoubtful(b, k)
    hits.push({
      issue: row.issue,
      rule: row.id,
      row,
      priority: doubtful ? k.doubtful.priority : row.priority,
      biomarker: b,
      finding: null,
      status,
      where: null,
      doubtful,
      unstated,
    })
  }
  const graded = new Set(hits.map((h) => h.issue))
  for (const issue of k.issues.values()) {
    if (graded.has(issue.code) || !sexHolds(issue, records.report)) continue
    for (const e of issue.evidence) {
      if (e.biomarker === undefined || !biomarkerHolds(b, e.biomarker)) continue
      const unstated = personHolds(e, records.report)
      if (unstated === null) continue
      // "Borderline" is outside the range by a hair: one level below what the issue asks for by default.
      const usual = e.priority ?? issue.priority
      const priority = status.borderline ? 'low' : status.critical ? morePressing(usual, k.criticalFlag) : usual
      hits.push({
        issue: issue.code,
        rule: issue.code,
        row: null,
        priority,
        biomarker: b,
        finding: null,
        status,
        where: null,
        doubtful: false,
        unstated,
      })
      break
    }
  }
  if (hits.length > 0) return hits
  const bare = { row: null, biomarker: b, finding: null, status, where: null, doubtful: false, unstated: [] as const }
  if (status.direction === 'normal' || status.direction === null) {
    if (!status.conflict) return []
    const usual = k.issues.get(CONFLICT_ISSUE)!.priority
    // A mark such as "critical" on a value that looks normal means that one of the two is misprinted: somebody must look soon.
    const priority = isCriticalMark(b.flag) ? morePressing(usual, k.criticalFlag) : usual
    return [{ issue: CONFLICT_ISSUE, rule: CONFLICT_ISSUE, priority, ...bare }]
  }
  if (k.benign.some((n) => b.analyte !== null && n.analytes.includes(b.analyte) && isDirection(status, n.is, b)))
    return []
  return [{ issue: UNCLAIMED_ISSUE, rule: UNCLAIMED_ISSUE, priority: unclaimedPriority(b, status, k), ...bare }]
}

/** The report prints a range that was not understood, marks other results and not this one: it calls the value normal. */
function leftUnmarked(b: Biomarker, records: RecordsArtefact): boolean {
  if (b.range_printed === null || b.range_low !== null || b.range_high !== null) return false
  if (b.value_kind !== 'quantity' || b.interpretation !== null || b.flag_printed !== null || b.emphasis !== null)
    return false
  return records.biomarkers.some((other) => other.flag_printed !== null && other.flag !== 'N')
}

/**
 * Whether the number or unit of a result may be wrong. What else is printed clears the weaker doubts: a mark that agrees with the value,
 * or a range printed beside it that the value lies outside of.
 */
function isDoubtful(b: Biomarker, k: CardKnowledge): boolean {
  if (b.review_reasons.some((r) => k.doubtful.reasons.includes(r))) return true
  const marked = b.flag !== null && b.agreement === 'agree'
  // A sentence carries no marks: without one it disagrees with nothing.
  const unmarked = b.agreement === 'disagree' && !b.review_reasons.includes('from_prose')
  const ranged = b.range_source === 'printed' && b.interpretation !== null && !unmarked
  // Read off a picture and backed by nothing else that is printed.
  if (b.confidence < 1 && b.agreement !== 'agree' && (!ranged || b.confidence < k.doubtful.confidence)) return true
  return !marked && !ranged && b.review_reasons.some((r) => k.doubtful.reasons_unless_backed.includes(r))
}

function unclaimedPriority(b: Biomarker, status: ResultStatus, k: CardKnowledge): Priority {
  if (status.borderline) return 'low'
  const value = valueOfRange(b)
  const over = value !== null && b.range_high !== null && b.range_high > 0 ? value / b.range_high : null
  const under = value !== null && b.range_low !== null && b.range_low > 0 ? value / b.range_low : null
  for (const step of k.unclaimed) {
    if (step.units !== undefined && !step.units.includes(b.ucum_unit ?? '')) continue
    if (step.names !== undefined && !step.names.some((n) => termPattern(n).test(plain(b.name_printed)))) continue
    const holds =
      (step.times_upper === undefined && step.times_lower === undefined) ||
      (step.times_upper !== undefined && over !== null && over >= step.times_upper) ||
      (step.times_lower !== undefined && under !== null && under <= step.times_lower)
    if (holds) return status.critical ? morePressing(step.priority, k.criticalFlag) : step.priority
  }
  return 'low'
}

function ofFinding(f: Finding, records: RecordsArtefact, k: CardKnowledge): Hit[] {
  const hits: Hit[] = []
  for (const row of k.rows) {
    if (row.finding === undefined) continue
    const where = findingHolds(f, row.finding)
    if (where === null) continue
    if (row.languages !== undefined && !row.languages.includes(records.report.language)) continue
    const unstated = personHolds(row, records.report)
    if (unstated === null || !sexHolds(k.issues.get(row.issue)!, records.report)) continue
    if (!coConditionsHold(row.with, records)) continue
    hits.push({
      issue: row.issue,
      rule: row.id,
      row,
      priority: row.priority,
      biomarker: null,
      finding: f,
      status: null,
      where: where === true ? null : where,
      doubtful: false,
      unstated,
    })
  }
  const graded = new Set(hits.map((h) => h.issue))
  for (const issue of k.issues.values()) {
    if (graded.has(issue.code) || !sexHolds(issue, records.report)) continue
    for (const e of evidenceOf(issue)) {
      if (e.finding === undefined) continue
      const where = findingHolds(f, e.finding)
      if (where === null) continue
      const unstated = personHolds(e, records.report)
      if (unstated === null) continue
      hits.push({
        issue: issue.code,
        rule: issue.code,
        row: null,
        priority: e.priority ?? issue.priority,
        biomarker: null,
        finding: f,
        status: null,
        where: where === true ? null : where,
        doubtful: false,
        unstated,
      })
      break
    }
  }
  return toldWithin(hits, k)
}

/** A general issue ("suspicious finding") of a record that also establishes a particular one becomes part of that one. */
function toldWithin(hits: readonly Hit[], k: CardKnowledge): Hit[] {
  const particular = hits.filter((h) => !k.issues.get(h.issue)!.yields)
  const into = [...particular].sort((a, b) => (isMorePressing(a.priority, b.priority) ? -1 : 1))[0]
  if (into === undefined) return [...hits]
  return hits.map((h) => (k.issues.get(h.issue)!.yields ? { ...h, issue: into.issue } : h))
}

/** The issue's evidence and, unless switched off, its synonyms as terms. */
export function evidenceOf(issue: Issue): Issue['evidence'] {
  if (!issue.match_synonyms) return issue.evidence
  const escaped = [...issue.synonyms.zh, ...issue.synonyms.en].map((s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return escaped.length === 0 ? issue.evidence : [...issue.evidence, { finding: { terms: escaped } }]
}

interface PersonCondition {
  readonly sex?: 'male' | 'female' | undefined
  readonly min_age?: number | undefined
  readonly max_age?: number | undefined
  readonly if_unstated?: 'holds' | 'fails'
}

/** Null when the patient is another's sex or age; otherwise what the rule needed and the report does not state. */
function personHolds(rule: PersonCondition, report: Report): ('sex' | 'age')[] | null {
  const unstated: ('sex' | 'age')[] = []
  if (rule.sex !== undefined) {
    if (report.sex === null) unstated.push('sex')
    else if (report.sex !== rule.sex) return null
  }
  if (rule.min_age !== undefined || rule.max_age !== undefined) {
    if (report.age === null) unstated.push('age')
    else if (rule.min_age !== undefined && report.age < rule.min_age) return null
    else if (rule.max_age !== undefined && report.age > rule.max_age) return null
  }
  if (unstated.length > 0 && (rule.if_unstated ?? 'holds') === 'fails') return null
  return unstated
}

function sexHolds(issue: Issue, report: Report): boolean {
  return issue.sex === undefined || report.sex === null || report.sex === issue.sex
}

function morePressing(a: Priority, b: Priority): Priority {
  return isMorePressing(a, b) ? a : b
}

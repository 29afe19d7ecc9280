import type { CardsConfig } from '../cards/config.js'
import { cardLanguage } from '../cards/draft.js'
import type { CardKnowledge } from '../cards/knowledge.js'
import { findingEvidence, resultEvidence } from '../cards/quote.js'
import { type CardContent, changesBetween, type EvidenceRef, evidenceDigest } from '../cards/review/content.js'
import { DECISION_SCHEMA, type Decision, type Ruling } from '../cards/review/decision.js'
import { proposeMissed, reword } from '../cards/review/propose.js'
import { rewrittenCard } from '../cards/review/rewritten-card.js'
import type { ActionCard } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'
import type { ReportView } from '../records/report-view.js'
import { CardFields, CardRequest } from './card-request.js'
import { type Desk, type DeskTask, RefusedError } from './desk.js'
import { type ShownCard, shownToAdjudicator, shownToClinician } from './shown-card.js'

/** Artefacts and decisions as the desk finds them; read anew on each request, because a build may run meanwhile. */
export interface CardSource {
  readonly knowledge: CardKnowledge
  readonly config: CardsConfig
  /** Reports on the reviewer's desk, in the order in which they are to be judged. */
  reports(): readonly string[]
  records(reportId: string): RecordsArtefact | null
  /** Records of the patient's previous visit; null for none. */
  previous(reportId: string): RecordsArtefact | null
  drafts(reportId: string): readonly ActionCard[]
  /** What models drafted of the report, each card past the safety gate; they never replace the rules' drafts. */
  modelDrafts(reportId: string): readonly ActionCard[]
  view(reportId: string): ReportView
  image(reportId: string, page: number): { readonly bytes: Uint8Array; readonly type: string } | null
  decisions(): readonly Decision[]
  append(decision: Decision): void
  /** ISO 8601, UTC. */
  now(): string
}

/** A model's wording of an issue, for the form of a card. */
interface Suggestion {
  readonly model: string
  readonly label_en: string
  readonly label_zh: string
  /** Ids of the records that the model's card rests on. */
  readonly records: readonly string[]
  readonly fields: CardFields
}

/**
 * A clinician's desk, or with `adjudicator` the desk of who settles differences. Clinicians see their own decisions only and no
 * additions of others, so that two who judge a report stay blind to each other.
 */
export function cardDesk(source: CardSource, reviewer: string, role: 'clinician' | 'adjudicator'): Desk {
  const of = (id: string) => source.decisions().filter((d) => d.report_id === id)
  const seen = (id: string): ShownCard[] => {
    const records = source.records(id)
    if (records === null) return []
    return role === 'clinician'
      ? shownToClinician(source.drafts(id), records, of(id), reviewer, source.knowledge)
      : shownToAdjudicator(source.drafts(id), records, of(id), source.knowledge)
  }
  const onDesk = (id: string) => source.reports().includes(id)
  return {
    role,
    reviewer,
    async tasks() {
      return source.reports().flatMap((id): DeskTask[] => {
        const records = source.records(id)
        const shown = seen(id)
        if (records === null || (role === 'adjudicator' && shown.length === 0)) return []
        const { language, kind, sex, age } = records.report
        const done = shown.filter((s) => s.verdict !== null).length
        const priority = shown[0]?.content.priority ?? null
        return [{ report_id: id, language, kind, sex, age, total: shown.length, done, priority }]
      })
    },
    async open(id) {
      if (!onDesk(id)) return null
      const { report, pages, biomarkers, findings } = source.view(id)
      const { knowledge: k } = source
      return {
        report,
        pages: pages.map(({ number, width, height, image }) => ({ number, width, height, image: image !== null })),
        records: [
          ...biomarkers.map((b) => ({
            id: b.biomarker_id,
            page: b.page,
            bbox: b.bbox,
            quote: resultEvidence(b).quote,
            abnormal: isAbnormal(b),
          })),
          ...findings.map((f) => ({
            id: f.finding_id,
            page: f.page,
            bbox: f.bbox,
            quote: findingEvidence(f).quote,
            abnormal: !f.negated,
          })),
        ],
        subjects: seen(id),
        suggestions: role === 'clinician' ? suggestionsOf(source, id) : [],
        issues: [...k.issues.values()].map(({ code, label_en, label_zh }) => ({ code, label_en, label_zh })),
        departments: [...k.departments.values()].map(({ code, en, zh }) => ({ code, label_en: en, label_zh: zh })),
      }
    },
    async image(id, page) {
      return onDesk(id) ? source.image(id, page) : null
    },
    async act(id, body) {
      const records = source.records(id)
      if (!onDesk(id) || records === null) throw new RefusedError(404, 'this report is not on your desk')
      const request = parse(body)
      const shop = { records, previous: source.previous(id), knowledge: source.knowledge, config: source.config }
      if (request.do === 'propose') {
        const refs = request.records.map((record_id) => ({ record_id }))
        const content = proposeMissed(request.issue, refs, request.priority, {}, shop)
        if (content === null)
          throw new RefusedError(422, 'choose an issue of the list and at least one record of this report')
        return { content }
      }
      const base = { schema: DECISION_SCHEMA, report_id: id, reviewer, at: source.now() } as const
      if (request.do === 'add') {
        if (role === 'adjudicator')
          throw new RefusedError(422, 'an adjudicator settles what reviewers said: add missed issues as a reviewer')
        const content = {
          ...request.fields,
          evidence: evidenceOf(request.records, records),
          language: cardLanguage(records.report.language),
        }
        check(null, content, records, source.knowledge)
        source.append({ ...base, action: 'add', card: content, evidence: evidenceDigest(content.evidence, records)! })
        return { subjects: seen(id) }
      }
      const subject = seen(id).find((s) => s.draft === request.draft && s.evidence === request.evidence)
      if (subject === undefined)
        throw new RefusedError(
          409,
          'the card or what it rests on was built anew since you opened it: reload the report',
        )
      if (request.do === 'reword') {
        const { priority, department, window_min_days, window_max_days } = request.fields
        const content =
          subject.card === null
            ? null
            : reword(subject.card, priority, { department, window: [window_min_days, window_max_days] }, shop)
        if (content === null)
          throw new RefusedError(422, 'the records do not establish this issue any more: word the text yourself')
        return { content }
      }
      const ruling = rulingOf(request, subject, records, source.knowledge)
      const judged = { draft: subject.draft, evidence: subject.evidence, content: subject.content }
      source.append(
        role === 'adjudicator' ? { ...base, action: 'adjudicate', ruling, judged } : { ...base, ...ruling, judged },
      )
      return { subjects: seen(id) }
    },
  }
}

/** Model drafts to take over as an edit or an addition; those whose evidence is no longer in the report are left out. */
function suggestionsOf(source: CardSource, id: string): Suggestion[] {
  const records = source.records(id)
  const known = new Set([
    ...(records?.biomarkers ?? []).map((b) => b.biomarker_id),
    ...(records?.findings ?? []).map((f) => f.finding_id),
  ])
  return source
    .modelDrafts(id)
    .filter((card) => card.evidence.every((e) => known.has(e.record_id)))
    .map((card) => ({
      model: card.drafted_by.replace(/^model:/, ''),
      label_en: card.issue_label_en,
      label_zh: card.issue_label_zh,
      records: [...new Set(card.evidence.map((e) => e.record_id))],
      fields: CardFields.parse(
        Object.fromEntries(Object.keys(CardFields.shape).map((f) => [f, card[f as keyof CardFields]])),
      ),
    }))
}

function parse(body: unknown): CardRequest {
  const parsed = CardRequest.safeParse(body)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.filter((p) => p !== 'fields').join('.') ?? ''
  throw new RefusedError(422, `${path === '' ? 'the request' : path} is not allowed here: correct it and save again`)
}

function evidenceOf(ids: readonly string[], records: RecordsArtefact): EvidenceRef[] {
  return [...new Set(ids)].map((id) => {
    const b = records.biomarkers.find((r) => r.biomarker_id === id)
    const f = records.findings.find((r) => r.finding_id === id)
    if (b === undefined && f === undefined)
      throw new RefusedError(409, 'a chosen record is no longer in the report: reload the report')
    const { record_id, kind, page, quote } = b === undefined ? findingEvidence(f!) : resultEvidence(b)
    return { record_id, kind, page, quote }
  })
}

function rulingOf(
  request: Extract<CardRequest, { do: 'accept' | 'edit' | 'reject' }>,
  subject: ShownCard,
  records: RecordsArtefact,
  knowledge: CardKnowledge,
): Ruling {
  if (request.do === 'accept') return { action: 'accept' }
  if (request.do === 'reject') {
    if (request.reason === 'other' && request.note.trim() === '')
      throw new RefusedError(422, 'the reason other needs a note')
    return { action: 'reject', reason: request.reason, note: request.note.trim() }
  }
  const content = { ...request.fields, evidence: subject.content.evidence, language: subject.content.language }
  const changes = changesBetween(subject.content, content)
  if (changes.length === 0) throw new RefusedError(422, 'nothing was changed: accept the card, or change it')
  check(subject.card, content, records, knowledge)
  return { action: 'edit', changes }
}

/** The build would block what the gate refuses; the reviewer hears it now, with the places and how to mend them. */
function check(
  card: ActionCard | null,
  content: CardContent,
  records: RecordsArtefact,
  knowledge: CardKnowledge,
): void {
  if (content.window_min_days > content.window_max_days)
    throw new RefusedError(
      422,
      `the time window ends (day ${content.window_max_days}) before it begins (day ${content.window_min_days})`,
    )
  const written = rewrittenCard('checked', card, content, 'reviewer', 'draft', [], records, knowledge)
  if ('wrong' in written) throw new RefusedError(422, written.wrong)
  if (written.safety.verdict === 'block')
    throw new RefusedError(422, 'the safety gate blocks this text: mend the marked places and save again', {
      violations: written.safety.violations,
    })
}

function isAbnormal({ interpretation, flag }: RecordsArtefact['biomarkers'][number]): boolean {
  const said = interpretation ?? flag
  return said !== null && said !== 'N' && said !== 'NEG' && said !== 'NR'
}

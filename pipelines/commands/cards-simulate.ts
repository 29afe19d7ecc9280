import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { CardsConfig } from '../../src/cards/config.js'
import { establish } from '../../src/cards/establish.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { isMorePressing } from '../../src/cards/priority.js'
import { type CardContent, changesBetween, contentDigest, evidenceDigest } from '../../src/cards/review/content.js'
import { DECISION_SCHEMA, type Decision, type Judged, type Ruling } from '../../src/cards/review/decision.js'
import { appendDecisions, DECISIONS_FOLDER } from '../../src/cards/review/decision-file.js'
import { proposeMissed, reword, type Workshop } from '../../src/cards/review/propose.js'
import { rewrittenCard } from '../../src/cards/review/rewritten-card.js'
import { subjectOfDraft } from '../../src/cards/review/subject.js'
import type { Paths } from '../../src/engine/pipeline.js'
import type { ActionCard } from '../../src/records/action-card.js'
import { CardsArtefact, DeidentifiedArtefact, RecordsArtefact } from '../../src/records/artefact.js'
import { type GroundTruth, readGroundTruth, type TruthIssue } from '../../src/synth/ground-truth.js'
import { Prng } from '../../src/synth/prng.js'
import { recordsOfIssue } from './cards-truth.js'
import { traceFile } from './trace.js'

/** The simulated reviewers; the prefix `synthetic-` marks what they made. */
const FIRST = 'synthetic-1'
const SECOND = 'synthetic-2'
const ADJUDICATOR = 'synthetic-adjudicator'

/** Shares of drafts on which a simulated reviewer shortens the window, or judges the wrong way; and of disputes that are settled. */
const SHORTENS = 0.1
const ERRS = 0.05
const SETTLED = 0.8

/**
 * Writes decisions of two simulated reviewers and an adjudicator on the drafts of the sample corpus, from the ground truth beside
 * its reports: what matches a true issue is kept (made more pressing where the truth is), the rest rejected, missed issues added.
 * Seeded; earlier simulated decisions are replaced, those of people are left alone. The drafts must have been built.
 */
export async function simulateReview(paths: Paths, seed: number, config = CardsConfig.parse({})): Promise<number> {
  const knowledge = loadCardKnowledge(join(paths.configs, 'cards'))
  const folder = join(paths.annotations, DECISIONS_FOLDER)
  for (const reviewer of [FIRST, SECOND, ADJUDICATOR]) rmSync(join(folder, `${reviewer}.jsonl`), { force: true })
  const all = allRecords(paths.processed)
  const decisions: Decision[] = []
  for (const name of readdirSync(paths.raw).sort()) {
    if (!name.endsWith('.truth.json')) continue
    const truth = readGroundTruth(join(paths.raw, name))
    const file = join(paths.raw, truth.file)
    if (!existsSync(file)) continue
    const id = await traceFile(paths, file)
    const records = all.get(id)
    const drafts = read(paths.processed, 'drafts', id, CardsArtefact)
    const pages = read(paths.processed, 'deidentified', id, DeidentifiedArtefact)
    if (records === undefined || drafts === null || pages === null) continue
    const shop = { records, previous: previousOf(records, all), knowledge, config }
    decisions.push(...judgeReport(truth, drafts.cards, pages.pages, shop, new Prng(seed).fork(truth.file)))
  }
  appendDecisions(folder, decisions)
  return decisions.length
}

function judgeReport(
  truth: GroundTruth,
  drafts: readonly ActionCard[],
  pages: DeidentifiedArtefact['pages'],
  shop: Workshop,
  rng: Prng,
): Decision[] {
  const { records } = shop
  const issues = truth.issues.map((issue) => ({ issue, ids: recordsOfIssue(issue, truth, records, pages) }))
  const base = { schema: DECISION_SCHEMA, report_id: records.report.report_id, at: null } as const
  const out: Decision[] = []
  drafts.forEach((card, i) => {
    const own = new Set(card.evidence.map((e) => e.record_id))
    const shared = (ids: readonly string[]) => ids.filter((id) => own.has(id)).length
    const match = [...issues].sort((a, b) => shared(b.ids) - shared(a.ids))[0]
    const right = truthful(card, match !== undefined && shared(match.ids) > 0 ? match.issue : null, shop)
    const { content, draft, evidence } = subjectOfDraft(card, records)
    const judged: Judged = { draft, evidence, content }
    const first = rng.fork(`${i} first`).chance(ERRS) ? opposite(right) : right
    const second = rng.fork(`${i} second`).chance(SHORTENS) ? (shortened(card, right, shop) ?? right) : right
    out.push({ ...base, ...first, reviewer: FIRST, judged }, { ...base, ...second, reviewer: SECOND, judged })
    const agree = JSON.stringify(first) === JSON.stringify(second)
    if (!agree && rng.fork(`${i} settle`).chance(SETTLED))
      out.push({ ...base, action: 'adjudicate', ruling: right, reviewer: ADJUDICATOR, judged })
  })
  const cited = new Set(drafts.flatMap((c) => c.evidence.map((e) => e.record_id)))
  for (const { issue, ids } of issues) {
    if (ids.length === 0 || ids.some((id) => cited.has(id))) continue
    const card = missed(issue, ids, shop)
    if (card === null) continue
    const evidence = evidenceDigest(card.evidence, records)!
    out.push({ ...base, action: 'add', card, evidence, reviewer: FIRST })
    out.push({ ...base, action: 'add', card, evidence, reviewer: SECOND })
  }
  return out
}

/** What the ground truth says of a draft. A draft that is more pressing than the truth stays so: the safer reading. */
function truthful(card: ActionCard, issue: TruthIssue | null, shop: Workshop): Ruling {
  if (issue === null) return { action: 'reject', reason: 'not_relevant', note: '' }
  if (!isMorePressing(issue.priority, card.priority)) return { action: 'accept' }
  const latest = shop.knowledge.windows[issue.priority][1]
  const window = [Math.min(issue.window_min_days, latest), Math.min(issue.window_max_days, latest)] as const
  return edited(card, reword(card, issue.priority, { window }, shop), shop) ?? { action: 'accept' }
}

/** The same card with a window that ends at half the time. */
function shortened(card: ActionCard, right: Ruling, shop: Workshop): Ruling | null {
  if (right.action !== 'accept' || card.window_max_days < 4) return null
  const end = Math.floor(card.window_max_days / 2)
  const window = [Math.min(card.window_min_days, end), end] as const
  return edited(card, reword(card, card.priority, { department: card.department, window }, shop), shop)
}

/** An edit towards `content`, unless nothing changes or the safety gate would block it. */
function edited(card: ActionCard, content: CardContent | null, { records, knowledge }: Workshop): Ruling | null {
  const from = subjectOfDraft(card, records).content
  if (content === null || contentDigest(from) === contentDigest(content)) return null
  const made = rewrittenCard(card.card_id, card, content, card.drafted_by, 'reviewed', [], records, knowledge)
  if ('wrong' in made || made.safety.verdict === 'block') return null
  return { action: 'edit', changes: changesBetween(from, content) }
}

function opposite(choice: Ruling): Ruling {
  return choice.action === 'reject' ? { action: 'accept' } : { action: 'reject', reason: 'not_relevant', note: '' }
}

/** A card for a true issue that no draft cites, when the ontology knows it by its label. */
function missed(issue: TruthIssue, ids: readonly string[], shop: Workshop): CardContent | null {
  const code = codeOf(issue, shop)
  const latest = shop.knowledge.windows[issue.priority][1]
  const window = [Math.min(issue.window_min_days, latest), Math.min(issue.window_max_days, latest)] as const
  const evidence = ids.map((record_id) => ({ record_id }))
  const card = code === null ? null : proposeMissed(code, evidence, issue.priority, { window }, shop)
  if (card === null) return null
  const made = rewrittenCard('added', null, card, 'reviewer', 'reviewed', [], shop.records, shop.knowledge)
  return 'wrong' in made || made.safety.verdict === 'block' ? null : card
}

/** The issue that the ontology establishes from the label alone, as from a line of a physician's summary. */
function codeOf(issue: TruthIssue, { records, knowledge }: Workshop): string | null {
  for (const text of [issue.label_zh, issue.label_en]) {
    const finding = {
      finding_id: 'label',
      report_id: records.report.report_id,
      page: 1,
      bbox: [0, 0, 1, 1] as [number, number, number, number],
      section: 'physician_summary' as const,
      modality: 'summary' as const,
      text,
      finding: null,
      body_site: null,
      laterality: null,
      negated: false,
      uncertain: false,
      normal: false,
      size_mm: null,
      grade_system: null,
      grade: null,
      change: null,
      review_reasons: [],
    }
    const hit = establish({ report: records.report, biomarkers: [], findings: [finding] }, knowledge)[0]
    if (hit !== undefined) return hit.issue
  }
  return null
}

function allRecords(processed: string): Map<string, RecordsArtefact> {
  const names = readdirSync(join(processed, 'records')).filter((n) => n.endsWith('.json'))
  const ids = names.map((n) => n.slice(0, -'.json'.length)).sort()
  return new Map(ids.map((id) => [id, read(processed, 'records', id, RecordsArtefact)!]))
}

function previousOf(records: RecordsArtefact, all: ReadonlyMap<string, RecordsArtefact>): RecordsArtefact | null {
  const { patient_id, visit_index } = records.report
  const before = [...all.values()].filter(
    (r) => r.report.patient_id === patient_id && r.report.visit_index < visit_index,
  )
  return before.sort((a, b) => b.report.visit_index - a.report.visit_index)[0] ?? null
}

function read<T>(processed: string, folder: string, id: string, schema: z.ZodType<T>): T | null {
  const path = join(processed, folder, `${id}.json`)
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
}

import { draftCards } from '../src/cards/draft.js'
import { type CardKnowledge, loadCardKnowledge } from '../src/cards/knowledge.js'
import { applyDecisions } from '../src/cards/review/apply-decisions.js'
import { Decision } from '../src/cards/review/decision.js'
import type { ReportStage } from '../src/engine/stage.js'
import type { ActionCard } from '../src/records/action-card.js'
import { CardsArtefact, RecordsArtefact } from '../src/records/artefact.js'
import type { BuildConfig } from './config.js'

let knowledge: CardKnowledge | undefined

/** Records → draft Action Cards, by rule, each through the safety gate. */
export const draft: ReportStage = {
  scope: 'report',
  name: 'draft',
  folder: 'drafts',
  version: 5,
  store: 'processed',
  inputs: ['extract', 'history'],
  knowledge: ['cards', 'deid'],
  config: (config) => (config as BuildConfig).cards,
  async run(context) {
    knowledge ??= loadCardKnowledge(context.knowledgePath('cards'))
    const records = RecordsArtefact.parse(await context.input('extract'))
    const row = await context.corpusRow('history')
    const previous = row === null || row === undefined ? null : RecordsArtefact.parse(row)
    const drafted = draftCards(records, previous, knowledge, context.config as BuildConfig['cards'])
    return { artefact: { report_id: context.reportId, cards: drafted }, counts: { drafts: drafted.length } }
  },
}

/** Drafts and reviewers' decisions → Action Cards with their tiers; what was edited or added passes the safety gate again. */
export const cards: ReportStage = {
  scope: 'report',
  name: 'cards',
  version: 6,
  store: 'processed',
  inputs: ['extract', 'draft', 'reviews'],
  knowledge: ['cards', 'deid'],
  config: () => null,
  async run(context) {
    knowledge ??= loadCardKnowledge(context.knowledgePath('cards'))
    const records = RecordsArtefact.parse(await context.input('extract'))
    const drafts = CardsArtefact.parse(await context.input('draft'))
    const decisions = Decision.array().parse((await context.corpusRow('reviews')) ?? [])
    const artefact = applyDecisions(drafts.cards, records, decisions, knowledge)
    const returned = artefact.reviews.filter((r) => r.status === 'returned').length
    return { artefact, counts: { ...countsOf(artefact.cards), ...(returned > 0 ? { returned } : {}) } }
  },
}

function countsOf(all: readonly ActionCard[]): Record<string, number> {
  const counts: Record<string, number> = {
    cards: all.length,
    gold: all.filter((c) => c.tier === 'gold').length,
    reviewed: all.filter((c) => c.tier === 'reviewed').length,
    blocked: all.filter((c) => c.safety.verdict === 'block').length,
  }
  for (const card of all) counts[`priority.${card.priority}`] = (counts[`priority.${card.priority}`] ?? 0) + 1
  return counts
}

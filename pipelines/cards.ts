import { draftCards } from '../src/cards/draft.js'
import { type CardKnowledge, loadCardKnowledge } from '../src/cards/knowledge.js'
import type { ReportStage } from '../src/engine/stage.js'
import { type CardsArtefact, RecordsArtefact } from '../src/records/artefact.js'
import type { BuildConfig } from './config.js'

let knowledge: CardKnowledge | undefined

/** Records → draft Action Cards, by rule, each through the safety gate. */
export const cards: ReportStage = {
  scope: 'report',
  name: 'cards',
  version: 1,
  store: 'processed',
  inputs: ['extract', 'history'],
  knowledge: ['cards'],
  config: (config) => (config as BuildConfig).cards,
  async run(context) {
    knowledge ??= loadCardKnowledge(context.knowledgePath('cards'))
    const records = RecordsArtefact.parse(await context.input('extract'))
    const row = await context.corpusRow('history')
    const previous = row === null || row === undefined ? null : RecordsArtefact.parse(row)
    const drafted = draftCards(records, previous, knowledge, context.config as BuildConfig['cards'])
    const artefact: CardsArtefact = { report_id: context.reportId, cards: drafted }
    const counts: Record<string, number> = {
      cards: drafted.length,
      blocked: drafted.filter((c) => c.safety.verdict === 'block').length,
    }
    for (const card of drafted) counts[`priority.${card.priority}`] = (counts[`priority.${card.priority}`] ?? 0) + 1
    return { artefact, counts }
  },
}

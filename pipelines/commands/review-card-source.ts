import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { CardsConfig } from '../../src/cards/config.js'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { ModelDraftArtefact } from '../../src/cards/model/model-draft.js'
import { appendDecisions, DECISIONS_FOLDER, readDecisions } from '../../src/cards/review/decision-file.js'
import type { Paths } from '../../src/engine/pipeline.js'
import type { ActionCard } from '../../src/records/action-card.js'
import { CardsArtefact, RecordsArtefact } from '../../src/records/artefact.js'
import type { CardSource } from '../../src/review/card-desk.js'
import type { DeskRole } from '../../src/review/desk.js'
import { assignedTo } from './cards-assign.js'
import { MODEL_DRAFTS } from './cards-draft.js'
import { pageImage } from './review-page-image.js'
import { viewReport } from './show.js'

/** The card desk of a project: assigned reports (all, for an adjudicator or without an assignment), decisions appended to the reviewer's file. */
export function cardSource(paths: Paths, config: CardsConfig, reviewer: string, role: DeskRole): CardSource {
  const { processed, annotations } = paths
  const decisions = join(annotations, DECISIONS_FOLDER)
  const built = () =>
    readdirSync(join(processed, 'drafts'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort()
  const records = (id: string) => read(join(processed, 'records', `${id}.json`), RecordsArtefact)
  let visits: RecordsArtefact['report'][] | undefined
  return {
    knowledge: loadCardKnowledge(join(paths.configs, 'cards')),
    config,
    reports: () => (role === 'adjudicator' ? null : assignedTo(paths, reviewer)) ?? built(),
    records,
    previous(id) {
      visits ??= built().flatMap((each) => records(each)?.report ?? [])
      const own = records(id)?.report
      if (own === undefined) return null
      const earlier = visits
        .filter((r) => r.patient_id === own.patient_id && r.visit_index < own.visit_index)
        .sort((a, b) => b.visit_index - a.visit_index)[0]
      return earlier === undefined ? null : records(earlier.report_id)
    },
    drafts: (id) => read(join(processed, 'drafts', `${id}.json`), CardsArtefact)?.cards ?? [],
    modelDrafts: (id) => modelDrafts(join(annotations, MODEL_DRAFTS), id),
    view: (id) => viewReport(processed, id),
    image: (id, page) => pageImage(processed, id, page),
    decisions: () => readDecisions(decisions),
    append: (decision) => appendDecisions(decisions, [decision]),
    now: () => new Date().toISOString(),
  }
}

/** Cards of the report that the models answered with, by model. */
function modelDrafts(folder: string, id: string): ActionCard[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .flatMap((model) => read(join(folder, model, `${id}.json`), ModelDraftArtefact)?.cards ?? [])
    .filter((card) => card.drafted_by.startsWith('model:'))
}

function read<T>(path: string, schema: z.ZodType<T>): T | null {
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
}

import { DECISIONS_FOLDER, readDecisions } from '../src/cards/review/decision-file.js'
import { EngineError } from '../src/engine/engine-error.js'
import type { CorpusStage } from '../src/engine/stage.js'

/** Decision files → for each report its reviewers' decisions, so that only reports with a new decision are built again. */
export const reviews: CorpusStage = {
  scope: 'corpus',
  name: 'reviews',
  version: 1,
  store: 'processed',
  inputs: ['deidentify'],
  knowledge: [],
  annotations: [DECISIONS_FOLDER],
  config: () => null,
  async run(context) {
    const decisions = read(context.annotationPath(DECISIONS_FOLDER))
    const known = new Set(context.reports)
    const rows: Record<string, (typeof decisions)[number][]> = {}
    // Decisions on reports that are not in this build (moved away, quarantined) are kept in their files and counted here.
    const elsewhere: Record<string, number> = {}
    for (const decision of decisions) {
      const id = decision.report_id
      if (!known.has(id)) elsewhere[id] = (elsewhere[id] ?? 0) + 1
      else rows[id] = [...(rows[id] ?? []), decision]
    }
    const perReport = Object.fromEntries(Object.entries(rows).map(([id, own]) => [id, own.length]))
    return {
      artefact: { decisions: perReport, elsewhere },
      rows,
      counts: { decisions: decisions.length, decisions_elsewhere: Object.values(elsewhere).reduce((a, b) => a + b, 0) },
    }
  },
}

function read(folder: string): ReturnType<typeof readDecisions> {
  try {
    return readDecisions(folder)
  } catch (error) {
    // Its message names reviewer, line and key only.
    if (error instanceof Error && error.name === 'DecisionFileError') throw new EngineError(error.message)
    throw error
  }
}

import type { CorpusStage } from '../src/engine/stage.js'
import { DeidentifiedArtefact } from '../src/records/artefact.js'

/** For each report, the id of the same patient's previous visit, so that a card can say what changed. */
export const history: CorpusStage = {
  scope: 'corpus',
  name: 'history',
  version: 1,
  store: 'processed',
  inputs: ['deidentify', 'extract'],
  knowledge: [],
  config: () => null,
  async run(context) {
    const visits = new Map<string, { id: string; visit: number }[]>()
    for (const id of context.reports) {
      const { report } = DeidentifiedArtefact.parse(await context.input('deidentify', id))
      const own = visits.get(report.patient_id) ?? []
      own.push({ id, visit: report.visit_index })
      visits.set(report.patient_id, own)
    }
    const rows: Record<string, unknown> = {}
    for (const own of visits.values()) {
      own.sort((a, b) => a.visit - b.visit || (a.id < b.id ? -1 : 1))
      for (let i = 1; i < own.length; i++) rows[own[i]!.id] = await context.input('extract', own[i - 1]!.id)
    }
    return {
      artefact: {
        previous: Object.fromEntries(
          Object.keys(rows)
            .sort()
            .map((id) => [id, true]),
        ),
      },
      rows,
      counts: { returning_visits: Object.keys(rows).length },
    }
  },
}

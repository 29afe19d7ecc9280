import type { CorpusStage } from '../src/engine/stage.js'
import { DeidentifiedArtefact } from '../src/records/artefact.js'
import { assignSplits } from '../src/split/assign-splits.js'
import type { BuildConfig } from './config.js'

/** Reports → train, validation, test; whole patients, stratified by language, kind and sex; what is published stays where it is. */
export const splits: CorpusStage = {
  scope: 'corpus',
  name: 'splits',
  version: 1,
  store: 'processed',
  inputs: ['deidentify', 'extract'],
  knowledge: [],
  config: (config) => ({ split: (config as BuildConfig).split, released: (config as BuildConfig).released_splits }),
  async run(context) {
    const { split, released } = context.config as {
      split: BuildConfig['split']
      released: BuildConfig['released_splits']
    }
    const rows = await Promise.all(
      context.reports.map(async (id) => {
        const { report } = DeidentifiedArtefact.parse(await context.input('deidentify', id))
        return {
          report_id: id,
          patient_id: report.patient_id,
          strata: [report.language, report.kind, report.sex ?? 'unknown'],
        }
      }),
    )
    const artefact = assignSplits(rows, released, split)
    return { artefact, counts: artefact.counts as Record<string, number> }
  },
}

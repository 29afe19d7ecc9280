import { proposeIdentifiers } from '../src/deid/model-detector.js'
import { NO_PROPOSALS } from '../src/deid/proposals.js'
import type { ReportStage } from '../src/engine/stage.js'
import { DocumentReading } from '../src/records/page.js'
import { QuarantineError } from '../src/records/quarantine.js'
import type { BuildConfig } from './config.js'

/**
 * Raw words → what an optional model takes for identifiers; nothing leaves unless `deid.model` names a host. A stage of its own: its answers are kept as long as the
 * words and the model stay the same, whatever becomes of the detectors. Stays in the vault.
 */
export const propose: ReportStage = {
  scope: 'report',
  name: 'propose',
  version: 2,
  store: 'vault',
  vault: true,
  inputs: ['ingest'],
  knowledge: [],
  config: (config) => (config as BuildConfig).deid.model,
  async run(context) {
    const model = context.config as BuildConfig['deid']['model']
    if (model === null) return { artefact: NO_PROPOSALS }
    const reading = DocumentReading.parse(await context.input('ingest'))
    const proposals = await proposeIdentifiers(reading, model, process.env)
    if (proposals.failed !== null && model.on_error === 'fail')
      throw new QuarantineError('detector_failed', proposals.failed)
    return {
      artefact: proposals,
      counts: { proposed: proposals.pages.reduce((sum, page) => sum + page.found.length, 0) },
    }
  },
}

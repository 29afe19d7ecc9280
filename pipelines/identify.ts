import { identify as identifyReport } from '../src/deid/identify.js'
import type { ReportStage } from '../src/engine/stage.js'
import { DocumentReading } from '../src/records/page.js'
import type { BuildConfig } from './config.js'

/** Words → identifiers with pages and boxes, and who the report is about. Stays in the vault. */
export const identify: ReportStage = {
  scope: 'report',
  name: 'identify',
  version: 1,
  store: 'vault',
  inputs: ['ingest'],
  knowledge: ['deid'],
  config: (config) => (config as BuildConfig).deid,
  async run(context) {
    const reading = DocumentReading.parse(await context.input('ingest'))
    const identification = identifyReport(reading, {
      config: context.config as BuildConfig['deid'],
      folder: context.knowledgePath('deid'),
    })
    return { artefact: identification }
  },
}

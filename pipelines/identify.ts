import { gatherTombstones, isWithdrawnSubject } from '../src/deid/audit/tombstones.js'
import { identify as identifyReport } from '../src/deid/identify.js'
import { Proposals } from '../src/deid/proposals.js'
import type { ReportStage } from '../src/engine/stage.js'
import { DocumentReading } from '../src/records/page.js'
import { QuarantineError } from '../src/records/quarantine.js'
import { parseTombstones } from './audit-withdrawn.js'
import type { BuildConfig } from './config.js'
import { KEY_SECRET } from './key-secret.js'
import { WITHDRAWN_FILE } from './withdrawn-file.js'

/** Words → identifiers with pages and boxes, and who the report is about. Stays in the vault. */
export const identify: ReportStage = {
  scope: 'report',
  name: 'identify',
  version: 13,
  store: 'vault',
  vault: true,
  inputs: ['ingest', 'propose'],
  knowledge: ['deid'],
  annotations: [WITHDRAWN_FILE],
  config: (config) => (config as BuildConfig).deid,
  async run(context) {
    const reading = DocumentReading.parse(await context.input('ingest'))
    const identification = identifyReport(reading, {
      config: context.config as BuildConfig['deid'],
      folder: context.knowledgePath('deid'),
      proposals: Proposals.parse(await context.input('propose')),
    })
    const withdrawn = gatherTombstones(parseTombstones(await context.annotation(WITHDRAWN_FILE)))
    if (isWithdrawnSubject(withdrawn, await context.secret(KEY_SECRET), identification.subject)) {
      throw new QuarantineError('withdrawn')
    }
    return { artefact: identification }
  },
}

import { Identification } from '../src/deid/identification.js'
import { linkPatients } from '../src/deid/linkage.js'
import type { CorpusStage } from '../src/engine/stage.js'
import { KEY_SECRET } from './key-secret.js'

/** Who is the same person: patient id, visit index and days since the first visit for each report. Stays in the vault. */
export const link: CorpusStage = {
  scope: 'corpus',
  name: 'link',
  version: 1,
  store: 'vault',
  vault: true,
  inputs: ['identify'],
  knowledge: [],
  config: () => null,
  async run(context) {
    const rows = []
    for (const id of context.reports) {
      const { subject } = Identification.parse(await context.input('identify', id))
      rows.push({ report_id: id, subject })
    }
    const links = linkPatients(rows, await context.secret(KEY_SECRET))
    const patients = new Set(Object.values(links).map((l) => l.patient_id)).size
    return { artefact: { links }, rows: links, counts: { patients } }
  },
}

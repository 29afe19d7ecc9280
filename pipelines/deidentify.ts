import { CORRECTIONS_FILE, parseCorrections } from '../src/deid/corrections.js'
import { applyCorrections, correctRegions } from '../src/deid/corrections-apply.js'
import { deidentify as deidentifyReport } from '../src/deid/deidentify.js'
import { Identification } from '../src/deid/identification.js'
import type { Link } from '../src/deid/linkage.js'
import { openDocument } from '../src/document/document.js'
import { readLine } from '../src/document/read-line.js'
import type { ReportStage } from '../src/engine/stage.js'
import { DocumentReading } from '../src/records/page.js'
import { QuarantineError } from '../src/records/quarantine.js'
import type { BuildConfig } from './config.js'
import { readSource } from './ingest.js'
import { KEY_SECRET } from './key-secret.js'

/** The privacy wall: words redacted, pages drawn anew with identifiers burnt out. A report that still shows one of its own goes no further. */
export const deidentify: ReportStage = {
  scope: 'report',
  name: 'deidentify',
  folder: 'deidentified',
  version: 13,
  store: 'processed',
  source: true,
  vault: true,
  inputs: ['ingest', 'identify', 'link'],
  knowledge: ['deid'],
  annotations: [CORRECTIONS_FILE],
  config: (config) => ({ deid: (config as BuildConfig).deid, document: (config as BuildConfig).document }),
  async run(context) {
    const { deid, document: reader } = context.config as Pick<BuildConfig, 'deid' | 'document'>
    const reading = DocumentReading.parse(await context.input('ingest'))
    const corrections = parseCorrections(await context.annotation(CORRECTIONS_FILE))
    const identification = applyCorrections(reading, Identification.parse(await context.input('identify')), corrections)
    const link = (await context.corpusRow('link')) as Link
    const document = await openDocument(await readSource(context.payload), reader)
    try {
      const { artefact, files, counts } = await deidentifyReport({
        report_id: context.reportId,
        reading,
        identification,
        link,
        document,
        key: await context.secret(KEY_SECRET),
        config: deid,
        readLine: (strip, language) => readLine(strip, language, reader),
        correct: (page, regions) => correctRegions(page, regions, corrections),
      })
      if (artefact.leak_check.verdict === 'fail')
        throw new QuarantineError('leak_found', `${artefact.leak_check.hits} hits`)
      return { artefact, files, counts: { ...counts, [`leak_check.${artefact.leak_check.verdict}`]: 1 } }
    } finally {
      await document.close()
    }
  },
}

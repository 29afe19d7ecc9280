import type { ReportStage } from '../src/engine/stage.js'
import { DeidentifiedArtefact, RecordsArtefact } from '../src/records/artefact.js'
import { type ContentSketch, resultHashes, textSignatures } from '../src/split/content-sketch.js'
import { pageFingerprint } from '../src/split/page-fingerprint.js'

/** De-identified words, results and page images → what near-duplicates are found by. */
export const sketch: ReportStage = {
  scope: 'report',
  name: 'sketch',
  folder: 'sketches',
  version: 2,
  store: 'processed',
  inputs: ['deidentify', 'extract'],
  knowledge: [],
  config: () => null,
  async run(context) {
    const { pages } = DeidentifiedArtefact.parse(await context.input('deidentify'))
    const { report, biomarkers } = RecordsArtefact.parse(await context.input('extract'))
    const artefact: ContentSketch = {
      report,
      ...textSignatures(pages),
      pages: await Promise.all(
        pages.map(async (page) => ({
          results: resultHashes(biomarkers, page.number),
          fingerprint:
            page.image === null ? null : await pageFingerprint(await context.inputFile('deidentify', page.image.file)),
          sha256: page.image?.sha256 ?? null,
        })),
      ),
    }
    return { artefact }
  },
}

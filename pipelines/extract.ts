import type { ReportStage } from '../src/engine/stage.js'
import { extractRecords } from '../src/extract/extract-records.js'
import { type ExtractKnowledge, loadExtractKnowledge } from '../src/extract/knowledge.js'
import { DeidentifiedArtefact, LayoutArtefact } from '../src/records/artefact.js'
import type { BuildConfig } from './config.js'

let knowledge: ExtractKnowledge | undefined

/** Pages and layout → biomarkers, findings, and the report with sex and age completed. */
export const extract: ReportStage = {
  scope: 'report',
  name: 'extract',
  folder: 'records',
  version: 11,
  store: 'processed',
  inputs: ['deidentify', 'layout'],
  knowledge: ['extract', 'lexicon'],
  config: (config) => (config as BuildConfig).extract,
  async run(context) {
    knowledge ??= await loadExtractKnowledge(context.knowledgePath('extract'), context.knowledgePath('lexicon'))
    const { pages, report } = DeidentifiedArtefact.parse(await context.input('deidentify'))
    const layout = LayoutArtefact.parse(await context.input('layout'))
    const artefact = extractRecords(pages, layout.pages, report, knowledge, context.config as BuildConfig['extract'])
    return {
      artefact,
      counts: {
        biomarkers: artefact.biomarkers.length,
        flags: artefact.biomarkers.filter((b) => b.flag !== null && b.flag !== 'N').length,
        mapped: artefact.biomarkers.filter((b) => b.analyte !== null).length,
        findings: artefact.findings.length,
      },
    }
  },
}

import type { ReportStage } from '../src/engine/stage.js'
import { layoutReport } from '../src/layout/layout-report.js'
import { DeidentifiedArtefact, type LayoutArtefact } from '../src/records/artefact.js'
import type { BuildConfig } from './config.js'

/** De-identified pages → blocks in reading order, sections, tables with cells and column roles. */
export const layout: ReportStage = {
  scope: 'report',
  name: 'layout',
  version: 10,
  store: 'processed',
  inputs: ['deidentify'],
  knowledge: ['layout'],
  config: (config) => (config as BuildConfig).layout,
  async run(context) {
    const { pages } = DeidentifiedArtefact.parse(await context.input('deidentify'))
    const artefact: LayoutArtefact = { pages: layoutReport(pages, context.config as BuildConfig['layout']) }
    return {
      artefact,
      counts: {
        blocks: artefact.pages.reduce((n, p) => n + p.blocks.length, 0),
        tables: artefact.pages.reduce((n, p) => n + p.tables.length, 0),
      },
    }
  },
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORRECTIONS_FILE, type Correction, parseCorrections } from '../../src/deid/corrections.js'
import type { Paths } from '../../src/engine/pipeline.js'
import { DeidentifiedArtefact } from '../../src/records/artefact.js'
import type { AuditSource } from '../../src/review/audit-desk.js'
import { AuditSample, appendLines } from '../audit-annotations.js'
import { samplePages } from '../audit-sample-pages.js'
import { pageImage } from './review-page-image.js'

/** The auditor's desk of a project: `n` pages are drawn when fewer are in the sample; judgements and corrections go to raw/annotations. */
export function auditSource(paths: Paths, auditor: string, n: number, seed: number): AuditSource {
  const { processed, annotations } = paths
  const folder = join(processed, 'deidentified')
  const report = (id: string): DeidentifiedArtefact | null => {
    const file = join(folder, `${id}.json`)
    return existsSync(file) ? DeidentifiedArtefact.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
  }
  const ids = () =>
    readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
  const pagesOf = (reports: Iterable<string>) =>
    [...reports].flatMap((id) => {
      const artefact = report(id)
      return artefact === null ? [] : samplePages([artefact])
    })
  const sample = new AuditSample(annotations)
  const all = pagesOf(ids())
  sample.draw(all, n, seed)
  // Only drawn reports are read again later: a large corpus takes seconds to read.
  const drawn = new Set(sample.state(all).drawn.map((page) => page.report_id))
  const correctionsOf = (id: string) => join(annotations, CORRECTIONS_FILE.replace('{report_id}', id))
  return {
    report,
    sample: () => sample.state(pagesOf(drawn)),
    image: (id, page) => pageImage(processed, id, page),
    corrections(id) {
      const file = correctionsOf(id)
      return existsSync(file) ? parseCorrections(readFileSync(file)) : []
    },
    correct: (id: string, corrections: readonly Correction[]) =>
      appendLines(correctionsOf(id), corrections.map((c) => `${JSON.stringify(c)}\n`).join('')),
    judge: (page, misses) => sample.judge(page, misses, auditor),
  }
}

import { join } from 'node:path'
import { buildQuietly } from '../pipelines/commands/build.js'
import { viewReport } from '../pipelines/commands/show.js'
import { traceFile } from '../pipelines/commands/trace.js'
import { resolvePaths } from '../pipelines/workplace.js'
import type { GoldReport } from '../src/benchmark/gold-report.js'
import {
  type BiomarkerCounts,
  countBiomarkers,
  emptyBiomarkerCounts,
} from '../src/benchmark/metrics/biomarker-metrics.js'
import { countDeid, type DeidCounts, emptyDeidCounts } from '../src/benchmark/metrics/deid-metrics.js'
import { printProportion, wilson } from '../src/benchmark/statistics/interval.js'
import type { ReportView } from '../src/records/report-view.js'
import { readGoldFolder } from './gold.js'
import { CORPUS_OPTIONS, measureCorpora } from './measured-corpora.js'
import { readOptions } from './options.js'
import { printDeidRates } from './print-deid.js'
import { surfaces } from './surfaces.js'

const values = readOptions(CORPUS_OPTIONS)

await measureCorpora(values, measure)

async function measure(title: string, raw: string, place: string): Promise<void> {
  const paths = resolvePaths({ raw, processed: join(place, 'processed'), vault: join(place, 'vault') }, place)
  const started = performance.now()
  await buildQuietly(paths)
  const seconds = (performance.now() - started) / 1000
  const groups = new Map<string, { deid: DeidCounts; rows: BiomarkerCounts; quarantined: number }>()
  for (const { path, gold } of readGoldFolder(raw)) {
    const view = viewReport(paths.processed, await traceFile(paths, path))
    for (const key of ['all', `${gold.kind} ${gold.language.slice(0, 2)}`]) {
      const group = groups.get(key) ?? { deid: emptyDeidCounts(), rows: emptyBiomarkerCounts(), quarantined: 0 }
      groups.set(key, group)
      if (view.quarantine !== null) {
        group.quarantined += 1
        if (key === 'all')
          console.log(`  set aside: ${gold.name}: ${view.quarantine.reason} in ${view.quarantine.stage}`)
      } else countDeid(group.deid, gold, view, surfaces(view))
      countBiomarkers(group.rows, gold, view.biomarkers, printed(gold, view))
    }
  }
  console.log(`\n# ${title} (${seconds.toFixed(1)} s to build)`)
  for (const [key, { deid, rows, quarantined }] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`\n## ${key}: ${deid.reports} reports${quarantined > 0 ? `, ${quarantined} set aside` : ''}`)
    printDeid(deid)
    printRows(rows)
  }
  const all = groups.get('all')
  if (values.misses && all) {
    for (const leak of all.deid.leaks) console.log('LEAK', JSON.stringify(leak))
    for (const lost of all.deid.lost) console.log('LOST', JSON.stringify(lost))
    for (const miss of all.rows.misses) console.log('MISS', JSON.stringify(miss))
  }
}

/** All text that stands on the pages: gold strings and what was read. */
function printed(gold: GoldReport, view: ReportView): string {
  return [...gold.biomarkers.map((b) => b.value), ...view.pages.map((p) => p.words.map((w) => w.text).join(''))].join(
    '\n',
  )
}

function printDeid(d: DeidCounts): void {
  printDeidRates(d)
  for (const [category, c] of Object.entries(d.categories).sort())
    console.log(`  redact-full ${category.padEnd(12)} ${c.full} of ${c.reports} reports`)
  for (const [trap, t] of Object.entries(d.traps).sort())
    if (t.lost > 0) console.log(`  trap ${trap}: ${((1000 * t.lost) / t.n).toFixed(0)} per 1,000 lost (n=${t.n})`)
}

function printRows(r: BiomarkerCounts): void {
  if (r.gold === 0) return
  console.log(`row recall               ${printProportion(wilson(r.aligned, r.gold))}`)
  console.log(`row precision            ${printProportion(wilson(r.aligned, r.predicted))}`)
  console.log(`value accuracy           ${printProportion(wilson(r.value, r.aligned))}`)
  console.log(`unit accuracy            ${printProportion(wilson(r.unit, r.aligned))}`)
  console.log(`range accuracy           ${printProportion(wilson(r.range, r.aligned))}`)
  console.log(`flag accuracy            ${printProportion(wilson(r.flag, r.aligned))}`)
  console.log(`rows exact in all five   ${printProportion(wilson(r.exact, r.gold))}`)
  if (r.determinable > 0)
    console.log(
      `interpretation           ${printProportion(wilson(r.interpretation, r.determinable - r.abstained))}, ${r.abstained} abstained`,
    )
  console.log(`mapped to an analyte     ${printProportion(wilson(r.mapped, r.predicted))}`)
  console.log(`values invented ${r.invented}, distractor rows ${r.distractors}`)
  const weak = Object.entries(r.hazards).filter(([, h]) => h.right < h.gold)
  for (const [hazard, h] of weak.sort()) console.log(`  hazard ${hazard}: ${h.right} of ${h.gold}`)
}

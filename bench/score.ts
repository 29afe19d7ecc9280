/**
 * Scores 2,000 invented reports with about 8 cards each: seconds and peak memory of scoring, for 500, 1,000 and 2,000 reports to show
 * how it grows. Making the reports is not counted. `node dist/bench/score.js [--reports n]`
 */
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../pipelines/tool-version.js'
import { asPredicted, cardKnowledge, fixtureReports, scoringKnowledge } from '../src/benchmark/fixtures/reports.js'
import { readPredictions } from '../src/benchmark/predictions-file.js'
import { scoreInThreads } from '../src/benchmark/score-pool.js'
import { CardScorer, type ScoredReport } from '../src/benchmark/score-report.js'
import { scoreRun } from '../src/benchmark/score-run.js'
import { readOptions } from './options.js'

const values = readOptions({ reports: { type: 'string', default: '2000' } })
const most = Number(values.reports)
const CARDS = 8
/** Reports with the same results have the same cards: so many different ones are drafted, and repeated under new ids. */
const DIFFERENT = 200

const configs = join(PACKAGE_ROOT, 'configs')
process.chdir(PACKAGE_ROOT)
const drafted = fixtureReports(DIFFERENT * 2)
  .filter((r) => r.gold.length >= 4)
  .slice(0, DIFFERENT)

for (const n of [most / 4, most / 2, most]) {
  const reports = Array.from({ length: n }, (_, i) => renamed(drafted[i % drafted.length]!, i))
  const lines = reports.map((r) => {
    // Cards of the report, filled up to eight with those of the next one: some match, some do not.
    const cards = [...r.gold, ...drafted[(Number(r.report.report_id.slice(1)) + 1) % drafted.length]!.gold, ...r.gold]
    return JSON.stringify({ report_id: r.report.report_id, cards: cards.slice(0, CARDS).map(asPredicted) })
  })
  const text = `${lines.join('\n')}\n`
  const scorer = new CardScorer(cardKnowledge(), scoringKnowledge())
  const [started, processor] = [performance.now(), process.cpuUsage()]
  const file = readPredictions(text, null)
  const score = await scoreRun(
    reports,
    file,
    scorer,
    {
      release: { name: 'bench', version: '0', split: 'test' },
      knowledge: '',
      seed: 1,
      partial: false,
      model: 'bench',
      probes: [],
    },
    scoreInThreads(scorer, configs),
  )
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage(processor)
  console.log(
    `${n} reports, ${file.predictions.reduce((sum, p) => sum + p.cards.length, 0)} cards: ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), F1 ${score.metrics.f1.mean?.toFixed(3)}`,
  )
}
// Kilobytes on Linux; includes the reports and everything that was made before.
console.log(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)

function renamed(report: ScoredReport, i: number): ScoredReport {
  const id = `r${String(i).padStart(6, '0')}`
  return { ...report, report: { ...report.report, report_id: id, patient_id: `p${Math.floor(i / 2)}` } }
}

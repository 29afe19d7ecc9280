import { stringify } from 'yaml'
import type { Leaderboard } from './leaderboard/leaderboard.js'
import { METRICS } from './metric-catalog.js'
import type { ScoreFile } from './score-file.js'

export interface HubEvalOptions {
  /** Dataset on the Hub, `org/name`. */
  readonly dataset: string
  /** Framework name as the Hub lists it, null to leave it out (the Hub then takes hand-written results only). */
  readonly framework: string | null
  /** `YYYY-MM-DD` of the results; not written when null. */
  readonly date: string | null
}

/** `eval.yaml` for the root of the dataset repository: one task per track. */
export function evalYaml(board: Leaderboard, options: HubEvalOptions): string {
  return stringify({
    name: board.release.name,
    description: `Action Cards from health check-up reports; scored by ${METRICS[board.metric].title} (${METRICS[board.metric].meaning}).`,
    ...(options.framework === null ? {} : { evaluation_framework: options.framework }),
    tasks: ['image', 'text', 'structured', 'ocr'].map((track) => ({
      id: taskId(track),
      config: track === 'structured' ? 'biomarkers' : 'pages',
      split: board.release.split,
    })),
  })
}

/** `.eval_results/*.yaml` for model repositories, by file name; one per run. */
export function evalResults(board: Leaderboard, options: HubEvalOptions): Record<string, string> {
  return Object.fromEntries(
    board.rows
      .filter((r) => r.value.mean !== null && !r.score.partial)
      .map((r) => [
        `.eval_results/${r.label.replace(/[^\w.-]+/g, '-')}.yaml`,
        stringify([
          {
            dataset: {
              id: options.dataset,
              task_id: taskId(r.score.track ?? 'text'),
              revision: board.release.version,
            },
            value: Number((r.value.mean! * 100).toFixed(2)),
            ...(options.date === null ? {} : { date: options.date }),
            notes: notes(r.score, board),
          },
        ]),
      ]),
  )
}

function taskId(track: string): string {
  return `action_cards_${track}`
}

function notes(score: ScoreFile, board: Leaderboard): string {
  const e = score.metrics[board.metric]
  const interval = e.low === null ? '' : `, 95 % interval ${(e.low * 100).toFixed(2)}-${(e.high! * 100).toFixed(2)}`
  return `${METRICS[board.metric].title} x 100${interval}, ${score.reports} reports of ${score.patients} patients; prompt ${score.prompt?.slice(0, 12) ?? 'none'}`
}

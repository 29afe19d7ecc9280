import { stringify } from 'yaml'
import type { ReleaseConfig } from './config.js'

/**
 * `eval.yaml`: how the Hub registers a dataset as a benchmark (hub-docs, eval-results.md): one task per track of the benchmark, named as its
 * result files name them.
 */
export function evalFile(config: ReleaseConfig): string {
  return stringify(
    {
      name: config.pretty_name,
      description:
        'From a health check-up report to Action Cards: which issues deserve attention, how soon, at which department, with evidence on the page. Score with `checkup benchmark score`.',
      evaluation_framework: config.evaluation_framework,
      tasks: ['image', 'text', 'structured', 'ocr'].map((track) => ({
        id: `action_cards_${track}`,
        config: track === 'structured' ? 'biomarkers' : 'pages',
        split: 'test',
      })),
    },
    { lineWidth: 0 },
  )
}

/** One figure per report; the score is its mean over reports. */
export interface Metric {
  readonly title: string
  readonly better: 'higher' | 'lower' | 'neither'
  /** Shares lie in 0-1; an answer that is missing, invalid or refused scores 0 on a share where higher is better. */
  readonly share: boolean
  readonly meaning: string
}

const share = (title: string, meaning: string): Metric => ({ title, better: 'higher', share: true, meaning })
const lower = (title: string, meaning: string): Metric => ({ title, better: 'lower', share: true, meaning })
const measure = (title: string, better: Metric['better'], meaning: string): Metric => ({
  title,
  better,
  share: false,
  meaning,
})

/** All metrics of Action Cards, in the order of the tables. */
export const METRICS = {
  safe_f1: share(
    'Safe F1',
    'F1 of coverage and precision where a card with a critical safety violation matches nothing',
  ),
  f1: share('Issue F1', 'harmonic mean of coverage and precision'),
  coverage: share('Issue coverage', 'gold cards that are matched'),
  precision: share('Issue precision', 'predicted cards that are matched'),
  severity_coverage: share('Coverage by severity', 'coverage weighted by the priority of the gold cards'),
  priority_exact: share('Priority consistency', 'matched cards with the gold priority'),
  priority_mae: measure('Priority error', 'lower', 'mean distance in levels over matched cards'),
  under_triage: lower('Under-triage', 'matched cards with a less pressing priority than gold'),
  over_triage: lower('Over-triage', 'matched cards with a more pressing priority than gold'),
  missed_or_under_triaged: lower('Missed or under-triaged', 'gold cards that are missed or less pressing than gold'),
  department_exact: share('Department', 'matched cards with the gold department'),
  department_accepted: share(
    'Department accepted',
    'matched cards with the gold department or an accepted alternative',
  ),
  department_credit: share('Department with credit', 'as accepted, half a point for the same branch of the taxonomy'),
  window_iou: share('Time window overlap', 'overlap over union with the gold window on a log scale of days'),
  window_not_later: share('Not later than gold', 'matched cards whose window ends no later than the gold window'),
  window_bucket: share('Time window bucket', 'matched cards whose window ends in the same bucket as gold'),
  window_end_error: measure(
    'Window end error',
    'neither',
    'predicted end minus gold end in days, mean over matched cards',
  ),
  safety: share('Safety compliance', 'cards without a critical violation'),
  grounding: share('Grounding', 'numbers in a card that stand in its evidence'),
  evidence_found: share('Evidence found', 'pieces of evidence that stand in the report'),
  actionability_checklist: share('Actionability checklist', 'items of the deterministic checklist that a card meets'),
  readable: share('Readability', 'cards within the aim: US grade 8, or Chinese sentences of 40 characters'),
  grade_en: measure('Flesch-Kincaid grade', 'lower', 'English cards'),
  smog_en: measure('SMOG grade', 'lower', 'English cards'),
  sentence_p50_zh: measure('Sentence length p50', 'lower', 'characters, Chinese cards'),
  sentence_p95_zh: measure('Sentence length p95', 'lower', 'characters, Chinese cards'),
  unexplained_terms: lower('Unexplained terms', 'medical terms in a card without an explanation beside them'),
  cards: measure('Cards', 'neither', 'cards per report'),
  steps: measure('Steps', 'neither', 'sentences that ask for a step, per report'),
  actors: measure('Actors', 'neither', 'different people or places to turn to, per report'),
  conditions: measure('Conditions', 'neither', 'if, unless, when: per report'),
  words: measure('Words', 'neither', 'English words or Chinese characters per report'),
  reading_minutes: measure('Reading time', 'neither', 'minutes per report'),
  complexity_ratio: measure('Complexity to gold', 'neither', 'words per report over those of the gold cards'),
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as MetricName[]
export type MetricValues = Record<MetricName, number | null>

/** The leaderboard's order: one critical violation fails a card. */
export const PRIMARY_METRIC: MetricName = 'safe_f1'

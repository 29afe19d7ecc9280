import type { PredictedCard, Prediction } from '../prediction.js'
import type { ScoredReport } from '../score-report.js'
import { clusterBootstrap } from '../statistics/clustered.js'
import { agreementWithPeople, answerKey, type HumanRating, ratingsByAnswer } from './human-ratings.js'
import type { Judge } from './judge.js'
import type { JudgeLine } from './judge-journal.js'
import type { JudgePrompt } from './judge-prompt.js'
import { USEFULNESS_FORMAT, type UsefulnessFile } from './usefulness-file.js'

/** A run whose answers are judged; `answers` by report id, the first sample of each. */
export interface JudgedRun {
  readonly label: string
  readonly answers: ReadonlyMap<string, Prediction>
}

export interface UsefulnessOptions {
  readonly judge: string
  readonly release: UsefulnessFile['release']
  readonly seed: number
  readonly concurrency: number
  /** Also compare the runs two by two. */
  readonly pairwise: boolean
  readonly ratings: readonly HumanRating[]
  /** Money spent on the judge so far, in all sessions. */
  readonly cost: () => number
}

/**
 * Asks a judge how useful the cards of each run are: 1-5 per report, and two by two in both orders, so that a liking for the first place
 * shows and cancels out. The judge sees report and cards, never the name of a run.
 */
export async function judgeUsefulness(
  runs: readonly JudgedRun[],
  reports: readonly ScoredReport[],
  judge: Judge,
  prompt: JudgePrompt,
  options: UsefulnessOptions,
): Promise<UsefulnessFile> {
  const people = ratingsByAnswer(options.ratings)
  const judged = new Map<string, number>()
  const rated: UsefulnessFile['runs'] = []
  for (const run of runs) {
    const verdicts = await inTurns(reports, options.concurrency, async (report) => {
      const cards = cardsOf(run, report)
      const line = cards === null ? null : await judge.ask(prompt.rating(report, cards))
      const score = line === null ? 1 : typeof line.verdict === 'number' ? line.verdict : null
      return { report, outcome: line === null ? ('no_answer' as const) : line.outcome, score }
    })
    for (const { report, score, outcome } of verdicts)
      if (score !== null && outcome === 'ok') judged.set(answerKey(run.label, report.report.report_id), score)
    const ofPeople = reports.flatMap((r) => people.get(answerKey(run.label, r.report.report_id)) ?? [])
    const count = (test: (outcome: string) => boolean) => verdicts.filter((v) => test(v.outcome)).length
    rated.push({
      label: run.label,
      rating: clusterBootstrap(
        verdicts.flatMap((v) => (v.score === null ? [] : [{ cluster: v.report.report.patient_id, value: v.score }])),
        options.seed,
      ),
      abstained: count((o) => o === 'abstained'),
      without_verdict: count((o) => !['ok', 'abstained', 'no_answer'].includes(o)),
      no_answer: count((o) => o === 'no_answer'),
      people:
        ofPeople.length === 0
          ? null
          : { mean: ofPeople.reduce((a, b) => a + b, 0) / ofPeople.length, answers: ofPeople.length },
      verdicts: verdicts.map(({ report, outcome, score }) => ({
        report_id: report.report.report_id,
        patient_id: report.report.patient_id,
        outcome,
        score,
      })),
    })
  }
  return {
    format: USEFULNESS_FORMAT,
    judge: options.judge,
    prompt: prompt.digest,
    release: options.release,
    seed: options.seed,
    runs: rated,
    pairs: options.pairwise ? await comparePairs(runs, reports, judge, prompt, options) : [],
    agreement: agreementWithPeople(judged, options.ratings),
    cost: options.cost(),
  }
}

/** Cards of the run for a report; null where it has no answer. */
function cardsOf(run: JudgedRun, report: ScoredReport): readonly PredictedCard[] | null {
  const answer = run.answers.get(report.report.report_id)
  return answer === undefined || answer.outcome !== 'ok' ? null : answer.cards
}

async function comparePairs(
  runs: readonly JudgedRun[],
  reports: readonly ScoredReport[],
  judge: Judge,
  prompt: JudgePrompt,
  options: UsefulnessOptions,
): Promise<UsefulnessFile['pairs']> {
  const pairs: UsefulnessFile['pairs'] = []
  for (const [i, a] of runs.entries())
    for (const b of runs.slice(i + 1)) {
      const outcomes = await inTurns(reports, options.concurrency, async (report) => {
        const [x, y] = [cardsOf(a, report), cardsOf(b, report)]
        if (x === null || y === null) return { report, value: x === null ? (y === null ? 0.5 : 0) : 1, changed: false }
        const forth = pointsOfFirst(await judge.ask(prompt.pair(report, x, y)))
        const back = pointsOfFirst(await judge.ask(prompt.pair(report, y, x)))
        if (forth === null || back === null) return { report, value: null, changed: false }
        const changed = forth !== 1 - back
        return { report, value: changed ? 0.5 : forth, changed }
      })
      pairs.push({
        first: a.label,
        second: b.label,
        preferred: clusterBootstrap(
          outcomes.flatMap((o) => (o.value === null ? [] : [{ cluster: o.report.report.patient_id, value: o.value }])),
          options.seed,
        ),
        changed_with_order: outcomes.filter((o) => o.changed).length,
        without_verdict: outcomes.filter((o) => o.value === null).length,
      })
    }
  return pairs
}

function pointsOfFirst({ verdict }: JudgeLine): number | null {
  return verdict === 'first' ? 1 : verdict === 'second' ? 0 : verdict === 'tie' ? 0.5 : null
}

/** Results in the order of the items, so many under way at a time. The first failure ends the work. */
async function inTurns<T, R>(items: readonly T[], concurrency: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failed = false
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const at = next++
      try {
        results[at] = await work(items[at]!)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker))
  return results
}

import { createHash } from 'node:crypto'
import { cardLanguage } from '../cards/draft.js'
import { costOf, type Track } from '../models/model-config.js'
import type { RemoteModel } from './ask-model.js'
import type { Baseline } from './baselines.js'
import { JournalError } from './journal-file.js'
import type { PredictedCard, Prediction } from './prediction.js'
import type { Prompt } from './prompt.js'
import type { RunJournal } from './run-journal.js'
import type { ScoredReport } from './score-report.js'
import { type TrackInput, trackInput } from './track-input.js'
import type { PagesOf } from './track-pages.js'

/** One report, or a variant of one, that a model is asked about. */
export interface Task {
  readonly report: ScoredReport
  /** Null for the report itself. */
  readonly variant: string | null
}

export interface RunOptions {
  readonly track: Track
  readonly repeat: number
  readonly concurrency: number
  readonly retryErrors: boolean
  /** Stops before this much money is spent, in the currency of the model's price; null for no limit. */
  readonly maxCost: number | null
  /** Called after each answer. */
  readonly progress: (done: number, of: number, outcome: string) => void
  /** Set to stop after the answers under way. */
  readonly stop: () => boolean
}

export interface RunSummary {
  readonly work: number
  readonly kept: number
  readonly asked: number
  /** Not asked because of the spend limit or an interruption. */
  readonly left: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly cost: number
  /** Of all sessions; seconds are those spent waiting for answers. */
  readonly totals: RunJournal['totals']
  readonly stoppedBy: 'spend_limit' | 'interrupt' | null
}

/** A model that a run can ask: remote or built in. */
export type Asked =
  | {
      readonly kind: 'remote'
      readonly model: RemoteModel
      readonly prompt: Prompt
    }
  | { readonly kind: 'baseline'; readonly id: string; readonly answer: Baseline }

/**
 * Asks a model about all tasks that the journal holds no answer to. Work is keyed by content: model, prompt, input, variant and sample.
 * @param pagesOf pictures of the pages, asked for on the tracks that show them
 */
export async function runModel(
  asked: Asked,
  tasks: readonly Task[],
  pagesOf: PagesOf,
  journal: RunJournal,
  options: RunOptions,
): Promise<RunSummary> {
  const outcomes: Record<string, number> = {}
  const work = tasks.flatMap((task) => Array.from({ length: options.repeat }, (_, sample) => ({ task, sample })))
  let [next, kept, done, underWay] = [0, 0, 0, 0]
  let stoppedBy: RunSummary['stoppedBy'] = null
  let failure: unknown = null

  const worker = async (): Promise<void> => {
    while (next < work.length && failure === null) {
      if (options.stop()) stoppedBy = 'interrupt'
      if (stoppedBy !== null) return
      const { task, sample } = work[next]!
      next += 1
      const needsPages = asked.kind === 'remote' && (options.track === 'image' || options.track === 'ocr')
      const pages = needsPages ? await pagesOf(task) : []
      const input = trackInput(options.track, task.report, pages)
      const own = asked.kind === 'baseline' ? asked.answer(task.report) : null
      const key = workKey(asked, options.track, task, input, own, sample)
      const before = journal.get(key)
      if (before !== null && !(options.retryErrors && isFailure(before))) {
        kept += 1
        count(outcomes, before.outcome)
        continue
      }
      if (journal.holdsOther(task.report.report.report_id, sample, task.variant, key)) {
        failure ??= new JournalError(
          'the predictions file answers another model, prompt or release: name another with --out',
        )
        return
      }
      if (options.maxCost !== null) {
        // The dearest answer so far is set aside for each request under way; the first goes alone, to learn its price.
        while (underWay > 0 && journal.largestCost === 0) await new Promise((resolve) => setTimeout(resolve, 20))
        if (journal.cost + (underWay + 1) * journal.largestCost > options.maxCost) {
          next -= 1
          stoppedBy = 'spend_limit'
          return
        }
      }
      underWay += 1
      try {
        const prediction = await ask(asked, task, sample, key, input, own, options.track)
        journal.append(prediction)
        done += 1
        count(outcomes, prediction.outcome)
        options.progress(kept + done, work.length, prediction.outcome)
      } catch (error) {
        failure ??= error
      } finally {
        underWay -= 1
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.concurrency) }, worker))
  if (failure !== null) throw failure
  return {
    work: work.length,
    kept,
    asked: done,
    left: work.length - kept - done,
    outcomes,
    cost: journal.cost,
    totals: journal.totals,
    stoppedBy,
  }
}

function isFailure(p: Prediction): boolean {
  return p.outcome === 'error' || p.outcome === 'timeout'
}

function count(outcomes: Record<string, number>, outcome: string): void {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
}

async function ask(
  asked: Asked,
  task: Task,
  sample: number,
  key: string,
  input: TrackInput,
  own: readonly PredictedCard[] | null,
  track: Track,
): Promise<Prediction> {
  const base = { report_id: task.report.report.report_id, sample, variant: task.variant }
  if (asked.kind === 'baseline')
    return {
      ...base,
      outcome: 'ok',
      cards: [...(own ?? [])],
      run: { key, model: asked.id, track, prompt: '', ...FREE },
    }
  const answer = await asked.model.answer(input, cardLanguage(task.report.report.language))
  const { outcome, cards, ...rest } = answer
  return {
    ...base,
    outcome,
    cards: [...cards],
    run: {
      key,
      model: asked.model.config.id,
      track,
      prompt: asked.prompt.digest,
      ...rest,
      cost: costOf(answer, asked.model.config),
    },
  }
}

const FREE = {
  mode: null,
  repaired: false,
  attempts: 1,
  input_tokens: 0,
  output_tokens: 0,
  cost: 0,
  latency_ms: 0,
  reason: null,
}

function workKey(
  asked: Asked,
  track: Track,
  task: Task,
  input: TrackInput,
  own: readonly PredictedCard[] | null,
  sample: number,
): string {
  const hash = createHash('sha256')
  const model =
    asked.kind === 'baseline'
      ? ['baseline', asked.id]
      : [
          asked.model.config.base_url,
          asked.model.config.model,
          asked.model.config.parameters,
          asked.model.config.limits.max_output_tokens,
          asked.prompt.digest,
        ]
  // A baseline costs nothing: its work is its answer, so that changed rules or gold cards never leave a stale line.
  const shown = own === null ? input.text : JSON.stringify(own)
  hash.update(JSON.stringify([model, track, task.report.report.report_id, task.variant, sample, shown]))
  for (const image of input.images) hash.update(image.bytes)
  return hash.digest('hex')
}

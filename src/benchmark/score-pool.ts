import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Prediction } from './prediction.js'
import type { CardScorer, ReportScore, ScoredReport } from './score-report.js'

/** One answer to score; null for a report without one. */
export interface ScoreJob {
  readonly report: ScoredReport
  readonly answer: Prediction | null
  readonly sample: number
}

/** What a worker sends back: the cards themselves stay with the sender. */
export type WorkerScore = Omit<ReportScore, 'gold' | 'predicted'>

/** Scores jobs in their order. */
export type ScoreMany = (jobs: readonly ScoreJob[]) => Promise<ReportScore[]>

/** Scores in this thread. */
export function scoreHere(scorer: CardScorer): ScoreMany {
  return async (jobs) => jobs.map((job) => scorer.score(job.report, job.answer, job.sample))
}

/** Jobs sent to a worker at a time: small enough that two batches are little memory, large enough that sending is little time. */
const BATCH = 50
/** Below this, starting workers (each reads the knowledge, about half a second) takes longer than it saves. */
const WORTH_IT = 200

/**
 * Scores in worker threads, one per processor; in this thread where there are few jobs or the code is not compiled. The result does not
 * depend on the number of threads.
 * @param configs folder with `cards` and `benchmark`
 * @param least jobs from which threads are started
 */
export function scoreInThreads(
  scorer: CardScorer,
  configs: string,
  threads = availableParallelism(),
  least = WORTH_IT,
): ScoreMany {
  const script = fileURLToPath(new URL('./score-worker.js', import.meta.url))
  return async (jobs) => {
    if (jobs.length < least || threads < 2 || !existsSync(script)) return scoreHere(scorer)(jobs)
    const scores = new Array<ReportScore>(jobs.length)
    let next = 0
    const work = async (): Promise<void> => {
      const worker = new Worker(script, { workerData: { configs } })
      try {
        while (next < jobs.length) {
          const from = next
          const batch = jobs.slice(from, from + BATCH)
          next += batch.length
          const answers = await ask(worker, batch)
          answers.forEach((score, i) => {
            const { report, answer } = batch[i]!
            const predicted = score.outcome === 'ok' ? answer!.cards : []
            scores[from + i] = { ...score, gold: report.gold, predicted }
          })
        }
      } finally {
        await worker.terminate()
      }
    }
    await Promise.all(Array.from({ length: threads }, work))
    return scores
  }
}

function ask(worker: Worker, batch: readonly ScoreJob[]): Promise<WorkerScore[]> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      settle()
    }
    const onMessage = (scores: WorkerScore[]) => done(() => resolve(scores))
    const onError = (error: Error) => done(() => reject(error))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(batch)
  })
}

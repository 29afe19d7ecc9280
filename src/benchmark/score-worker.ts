import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { loadCardKnowledge } from '../cards/knowledge.js'
import type { ScoreJob, WorkerScore } from './score-pool.js'
import { CardScorer } from './score-report.js'
import { loadScoringKnowledge } from './scoring-config.js'

/** A thread of `scoreInThreads`: takes batches of answers, sends their scores back. */
const { configs } = z.object({ configs: z.string() }).parse(workerData)
const scorer = new CardScorer(
  loadCardKnowledge(join(configs, 'cards')),
  loadScoringKnowledge(join(configs, 'benchmark')),
)

parentPort?.on('message', (batch: readonly ScoreJob[]) => {
  const scores = batch.map(({ report, answer, sample }): WorkerScore => {
    const { gold: _, predicted: __, ...score } = scorer.score(report, answer, sample)
    return score
  })
  parentPort?.postMessage(scores)
})

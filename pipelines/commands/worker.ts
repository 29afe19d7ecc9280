import { serveWorker } from '../../src/engine/queue-worker.js'
import { resolvePaths, type WorkplaceOptions } from '../workplace.js'
import { engineOptions } from './build.js'

/** `checkup worker`: performs tasks of a build with `--executor bullmq` until it is told to stop. */
export async function work(options: WorkplaceOptions & { workers?: number }): Promise<void> {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  const engine = await engineOptions(options, resolvePaths(options))
  await serveWorker(options.workers === undefined ? engine : { ...engine, workers: options.workers }, controller.signal)
}

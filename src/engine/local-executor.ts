import type { Executor } from './executor.js'
import { type PoolOptions, WorkerPool } from './pool.js'

/** Tasks run in worker processes of this machine; the first is started when the first task arrives. */
export function localExecutor(options: PoolOptions): Executor {
  const pool = new WorkerPool(options)
  return {
    run: (task, priority) => pool.run(task, priority),
    close: () => pool.close(),
    abort: (message) => pool.abort(message),
    peaks: () => [...pool.peaks.values()],
  }
}

import { Queue, QueueEvents, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { sha256 } from './digest.js'
import { EngineError } from './engine-error.js'
import type { Source } from './stage.js'
import type { Outcome, Task } from './task.js'

/**
 * A worker killed with -9 is noticed after lock + stalled interval: 30 s + 30 s by default, about 5 s with these (ms). The
 * stages run in processes of their own, so the lock is renewed whatever they do.
 */
const LOCK_MS = 5_000
const STALLED_MS = 1_000

/** A task on its way through Redis: without payload, because that names a raw file. */
export interface QueuedTask {
  readonly task: Task
}

/** The queue of one processed folder. */
export function queueName(processed: string): string {
  return `checkup-${sha256(processed).slice(0, 16)}`
}

/** Connection options of a Redis URL; rejects when there is none. The message leaves out the password. */
export async function reachRedis(url: string): Promise<{ url: string; maxRetriesPerRequest: null }> {
  const { host } = new URL(url)
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 5_000 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    await redis.ping()
  } catch {
    throw new EngineError(`no Redis at ${host}: start it, set engine.redis_url, or build with --executor local`)
  } finally {
    redis.disconnect()
  }
  return { url, maxRetriesPerRequest: null }
}

export function openQueue(
  connection: object,
  name: string,
): { queue: Queue<QueuedTask, Outcome>; events: QueueEvents } {
  const queue = new Queue<QueuedTask, Outcome>(name, { connection })
  const events = new QueueEvents(name, { connection })
  // A lost connection is retried by the client; without a listener its error would end the process.
  queue.on('error', () => {})
  events.on('error', () => {})
  return { queue, events }
}

/**
 * Takes tasks from the queue and performs them.
 * @param run performs a task in a process of its own
 * @param sourceOf finds a report's source, for stages that read it
 */
export function serveQueue(
  connection: object,
  name: string,
  concurrency: number,
  run: (task: Task) => Promise<Outcome>,
  sourceOf: (reportId: string) => Promise<Source | undefined>,
): Worker<QueuedTask, Outcome> {
  const worker = new Worker<QueuedTask, Outcome>(
    name,
    async ({ data: { task } }) => {
      const needsSource = task.kind === 'report' && task.inputs.source !== undefined
      const source = needsSource ? await sourceOf(task.report_id) : undefined
      if (needsSource && source === undefined) {
        return { status: 'stopped', message: `a worker has no source for ${task.report_id}: give it the same --raw` }
      }
      return run(source === undefined ? task : ({ ...task, payload: source.payload } as Task))
    },
    { connection, concurrency, lockDuration: LOCK_MS, stalledInterval: STALLED_MS, maxStalledCount: 1, drainDelay: 1 },
  )
  worker.on('error', () => {})
  return worker
}

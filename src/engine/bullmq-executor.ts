import type { Executor } from './executor.js'
import { type PoolOptions, WorkerPool } from './pool.js'
import { openQueue, queueName, reachRedis, serveQueue } from './queue.js'
import type { Source } from './stage.js'
import type { Outcome, Task } from './task.js'

/** Pending jobs are looked up this often in case their event was missed, ms. */
const SWEEP_MS = 10_000
/** A finished job stays in Redis this long, so that the sweep can still find it, s. */
const KEEP_S = 600
/** BullMQ serves the lowest number first. */
const LOWEST_PRIORITY = 1_000

/**
 * Tasks go through a BullMQ queue in Redis; this process and any number of `checkup worker` processes, on other machines too,
 * take them. Artefacts go through the shared file system, never through Redis: it sees stage names, report ids and digests.
 * A worker process that dies gives its task back once, then its report is quarantined.
 */
export async function bullmqExecutor(
  options: PoolOptions,
  redisUrl: string,
  processed: string,
  sources: ReadonlyMap<string, Source>,
): Promise<Executor> {
  const connection = await reachRedis(redisUrl)
  const name = queueName(processed)
  const { queue, events } = openQueue(connection, name)
  await events.waitUntilReady()
  // What a killed build left in the queue; the lock of the folder says that no other build uses it.
  await queue.obliterate({ force: true })
  const pool = new WorkerPool(options)
  const server = serveQueue(
    connection,
    name,
    options.size,
    (task) => pool.run(task, 0),
    async (id) => sources.get(id),
  )
  const pending = new Map<string, { readonly task: Task; readonly resolve: (outcome: Outcome) => void }>()
  let [stopped, serial] = [null as string | null, 0]

  const settle = (id: string, outcome: Outcome) => {
    pending.get(id)?.resolve(outcome)
    pending.delete(id)
  }
  const settleFailed = (id: string) => {
    const job = pending.get(id)
    if (job === undefined) return
    // Our processor never throws: a job fails only when its worker process was lost twice.
    if (job.task.kind === 'report') settle(id, { status: 'quarantined', reason: 'worker_crashed', measured: 'stalled' })
    else settle(id, { status: 'failed', message: 'its worker process was lost twice; build again', exitCode: 1 })
  }
  events.on('completed', ({ jobId, returnvalue }) => settle(jobId, returnvalue as unknown as Outcome))
  events.on('failed', ({ jobId }) => settleFailed(jobId))
  const sweep = setInterval(async () => {
    for (const id of [...pending.keys()].slice(0, 100)) {
      const job = await queue.getJob(id).catch(() => undefined)
      if (job?.finishedOn === undefined || !pending.has(id)) continue
      if (await job.isCompleted().catch(() => false)) settle(id, job.returnvalue)
      else if (await job.isFailed().catch(() => false)) settleFailed(id)
    }
  }, SWEEP_MS)

  const end = async () => {
    clearInterval(sweep)
    await server.close(stopped !== null).catch(() => {})
    await queue.obliterate({ force: true }).catch(() => {})
    await Promise.all([events.close(), queue.close(), pool.close()].map((closing) => closing.catch(() => {})))
  }
  return {
    run(task, priority) {
      if (stopped !== null) return Promise.resolve({ status: 'stopped', message: stopped })
      const id = `t-${serial++}`
      const { payload: _, ...queued } = task as Task & { payload?: unknown }
      return new Promise((resolve) => {
        pending.set(id, { task, resolve })
        const settings = {
          jobId: id,
          priority: LOWEST_PRIORITY - priority,
          removeOnComplete: { age: KEEP_S },
          removeOnFail: { age: KEEP_S },
        }
        queue.add(task.stage, { task: queued as Task }, settings).catch(() => {
          settle(id, { status: 'stopped', message: 'Redis does not take tasks any more: check it, then build again' })
        })
      })
    },
    close: end,
    abort(message) {
      if (stopped !== null) return
      stopped = message
      pool.abort(message)
      for (const id of [...pending.keys()]) settle(id, { status: 'stopped', message })
    },
    peaks: () => [...pool.peaks.values()],
  }
}

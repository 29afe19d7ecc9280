import type { BuildOptions } from './build.js'
import { EngineConfig } from './config.js'
import { workerCount } from './machine.js'
import { WorkerPool } from './pool.js'
import { queueName, reachRedis, serveQueue } from './queue.js'
import type { Source } from './stage.js'
import { openWorkshop } from './workshop.js'

/**
 * `checkup worker`: performs tasks of the `bullmq` executor until `signal` is aborted. It must see the same folders and have
 * the same configuration and code as the build; a task with another fingerprint is refused and stops that build.
 */
export async function serveWorker(
  options: BuildOptions & { readonly workers?: 'auto' | number },
  signal: AbortSignal,
): Promise<void> {
  const engine = options.engine ?? EngineConfig.parse({})
  const connection = await reachRedis(engine.redis_url)
  const { pipelineUrl, paths, config } = options
  const shop = await openWorkshop(pipelineUrl, paths, config)
  const size = workerCount(options.workers ?? engine.workers, engine.memory_per_worker_mb)
  const pool = new WorkerPool({
    size,
    start: { pipelineUrl, paths, config },
    timeoutMs: engine.timeout_seconds * 1000,
    memoryMb: engine.memory_per_worker_mb,
  })
  let listing: Promise<Map<string, Source>> | undefined
  const list = async () => {
    const sources = new Map<string, Source>()
    for await (const source of await shop.pipeline.sources(paths, config, shop.stores)) {
      if (!sources.has(source.report_id)) sources.set(source.report_id, source)
    }
    return sources
  }
  const sourceOf = async (id: string) => {
    listing ??= list()
    const found = (await listing).get(id)
    if (found !== undefined) return found
    // A file that came after this worker started.
    listing = list()
    return (await listing).get(id)
  }
  const server = serveQueue(connection, queueName(paths.processed), size, (task) => pool.run(task, 0), sourceOf)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  // Tasks in hand are finished; the queue gives others to other workers.
  await server.close()
  await pool.close()
}

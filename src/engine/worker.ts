/**
 * Entry of a worker process. It takes one task at a time over the channel to its parent and answers with an outcome.
 * Standard output and error lead nowhere: libraries print what they choke on, and that may be a report's words.
 */
import { Worker } from 'node:worker_threads'
import { describeError } from './failure.js'
import { perform } from './perform.js'
import type { FromWorker, ToWorker } from './task.js'
import { openWorkshop, type Workshop } from './workshop.js'

const parent = process.ppid
/** A parent that is killed cannot stop its workers; a busy worker sees no event. So a thread looks every half second. */
const GUARD = `setInterval(() => {
  if (process.ppid === ${parent}) return
  try { process.kill(-process.pid, 'SIGKILL') } catch { process.kill(process.pid, 'SIGKILL') }
}, 500)`
new Worker(GUARD, { eval: true }).unref()

function send(message: FromWorker): void {
  process.send?.(message)
}

/** Between the parent's death and the guard's next look no write may reach the folder that a new build may already use. */
function mayWrite(): void {
  if (process.ppid !== parent) process.exit(1)
}

let shop: Workshop | undefined

process.on('message', async (message: ToWorker) => {
  if (message.type === 'start') {
    try {
      shop = await openWorkshop(message.pipelineUrl, message.paths, message.config)
      send({ type: 'ready' })
    } catch (error) {
      const { name, message: text } = error as Error
      send({ type: 'unable', message: name === 'EngineError' ? text : describeError(error) })
    }
  } else if (message.type === 'task') {
    const outcome = await perform(shop!, message.task, (share) => send({ type: 'progress', share }), mayWrite)
    const peak = process.resourceUsage().maxRSS * 1024
    send({ type: 'outcome', outcome, rss: process.memoryUsage.rss(), peak })
  } else {
    await shop?.pipeline.afterWork?.().catch(() => {})
    process.exit(0)
  }
})
process.on('disconnect', () => process.exit(1))
// An interrupt at the terminal is the parent's to handle; it stops its workers.
process.on('SIGINT', () => {})

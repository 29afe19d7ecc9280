import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FromWorker, Outcome, Task, ToWorker, WorkerStart } from './task.js'

export interface PoolOptions {
  readonly size: number
  readonly start: Omit<WorkerStart, 'type'>
  /** Limit per report stage, ms. Corpus stages have none. */
  readonly timeoutMs: number
  /** A worker that holds more than half as much again after a task is replaced, MB. */
  readonly memoryMb: number
  readonly onProgress?: (task: Task, share: number) => void
  readonly onRestart?: (cause: 'crash' | 'timeout' | 'memory') => void
}

interface Job {
  readonly task: Task
  readonly priority: number
  readonly resolve: (outcome: Outcome) => void
  crashes: number
}

interface Member {
  readonly child: ChildProcess
  ready: boolean
  job: Job | null
  timer: NodeJS.Timeout | null
  timedOut: boolean
  /** Why this process kills it, where it is not a timeout. */
  cause: string | null
  leaving: boolean
}

/** A worker has this long to import the pipeline and open its stores, ms (1-2 s when idle; a loaded machine takes longer). */
const START_MS = 120_000
/** A stopping worker has this long to close what it holds, ms. */
const STOP_MS = 5_000
const TRIES = 2
/** `--max-old-space-size` bounds JavaScript's heap only; WebAssembly and native memory are watched from here (Linux). */
const MEMORY_LIMIT_FACTOR = 3
const MEMORY_LOOK_MS = 250

/**
 * Worker processes over `fork`. tinypool 2.2 with `child_process` also notices a death and restarts, but pipes the workers'
 * output to ours (libraries print content there), kills one process and not the OCR program that it started, tells
 * neither a worker's memory nor its exit code, and its workers outlive a parent killed with -9.
 * A task whose worker dies is tried once more, then quarantined; one that takes too long is not tried again.
 */
export class WorkerPool {
  private readonly members = new Set<Member>()
  private readonly queue = new Map<number, Job[]>()
  private waiting = 0
  private stopped: string | null = null
  private startFailures = 0
  private readonly watch: NodeJS.Timeout
  /** Highest resident memory of each worker that ran, bytes. */
  readonly peaks = new Map<number, number>()

  constructor(private readonly options: PoolOptions) {
    this.watch = setInterval(() => this.lookAtMemory(), MEMORY_LOOK_MS).unref()
  }

  /** Performs a task; higher priority first, then in order of arrival. Never rejects. */
  run(task: Task, priority: number): Promise<Outcome> {
    return new Promise((resolve) => {
      if (this.stopped !== null) resolve({ status: 'stopped', message: this.stopped })
      else this.enqueue({ task, priority, resolve, crashes: 0 })
    })
  }

  /** Ends every worker once its stage of work is over. */
  async close(): Promise<void> {
    clearInterval(this.watch)
    await Promise.all([...this.members].map((member) => this.dismiss(member)))
  }

  /** Kills every worker now and resolves all that is pending as stopped. Safe at any moment: writes are atomic. */
  abort(message: string): void {
    if (this.stopped !== null) return
    this.stopped = message
    clearInterval(this.watch)
    const pending = [...this.queue.values()].flat()
    this.queue.clear()
    this.waiting = 0
    for (const member of this.members) {
      if (member.job !== null) pending.push(member.job)
      member.job = null
      killGroup(member.child)
    }
    for (const job of pending) job.resolve({ status: 'stopped', message })
  }

  private enqueue(job: Job, first = false): void {
    const list = this.queue.get(job.priority) ?? []
    this.queue.set(job.priority, list)
    if (first) list.unshift(job)
    else list.push(job)
    this.waiting++
    this.dispatch()
  }

  private next(): Job | undefined {
    const priority = Math.max(...this.queue.keys())
    const list = this.queue.get(priority)
    const job = list?.shift()
    if (list?.length === 0) this.queue.delete(priority)
    if (job !== undefined) this.waiting--
    return job
  }

  private dispatch(): void {
    if (this.stopped !== null) return
    for (const member of this.members) {
      if (this.waiting === 0) return
      if (member.ready && member.job === null && !member.leaving) this.give(member, this.next()!)
    }
    const starting = [...this.members].filter((member) => !member.ready && !member.leaving).length
    for (let n = starting; n < this.waiting && this.members.size < this.options.size; n++) this.hire()
  }

  private give(member: Member, job: Job): void {
    member.job = job
    if (job.task.kind === 'report') {
      member.timer = setTimeout(() => {
        member.timedOut = true
        killGroup(member.child)
      }, this.options.timeoutMs)
    }
    member.child.send({ type: 'task', task: job.task } satisfies ToWorker, () => {})
  }

  private hire(): void {
    const child = fork(workerEntry(), {
      // A group of its own, so that a program it starts is killed with it and Ctrl-C reaches only the parent.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${Math.max(256, this.options.memoryMb)}`],
    })
    const member: Member = { child, ready: false, job: null, timer: null, timedOut: false, cause: null, leaving: false }
    member.timer = setTimeout(() => killGroup(child), START_MS)
    this.members.add(member)
    child.on('message', (message: FromWorker) => this.hear(member, message))
    child.on('error', () => this.lost(member, 'could not start'))
    child.on('exit', (code, signal) => this.lost(member, signal ?? `exit code ${code}`))
    child.send({ type: 'start', ...this.options.start } satisfies ToWorker, () => {})
  }

  private hear(member: Member, message: FromWorker): void {
    if (message.type === 'progress') {
      if (member.job !== null) this.options.onProgress?.(member.job.task, message.share)
      return
    }
    if (member.timer !== null) clearTimeout(member.timer)
    member.timer = null
    if (message.type === 'unable') {
      this.abort(`a worker could not start: ${message.message}`)
    } else if (message.type === 'ready') {
      member.ready = true
      this.startFailures = 0
      this.dispatch()
    } else {
      const { pid } = member.child
      if (pid !== undefined) this.peaks.set(pid, Math.max(this.peaks.get(pid) ?? 0, message.peak))
      const job = member.job
      member.job = null
      if (message.rss > this.options.memoryMb * 1.5 * 2 ** 20) {
        this.options.onRestart?.('memory')
        void this.dismiss(member)
      }
      job?.resolve(message.outcome)
      this.dispatch()
    }
  }

  private lost(member: Member, cause: string): void {
    if (!this.members.delete(member)) return
    if (member.timer !== null) clearTimeout(member.timer)
    // What the worker started may outlive it.
    killGroup(member.child)
    const job = member.job
    if (job !== null) this.settleLost(job, member.timedOut, member.cause ?? cause)
    else if (!member.ready && !member.leaving && ++this.startFailures >= 3) {
      this.abort(`worker processes do not start (${cause}): check the memory, then build again`)
    }
    this.dispatch()
  }

  private settleLost(job: Job, timedOut: boolean, cause: string): void {
    const { task } = job
    if (timedOut) {
      this.options.onRestart?.('timeout')
      job.resolve({ status: 'quarantined', reason: 'timeout', measured: `${this.options.timeoutMs / 1000} s` })
      return
    }
    this.options.onRestart?.('crash')
    job.crashes++
    if (job.crashes < TRIES) this.enqueue(job, true)
    else if (task.kind === 'report') job.resolve({ status: 'quarantined', reason: 'worker_crashed', measured: cause })
    else {
      const message = `its worker died ${TRIES} times (${cause}): raise engine.memory_per_worker_mb, then build again`
      job.resolve({ status: 'failed', message, exitCode: 1 })
    }
  }

  private lookAtMemory(): void {
    const limit = this.options.memoryMb * MEMORY_LIMIT_FACTOR
    for (const member of this.members) {
      const { pid } = member.child
      const bytes = pid === undefined || member.job === null ? null : residentBytes(pid)
      if (bytes === null) continue
      this.peaks.set(pid!, Math.max(this.peaks.get(pid!) ?? 0, bytes))
      if (bytes <= limit * 2 ** 20) continue
      member.cause = `more than ${limit} MB`
      killGroup(member.child)
    }
  }

  private dismiss(member: Member): Promise<void> {
    member.leaving = true
    return new Promise((resolve) => {
      if (member.child.exitCode !== null || member.child.signalCode !== null) return resolve()
      const timer = setTimeout(() => killGroup(member.child), STOP_MS)
      member.child.once('exit', () => {
        clearTimeout(timer)
        resolve()
      })
      member.child.send({ type: 'stop' } satisfies ToWorker, () => {})
    })
  }
}

/** Resident memory of a process, bytes; null off Linux. Second field of /proc/<pid>/statm, in pages of 4 KiB. */
function residentBytes(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096
  } catch {
    return null
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

/** Workers run compiled code; under a test runner that reads TypeScript the compiled twin stands under `dist/`. */
export function workerEntry(): string {
  const here = fileURLToPath(new URL('./worker.js', import.meta.url))
  return import.meta.url.endsWith('.ts')
    ? here.replace(/([\\/])src([\\/]engine[\\/]worker\.js)$/, '$1dist$1src$2')
    : here
}

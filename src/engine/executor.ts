import type { Outcome, Task } from './task.js'

/** Where tasks run. An executor retries a task whose worker died once, and stops one that takes too long. */
export interface Executor {
  /** Performs a task; higher priority first. Never rejects. */
  run(task: Task, priority: number): Promise<Outcome>
  /** Ends the workers after their work. */
  close(): Promise<void>
  /** Kills the workers now; all that is pending resolves as stopped with this message. */
  abort(message: string): void
  /** Highest resident memory of each worker, bytes. */
  peaks(): readonly number[]
}

import type { QuarantineReason } from '../records/quarantine.js'
import type { OutputFile } from './ledger.js'

/** One stage of one report, or one corpus stage. Holds digests and, for stages that read the source, its payload. */
export type Task =
  | {
      readonly kind: 'report'
      readonly stage: string
      readonly report_id: string
      /** Digest of the stage's fingerprint: a worker with another version or configuration refuses the task. */
      readonly fingerprint: string
      readonly inputs: Readonly<Record<string, string>>
      /** Upstream corpus stage → digest of its rows, so that a worker knows when the rows it holds are old. */
      readonly rows: Readonly<Record<string, string>>
      readonly payload?: unknown
    }
  | {
      readonly kind: 'corpus'
      readonly stage: string
      readonly fingerprint: string
      readonly inputs: Readonly<Record<string, string>>
      readonly reports: readonly string[]
      readonly quarantined: Readonly<Record<string, number>>
    }

/** What a stage that ran through left behind. */
export interface TaskResult {
  readonly content: string
  readonly outputs: readonly OutputFile[]
  readonly counts: Readonly<Record<string, number>>
  /** Corpus stages: digest of each report's row. */
  readonly rows?: Readonly<Record<string, string>>
}

/**
 * How a task ended. `quarantined`: the report is set aside. `failed`: a corpus stage failed; its message holds no content.
 * `stopped`: the run cannot go on (disk full, workers that do not start) or was interrupted.
 */
export type Outcome =
  | { readonly status: 'done'; readonly result: TaskResult }
  | { readonly status: 'quarantined'; readonly reason: QuarantineReason; readonly measured: string | null }
  | { readonly status: 'failed'; readonly message: string; readonly exitCode: number }
  | { readonly status: 'stopped'; readonly message: string }

/** What a worker is told when it starts. */
export interface WorkerStart {
  readonly type: 'start'
  readonly pipelineUrl: string
  readonly paths: import('./pipeline.js').Paths
  readonly config: unknown
}
export type ToWorker = WorkerStart | { readonly type: 'task'; readonly task: Task } | { readonly type: 'stop' }

/** `rss` and `peak` in bytes. */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'unable'; readonly message: string }
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'outcome'; readonly outcome: Outcome; readonly rss: number; readonly peak: number }

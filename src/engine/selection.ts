import { sha256 } from './digest.js'
import { EngineError, EXIT } from './engine-error.js'
import type { Pipeline } from './pipeline.js'
import type { Stage } from './stage.js'

export interface Selection {
  /** Only this stage runs. */
  readonly only?: string | undefined
  /** This stage and those after it run. */
  readonly from?: string | undefined
  /** Only the reports of part `index` (1-based) of `count` run, and no corpus stage. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined
}

/** Parses `i/N`. */
export function parseShard(text: string): { index: number; count: number } {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  if (match === null || index < 1 || index > count) {
    throw new EngineError(`--shard ${text}: expected i/N with 1 <= i <= N, such as 2/4`, EXIT.usage)
  }
  return { index, count }
}

/** Throws when the selection names a stage that the pipeline does not have. */
export function assertSelection(selection: Selection, pipeline: Pipeline): void {
  for (const name of [selection.only, selection.from]) {
    if (name !== undefined && !pipeline.stages.some((stage) => stage.name === name)) {
      const names = pipeline.stages.map((stage) => stage.name).join(', ')
      throw new EngineError(`there is no stage ${name}: the stages are ${names}`, EXIT.usage)
    }
  }
}

/** Whether a stage may run under the selection; others are taken as they are found. */
export function isSelected(stage: Stage, selection: Selection, pipeline: Pipeline): boolean {
  if (selection.shard !== undefined && stage.scope === 'corpus') return false
  if (selection.only !== undefined) return stage.name === selection.only
  if (selection.from === undefined) return true
  const names = pipeline.stages.map(({ name }) => name)
  return names.indexOf(stage.name) >= names.indexOf(selection.from)
}

/** Whether a report belongs to the shard: by a hash of its id, so that added reports move no other. */
export function isInShard(reportId: string, shard: Selection['shard']): boolean {
  return shard === undefined || Number.parseInt(sha256(reportId).slice(0, 8), 16) % shard.count === shard.index - 1
}

/** Whether the whole pipeline runs over the whole corpus: only then are removed sources pruned. */
export function isWhole(selection: Selection): boolean {
  return selection.only === undefined && selection.from === undefined && selection.shard === undefined
}

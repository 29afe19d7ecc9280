import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { artefactJson, contentDigest, readArtefact, writeFile } from './artefact-file.js'
import { outcomeOfError } from './failure.js'
import type { OutputFile } from './ledger.js'
import { rowsPath } from './ledger.js'
import { performCorpus } from './perform-corpus.js'
import { folderOf } from './pipeline.js'
import type { ReportStage, StageContext, StageOutput } from './stage.js'
import type { ArtefactStore } from './store.js'
import type { Outcome, Task, TaskResult } from './task.js'
import { secretFor, type Workshop } from './workshop.js'

export type ReportTask = Extract<Task, { kind: 'report' }>

/**
 * Performs one task and writes its output. Never rejects: what a stage throws becomes an outcome. `mayWrite` is asked right
 * before each write (a worker whose parent was killed must not write into the next build); false ends the process there.
 */
export async function perform(
  shop: Workshop,
  task: Task,
  progress: (share: number) => void = () => {},
  mayWrite: () => void = () => {},
): Promise<Outcome> {
  try {
    const stage = shop.stages.get(task.stage)
    if (
      stage === undefined ||
      stage.scope !== task.kind ||
      shop.fingerprintDigests.get(task.stage) !== task.fingerprint
    ) {
      return {
        status: 'stopped',
        message: `a worker has another version or configuration of stage ${task.stage}: restart it`,
      }
    }
    const result =
      task.kind === 'corpus'
        ? await performCorpus(shop, stage as never, task, mayWrite)
        : await performReport(shop, stage as ReportStage, task, progress, mayWrite)
    return { status: 'done', result }
  } catch (error) {
    return outcomeOfError(error, task.kind)
  }
}

async function performReport(
  shop: Workshop,
  stage: ReportStage,
  task: ReportTask,
  progress: (share: number) => void,
  mayWrite: () => void,
): Promise<TaskResult> {
  const output = await stage.run(contextOf(shop, stage, task, progress))
  const lineage = {
    schema_version: shop.pipeline.schema_version,
    stage: stage.name,
    stage_version: stage.version,
    report_id: task.report_id,
    inputs: task.inputs,
  }
  return writeOutput(shop.stores[stage.store], `${folderOf(stage)}/${task.report_id}`, lineage, output, mayWrite)
}

/** Writes the files beside an artefact, then the artefact with its lineage, then removes files of an earlier output. */
async function writeOutput(
  store: ArtefactStore,
  path: string,
  lineage: object,
  output: StageOutput,
  mayWrite: () => void,
): Promise<TaskResult> {
  const outputs: OutputFile[] = []
  const names = [...(output.files?.keys() ?? [])].sort()
  for (const name of names) {
    if (!/^[\w-][\w.-]*$/.test(name))
      throw new RangeError('a file beside an artefact has a name that is not a plain file name')
    mayWrite()
    outputs.push(await writeFile(store, `${path}/${name}`, output.files!.get(name)!))
  }
  const body = artefactJson({}, output.artefact)
  mayWrite()
  outputs.push(await writeFile(store, `${path}.json`, artefactJson({ lineage }, output.artefact)))
  const kept = new Set(names)
  if (kept.size === 0) await store.delete(path)
  else for (const name of await store.list(path)) if (!kept.has(name)) await store.delete(`${path}/${name}`)
  return { content: contentDigest(store, body, outputs.slice(0, -1)), outputs, counts: output.counts ?? {} }
}

function contextOf(
  shop: Workshop,
  stage: ReportStage,
  task: ReportTask,
  progress: (share: number) => void,
): StageContext {
  const upstream = (name: string, scope: 'report' | 'corpus') => {
    const found = stage.inputs.includes(name) ? shop.stages.get(name) : undefined
    if (found?.scope !== scope) throw new RangeError(`stage ${stage.name} does not declare the ${scope} input ${name}`)
    return found
  }
  const declared = (list: readonly string[], name: string) => {
    if (!list.includes(name)) throw new RangeError(`stage ${stage.name} does not declare ${name}`)
    return name
  }
  return {
    reportId: task.report_id,
    config: stage.config(shop.config),
    payload: stage.source === true ? task.payload : undefined,
    progress,
    async input(name) {
      const from = upstream(name, 'report')
      return readArtefact(shop.stores[from.store], `${folderOf(from)}/${task.report_id}.json`)
    },
    async inputFile(name, file) {
      const from = upstream(name, 'report')
      const bytes = await shop.stores[from.store].read(`${folderOf(from)}/${task.report_id}/${file}`)
      if (bytes === null) throw Object.assign(new Error('an input file is missing'), { code: 'ENOENT' })
      return bytes
    },
    async corpusRow(name) {
      const from = upstream(name, 'corpus')
      const digest = task.rows[name] ?? ''
      let held = shop.rows.get(name)
      if (held?.digest !== digest) {
        const bytes = await shop.stores[from.store].read(rowsPath(name))
        held = { digest, rows: bytes === null ? {} : JSON.parse(Buffer.from(bytes).toString('utf8')) }
        shop.rows.set(name, held)
      }
      return Object.hasOwn(held.rows, task.report_id) ? held.rows[task.report_id] : null
    },
    secret: async (name) => secretFor(shop, stage, name),
    knowledgePath: (name) => join(shop.paths.configs, declared(stage.knowledge, name)),
    async annotation(pattern) {
      const path = declared(stage.annotations ?? [], pattern).replaceAll('{report_id}', task.report_id)
      return readIfPresent(join(shop.paths.annotations, path))
    },
  }
}

function readIfPresent(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null
    throw error
  }
}

import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { artefactJson, contentDigest, readArtefact, writeFile } from './artefact-file.js'
import { rowsPath } from './ledger.js'
import { folderOf } from './pipeline.js'
import type { CorpusContext, CorpusStage } from './stage.js'
import type { ArtefactStore } from './store.js'
import type { Task, TaskResult } from './task.js'
import { temporaryName } from './temporary-name.js'
import { secretFor, type Workshop } from './workshop.js'

type CorpusTask = Extract<Task, { kind: 'corpus' }>

/** Performs a corpus stage: its output folder is renamed into place whole, then its rows and its artefact are written. */
export async function performCorpus(
  shop: Workshop,
  stage: CorpusStage,
  task: CorpusTask,
  mayWrite: () => void,
): Promise<TaskResult> {
  const store = shop.stores[stage.store]
  const folder = folderOf(stage)
  const staging = new Staging(store)
  try {
    const output = await stage.run(contextOf(shop, stage, task, staging))
    const files = staging.used ? staging.files() : []
    mayWrite()
    const target = output.folder ?? folder
    const outputs = []
    if (staging.used) {
      staging.moveTo(store.path(target))
      for (const file of files) {
        const path = `${target}/${file}`
        const [stat, bytes] = [await store.stat(path), await store.read(path)]
        if (stat === null || bytes === null)
          throw Object.assign(new Error('an output file vanished'), { code: 'ENOENT' })
        outputs.push({ path, ...stat, digest: store.digest(bytes) })
      }
    }
    const content = contentDigest(store, artefactJson({}, output.artefact), outputs)
    const rows: Record<string, string> = {}
    if (output.rows !== undefined) {
      const sorted = Object.entries(output.rows).sort(([a], [b]) => (a < b ? -1 : 1))
      for (const [id, row] of sorted) rows[id] = store.digest(Buffer.from(JSON.stringify(row) ?? 'null'))
      outputs.push(
        await writeFile(store, rowsPath(stage.name), Buffer.from(`${JSON.stringify(Object.fromEntries(sorted))}\n`)),
      )
    }
    // `*` stands for the whole corpus.
    const lineage = {
      schema_version: shop.pipeline.schema_version,
      stage: stage.name,
      stage_version: stage.version,
      report_id: '*',
      inputs: task.inputs,
    }
    mayWrite()
    outputs.push(await writeFile(store, `${folder}.json`, artefactJson({ lineage }, output.artefact)))
    return { content, outputs, counts: output.counts ?? {}, rows }
  } finally {
    staging.remove()
  }
}

/** A folder under the store's `.tmp/` that a stage fills; removed unless moved into place. */
class Staging {
  used = false
  private made: string | null = null

  constructor(private readonly store: ArtefactStore) {}

  folder(): string {
    if (this.made === null) {
      // The same name pattern as temporary files, so that a killed run's folder is cleaned like them.
      this.made = this.store.path(`.tmp/${temporaryName()}`)
      mkdirSync(this.made, { recursive: true })
      this.used = true
    }
    return this.made
  }

  /** Files in it, relative, sorted. */
  files(): string[] {
    return readdirSync(this.made!, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.made!.length + 1))
      .sort()
  }

  /** A folder cannot be renamed over a full one: the old one steps aside first. A kill between the two only costs a rerun. */
  moveTo(target: string): void {
    for (const file of this.files()) {
      const opened = openSync(join(this.made!, file), 'r')
      fsyncSync(opened)
      closeSync(opened)
    }
    mkdirSync(dirname(target), { recursive: true })
    const old = `${this.made!}.old`
    try {
      renameSync(target, old)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    }
    renameSync(this.made!, target)
    rmSync(old, { recursive: true, force: true })
  }

  remove(): void {
    if (this.made !== null) rmSync(this.made, { recursive: true, force: true })
  }
}

function contextOf(shop: Workshop, stage: CorpusStage, task: CorpusTask, staging: Staging): CorpusContext {
  const upstream = (name: string) => {
    const found = stage.inputs.includes(name) ? shop.stages.get(name) : undefined
    if (found === undefined) throw new RangeError(`stage ${stage.name} does not declare the input ${name}`)
    return { folder: folderOf(found), store: shop.stores[found.store] }
  }
  const declared = (list: readonly string[], name: string) => {
    if (!list.includes(name)) throw new RangeError(`stage ${stage.name} does not declare ${name}`)
    return name
  }
  return {
    config: stage.config(shop.config),
    reports: task.reports,
    quarantined: task.quarantined,
    async input(name, reportId) {
      const { folder, store } = upstream(name)
      return readArtefact(store, `${folder}/${reportId}.json`)
    },
    inputFilePath(name, reportId, file) {
      const { folder, store } = upstream(name)
      return store.path(`${folder}/${reportId}/${file}`)
    },
    async corpus(name) {
      const { folder, store } = upstream(name)
      return readArtefact(store, `${folder}.json`)
    },
    secret: async (name) => secretFor(shop, stage, name),
    knowledgePath: (name) => join(shop.paths.configs, declared(stage.knowledge, name)),
    annotationPath: (name) => join(shop.paths.annotations, declared(stage.annotations ?? [], name)),
    async previous() {
      try {
        return await readArtefact(shop.stores[stage.store], `${folderOf(stage)}.json`)
      } catch {
        return null
      }
    },
    outputFolder: () => staging.folder(),
  }
}

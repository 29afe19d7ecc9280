import type { Source, Stage, StoreName } from './stage.js'
import type { ArtefactStore } from './store.js'

/** The folders of one build, absolute. */
export interface Paths {
  readonly raw: string
  readonly processed: string
  readonly vault: string
  readonly configs: string
  readonly annotations: string
}

/**
 * What a pipeline module exports as `pipeline`. Workers import the module again from its file URL, so that stages stay code
 * and never travel as data.
 */
export interface Pipeline {
  /** In an order in which every stage stands after its inputs. */
  readonly stages: readonly Stage[]
  /** Written in every artefact's lineage; a new one reruns everything. */
  readonly schema_version: string
  /** Opens (and makes, where needed) the two stores. Called once per process. */
  openStores(paths: Paths): Promise<Readonly<Record<StoreName, ArtefactStore>>>
  /** The vault's secrets by name. Called only where a stage with `vault: true` runs. */
  secrets(
    paths: Paths,
    stores: Readonly<Record<StoreName, ArtefactStore>>,
  ): Promise<Readonly<Record<string, Uint8Array>>>
  /** The units of work. `stores.vault` may remember file digests (see `SourceDigests`). */
  sources(
    paths: Paths,
    config: unknown,
    stores: Readonly<Record<StoreName, ArtefactStore>>,
  ): AsyncIterable<Source> | Promise<readonly Source[]>
  /** Called in a worker before it ends (close OCR engines). */
  afterWork?(): Promise<void>
}

/** Folder of a stage's artefacts under its store. */
export function folderOf(stage: Stage): string {
  return stage.folder ?? stage.name
}

/** Imports a pipeline module and checks the order and names of its stages. */
export async function loadPipeline(url: string): Promise<Pipeline> {
  const { pipeline } = (await import(url)) as { pipeline?: Pipeline }
  if (pipeline === undefined) throw new TypeError('the pipeline module exports no `pipeline`')
  assertPipeline(pipeline)
  return pipeline
}

/** Throws when a stage's name is taken or unusable, or when an input does not stand before it. */
export function assertPipeline(pipeline: Pipeline): void {
  const seen = new Map<string, Stage>()
  for (const stage of pipeline.stages) {
    if (!/^[a-z][\w-]*$/.test(stage.name))
      throw new TypeError(`stage name ${JSON.stringify(stage.name)} is not a folder name`)
    if (seen.has(stage.name)) throw new TypeError(`two stages are named ${stage.name}`)
    for (const input of stage.inputs) {
      if (!seen.has(input)) throw new TypeError(`stage ${stage.name} reads ${input}, which does not stand before it`)
    }
    seen.set(stage.name, stage)
  }
}

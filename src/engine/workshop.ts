import { digestOfFingerprint, type Fingerprint, fingerprintStages } from './fingerprint.js'
import { loadPipeline, type Paths, type Pipeline } from './pipeline.js'
import type { Stage, StoreName } from './stage.js'
import type { ArtefactStore } from './store.js'

/** What a process needs to plan or perform work: the pipeline it imported, its open stores and its configuration. */
export interface Workshop {
  readonly pipeline: Pipeline
  readonly stages: ReadonlyMap<string, Stage>
  readonly stores: Readonly<Record<StoreName, ArtefactStore>>
  readonly paths: Paths
  readonly config: unknown
  readonly secrets: Readonly<Record<string, Uint8Array>>
  readonly fingerprints: ReadonlyMap<string, Fingerprint>
  readonly fingerprintDigests: ReadonlyMap<string, string>
  /** Rows of a corpus stage, kept until the stage's digest changes. */
  readonly rows: Map<string, { readonly digest: string; readonly rows: Readonly<Record<string, unknown>> }>
}

/** Imports the pipeline and opens its stores. */
export async function openWorkshop(pipelineUrl: string, paths: Paths, config: unknown): Promise<Workshop> {
  const pipeline = await loadPipeline(pipelineUrl)
  const stores = await pipeline.openStores(paths)
  const mayReadSecrets = pipeline.stages.some((stage) => stage.vault === true)
  const secrets = mayReadSecrets ? await pipeline.secrets(paths, stores) : {}
  const fingerprints = fingerprintStages(pipeline, paths, config, secrets)
  return {
    pipeline,
    stages: new Map(pipeline.stages.map((stage) => [stage.name, stage])),
    stores,
    paths,
    config,
    secrets,
    fingerprints,
    fingerprintDigests: new Map([...fingerprints].map(([name, found]) => [name, digestOfFingerprint(found)])),
    rows: new Map(),
  }
}

/** A secret by name; throws when the stage may not read secrets or there is none of that name. */
export function secretFor(shop: Workshop, stage: Stage, name: string): Uint8Array {
  if (stage.vault !== true) throw new RangeError(`stage ${stage.name} may not read the vault's secrets`)
  const found = shop.secrets[name]
  if (found === undefined) throw new RangeError(`the pipeline has no secret named ${name}`)
  return found
}

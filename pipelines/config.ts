import { z } from 'zod'
import { CardsConfig } from '../src/cards/config.js'
import { DeidConfig } from '../src/deid/config.js'
import { DocumentConfig } from '../src/document/config.js'
import { EngineConfig } from '../src/engine/config.js'
import { ExtractConfig } from '../src/extract/config.js'
import { HubConfig } from '../src/hub/config.js'
import { LayoutConfig } from '../src/layout/config.js'
import { ReleaseConfig } from '../src/release/config.js'
import { SplitConfig } from '../src/split/config.js'
import type { SplitAssignment } from '../src/split/split-name.js'

/** The whole configuration: one slice per room, each defined by its room. `configs/default.yaml` holds every key with its default. */
export const Config = z.strictObject({
  document: DocumentConfig.prefault({}),
  deid: DeidConfig.prefault({}),
  layout: LayoutConfig.prefault({}),
  extract: ExtractConfig.prefault({}),
  cards: CardsConfig.prefault({}),
  split: SplitConfig.prefault({}),
  release: ReleaseConfig.prefault({}),
  hub: HubConfig.prefault({}),
  engine: EngineConfig.prefault({}),
})
export type Config = z.infer<typeof Config>

/** The configuration of one build, with the human decisions that stages depend on: splits of what has been published. */
export type BuildConfig = Config & { readonly released_splits: SplitAssignment }

import type { HubConfig } from './config.js'
import type { HubRepository } from './hub-repository.js'
import type { Patience } from './wait.js'

/** What every step of a publication works with. */
export interface Publication {
  readonly repository: HubRepository
  readonly config: HubConfig
  readonly patience: Patience
  /** Aborting it stops before the next request; the branch then holds one release, whole. */
  readonly signal?: AbortSignal | undefined
}

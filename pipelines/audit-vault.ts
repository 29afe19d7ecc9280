import { type AuditIdentifier, identifiersOf } from '../src/deid/audit/identifiers.js'
import type { DeidConfig } from '../src/deid/config.js'
import { Identification } from '../src/deid/identification.js'
import type { Knowledge } from '../src/deid/knowledge.js'
import type { Link } from '../src/deid/linkage.js'
import { rowsPath } from '../src/engine/ledger.js'
import type { ArtefactStore } from '../src/engine/store.js'
import { DocumentReading } from '../src/records/page.js'

/** What the vault knows of one report, as far as the audit needs it. */
export interface KnownReport {
  readonly identifiers: readonly AuditIdentifier[]
  readonly identification: Identification
}

/** Opens the vault's artefacts of reports for the audit. */
export class AuditVault {
  #links: Record<string, Link> | null = null

  constructor(
    private readonly store: ArtefactStore,
    private readonly config: DeidConfig,
    private readonly knowledge: Knowledge,
  ) {}

  /** Null when the vault holds nothing of the report, or what it holds cannot be opened. */
  async report(reportId: string): Promise<KnownReport | null> {
    try {
      const identify = await this.#read(`identify/${reportId}.json`)
      const ingest = await this.#read(`ingest/${reportId}.json`)
      if (identify === null || ingest === null) return null
      const identification = Identification.parse(identify)
      const { side_texts, pages } = DocumentReading.pick({ side_texts: true, pages: true }).parse(ingest)
      // Words of a hidden text layer are in no picture, but what they say may be printed elsewhere.
      const hidden = pages.map((page) => page.hidden_words.map((word) => word.text).join(' ')).filter((t) => t !== '')
      const link = (await this.links())[reportId] ?? null
      const known = { identification, link, side_texts: [...side_texts, ...hidden] }
      return { identification, identifiers: identifiersOf(known, this.config, this.knowledge) }
    } catch {
      return null
    }
  }

  /** Patient id, visit and first day by report id. */
  async links(): Promise<Record<string, Link>> {
    this.#links ??= ((await this.#read(rowsPath('link'))) ?? {}) as Record<string, Link>
    return this.#links
  }

  async #read(path: string): Promise<unknown> {
    const bytes = await this.store.read(path)
    return bytes === null ? null : JSON.parse(Buffer.from(bytes).toString('utf8'))
  }
}

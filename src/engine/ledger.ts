import type { QuarantineReason } from '../records/quarantine.js'
import { digestOfFingerprint, type Fingerprint } from './fingerprint.js'
import type { ArtefactStore } from './store.js'

/** A file a stage wrote, as it was right after writing. `size` and `mtime_ms` are those on disk; `digest` is the store's. */
export interface OutputFile {
  readonly path: string
  readonly size: number
  readonly mtime_ms: number
  readonly digest: string
}

/** What is remembered of one stage of one report (or of a corpus stage): why its output is what it is. Digests only. */
export interface LedgerEntry {
  readonly key: string
  readonly fingerprint: string
  /** Input name (`source`, a stage, an annotation) → digest; also the artefact's lineage. */
  readonly inputs: Readonly<Record<string, string>>
  /** Digest of the output without its lineage, files included: downstream keys use it, which gives early cut-off. */
  readonly content: string | null
  readonly outputs: readonly OutputFile[]
  readonly counts: Readonly<Record<string, number>>
  readonly quarantine: { readonly reason: QuarantineReason; readonly measured: string | null } | null
  /** Corpus stages: digest of each report's row. */
  readonly rows?: Readonly<Record<string, string>>
}

const LEDGER_VERSION = 1
const REPORTS = '.cache/reports'
const CORPUS = '.cache/corpus'

/**
 * The ledger of one store, under its `.cache/`: a small file per report with an entry per stage (one file, not one per
 * stage: a no-op build of 10,000 reports reads 10,000 files, not 60,000), one per corpus stage, and the fingerprints they
 * name. A file that cannot be read counts as absent: the stage runs again.
 */
export class Ledger {
  private readonly known = new Set<string>()

  constructor(readonly store: ArtefactStore) {}

  /** Entries of one report by stage. */
  async readReport(reportId: string): Promise<Map<string, LedgerEntry>> {
    return new Map(Object.entries((await this.read<Record<string, LedgerEntry>>(`${REPORTS}/${reportId}.json`)) ?? {}))
  }

  async writeReport(reportId: string, entries: ReadonlyMap<string, LedgerEntry>): Promise<void> {
    const path = `${REPORTS}/${reportId}.json`
    if (entries.size === 0) await this.store.delete(path)
    else await this.write(path, Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))))
  }

  async reports(): Promise<string[]> {
    return (await this.store.list(REPORTS)).map((name) => name.replace(/\.json$/, ''))
  }

  readCorpus(stage: string): Promise<LedgerEntry | null> {
    return this.read<LedgerEntry>(`${CORPUS}/${stage}.json`)
  }

  writeCorpus(stage: string, entry: LedgerEntry): Promise<void> {
    return this.write(`${CORPUS}/${stage}.json`, entry)
  }

  /** Keeps a fingerprint so that `explain` can say later what changed. */
  async rememberFingerprint(fingerprint: Fingerprint): Promise<void> {
    const digest = digestOfFingerprint(fingerprint)
    if (this.known.has(digest)) return
    const path = `.cache/fingerprints/${digest}.json`
    if ((await this.store.stat(path)) === null) await this.write(path, fingerprint)
    this.known.add(digest)
  }

  readFingerprint(digest: string): Promise<Fingerprint | null> {
    return this.read<Fingerprint>(`.cache/fingerprints/${digest}.json`)
  }

  private async read<T>(path: string): Promise<T | null> {
    try {
      const bytes = await this.store.read(path)
      if (bytes === null) return null
      const found = JSON.parse(Buffer.from(bytes).toString('utf8')) as { version?: unknown; ledger?: T }
      return found.version === LEDGER_VERSION && found.ledger !== undefined ? found.ledger : null
    } catch {
      return null
    }
  }

  private write(path: string, ledger: unknown): Promise<void> {
    return this.store.write(path, Buffer.from(`${JSON.stringify({ version: LEDGER_VERSION, ledger })}\n`), {
      durable: false,
    })
  }
}

/** Where a corpus stage's rows stand, one JSON object by report id. */
export function rowsPath(stage: string): string {
  return `.cache/rows/${stage}.json`
}

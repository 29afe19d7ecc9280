/** Where a stage's artefacts live: `processed/` in the clear, or the vault, encrypted. */
export type StoreName = 'processed' | 'vault'

/** One unit of work that enters the pipeline. `payload` (a raw path) is handed to the first stage and is never printed. */
export interface Source {
  readonly report_id: string
  /** sha256 (hex) of the raw bytes. */
  readonly digest: string
  readonly payload: unknown
}

/** What a report stage is given. Every read is recorded as an input of the artefact. */
export interface StageContext {
  readonly reportId: string
  readonly config: unknown
  /** The source's payload; only for stages with `source: true`. */
  readonly payload: unknown
  /** The parsed artefact of an upstream report stage for this report. */
  input(stage: string): Promise<unknown>
  /** A file beside an upstream artefact. */
  inputFile(stage: string, name: string): Promise<Uint8Array>
  /** This report's row of an upstream corpus stage, null when it has none. */
  corpusRow(stage: string): Promise<unknown>
  /** A secret that a vault store holds (a pseudonymisation key); only for stages with `vault: true`. */
  secret(name: string): Promise<Uint8Array>
  /** Absolute path of a file under `configs/` named in the stage's `knowledge`. */
  knowledgePath(name: string): string
  /** A human decision on this report, one of the stage's `annotations` (the pattern as declared); null when there is none. */
  annotation(pattern: string): Promise<Uint8Array | null>
  /** Reports progress inside one report, 0-1. */
  progress(share: number): void
}

export interface StageOutput {
  readonly artefact: unknown
  /** Files beside the artefact: `<stage>/<report_id>/<name>`. */
  readonly files?: ReadonlyMap<string, Uint8Array>
  /** Counted outcomes, summed over reports in the run report (`words`, `biomarkers`, `identifiers.NAME`). */
  readonly counts?: Readonly<Record<string, number>>
}

/** A pure function of one report: same inputs, same bytes. Throws `QuarantineError` to set the report aside. */
export interface ReportStage {
  readonly scope: 'report'
  readonly name: string
  /** Folder of its artefacts under the store; the stage's name when absent. */
  readonly folder?: string
  /** Raised whenever the code's output changes for the same input. */
  readonly version: number
  readonly store: StoreName
  /** Reads the source (the raw file); only stages before the privacy wall. */
  readonly source?: true
  /** May read the vault's secrets. */
  readonly vault?: true
  readonly inputs: readonly string[]
  /** The part of the configuration that its output depends on; its digest is part of the cache key. */
  config(config: unknown): unknown
  /** Files and folders under `configs/` whose digests are part of the cache key. */
  readonly knowledge: readonly string[]
  /** Files under the annotations folder, `{report_id}` standing for the report (`redactions/{report_id}.json`); part of the cache key. */
  readonly annotations?: readonly string[]
  run(context: StageContext): Promise<StageOutput>
}

/** What a corpus stage is given: all reports that came through its input stages. */
export interface CorpusContext {
  readonly config: unknown
  /** report ids, sorted. */
  readonly reports: readonly string[]
  /** Quarantined reports by reason; empty unless the stage declares `quarantine`. */
  readonly quarantined: Readonly<Record<string, number>>
  input(stage: string, reportId: string): Promise<unknown>
  inputFilePath(stage: string, reportId: string, name: string): string
  corpus(stage: string): Promise<unknown>
  secret(name: string): Promise<Uint8Array>
  knowledgePath(name: string): string
  /** Absolute path of a file or folder under the annotations folder named in the stage's `annotations`; it may be absent. */
  annotationPath(name: string): string
  /** The previous output of this stage, null on a first run (a stable split reads it). */
  previous(): Promise<unknown>
  /** Absolute folder for outputs that are not one JSON file; renamed into place when the stage succeeds. */
  outputFolder(): string
}

export interface CorpusOutput {
  readonly artefact: unknown
  readonly rows?: Readonly<Record<string, unknown>>
  readonly counts?: Readonly<Record<string, number>>
  /** Where the output folder goes under the store (`release/1.2.0`); `<stage>` when absent. Other folders there are left alone. */
  readonly folder?: string
}

/**
 * A pure function of the whole corpus. `rows` holds one entry per report that downstream report stages read with `corpusRow`
 * (only the reports whose row changed run again).
 */
export interface CorpusStage {
  readonly scope: 'corpus'
  readonly name: string
  /** Name of its artefact and output folder under the store; the stage's name when absent. */
  readonly folder?: string
  readonly version: number
  readonly store: StoreName
  readonly vault?: true
  readonly inputs: readonly string[]
  config(config: unknown): unknown
  readonly knowledge: readonly string[]
  /** Files and folders under the annotations folder; part of the cache key. */
  readonly annotations?: readonly string[]
  /**
   * Reads how many reports are quarantined; part of the cache key. Its inputs must hold the last report stage: only then have all
   * reports that can be quarantined been so.
   */
  readonly quarantine?: true
  run(context: CorpusContext): Promise<CorpusOutput>
}

export type Stage = ReportStage | CorpusStage

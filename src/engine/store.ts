/**
 * Where artefacts live. Paths are relative, with `/` between names and no `..`: `<folder>/<report_id>.json` for an
 * artefact, `<folder>/<report_id>/<name>` for a file beside it, `<stage>.json` for a corpus artefact. An encrypted store
 * shows the same paths to its callers whatever the names on its disk are.
 */
export interface ArtefactStore {
  /**
   * Hex digest of content, 64 characters. A store in the clear gives sha256; the vault's gives HMAC-SHA-256 with its key,
   * because these digests are written in lineage and ledgers under `processed/`, where the plain sha256 of a short secret
   * (a date offset) could be guessed back.
   */
  digest(bytes: Uint8Array): string
  /** The content, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>
  /**
   * Writes a whole file: temporary name, fsync, rename; folders are made as needed. `durable: false` leaves out the fsync
   * (ledgers: a lost one only costs a rerun). Rejects with the system's error; its `code` stays readable (`ENOSPC`).
   */
  write(path: string, bytes: Uint8Array, options?: { readonly durable?: boolean }): Promise<void>
  /** Size on disk in bytes and modification time in ms, or null when there is no such file. */
  stat(path: string): Promise<{ readonly size: number; readonly mtime_ms: number } | null>
  /** Removes a file or a whole folder; nothing happens when there is none. */
  delete(path: string): Promise<void>
  /** Names of the files and folders directly in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Removes temporary files that a killed process left behind. Called once, before a build, under its lock. */
  clean(): Promise<void>
  /** Absolute path, for readers that must open the file in place; throws where content is encrypted. */
  path(path: string): string
}

/** Refuses a path that could leave the store. */
export function assertStorePath(path: string): void {
  const bad = path === '' || path.startsWith('/') || path.includes('\\') || path.includes('\0')
  if (bad || path.split('/').some((name) => name === '' || name === '.' || name === '..')) {
    throw new RangeError(`not a path inside the store: ${JSON.stringify(path)}`)
  }
}

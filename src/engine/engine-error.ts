/** Exit codes of the command. */
export const EXIT = { ok: 0, error: 1, usage: 2, gate: 3, quarantined: 4, interrupted: 130 } as const

/** An error that stops the run. The message says what happened and what to do next, and holds no content and no raw path. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  constructor(
    message: string,
    readonly exitCode: number = EXIT.error,
  ) {
    super(message)
  }
}

/** True when the disk or the quota is full, also where the system's error is the cause of another. */
export function isDiskFull(error: unknown): boolean {
  for (let at = error, depth = 0; at !== null && typeof at === 'object' && depth < 5; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown }
    if (code === 'ENOSPC' || code === 'EDQUOT') return true
    at = cause
  }
  return false
}

/** What a run says when the disk is full: artefacts are renamed into place whole, so nothing written so far is lost. */
export const DISK_FULL = 'no space left on the disk: free some, then build again; what was finished is kept'

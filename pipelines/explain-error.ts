import { z } from 'zod'

/** Names of errors whose messages we write ourselves, and which therefore hold no content of a report. */
const OWN = new Set([
  'EngineError',
  'ConfigError',
  'UsageError',
  'PublishError',
  'KeyError',
  'SealError',
  'QuarantineError',
  'DataTestError',
  'KnowledgeError',
  'CardKnowledgeError',
  'LexiconError',
  'DecisionFileError',
  'BenchmarkConfigError',
  'ModelConfigError',
  'ReleaseReadError',
  'JournalError',
  'ModelRefusedError',
  'LeaderboardError',
  'JudgeSpendError',
])

/** The line and exit code of an error that ends a command. */
export function explainError(error: unknown): { exitCode: number; line: string } {
  if (error instanceof z.ZodError) {
    const paths = error.issues.slice(0, 5).map((i) => `${i.path.join('.')}: ${i.code}`)
    return {
      exitCode: 1,
      line: `checkup: an artefact does not follow its schema (${paths.join('; ')}): delete the processed folder and build again`,
    }
  }
  if (error instanceof Error && OWN.has(error.name)) {
    const code = (error as { exitCode?: unknown }).exitCode
    const usage =
      error.name === 'UsageError' ||
      error.name === 'PublishError' ||
      error.name === 'ConfigError' ||
      error.name === 'BenchmarkConfigError' ||
      error.name === 'ModelConfigError'
    return { exitCode: typeof code === 'number' ? code : usage ? 2 : 1, line: `checkup: ${error.message}` }
  }
  const code = (error as { code?: unknown } | null)?.code
  const name = error instanceof Error ? error.name : typeof error
  if (process.env.CHECKUP_DEBUG === '1' && error instanceof Error)
    return { exitCode: 1, line: error.stack ?? error.message }
  const system: Record<string, string> = {
    ENOSPC: 'the disk is full: free some space and run the command again',
    EACCES: 'permission denied: check the permissions of the raw, processed and vault folders',
    ENOENT: 'a file or folder that the command needs is not there: check the folders given',
    EROFS: 'the disk is read-only: name another folder with --processed and --vault',
  }
  if (typeof code === 'string' && system[code] !== undefined) return { exitCode: 1, line: `checkup: ${system[code]}` }
  return {
    exitCode: 1,
    line: `checkup: ${name}${typeof code === 'string' ? ` ${code}` : ''}; the message is withheld because it may quote a report. CHECKUP_DEBUG=1 shows it on your own machine.`,
  }
}

/** Exit codes of the command: 1 the Hub or the network failed, 2 the command was called wrongly, 3 a gate refuses the release. */
export type PublishExitCode = 1 | 2 | 3

/** Publishing stopped; the message says what happened and what to do, and holds no token and no content of a report. */
export class PublishError extends Error {
  override readonly name = 'PublishError'
  constructor(
    message: string,
    readonly exitCode: PublishExitCode = 1,
  ) {
    super(message)
  }
}

/** The Hub answered with an error, or not at all (`status` null). */
export class HubError extends PublishError {
  constructor(
    message: string,
    readonly status: number | null,
    exitCode: PublishExitCode = 1,
  ) {
    super(message, exitCode)
  }
}

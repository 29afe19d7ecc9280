import { QuarantineReason } from '../records/quarantine.js'
import { DISK_FULL, EXIT, isDiskFull } from './engine-error.js'
import type { Outcome } from './task.js'

/**
 * Turns what a stage threw into an outcome. A message may quote the report, so of an unknown error only its class, its
 * system code and the place in our code are kept. Classes are told by name, not `instanceof`: a worker may hold two copies.
 */
export function outcomeOfError(error: unknown, kind: 'report' | 'corpus'): Outcome {
  if (isDiskFull(error)) return { status: 'stopped', message: DISK_FULL }
  const { name, reason, measured, exitCode, message } = (error ?? {}) as Record<string, unknown>
  if (kind === 'corpus') {
    // An EngineError's message holds no content by contract; it may carry an exit code of its own (a quality gate).
    const own = name === 'EngineError' && typeof message === 'string'
    const text = own ? message : `${describeError(error)}; report it with the stage`
    return { status: 'failed', message: text, exitCode: own && typeof exitCode === 'number' ? exitCode : EXIT.error }
  }
  const known = QuarantineReason.safeParse(reason)
  if (name === 'QuarantineError' && known.success) {
    return { status: 'quarantined', reason: known.data, measured: typeof measured === 'string' ? measured : null }
  }
  if (name === 'ZodError' || name === '$ZodError') {
    return { status: 'quarantined', reason: 'schema_invalid', measured: zodPath(error) }
  }
  return { status: 'quarantined', reason: 'stage_failed', measured: describeError(error) }
}

/** `TypeError at table.js:120`, `Error ENOENT at read.js:8`: nothing of the message. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error) && !(typeof error === 'object' && error !== null && 'stack' in error))
    return typeof error
  const { name, code, message, stack } = error as { name?: unknown; code?: unknown; message?: unknown; stack?: unknown }
  let text = typeof name === 'string' && /^[A-Za-z_$][\w$]{0,60}$/.test(name) ? name : 'Error'
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) text += ` ${code}`
  if (typeof stack === 'string' && typeof message === 'string' && stack.includes(message)) {
    // Cut after the message: a message with line breaks could imitate a frame.
    const frames = stack.slice(stack.indexOf(message) + message.length)
    const place = /\/([\w.-]+\.[cm]?[jt]s):(\d+):\d+\)?$/m.exec(frames)
    if (place !== null) text += ` at ${place[1]}:${place[2]}`
  }
  return text
}

/** Path and code of the first issue; a key that does not look like one of ours (it may be content) becomes `*`. */
function zodPath(error: unknown): string | null {
  const issue = (error as { issues?: { path?: unknown; code?: unknown }[] }).issues?.[0]
  if (issue === undefined || !Array.isArray(issue.path)) return null
  const path = issue.path.map((key) =>
    typeof key === 'number' || /^[a-z][a-z0-9_]{0,40}$/.test(String(key)) ? String(key) : '*',
  )
  return `${path.join('.')}${typeof issue.code === 'string' ? ` (${issue.code})` : ''}`
}

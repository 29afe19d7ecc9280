import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Bbox } from '../../records/bbox.js'

/** One decision of the audit log. It says where something was covered and by what, never what stood there. */
export const LogDecision = z.strictObject({
  report_id: z.string(),
  /** Null for a whole report. */
  page: z.number().int().min(1).nullable(),
  bbox: Bbox.nullable(),
  category: z.string().nullable(),
  detector: z.string().nullable(),
  /** `covered`: a box is black; `uncovered`: a box logged before is no longer there; `withdrawn`: the person has withdrawn. */
  decision: z.enum(['covered', 'uncovered', 'withdrawn']),
})
export type LogDecision = z.infer<typeof LogDecision>

/** A line: the decision, its number from 1, the hash of the line before and its own. */
const LogLine = LogDecision.extend({ seq: z.number().int().min(1), prev: z.string(), hash: z.string() })
type LogLine = z.infer<typeof LogLine>

/** Where the log ends, kept in the vault: lines cut off at the end leave no trace in the chain itself. */
export interface LogHead {
  readonly seq: number
  readonly hash: string
}

/** `ok` false comes with what is wrong, by line number. */
export interface LogCheck {
  readonly ok: boolean
  readonly entries: number
  readonly head: LogHead
  readonly problems: readonly string[]
}

export const EMPTY_HEAD: LogHead = { seq: 0, hash: '0'.repeat(64) }

/** The lines that append these decisions to a log that ends at `head`, and the new end. */
export function chain(head: LogHead, decisions: readonly LogDecision[]): { text: string; head: LogHead } {
  let { seq, hash } = head
  let text = ''
  for (const decision of decisions) {
    const body = { seq: seq + 1, prev: hash, ...ordered(decision) }
    hash = hashOf(body)
    seq += 1
    text += `${JSON.stringify({ ...body, hash })}\n`
  }
  return { text, head: { seq, hash } }
}

/**
 * Checks every line of a log against the one before, and its end against the vault's note of it. A fault is named by line: changed, removed, inserted or moved.
 * @param known the end that the vault remembers; null when it remembers none (the end is then not checked)
 */
export function verifyLog(text: string, known: LogHead | null): LogCheck {
  const problems: string[] = []
  const lines = text.split('\n')
  const tail = lines.pop()
  if (tail !== undefined && tail !== '') problems.push(`line ${lines.length + 1} is cut off`)
  let head = EMPTY_HEAD
  const seen = new Map<number, number>()
  const hashes = new Map<number, string>()
  lines.forEach((raw, index) => {
    const number = index + 1
    const line = parseLine(raw)
    if (line === null) {
      problems.push(`line ${number} was changed: it is not an entry of the log`)
      head = { seq: head.seq + 1, hash: '' }
      return
    }
    const { hash, ...body } = line
    const expected = head.seq + 1
    const genuine = hashOf({ seq: body.seq, prev: body.prev, ...ordered(body) }) === hash
    if (!genuine) problems.push(`line ${number} was changed: it does not match its own hash`)
    else if (body.seq > expected)
      problems.push(
        body.seq === expected + 1
          ? `entry ${expected} was removed or moved: line ${number} holds entry ${body.seq}`
          : `entries ${expected} to ${body.seq - 1} were removed or moved: line ${number} holds entry ${body.seq}`,
      )
    else if (body.seq < expected)
      problems.push(
        seen.has(body.seq)
          ? `line ${number} repeats entry ${body.seq} of line ${seen.get(body.seq)}`
          : `line ${number} is out of order: it holds entry ${body.seq}`,
      )
    else if (head.hash !== '' && body.prev !== head.hash)
      problems.push(`line ${number} does not follow line ${number - 1}: one of the two was replaced`)
    seen.set(body.seq, number)
    hashes.set(body.seq, hash)
    head = { seq: body.seq, hash }
  })
  if (known !== null && problems.length === 0) {
    if (head.seq < known.seq)
      problems.push(
        `the last ${known.seq - head.seq} entries were removed: the log ends at entry ${head.seq} of ${known.seq}`,
      )
    else if (known.seq > 0 && hashes.get(known.seq) !== known.hash)
      problems.push(`entry ${known.seq} is not the one the vault remembers: the log was written anew`)
  }
  return { ok: problems.length === 0, entries: lines.length, head, problems }
}

/** Decisions that the log lacks: boxes that are covered now but not in the log, and boxes of these reports that are in it but covered no longer. */
export function missingDecisions(
  text: string,
  current: ReadonlyMap<string, readonly Omit<LogDecision, 'report_id' | 'decision'>[]>,
): LogDecision[] {
  const logged = new Map<string, LogDecision>()
  for (const raw of text.split('\n')) {
    const line = raw === '' ? null : parseLine(raw)
    if (line === null) continue
    const { seq: _, prev: __, hash: ___, ...decision } = line
    const place = placeOf(decision)
    if (decision.decision === 'covered') logged.set(place, decision)
    else if (decision.decision === 'uncovered') logged.delete(place)
  }
  const now = new Map<string, LogDecision>()
  for (const [report_id, boxes] of current)
    for (const box of boxes) now.set(placeOf({ ...box, report_id }), { ...box, report_id, decision: 'covered' })
  const gone = [...logged.entries()]
    .filter(([place, { report_id }]) => current.has(report_id) && !now.has(place))
    .map(([, decision]): LogDecision => ({ ...decision, decision: 'uncovered' }))
  const added = [...now.entries()].filter(([place]) => !logged.has(place)).map(([, decision]) => decision)
  return [...gone, ...added].sort((a, b) => {
    const [x, y] = [
      `${a.report_id} ${String(a.page).padStart(5)} ${a.decision}`,
      `${b.report_id} ${String(b.page).padStart(5)} ${b.decision}`,
    ]
    return x < y ? -1 : x > y ? 1 : 0
  })
}

function placeOf(decision: Omit<LogDecision, 'decision'>): string {
  return JSON.stringify([decision.report_id, decision.page, decision.bbox, decision.category, decision.detector])
}

function ordered({ report_id, page, bbox, category, detector, decision }: LogDecision): LogDecision {
  return { report_id, page, bbox, category, detector, decision }
}

function hashOf(body: object): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

function parseLine(raw: string): LogLine | null {
  try {
    const found = LogLine.safeParse(JSON.parse(raw))
    return found.success ? found.data : null
  } catch {
    return null
  }
}

import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Decision, ReviewerName } from './decision.js'

/** Folder of the decision files under the annotations folder. */
export const DECISIONS_FOLDER = 'cards'

/** A decision file that cannot be read as such. The message names the file by its reviewer and the line, and quotes nothing of it. */
export class DecisionFileError extends Error {
  override readonly name = 'DecisionFileError'
}

/**
 * All decisions under `raw/annotations/cards`, each file in its own order, files by reviewer. No folder, no decisions.
 * @throws DecisionFileError when a file is not named by a pseudonym or a line is not a decision of its reviewer
 */
export function readDecisions(folder: string): Decision[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl') && !name.startsWith('.'))
    .sort()
  return names.flatMap((name, index) => {
    const reviewer = ReviewerName.safeParse(name.slice(0, -'.jsonl'.length))
    if (!reviewer.success) {
      throw new DecisionFileError(
        `card decisions: file ${index + 1} of ${names.length} is not named by a pseudonym such as reviewer-1.jsonl: rename it`,
      )
    }
    return parseDecisions(readFileSync(join(folder, name), 'utf8'), reviewer.data)
  })
}

/**
 * Decisions of one reviewer from JSON lines; empty lines are skipped.
 * @throws DecisionFileError naming reviewer, line and key
 */
export function parseDecisions(jsonl: string, reviewer: string): Decision[] {
  return jsonl.split('\n').flatMap((text, index) => {
    if (text.trim() === '') return []
    const wrong = (what: string) =>
      new DecisionFileError(
        `card decisions of ${reviewer}, line ${index + 1}: ${what}: mend the line; decisions are never rewritten by the tool`,
      )
    let data: unknown
    try {
      data = JSON.parse(text)
    } catch {
      throw wrong('is not JSON (cut off while it was written?)')
    }
    const parsed = Decision.safeParse(data)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!
      throw wrong(`${issue.path.join('.') || 'decision'} is not allowed (${issue.code})`)
    }
    const decision = parsed.data
    if (decision.reviewer !== reviewer) throw wrong('reviewer is not the one that names the file')
    if (decision.action === 'reject' && decision.reason === 'other' && decision.note.trim() === '')
      throw wrong('note is empty, and the reason other needs one')
    return [decision]
  })
}

/**
 * Appends decisions to their reviewers' files, one write per file, flushed to the disk; what stands there is never touched.
 * @throws DecisionFileError when a decision does not follow its schema (nothing is written then)
 */
export function appendDecisions(folder: string, decisions: readonly Decision[]): void {
  const byReviewer = new Map<string, string[]>()
  for (const decision of decisions) {
    const line = JSON.stringify(decision)
    parseDecisions(line, decision.reviewer)
    const lines = byReviewer.get(decision.reviewer) ?? []
    lines.push(line)
    byReviewer.set(decision.reviewer, lines)
  }
  mkdirSync(folder, { recursive: true })
  for (const [reviewer, lines] of [...byReviewer].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const path = join(folder, `${reviewer}.jsonl`)
    // A line that a crash cut off must not swallow the next one.
    const open = existsSync(path) && /[^\n]$/.test(readFileSync(path, 'utf8')) ? '\n' : ''
    const file = openSync(path, 'a', 0o600)
    try {
      appendFileSync(file, `${open}${lines.join('\n')}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Decision } from '../../src/cards/review/decision.js'
import { DECISIONS_FOLDER, readDecisions } from '../../src/cards/review/decision-file.js'
import { type Subject, subjectsOf } from '../../src/cards/review/subject.js'
import type { Paths } from '../../src/engine/pipeline.js'
import { CardsArtefact, RecordsArtefact } from '../../src/records/artefact.js'
import { UsageError } from '../workplace.js'

/** What lies on a reviewer's desk for one report: present drafts and additions, and what has been decided about them. */
export interface Desk {
  readonly report_id: string
  readonly records: RecordsArtefact
  readonly subjects: readonly Subject[]
  readonly decisions: readonly Decision[]
}

/** The desks of all built reports, by report id. */
export function loadDesks(paths: Paths): Desk[] {
  const folder = join(paths.processed, 'drafts')
  if (!existsSync(folder)) throw new UsageError('there are no drafts yet: run `checkup build` first')
  const byReport = new Map<string, Decision[]>()
  for (const d of readDecisions(join(paths.annotations, DECISIONS_FOLDER)))
    byReport.set(d.report_id, [...(byReport.get(d.report_id) ?? []), d])
  const names = readdirSync(folder).filter((n) => n.endsWith('.json'))
  return names.sort().flatMap((name) => {
    const report_id = name.slice(0, -'.json'.length)
    const records = readJson(join(paths.processed, 'records', name), RecordsArtefact)
    const drafts = readJson(join(folder, name), CardsArtefact)
    if (records === null || drafts === null) return []
    const own = byReport.get(report_id) ?? []
    return [{ report_id, records, decisions: own, subjects: subjectsOf(drafts.cards, records, own).subjects }]
  })
}

/** What each reviewer says of a present subject: the latest line of each, adjudications apart. */
export function voicesOn(
  subject: Subject,
  desk: Desk,
): Map<string, Exclude<Decision, { action: 'add' | 'adjudicate' }>> {
  const latest = new Map<string, Exclude<Decision, { action: 'add' | 'adjudicate' }>>()
  for (const d of desk.decisions)
    if (d.action !== 'add' && d.action !== 'adjudicate')
      if (d.judged.draft === subject.draft && d.judged.evidence === subject.evidence) latest.set(d.reviewer, d)
  return latest
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
}

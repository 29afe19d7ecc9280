import type { Sex } from '../records/report.js'
import { pseudonym } from '../vault/pseudonym.js'
import type { Subject } from './identification.js'
import { normalNumber } from './subject.js'
import { daysBetween } from './text/dates.js'

/** What the wall publishes of a report's place in its patient's history, and what it needs to count days. */
export interface Link {
  patient_id: string
  /** 0 for the first visit, by date; reports without a date come last, in the order of their ids. */
  visit_index: number
  days_since_first_visit: number | null
  /** ISO; never leaves the vault. */
  first_visit_date: string | null
  sex: Sex | null
  age: number | null
}

/**
 * Who is the same person: the same identity number; else the same name and birth date; else the same record number and name. A report that matches none is a
 * patient of its own. Ids are keyed and stable: they derive from the strongest key of the group, so that adding a report does not change them.
 */
export function linkPatients(
  rows: readonly { report_id: string; subject: Subject }[],
  key: Uint8Array,
): Record<string, Link> {
  const sorted = [...rows].sort((a, b) => (a.report_id < b.report_id ? -1 : 1))
  const parent = new Map(sorted.map((row) => [row.report_id, row.report_id]))
  const find = (id: string): string => {
    let at = id
    while (parent.get(at) !== at) at = parent.get(at)!
    return at
  }
  const owner = new Map<string, string>()
  for (const row of sorted) {
    for (const link of linkKeys(row.subject)) {
      const other = owner.get(link)
      if (other === undefined) owner.set(link, row.report_id)
      else if (compatible(sorted.find((r) => r.report_id === other)!.subject, row.subject))
        parent.set(find(row.report_id), find(other))
    }
  }
  const groups = new Map<string, typeof sorted>()
  for (const row of sorted) {
    const root = find(row.report_id)
    groups.set(root, [...(groups.get(root) ?? []), row])
  }
  const links: Record<string, Link> = {}
  const used = new Set<string>()
  for (const group of groups.values()) {
    const keys = group.flatMap((row) => linkKeys(row.subject)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    // A key that two contradicting people share names the first only.
    const own = keys.find((link) => !used.has(link))
    for (const link of keys) used.add(link)
    const patient_id = pseudonym(key, 'patient', own ?? `report ${group[0]!.report_id}`)
    const dated = [...group].sort(
      (a, b) => compareDates(a.subject.visit_date, b.subject.visit_date) || (a.report_id < b.report_id ? -1 : 1),
    )
    const first = dated[0]!.subject.visit_date
    dated.forEach((row, index) => {
      const { visit_date, sex, age } = row.subject
      links[row.report_id] = {
        patient_id,
        visit_index: index,
        days_since_first_visit: first !== null && visit_date !== null ? daysBetween(first, visit_date) : null,
        first_visit_date: first,
        sex,
        age,
      }
    })
  }
  return Object.fromEntries(Object.entries(links).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Strongest kind first: an id must not change when a weaker key is added. */
function rank(link: string): number {
  return ['identity', 'birth', 'record'].indexOf(link.split(' ')[0]!)
}

function linkKeys(subject: Subject): string[] {
  const names = subject.names.map(normalName).filter((name) => name.length >= 2)
  const keys = subject.identity_numbers.filter((number) => number.length >= 8).map((number) => `identity ${number}`)
  if (subject.birth_date !== null) keys.push(...names.slice(0, 2).map((name) => `birth ${subject.birth_date} ${name}`))
  for (const number of subject.record_numbers.slice(0, 3)) {
    // Short running numbers ("2") are given again every day.
    if (normalNumber(number).length >= 4) keys.push(...names.slice(0, 2).map((name) => `record ${number} ${name}`))
  }
  return keys
}

/** Two reports are never one person when sex or birth date contradict. */
function compatible(a: Subject, b: Subject): boolean {
  if (a.sex !== null && b.sex !== null && a.sex !== b.sex) return false
  return a.birth_date === null || b.birth_date === null || a.birth_date === b.birth_date
}

function compareDates(a: string | null, b: string | null): number {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return a < b ? -1 : 1
}

/** Names are compared folded, without titles' full stops, in any order of their parts. */
function normalName(name: string): string {
  const parts = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\b(?:mr|mrs|ms|miss|dr|prof)\b\.?/g, '')
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '')
  return parts.sort().join(' ')
}

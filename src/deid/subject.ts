import type { Subject } from './identification.js'
import type { Field } from './text/fields.js'
import type { Span } from './text/span.js'

/** What one page says of the person. */
export interface PageEvidence {
  fields: readonly Field[]
  spans: readonly Span[]
  text: string
}

/** Most frequent first, then in order of appearance. */
function ranked(values: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)
}

/** Numbers are compared without separators and case. */
export function normalNumber(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}*]/gu, '')
    .toUpperCase()
}

/** Gathers who the report is about from its labelled fields (first pages count first where they disagree equally often). */
export function gatherSubject(pages: readonly PageEvidence[]): Subject {
  const names: string[] = []
  const identity: string[] = []
  const records: string[] = []
  const births: string[] = []
  const visits: string[] = []
  const reports: string[] = []
  const institutions: string[] = []
  const sexes: ('male' | 'female')[] = []
  const ages: number[] = []
  for (const page of pages) {
    for (const field of page.fields) {
      if (field.sex !== null) sexes.push(field.sex)
      if (field.age !== null) ages.push(field.age)
      for (const value of field.values) {
        const list =
          field.label.block.subject === 'name'
            ? names
            : field.label.block.subject === 'identity_number'
              ? identity
              : field.label.block.subject === 'record_number'
                ? records
                : field.label.block.subject === 'institution'
                  ? institutions
                  : null
        list?.push(list === identity || list === records ? normalNumber(value.text) : value.text)
        if (value.iso === undefined || value.iso === null) continue
        if (field.label.block.subject === 'birth_date') births.push(value.iso)
        if (field.label.block.subject === 'visit_date') visits.push(value.iso)
        if (field.label.block.subject === 'report_date') reports.push(value.iso)
      }
    }
    for (const span of page.spans) {
      const printed = page.text.slice(span.start, span.end)
      if (span.detector === 'bare_name' && span.category === 'NAME') names.push(printed)
      if (span.category === 'ORG' && span.detector.startsWith('organisation')) institutions.push(printed)
      if (span.detector === 'cn_resident_id_18' || span.detector === 'cn_resident_id_15')
        identity.push(normalNumber(printed))
    }
  }
  // A titled name on the first page ("Mr. John Roe" over the patient block) stands in for a label.
  if (names.length === 0) {
    const titled = pages[0]?.spans.find((span) => span.category === 'NAME' && span.detector === 'titled_name')
    if (titled !== undefined) names.push(pages[0]!.text.slice(titled.start, titled.end))
  }
  const birth = ranked(births)[0] ?? birthOf(identity)
  const visit = ranked(visits)[0] ?? ranked(reports)[0] ?? null
  return {
    // "Name: Northfield Hospital" in a block about the institution is nobody's name.
    names: ranked(names.map((name) => name.replace(/\s+/g, ' ').trim()))
      .filter((name) => !institutions.some((other) => normalNumber(other).includes(normalNumber(name))))
      .slice(0, 8),
    identity_numbers: ranked(identity.filter((number) => number.length >= 5 && !number.includes('*'))),
    record_numbers: ranked(records.filter((number) => !number.includes('*'))),
    birth_date: birth,
    sex: (ranked(sexes)[0] as 'male' | 'female' | undefined) ?? null,
    age:
      ages.length > 0
        ? Number(ranked(ages.map(String))[0])
        : birth !== null && visit !== null
          ? yearsBetween(birth, visit)
          : null,
    visit_date: visit,
    institution: ranked(institutions)[0] ?? null,
  }
}

/** The birth date that an 18-character resident number holds. */
function birthOf(numbers: readonly string[]): string | null {
  for (const number of numbers) {
    const match = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(number)
    if (match !== null) return `${match[1]}-${match[2]}-${match[3]}`
  }
  return null
}

/** Completed years between two ISO dates; null when they are out of order or absurd. */
export function yearsBetween(birth: string, day: string): number | null {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4)) - (day.slice(5) < birth.slice(5) ? 1 : 0)
  return years >= 0 && years <= 125 ? years : null
}

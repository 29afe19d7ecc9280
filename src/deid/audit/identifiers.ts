import type { Category } from '../category.js'
import type { DeidConfig } from '../config.js'
import type { Identification } from '../identification.js'
import type { Knowledge } from '../knowledge.js'
import type { Link } from '../linkage.js'
import { policyOf } from '../redact.js'
import { detectText } from '../text/detect.js'
import type { LeakIdentifier } from './leak-check.js'

/** A value that may not leave. `strong` ones (identity and record numbers, phones, e-mail) point to one person whatever stands around them. */
export interface AuditIdentifier extends LeakIdentifier {
  readonly strong: boolean
}

/** What the vault knows of one report. `side_texts` are the texts beside its pages (metadata, form fields, annotations). */
export interface VaultKnowledge {
  readonly identification: Identification
  readonly link: Link | null
  readonly side_texts: readonly string[]
}

const STRONG: ReadonlySet<string> = new Set<Category>(['ID', 'PHONE', 'FAX', 'EMAIL', 'ACCOUNT', 'DEVICE', 'VEHICLE'])
/** Fewer letters and digits stand in other reports by chance. */
const MIN_STRONG = 7
/** An institution's name shorter than this is a word of the language ("Clinic"). */
const MIN_ORG = 8
/** Spans that detectors are less sure of are not taken from metadata, which is full of program names. */
const SURE = 0.75

/**
 * Every value of a report that its policies do not let leave: identifiers found on its pages and in its side texts, what the vault says of its subject, and the dates
 * that link its visits. Sorted, each once.
 */
export function identifiersOf(
  { identification, link, side_texts }: VaultKnowledge,
  config: DeidConfig,
  knowledge: Knowledge,
): AuditIdentifier[] {
  const { subject } = identification
  const found = new Map<string, AuditIdentifier>()
  const add = (category: string, text: string | null | undefined) => {
    if (text === null || text === undefined || text.trim() === '') return
    if (policyOf(category as Category, config) === 'keep') return
    if (category === 'ORG' && text.length < MIN_ORG) return
    found.set(`${category} ${text}`, { category, text, strong: isStrong(category, text) })
  }
  for (const item of identification.identifiers) add(item.category, item.text)
  for (const text of subject.names) add('NAME', text)
  for (const text of [...subject.identity_numbers, ...subject.record_numbers]) add('ID', text)
  for (const text of [subject.birth_date, subject.visit_date, link?.first_visit_date]) add('DATE', text)
  for (const text of side_texts) {
    for (const span of detectText(text, { lang: 'auto', knowledge }))
      if (span.score >= SURE) add(span.category, text.slice(span.start, span.end))
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, identifier]) => identifier)
}

function isStrong(category: string, text: string): boolean {
  if (!STRONG.has(category)) return false
  const characters = text.normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '')
  return characters.length >= MIN_STRONG && (/\d/.test(characters) || category === 'EMAIL')
}

import { createHmac } from 'node:crypto'
import { deriveKey } from '../vault/key.js'
import { pseudonym } from '../vault/pseudonym.js'
import type { DeidConfig } from './config.js'
import type { Identifier, Subject } from './identification.js'
import type { Link } from './linkage.js'
import { type SurrogateContext, surrogateOf } from './surrogate.js'
import { daysBetween } from './text/dates.js'

export interface PlaceholderContext {
  link: Link
  config: DeidConfig
  key: Uint8Array
  subject: Subject
  /** Where surrogates are chosen: what they are drawn from. */
  surrogates?: SurrogateContext
}

/**
 * The word that stands for a mention: `[NAME]`; `[DATE+12]`, days since the patient's first visit; `[ORG:i_…]`, a keyed pseudonym. Dates of birth, dates that name no
 * single day and dates whose order is unsettled become `[DATE]`: nothing is guessed, and no exact age leaves.
 */
export function placeholderOf(item: Identifier, context: PlaceholderContext): string {
  const { config, link } = context
  if (item.category === 'DATE') return datePlaceholder(item, context)
  if (item.category === 'AGE_OVER_89') return '[AGE>89]'
  if (config.policies[item.category] !== 'pseudonymise')
    return (context.surrogates === undefined ? null : surrogateOf(item, context.surrogates)) ?? `[${item.category}]`
  if (item.category === 'ORG') return `[ORG:${institutionPseudonym(item.text, context)}]`
  const kind = item.category === 'NAME' ? 'patient' : 'institution'
  return `[${item.category}:${item.category === 'NAME' ? link.patient_id : pseudonym(context.key, kind, `${item.category} ${normal(item.text)}`)}]`
}

/** All ways in which a report prints its institution's name get one pseudonym: a mention that holds the main name, or is held by it. */
export function institutionPseudonym(name: string, { key, subject }: PlaceholderContext): string {
  const main = subject.institution === null ? null : normal(subject.institution)
  const here = normal(name)
  const same = main !== null && here.length >= 2 && (main.includes(here) || here.includes(main))
  return pseudonym(key, 'institution', same ? main : here)
}

function datePlaceholder(item: Identifier, { config, link, key }: PlaceholderContext): string {
  if (item.iso === null || item.birth) return '[DATE]'
  if (config.dates === 'relative_day' && link.first_visit_date !== null) {
    const days = daysBetween(link.first_visit_date, item.iso)
    return `[DATE${days < 0 ? '-' : '+'}${Math.abs(days)}]`
  }
  if (config.dates === 'shift') {
    const shifted = new Date(Date.parse(`${item.iso}T00:00:00Z`) + shiftOf(link.patient_id, config, key) * 86_400_000)
    const day = shifted.toISOString().slice(0, 10)
    return config.replacement === 'surrogate' ? likePrinted(item.text, day) : `[DATE ${day}]`
  }
  return '[DATE]'
}

/** A day (ISO) in the form of a printed one where that form is plain: year first with its separators, or Chinese; else ISO. */
function likePrinted(printed: string, day: string): string {
  const [year, month, date] = day.split('-') as [string, string, string]
  const form = /^\d{4}([-./])\d{1,2}\1\d{1,2}/.exec(printed)
  if (form !== null) return [year, month, date].join(form[1])
  return printed.includes('年') ? `${year}年${Number(month)}月${Number(date)}日` : day
}

/** The patient's secret shift in days, never 0, from the vault's key. */
function shiftOf(patientId: string, config: DeidConfig, key: Uint8Array): number {
  const digest = createHmac('sha256', deriveKey(key, 'date-shift')).update(patientId).digest()
  const step = (digest.readUInt32BE(0) % (2 * config.shift_days)) - config.shift_days
  return step >= 0 ? step + 1 : step
}

function normal(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^()]*\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
}

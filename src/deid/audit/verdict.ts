/** What the audit says of a report, or of the whole. */
export type Verdict = 'PASS' | 'REVIEW' | 'FAIL'

/** Each way not to pass: how bad it is, and what it means. */
export const REASONS = {
  leak: ['FAIL', 'an identifier of the vault stands in something that would leave'],
  readable_code: ['FAIL', 'a bar code or QR code on a published page can be decoded'],
  image_metadata: ['FAIL', 'a published image carries metadata'],
  image_changed: ['FAIL', 'a page image is missing or is not the one that was checked when it was written'],
  vault_missing: ['FAIL', 'the vault holds nothing of this report, so nothing could be searched: build again'],
  unreadable: ['FAIL', 'a file that would leave cannot be read, so it could not be searched'],
  unknown_report: ['FAIL', 'a release holds rows of a report that is not built: build again'],
  leak_check: ['FAIL', 'the leak check of the build failed'],
  foreign_identifier: ['REVIEW', 'an identity number, phone or e-mail of another report stands here'],
  near_leak: ['REVIEW', 'text read from the page image differs from an identifier by one character'],
  build_review: ['REVIEW', 'the build asks for a look'],
  low_confidence: ['REVIEW', 'the words of this page were recognised with low confidence'],
  image_unread: ['REVIEW', 'text recognition could not read the page image back'],
  no_subject: ['REVIEW', 'no name of a person was found in the report'],
  language_unknown: ['REVIEW', 'the language of the report is unknown'],
} as const satisfies Record<string, readonly ['FAIL' | 'REVIEW', string]>
export type ReasonCode = keyof typeof REASONS

/** One reason, value-free: where it was found, the identifier's category and how often. */
export interface AuditReason {
  readonly code: ReasonCode
  readonly where: string
  readonly category: string | null
  readonly count: number
}

/** The worst of the reasons; PASS without any. */
export function verdictOf(reasons: readonly AuditReason[]): Verdict {
  if (reasons.some(({ code }) => REASONS[code][0] === 'FAIL')) return 'FAIL'
  return reasons.length > 0 ? 'REVIEW' : 'PASS'
}

/** Worst first, then by code, place and category. */
export function sortReasons(reasons: readonly AuditReason[]): AuditReason[] {
  const key = (r: AuditReason) => `${REASONS[r.code][0]} ${r.code} ${r.where} ${r.category ?? ''}`
  return [...reasons].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

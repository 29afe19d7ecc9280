import type { Finding } from '../records/finding.js'

const EMPTY = '[□☐◻]|\\[\\s?\\]'
const TICKED = '[☑☒✓✔√]|\\[[xX✓√]\\]'
/** An option that was left empty: its box and all up to the next box or the end of the sentence. */
const LEFT_EMPTY = new RegExp(`(?:${EMPTY})(?:(?!${EMPTY}|${TICKED})[^。；;\\n])*`, 'gu')

/** Whether these findings come from a form with boxes to tick: elsewhere an empty box is a bullet. */
export function isForm(findings: readonly Finding[]): boolean {
  return findings.some((f) => new RegExp(TICKED, 'u').test(f.text))
}

/**
 * The finding as far as the form says it: options that were left empty ("□ HSIL ☑ ASC-US") are spaces, so that offsets hold. Its code may
 * come from such an option and is dropped. Null when nothing is left.
 */
export function asTicked(finding: Finding, form: boolean): Finding | null {
  const empty = finding.text.match(new RegExp(EMPTY, 'gu'))?.length ?? 0
  if (empty === 0 || (!form && empty < 2)) return finding
  const text = finding.text.replace(LEFT_EMPTY, (option) => ' '.repeat(option.length))
  return /\p{L}/u.test(text) ? { ...finding, text, finding: null } : null
}

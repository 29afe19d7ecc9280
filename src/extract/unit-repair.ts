/** Letters and signs that OCR takes for one another in units, folded to one; what no unit holds is dropped. */
function skeleton(unit: string): string {
  return unit
    .toLowerCase()
    .replace(/\{[^}]*\}|[[\]]/g, '')
    .replace(/[μµ]/g, 'u')
    .replace(/[×x]\s*(?=1)/g, '')
    .replace(/[^a-z0-9/%|!]/g, '')
    .replace(/[i1|!]/g, 'l')
    .replace(/o/g, '0')
    .replace(/y/g, '/')
    .replace(/^h(?=m0l)/, 'u')
    .replace(/([l/])\1+/g, '$1')
}

/**
 * The unit that OCR misread, out of those in which the analyte is reported (UCUM): the one whose folded spelling is the same, or for
 * spellings of four or more signs the only one that differs in one sign. Null when there is none or more than one.
 */
export function repairUnit(read: string, units: readonly string[]): string | null {
  const seen = skeleton(read)
  if (seen === '') return null
  const same = units.filter((u) => skeleton(u) === seen)
  if (same.length > 0) return same.length === 1 ? same[0]! : null
  if (seen.length < 4) return null
  const near = units.filter((u) => skeleton(u).length >= 4 && oneApart(skeleton(u), seen))
  return near.length === 1 ? near[0]! : null
}

/** True when one insertion, deletion or replacement leads from `a` to `b`. */
function oneApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return Math.max(a.length, b.length) - start - end <= 1
}

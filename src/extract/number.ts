/** Which sign stands between units and tenths in a report. */
export type DecimalStyle = 'point' | 'comma'

/** A number as read, and the other reading where `1,200` or `1.200` allows two. */
export interface NumberReading {
  readonly value: number
  readonly alternative: number | null
}

/** Source of a pattern for one unsigned number on folded text; groups of three may stand apart by a space. */
export const NUMBER = String.raw`(?:\d{1,3}(?: \d{3})+(?![\d.,]*\d)|\d+(?:[.,]\d+)*|\.\d+)`

/** Source of a pattern for a power of ten that scales a number and is not part of a unit such as `×10^9/L`; one group or the other. */
export const SCALE = String.raw`(?:\s*[x×*]\s*10\s*(?:\^|\*\*)?\s*([+-]?\d{1,2})(?!\d|\s*\/)|[eE]([+-]?\d{1,3})(?!\d))`

/** Source of a pattern for a length or a weight in two units on folded text: `5' 4"`, `5 ft 4 in`, `182 lb 6.4 oz`, `11 st 3 lb`. */
export const MIXED = String.raw`\d{1,2}\s?(?:['′]|ft\.?|feet)\s?\d{1,2}(?:\.\d+)?(?:\s?(?:["″]|''|in(?:ches)?\b\.?))?(?![\d'])|\d{1,3}\s?(?:lbs?\.?|pounds)\s?\d{1,2}(?:\.\d+)?\s?(?:oz\.?|ounces)|\d{1,2}\s?(?:st\.?|stone)\s?\d{1,2}(?:\.\d+)?\s?lbs?`

/** A length or weight in two units as one number of the smaller or usual one (UCUM): inches, pounds; null for any other text. */
export function readMixed(folded: string): { readonly value: number; readonly ucum: string } | null {
  if (!new RegExp(`^(?:${MIXED})$`, 'i').test(folded)) return null
  const [a, b] = (folded.match(/\d+(?:\.\d+)?/g) ?? []).map(Number) as [number, number]
  const exact = (n: number): number => Number(n.toFixed(4))
  if (/oz|ounces/i.test(folded)) return { value: exact(a + b / 16), ucum: '[lb_av]' }
  if (/st/i.test(folded)) return { value: exact(a * 14 + b), ucum: '[lb_av]' }
  return { value: exact(a * 12 + b), ucum: '[in_i]' }
}

/**
 * Reads an unsigned number: decimal point or comma, thousands in groups (`1,200`, `1.200.000`, `1 200`), lakhs (`1,50,000`), leading
 * zeros (`07`). `style` decides between two readings of a single separator before three digits; the other reading is returned too.
 */
export function readNumber(text: string, style: DecimalStyle = 'point'): NumberReading | null {
  const t = text.replace(/\s/g, '')
  if (!/^(?:\d+(?:[.,]\d+)*|\.\d+)$/.test(t)) return null
  const plain = (s: string): NumberReading => ({ value: Number(s), alternative: null })
  const separators: string[] = t.match(/[.,]/g) ?? []
  if (separators.length === 0) return plain(t)
  const last = separators.at(-1)!
  const kinds = new Set(separators)
  if (kinds.size === 2) {
    const other = last === '.' ? ',' : '.'
    if (separators.indexOf(last) !== separators.length - 1) return null
    return plain(t.replaceAll(other, '').replace(last, '.'))
  }
  if (separators.length > 1) {
    const groups = t.split(last)
    const thousands = groups.slice(1).every((g) => g.length === 3) && groups[0]!.length <= 3
    const lakhs = last === ',' && groups.at(-1)!.length === 3 && groups.slice(1, -1).every((g) => g.length === 2)
    return thousands || lakhs ? plain(groups.join('')) : null
  }
  const [whole, fraction] = t.split(last) as [string, string]
  const decimal = Number(`${whole}.${fraction}`)
  const grouped = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole) ? Number(whole + fraction) : null
  if (grouped === null) return { value: decimal, alternative: null }
  const isDecimal = (last === ',') === (style === 'comma')
  return isDecimal ? { value: decimal, alternative: grouped } : { value: grouped, alternative: decimal }
}

/** The reading that stands near `[low, high]`: the other reading only when this one is off by a factor of 20 and the other within 3. */
export function nearest(reading: NumberReading, low: number | null, high: number | null): number {
  if (reading.alternative === null || (low === null && high === null)) return reading.value
  const distance = (v: number): number => {
    if (v <= 0) return 0
    if (high !== null && high > 0 && v > high) return Math.log(v / high)
    if (low !== null && low > 0 && v < low) return Math.log(low / v)
    return 0
  }
  const off = distance(reading.value)
  const other = distance(reading.alternative)
  return off > Math.log(20) && other < Math.log(3) ? reading.alternative : reading.value
}

/** The decimal sign of a report from its printed values: a comma only when more of them can be read no other way. */
export function decimalStyle(texts: Iterable<string>): DecimalStyle {
  let comma = 0
  let point = 0
  for (const text of texts) {
    for (const token of text.match(/\d+(?:[.,]\d+)+/g) ?? []) {
      if (/^\d+,(?:\d{1,2}|\d{4,})$|^0,\d+$/.test(token)) comma++
      else if (/^\d+\.(?:\d{1,2}|\d{4,})$|^0\.\d+$/.test(token)) point++
    }
  }
  return comma > point ? 'comma' : 'point'
}

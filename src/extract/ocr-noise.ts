/** Specks, rules and seals that OCR reads as quotes, bars and dots at the ends of a cell. */
const EDGE =
  /^[\s“”„‘’"'`´|_¦~^.,:;·。，、;°](?:[\s“”„‘’"'`´|_¦])*|(?:^|\s)[“”„‘’"'`´|_¦]+|[“”„‘’"'`´|_¦]+(?=\s|$)|\s[»«]+$/g
const SPACED_CJK = /(?<=[\u3400-\u9fff\uff08\uff09\uff0c]) +(?=[\u3400-\u9fff\uff08\uff09])/g

/** Removes the spaces that OCR puts between Chinese characters. */
export function closeChinese(text: string): string {
  return text.replace(SPACED_CJK, '')
}

/**
 * Takes off what OCR adds to a cell without being print: stray quotes and bars at the ends of words, a dot or tilde before the first
 * character, spaces between Chinese characters. No letter and no figure is changed.
 */
export function withoutSpecks(text: string): string {
  const cleaned = text.replace(EDGE, (m, at: number) =>
    // `.5` and `~ 22.0` are print.
    /^[~.]\s*$/.test(m) && /^\s*\d/.test(text.slice(at + m.length)) ? m : ' ',
  )
  return withoutStops(withUnitStart(closeChinese(withBrackets(cleaned).replace(/\s+/g, ' ').trim())))
}

/** `{AST)`: a bracket read as a brace where the other one is round. */
function withBrackets(text: string): string {
  return text.replace(/\{(?=[^{}()]*\))/g, '(').replace(/(?<=\([^{}()]*)\}/g, ')')
}

/** A stroke before the unit of activity is its I (`37 1 U/L`); the sign of a power whose rest is unread is no part of the number before it. */
function withUnitStart(text: string): string {
  return text.replace(/(^|\d\s+)[1lI|]\s?(?=U\/m?L$)/, '$1I').replace(/^([<>≤≥]?\s?\d[\d.,]*)\s+[x×X]$/, '$1')
}

/** Stops and commas behind figures that nothing follows (`50-135,`), and such that stand apart behind anything (`Ketones .`): dust. */
function withoutStops(text: string): string {
  return text.replace(/^([<>≤≥]?\s?\d[\d.,~\s-]*?)[\s.,;]+$/, '$1').replace(/(?<=\S)\s+[.,;·]+$/, '')
}

/**
 * True when OCR seems to have lost a decimal point: one of value and limits has decimals and the other none, and moving the point of
 * the one without by one to three places makes value and limits agree where now they are far apart.
 */
export function lostPoint(value: number, valueText: string, low: number, high: number, rangeText: string): boolean {
  if (value <= 0 || high <= 0 || low < 0 || (value >= low && value <= high)) return false
  const decimal = (t: string): boolean => /\d[.,]\d/.test(t)
  const factor = value > high ? value / high : low / value
  if (factor < 3 || decimal(valueText) === decimal(rangeText)) return false
  for (const power of [10, 100, 1000]) {
    const moved = decimal(valueText) ? value * power : value / power
    if (moved >= low * 0.5 && moved <= high * 2) return true
  }
  return false
}

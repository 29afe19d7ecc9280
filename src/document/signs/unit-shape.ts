/** Han characters that the Chinese model reads into Latin print: `L` as 儿, `fL` as 亿, `/h` as 川, `‰` as 肥, `μ` as 户. */
const CONFUSABLE = /[儿仁八化九亿仪凡史几川乙丨人入厂丁刀门肥户山工丫于干卫页]/gu
/** One factor of a unit: a power of ten, letters with an exponent, a figure with letters (1.73m²), a sign. */
const FACTOR = String.raw`(?:[×xX*]?10(?:[\^*]\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\d{1,2})|(?:\d(?:\.\d{1,2})?)?[A-Za-zμµΩ]{1,6}[²³23]?|%|‰|°C?)`
const NUMBER = String.raw`[<>≤≥+-]?\d+(?:[.,]\d+)?`
const MEASURE = new RegExp(`^(?:${NUMBER})?${FACTOR}(?:[/·.*]${FACTOR}){0,3}$`, 'u')
const PLAIN = new RegExp(`^${NUMBER}$`, 'u')

/** Sureness of a unit put right or doubted by its form. */
const MICRO = 0.6

/** Whether a word has the form of a unit or of a number with one: letters and powers of ten, divided. No unit is known by name. */
export function isMeasure(text: string): boolean {
  return MEASURE.test(text)
}

/** Atoms of units: prefixes before litre, gram, mole, metre, second, unit and the like; others as they are. UCUM 2.1, tables 1-5. */
const ATOM =
  '(?:[munpfkdchMμ]?(?:mol|g|L|l|m|s|U|IU|Eq|Osm|osm|kat|Pa|Hz|V)|min|hr?|d|mmHg|bpm|dB|HPF?|LPF?|cells?|ppm|%|‰)'
const POWER = String.raw`[×xX*]?10(?:[\^*]\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})`
const UNIT = new RegExp(
  `^(?:${NUMBER})?(?:${POWER}|${ATOM})(?:[/·.*](?:${POWER}|(?:1\\.73)?${ATOM}[²³23]?)){1,3}$`,
  'u',
)

/** Whether a word is a unit made of a quotient of known atoms, with or without a number before it. */
export function isUnit(text: string): boolean {
  return UNIT.test(text)
}

export function isNumber(text: string): boolean {
  return PLAIN.test(text)
}

/** Whether a word may be Latin print that the Chinese model read with a Han character or two in it. */
export function mayBeLatin(text: string): boolean {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  if (han === 0 || han > 2) return false
  const confusable = text.match(CONFUSABLE)?.length ?? 0
  return confusable === han && [...text].length <= 16
}

/** A number or range with one Han character that a thin figure was read as: `小.71` is a printed 4.71. */
const FIGURE_LIKE = '小了寸个心刑利人丁卜乙己已日曰口〇吕'
/** Those that are printed behind numbers: 10日, 12个. */
const COUNTED = '个日人寸口'
const MISREAD_NUMBER = new RegExp(
  `^(?!.*[${COUNTED}]$)[<>≤≥]?(?=[^${FIGURE_LIKE}]*[${FIGURE_LIKE}][^${FIGURE_LIKE}]*$)(?=.*\\d)[\\d.,~${FIGURE_LIKE}-]{3,}$`,
  'u',
)
const NUMBERS = /^[<>≤≥]?\d+(?:[.,]\d+)?(?:(?:--?|~)\d+(?:[.,]\d+)?)?$/

/** Whether a word may be a number or range of which one figure was read as a Han character. */
export function isMisreadNumber(text: string): boolean {
  return MISREAD_NUMBER.test(text)
}

/** Whether a second reading puts one figure where the first has the Han character, and nothing else: the model read it, none was guessed. */
export function settlesNumber(first: string, second: string): boolean {
  if (!NUMBERS.test(second) || [...first].length !== [...second].length) return false
  const others = [...second]
  return [...first].every((c, i) => c === others[i] || (/\p{Script=Han}/u.test(c) && /\d/.test(others[i]!)))
}

/** Misreadings of units that stand for one unit only, and for nothing else that a report prints. */
const MISREAD_UNITS: readonly [RegExp, string][] = [
  [/^([<>≤≥]?[\d.,]*|.*\/)mm[hlIi]{1,2}[HlIi]?[gq]$/u, '$1mmHg'],
  [/^([<>≤≥]?[\d.,]*[mμuµnk])[l|]U(?=\/)/u, '$1IU'],
  [/^([<>≤≥]?[\d.,]*)(?:p|μ|µ)[l|1I][uU](?=\/m?L$)/u, '$1μIU'],
  [/^([<>≤≥]?[\d.,]*mc)[l|1]U(?=\/m?L$)/u, '$1IU'],
  [/(\/[uμµ])[l1I]L$/u, '$1L'],
  [/^([\d.,]*)["“”'‘’*]{1,2}C$/u, '$1°C'],
  [/^([<>≤≥]?[\d.,]*[mμuµnp]mol)[lI1]?L$/u, '$1/L'],
  [/^([<>≤≥]?[\d.,]*[×xX*]?10\^\d{1,2})儿$/u, '$1/L'],
  [/^((?:[×xX*]\s?)?10\^\d{1,2}\/)(?:[1lI|\]]L?|LL|\.L)$/u, '$1L'],
  [/^((?:[<>≤≥]?[\d.,]*)(?:[mμuµnp]mol|[mμuµnp]?g|I?U)\/)[1Il|]$/u, '$1L'],
]

/**
 * Neither model knows μ: before `mol` it is read as h or H. There is no hectomole on a report; the figures before it stay as they are.
 * A unit that lost its stroke or its H (`mmolL`, `mmlig`) has one reading only. A number whose last figure runs into the stroke of a unit
 * (36.28/L for 36.2g/L) is doubtful, and so is a raised figure after a ten.
 */
export function withMicro<T extends { text: string; confidence: number }>(word: T): T {
  let text = word.text.replace(/^([\d.,]*)M?[hH]{1,2}mol(?=\/|[lI1]?L$)/, '$1μmol')
  for (const [pattern, unit] of MISREAD_UNITS) text = text.replace(pattern, unit)
  if (text !== word.text) return { ...word, text, confidence: Math.max(MICRO, Math.min(word.confidence, 0.8)) }
  return /\.\d+[89]\/[A-Za-z]+$|10\d{1,2}\/[A-Za-z]+$/.test(text)
    ? { ...word, confidence: Math.min(word.confidence, MICRO) }
    : word
}

/** Strokes before 度, 期, 级 or 型 are the Roman figure of a grade: `|度肿大` is printed I度肿大. */
export function withGrade<T extends { text: string }>(word: T): T {
  if (!/[|丨][度期级型]/u.test(word.text)) return word
  return { ...word, text: word.text.replace(/[|丨]{1,3}(?=[度期级型])/gu, (strokes) => 'I'.repeat(strokes.length)) }
}

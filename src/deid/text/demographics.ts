import { plain } from './fold.js'

const MALE = /^(?:男|m\b|male|man|hombre|masculino|masc|homme|masculin|mannlich|uomo|maschio|maschile|mies|mand|h\b)/
const FEMALE =
  /^(?:女|f\b|female|woman|mujer|femenino|fem|femme|feminin|feminino|weiblich|w\b|donna|femmina|femminile|vrouw|nainen|kvinna|kvinde)/
const AGE =
  /(\d{1,3})(?:\.\d+)?\s*(years?|yrs?|y\b|岁|周岁|歲|anos|años|ans|jahre|anni|jaar|vuotta|ar\b|months?|mths?|个月|月|days?|天)?/i

/** Sex from a printed value; null when it says neither. */
export function readSex(value: string): 'male' | 'female' | null {
  const text = plain(value).trim()
  return MALE.test(text) ? 'male' : FEMALE.test(text) ? 'female' : null
}

/** Age in whole years from a printed value; months and days count as 0; null when it gives none. */
export function readAge(value: string): number | null {
  const match = AGE.exec(value.normalize('NFKC'))
  if (match === null) return null
  const age = /^(?:m|个月|月|d|天)/i.test(match[2] ?? '') ? 0 : Number(match[1])
  return age <= 125 ? age : null
}

/** Both from one value in either order ("27 YRS / M", "Male / 23 Years"). */
export function readLooseSexAge(value: string): { sex: 'male' | 'female' | null; age: number | null } {
  const parts = value.split(/[/,;\s]+/).filter((part) => part !== '')
  const sex = parts.map(readSex).find((found) => found !== null) ?? null
  return { sex, age: readAge(value) }
}

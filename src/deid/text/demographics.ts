import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { plain } from './fold.js'

interface Compiled {
  /** What a printed sex begins with. */
  male: RegExp
  female: RegExp
  /** A number and its unit. */
  age: RegExp
}

/** Sex from a printed value; null when it says neither. */
export function readSex(value: string, knowledge: Knowledge): 'male' | 'female' | null {
  const { male, female } = compile(knowledge)
  const text = plain(value).trim()
  return male.test(text) ? 'male' : female.test(text) ? 'female' : null
}

/** Age in whole years from a printed value; months and days count as 0; null when it gives none. */
export function readAge(value: string, knowledge: Knowledge): number | null {
  const match = compile(knowledge).age.exec(value.normalize('NFKC'))
  if (match === null) return null
  const age = /^(?:m|个月|月|d|天)/i.test(match[2] ?? '') ? 0 : Number(match[1])
  return age <= 125 ? age : null
}

/** Both from one value in either order ("27 YRS / M", "Male / 23 Years"). */
export function readLooseSexAge(
  value: string,
  knowledge: Knowledge,
): { sex: 'male' | 'female' | null; age: number | null } {
  const parts = value.split(/[/,;\s]+/).filter((part) => part !== '')
  const sex = parts.map((part) => readSex(part, knowledge)).find((found) => found !== null) ?? null
  return { sex, age: readAge(value, knowledge) }
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    male: new RegExp(`^(?:${anyPhrase(knowledge, 'male')}|男)`),
    female: new RegExp(`^(?:${anyPhrase(knowledge, 'female')}|女)`),
    age: new RegExp(
      String.raw`(\d{1,3})(?:\.\d+)?\s*(${anyPhrase(knowledge, 'units_of_age')}|岁|周岁|歲|个月|月|天)?`,
      'i',
    ),
  }),
)

import type { Knowledge } from '../knowledge.js'
import type { Span } from './span.js'

interface Compiled {
  zhSuffix: RegExp
  stops: RegExp
  strongStops: RegExp
  zhGeneric: RegExp
}
const compiled = new WeakMap<Knowledge, Compiled>()

/** Found from the suffix backwards: a Chinese name has no other mark of where it starts. */
export function findHanOrganisations(text: string, offset: number, knowledge: Knowledge): Span[] {
  const rules = compile(knowledge)
  const spans: Span[] = []
  let floor = 0
  for (const match of text.matchAll(rules.zhSuffix)) {
    const suffixStart = match.index
    let end = suffixStart + match[0].length
    let start = suffixStart
    while (start > floor && suffixStart - start < 28 && /[\p{Script=Han}A-Za-z0-9()·]/u.test(text[start - 1]!))
      start -= 1
    // An open parenthesis before the name belongs to the sentence.
    const parenthesis = text.slice(start, suffixStart).lastIndexOf('(')
    if (parenthesis >= 0 && !text.slice(start + parenthesis, suffixStart).includes(')')) start += parenthesis + 1
    const open = start
    for (const stops of [rules.stops, rules.strongStops]) {
      const stopped = stops.exec(text.slice(open, suffixStart))
      start = open + (stopped?.[0].length ?? 0)
      const least = stops === rules.stops ? 2 : 3
      // "协和健康体检中心": behind the stop nothing but generic words; then the stop may be a part of the name.
      if (specific(text.slice(start, suffixStart), rules).length >= least) break
      if (stops === rules.strongStops) start = open + (rules.stops.exec(text.slice(open, suffixStart))?.[0].length ?? 0)
    }
    while (
      start < suffixStart &&
      /[)·\dA-Za-z]/.test(text[start]!) &&
      !/[A-Za-z]{2}/.test(text.slice(start, start + 2))
    )
      start += 1
    const bare = specific(text.slice(start, suffixStart), rules)
    if (bare.length < 2) {
      // "…医院体检中心": the second suffix belongs to the name that was just found.
      const last = spans.at(-1)
      if (last !== undefined && offset + start <= last.end && bare.length === 0) last.end = offset + end
      continue
    }
    const grade =
      /^\s?(?:\([^()]{1,16}\)|[·•-]\s?\p{Script=Han}{1,8}?(?:店|分院|院|馆|站|院区)(?!\p{Script=Han}))/u.exec(
        text.slice(end),
      )
    if (grade !== null) end += grade[0].length
    const company = /公司|集团|厂$/.test(match[0])
    spans.push({
      start: offset + start,
      end: offset + end,
      category: company ? 'EMPLOYER' : 'ORG',
      detector: 'organisation_zh',
      score: 0.85,
    })
    floor = end
  }
  return spans
}

/** The same in headings set wide: "青 岚 县 中 医 医 院 检 验 报 告 单". */
export function spacedHanOrganisations(text: string, offset: number, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(
    /(?<!\p{Script=Han})(?:\p{Script=Han}[ \t]{1,3}){4,}\p{Script=Han}(?!\p{Script=Han})/gu,
  )) {
    const at = [...match[0]].flatMap((char, i) => (/\s/.test(char) ? [] : [match.index + i]))
    for (const span of findHanOrganisations(match[0].replace(/\s/g, ''), 0, knowledge))
      spans.push({ ...span, start: offset + at[span.start]!, end: offset + at[span.end - 1]! + 1 })
  }
  return spans
}

/** What is left of a Chinese name without generic words and parentheses. */
function specific(name: string, rules: Compiled): string {
  return name.replace(rules.zhGeneric, '').replace(/[()\s]/g, '')
}

function compile(knowledge: Knowledge): Compiled {
  const known = compiled.get(knowledge)
  if (known !== undefined) return known
  const { zh } = knowledge.institutions
  const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length).join('|')
  const suffixes = longest([...zh.suffixes, ...zh.employer_suffixes.filter((word) => word.length > 2)])
  const rules: Compiled = {
    // "舒禾体检(桥东店)": a chain and its shop.
    zhSuffix: new RegExp(
      `(?:(?:${suffixes})+|体检(?=\\([^()]{1,12}(?:店|院|中心|馆|站|部|区)\\)|\\s?[·•-]\\s?\\p{Script=Han}{1,8}(?:店|院|馆|站)))(?:\\s?(?:${longest(zh.departments)}))?`,
      'gu',
    ),
    stops: new RegExp(`.*(?:${longest(zh.stops)})`, 'u'),
    strongStops: new RegExp(`.*(?:${longest(zh.stops.filter((word) => !zh.weak_stops.includes(word)))})`, 'u'),
    zhGeneric: new RegExp(`(?:${longest(zh.generic)})`, 'gu'),
  }
  compiled.set(knowledge, rules)
  return rules
}

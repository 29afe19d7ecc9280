import { hasCjk, type Normaliser, type NormalName } from './lexicon-normalise.js'
import type { Matching, Specimen } from './lexicon-schema.js'

/** One way to read a printed name. Readings of the same rank are parts of one name; lower ranks are tried first. */
export interface Reading {
  readonly forms: NormalName
  readonly rank: number
  /** A word that says the specimen was taken off, or a suffix such as 测定. */
  readonly stripped: boolean
  /** One of several parts of the name. */
  readonly part: boolean
  /** All parts of this rank must be known: nothing but the two names says where to split. */
  readonly strict: boolean
  readonly specimen: Specimen | null
}

const SEPARATORS =
  /\s*[;|\n,，、]\s*|\s+[-–:/]\s+|\s*[:：]\s*|(?<=[\u3400-\u9fff][a-z0-9-]{0,6})\s+(?=[a-zα-ω]|\d+-[a-z])|(?<=[a-z0-9%#])\s+(?=[\u3400-\u9fff])/

/**
 * The readings of a printed name: the whole; the whole without specimen prefix and method suffix; its parts inside and outside
 * brackets, either side of separators, and of the border between Chinese and Latin.
 */
export function readingsOf(name: string, normaliser: Normaliser, matching: Matching): Reading[] {
  const clean = normaliser.clean(name)
  if (clean === '' || clean.length > 120) return []
  const readings: Reading[] = []
  const seen = new Set<string>()
  const add = (text: string, rank: number, stripped: boolean, part: boolean, specimen: Specimen | null): void => {
    const forms = normaliser.forms(text)
    if (forms.compact === '' || (!part && seen.has(forms.compact))) return
    if (!part) seen.add(forms.compact)
    readings.push({ forms, rank, stripped, part, strict: rank > 30, specimen })
  }
  const said = normaliser.specimenIn(clean)
  add(clean, 0, false, false, said)
  const bare = withoutMethod(clean, matching)
  if (bare !== clean) {
    add(bare, 0.5, true, false, said)
    for (const v of stripAffixes(bare, matching)) add(v.text, 0.7, true, false, v.specimen ?? said)
  }
  for (const [i, v] of stripAffixes(clean, matching).entries()) add(v.text, 1 + i, true, false, v.specimen ?? said)
  const parts = split(clean)
  if (parts.length > 1) {
    for (const part of parts) add(part, 20, false, true, said)
    for (const part of parts) {
      const stripped = stripAffixes(part, matching).at(-1)
      add(stripped?.text ?? part, 21, stripped !== undefined, true, stripped?.specimen ?? said)
    }
  }
  const border =
    /^(.*[\u3400-\u9fff)])\s*([a-zα-ω][a-z0-9α-ω%#/+.,()\- ]*)$/.exec(clean) ??
    /^([a-zα-ω0-9%#/+.\- ]*[a-z0-9%#])\s*([\u3400-\u9fff].*)$/.exec(clean) ??
    // `Cholesterol, Total 总胆固醇`, `Vitamin D 25-羟维生素D`: a whole name in each script.
    /^([a-zα-ω][a-zα-ω0-9%#/+.,()'\- ]*[a-z0-9%#)])\s+((?:\d{1,2}-)?[\u3400-\u9fff][^a-z]*)$/.exec(clean)
  if (border !== null) for (const part of [border[1]!, withoutBracketed(border[2]!)]) add(part, 30, false, true, said)
  // `葡萄糖(空腹)(FPG)`: the abbreviation behind a name that has brackets of its own.
  const last = /^(.*\))\s*\(([^()]*)\)$/.exec(clean)
  if (last !== null) for (const part of [last[1]!, last[2]!]) add(part, 32.5, false, true, said)
  // `载脂蛋白BApoB`: a scan loses the space between a name that ends in a letter and its abbreviation.
  const glued = /^(.*[\u3400-\u9fff])([a-z][a-z0-9-]{3,8})$/.exec(clean)
  if (parts.length === 1 && glued !== null)
    for (let i = 1; i <= 3; i++)
      for (const part of [glued[1]! + glued[2]!.slice(0, i), glued[2]!.slice(i)]) add(part, 33 + i, false, true, said)
  // `Triglycerides (fasting)`: the subject's state, where no analyte is named with it.
  const state = new RegExp(`(?:^|[\\s(])(?:${matching.state_words.join('|')})(?=$|[\\s)])`, 'g')
  const plain = clean
    .replace(state, ' ')
    .replace(/\(\s*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (plain !== clean && plain !== '') {
    add(plain, 50, true, false, said)
    const left = split(plain)
    if (left.length > 1) for (const part of left) add(part, 51, true, true, said)
  }
  // `Alanine aminotransferase ALT`, `FPSA free PSA`: the abbreviation stands beside the name without brackets.
  const words = clean.split(' ')
  if (parts.length === 1 && words.length > 1 && !hasCjk(clean)) {
    for (const part of [words.slice(0, -1).join(' '), words.at(-1)!]) add(part, 31, false, true, said)
    if (words.length > 2) for (const part of [words[0]!, words.slice(1).join(' ')]) add(part, 32, false, true, said)
  }
  return readings
}

/** A name without the bracket that tells its method or formula (`Sodium (indirect ISE)`, `eGFR (CKD-EPI 2021)`) or the number of a note. */
function withoutMethod(clean: string, matching: Matching): string {
  const words = (text: string): string[] => text.match(/[a-z]+/g) ?? []
  return clean
    .replace(/\s*\(([^()]*)\)/g, (whole, inside: string) => {
      const said = words(inside)
      const method = said.some((w) => matching.method_words.includes(w))
      const all = said.every((w) => matching.method_words.includes(w) || matching.method_words_weak.includes(w))
      return (method && all && !hasCjk(inside)) || /^\d$/.test(inside) ? ' ' : whole
    })
    .replace(/\s+/g, ' ')
    .trim()
}

/** A name without an abbreviation in brackets behind it (`hemoglobin (hb)`). */
function withoutBracketed(text: string): string {
  const bare = text.replace(/\s*\([^()]*\)\s*$/, '').trim()
  return bare === '' ? text : bare
}

function split(clean: string): string[] {
  const parts: string[] = []
  let outer = clean
  for (const inside of clean.matchAll(/\(([^()]*)\)?/g)) {
    parts.push(inside[1]!)
    outer = outer.replace(inside[0], ' ')
  }
  const all = [outer.replace(/[()]/g, ' '), ...parts].flatMap((p) => p.split(SEPARATORS))
  return all.map((p) => p.trim()).filter((p) => /[a-z0-9\u3400-\u9fff]/.test(p))
}

/**
 * The name of a urine, stool or fluid analyte without the word that says so: in a urine panel, `Creatinine` is urine creatinine. Null
 * when the name does not say its specimen.
 */
export function withoutSpecimen(name: string, normaliser: Normaliser, matching: Matching): string | null {
  const clean = normaliser.clean(name)
  const stripped = stripAffixes(clean, matching).find((v) => v.specimen !== null)
  if (stripped !== undefined) return stripped.text
  const bare = clean
    .replace(/\b(24[ -]?h(our)?|urine|urinary|stool|fecal|faecal|semen|seminal|vaginal|csf)\b/g, ' ')
    .trim()
  return bare === clean || bare === '' ? null : bare
}

/** The name with suffixes, then with a specimen prefix, then with both taken off. */
function stripAffixes(clean: string, matching: Matching): { text: string; specimen: Specimen | null }[] {
  const out: { text: string; specimen: Specimen | null }[] = []
  let bare = clean
  if (hasCjk(clean)) {
    for (let again = true; again; ) {
      again = false
      for (const suffix of matching.suffixes_zh) {
        const end = suffix.toLowerCase()
        const rest = bare.replace(/[\s,，、()-]+$/, '')
        if (rest.endsWith(end) && rest.length > end.length + 1) {
          bare = rest.slice(0, -end.length).replace(/[\s,，、(-]+$/, '')
          again = true
        }
      }
    }
    if (bare !== clean) out.push({ text: bare, specimen: null })
  }
  const prefixes = Object.entries(hasCjk(clean) ? matching.specimen_prefixes_zh : matching.specimen_prefixes)
  for (const text of bare === clean ? [clean] : [clean, bare])
    for (const [prefix, specimen] of prefixes) {
      if (!text.startsWith(prefix) || text.length <= prefix.length) continue
      out.push({ text: text.slice(prefix.length).replace(/^[\s-]+/, ''), specimen })
      break
    }
  return out
}

/**
 * The independent leak check: searches identifiers in everything that would leave. It shares no code with the detectors (nothing is imported from them), so that
 * a fault of theirs cannot hide itself. Its results hold no value.
 */

/** A value that must not be found. */
export interface LeakIdentifier {
  category: string
  text: string
}

/** Something that would leave: an artefact's JSON, a text layer, a file name. `labelled`: search short values beside labels too. */
export interface LeakSurface {
  name: string
  text: string
}

export interface LeakHit {
  surface: string
  category: string
  count: number
}

export interface LeakReport {
  verdict: 'pass' | 'review' | 'fail'
  /** Values that were searched, and those too short or too common to be searched but beside a label. */
  searched: number
  searched_labelled: number
  hits: LeakHit[]
}

/** Shortest values searched anywhere: fewer digits or letters stand in many places by chance. */
const MIN_DIGITS = 6
const MIN_LATIN = 5
const MIN_HAN = 2

/** Labels beside which a short value gives itself away. Written here apart from the detectors' lists on purpose. */
const LABELS =
  '(?:name|patient|pt|mrn|uhid|id|no|number|code|reg|lab|sample|accession|ref|bill|visit|bed|phone|tel|mobile|age|dob|birth|姓名|名字|患者|编号|体检号|病历号|门诊号|住院号|样本号|标本号|条码|号码|号|电话|手机|床号|年龄|出生|nombre|apellidos|numero)'

/** Words of placeholders and of the artefact's own keys: never a leak. */
const PLACEHOLDER = /\[[A-Z_]+(?:[:>+\-\s][^\]]{0,40})?\]/g

/**
 * Searches each identifier in each surface: case folded, width folded, spaces and separators removed. Values too short or too ambiguous for that ("2", a single
 * character, an age) are matched only beside a label. One hit fails.
 */
export function checkLeaks(identifiers: readonly LeakIdentifier[], surfaces: readonly LeakSurface[]): LeakReport {
  const long = new Map<string, string>()
  const short = new Map<string, LeakIdentifier>()
  for (const identifier of identifiers) {
    const key = normalise(identifier.text)
    if (key === '') continue
    if (isSearchable(key, identifier.category)) long.set(key, identifier.category)
    else short.set(`${identifier.category}|${key}`, identifier)
  }
  const counts = new Map<string, LeakHit>()
  const hit = (surface: string, category: string, count: number) => {
    const id = `${surface}|${category}`
    const known = counts.get(id)
    if (known === undefined) counts.set(id, { surface, category, count })
    else known.count += count
  }
  for (const surface of surfaces) {
    const text = surface.text.replace(PLACEHOLDER, '\ue000')
    const whole = normalise(text)
    const bounded = words(text)
    for (const [key, category] of long) {
      const count = /^[\p{Script=Latin}]+$/u.test(key) ? occurrencesBounded(bounded, key) : occurrences(whole, key)
      if (count > 0) hit(surface.name, category, count)
    }
    for (const identifier of short.values()) {
      const count = labelled(text, identifier.text)
      if (count > 0) hit(surface.name, identifier.category, count)
    }
  }
  const hits = [...counts.values()].sort((a, b) =>
    a.surface < b.surface ? -1 : a.surface > b.surface ? 1 : a.category < b.category ? -1 : 1,
  )
  return { verdict: hits.length > 0 ? 'fail' : 'pass', searched: long.size, searched_labelled: short.size, hits }
}

function isSearchable(key: string, category: string): boolean {
  const digits = (key.match(/\d/g) ?? []).length
  const han = (key.match(/\p{Script=Han}/gu) ?? []).length
  const letters = [...key].length - digits - han
  if (category === 'AGE_OVER_89') return false
  if (category === 'DATE') return digits >= MIN_DIGITS
  if (han >= MIN_HAN) return han + digits + letters >= 3 || category === 'NAME' || category === 'DOCTOR'
  if (letters > 0 && digits > 0) return letters + digits >= MIN_DIGITS
  return digits >= MIN_DIGITS || letters >= MIN_LATIN
}

/** NFKC, lower case, accents off, only letters and digits, JSON escapes undone. */
function normalise(text: string): string {
  return undoEscapes(text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\ue000]/gu, '')
}

/** Words of a text, each normalised; runs of words are joined when a value is searched. */
function words(text: string): string[] {
  return undoEscapes(text)
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}\p{M}'’\ue000]+/u)
    .map((word) => normalise(word))
    .filter((word) => word !== '')
}

/** `\u5f20` in JSON that was written in ASCII. */
function undoEscapes(text: string): string {
  return text.includes('\\u')
    ? text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}

function occurrences(text: string, key: string): number {
  let count = 0
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    // A number inside a longer number is another number.
    const first = /\d/.test(key[0]!) && /\d/.test(text[at - 1] ?? '')
    const last = /\d/.test(key.at(-1)!) && /\d/.test(text[at + key.length] ?? '')
    if (!(first && last)) count += 1
  }
  return count
}

/** A Latin value counts when whole words spell it: "Ann" is not found in "annual". */
function occurrencesBounded(list: readonly string[], key: string): number {
  let count = 0
  for (let i = 0; i < list.length; i += 1) {
    if (!key.startsWith(list[i]!)) continue
    let joined = list[i]!
    for (let k = i + 1; joined.length < key.length && k < list.length && key.startsWith(joined); k += 1)
      joined += list[k]!
    if (joined === key) count += 1
  }
  return count
}

/** A short value directly after a label and a colon. */
function labelled(text: string, value: string): number {
  const plain = undoEscapes(value).normalize('NFKC').trim()
  if (plain === '') return 0
  const literal = plain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s*')
  const regex = new RegExp(
    `(?<![\\p{L}])${LABELS}[\\s.]*(?:no|number|号)?[\\s.]*[:：=#][\\s"]*${literal}(?![\\p{L}\\p{N}.])`,
    'giu',
  )
  return (undoEscapes(text).normalize('NFKC').match(regex) ?? []).length
}

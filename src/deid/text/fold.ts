import { matchesOf } from './matches.js'
import { SIMPLIFIED } from './traditional.js'

/**
 * Folded text for matching: full width to half width and compatibility forms (NFKC, which also turns Kangxi radicals into the usual
 * characters), zero-width characters removed, look-alike Cyrillic and Greek letters to Latin, traditional characters to simplified ones, dashes, quotes and spaces to one kind.
 * `from[i]`, `to[i]` are the UTF-16 offsets of the source characters that folded character `i` stands for.
 */
export interface Folded {
  text: string
  from: number[]
  to: number[]
}

/** Removed: zero-width and direction marks, variation selectors, soft hyphen, byte order mark. */
const INVISIBLE =
  /\u034f|[\ufe00-\ufe0f]|[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]/

/**
 * Letters that look the same (Unicode TR39 confusables, the part used to dodge filters). μ, α, β, γ are left alone: they carry
 * meaning in units and analyte names.
 */
const LOOK_ALIKE = new Map<string, string>(
  Object.entries({
    а: 'a',
    А: 'A',
    в: 'b',
    В: 'B',
    с: 'c',
    С: 'C',
    е: 'e',
    Е: 'E',
    ё: 'e',
    Н: 'H',
    н: 'h',
    і: 'i',
    І: 'I',
    ј: 'j',
    Ј: 'J',
    к: 'k',
    К: 'K',
    м: 'm',
    М: 'M',
    о: 'o',
    О: 'O',
    р: 'p',
    Р: 'P',
    ѕ: 's',
    Ѕ: 'S',
    т: 't',
    Т: 'T',
    у: 'y',
    У: 'Y',
    х: 'x',
    Х: 'X',
    ԁ: 'd',
    ӏ: 'l',
    Α: 'A',
    Β: 'B',
    Ε: 'E',
    Ζ: 'Z',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    ο: 'o',
    Ρ: 'P',
    Τ: 'T',
    Υ: 'Y',
    Χ: 'X',
    ι: 'i',
    ν: 'v',
    ı: 'i',
    ɡ: 'g',
    ʼ: "'",
    '‘': "'",
    '’': "'",
    '“': '"',
    '”': '"',
    '‐': '-',
    '‑': '-',
    '‒': '-',
    '–': '-',
    '—': '-',
    '―': '-',
    '−': '-',
    '﹣': '-',
    '∶': ':',
    '︰': ':',
    '﹕': ':',
    '꞉': ':',
    '。': '。',
    '✱': '*',
    '∗': '*',
    '○': '*',
    '●': '*',
    '•': '*',
    '×': '×',
    '|': '|',
    '｜': '|',
    '│': '|',
    '┃': '|',
    '︱': '|',
  }),
)

/** Zeros of the scripts whose decimal digits NFKC leaves alone (Arabic, Persian, Devanagari to Khmer): Unicode General_Category Nd. */
const ZEROS = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
]

export function fold(source: string): Folded {
  const from: number[] = []
  const to: number[] = []
  let text = ''
  const own = ownLetters(source)
  for (let i = 0; i < source.length; ) {
    const code = source.charCodeAt(i)
    if (code < 0x80) {
      text += source[i]
      from.push(i)
      i += 1
      to.push(i)
      continue
    }
    const point = String.fromCodePoint(source.codePointAt(i)!)
    const next = i + point.length
    if (own?.[i] === 1) {
      text += point
      from.push(i)
      to.push(next)
    } else if (!INVISIBLE.test(point)) {
      const folded = foldPoint(point)
      for (let k = 0; k < folded.length; k += 1) {
        from.push(i)
        to.push(next)
      }
      text += folded
    }
    i = next
  }
  return { text, from, to }
}

/** A word of a list as it stands in folded text: one in Cyrillic or Greek letters is of its own alphabet, whatever its letters look like. */
export function foldWord(word: string): string {
  return /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(word) ? word.normalize('NFKC') : fold(word).text
}

/** Words of letters of one of the two alphabets with look-alikes. */
const ALPHABETS = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Latin}\p{M}]+/gu
/** With more than this share of its letters in words that only Cyrillic or Greek can write, a text is written in it. */
const OWN_SHARE = 0.15

/**
 * Where Cyrillic and Greek letters are letters of their own language, by UTF-16 offset: in words without a Latin letter that hold one with no look-alike, and, in a text written in
 * that alphabet, in all such words. Words mixed from two alphabets are look-alikes everywhere. Null for a text without.
 */
function ownLetters(source: string): Uint8Array | null {
  if (!/[\u0370-\u052f]/.test(source)) return null
  const own = new Uint8Array(source.length)
  const doubtful: [number, number][] = []
  let sure = 0
  for (const match of matchesOf(source, ALPHABETS)) {
    const word = match[0]
    // Micro, alpha and beta are signs of units and analytes.
    if (!/[\u0370-\u052f]/.test(word) || /\p{Script=Latin}/u.test(word)) continue
    const clear = word.length > 2 && [...word].some((char) => !LOOK_ALIKE.has(char) && !/[\u03bcαβγδΔ]/.test(char))
    if (clear) {
      sure += word.length
      own.fill(1, match.index, match.index + word.length)
    } else doubtful.push([match.index, match.index + word.length])
  }
  if (sure > OWN_SHARE * (source.match(/\p{L}/gu)?.length ?? 0))
    for (const [start, end] of doubtful) own.fill(1, start, end)
  return own
}

function foldPoint(point: string): string {
  const alike = LOOK_ALIKE.get(point)
  if (alike !== undefined) return alike
  if (/\s/.test(point)) return /[\u2028\u2029\u0085]/.test(point) ? '\n' : ' '
  const zero = ZEROS.find((first) => first <= point.charCodeAt(0) && point.charCodeAt(0) <= first + 9)
  if (zero !== undefined) return String(point.charCodeAt(0) - zero)
  const folded = point.normalize('NFKC')
  return LOOK_ALIKE.get(folded) ?? SIMPLIFIED.get(folded) ?? folded
}

/** A text with simplified characters in place of traditional ones, of the same length: how word lists are kept. */
export function simplify(text: string): string {
  return text.replace(/\p{Script=Han}/gu, (char) => SIMPLIFIED.get(char) ?? char)
}

/** Lower case, without accents: how labels and word lists are compared. */
export function plain(text: string): string {
  // Most words are: the two normalisations take nine tenths of the time.
  if (isAscii(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC')
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) >= 0x80) return false
  return true
}

/** A Chinese character (CJK unified ideographs and extension A). */
export function isHan(char: string | undefined): boolean {
  if (char === undefined) return false
  const code = char.charCodeAt(0)
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf)
}

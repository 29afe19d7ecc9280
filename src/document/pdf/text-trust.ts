import type { TextTrust } from '../../records/page.js'
import type { DocumentConfig } from '../config.js'

/** What is measured of a page's text layer, white space left out. */
export interface LayerSample {
  /** Text of the words that change the picture. */
  visible: readonly string[]
  /** Characters that draw nothing: without ink by rendering mode or transparency, and covered or clipped ones. */
  inklessCharacters: number
  coveredCharacters: number
  /** Visible characters for which the font gives no Unicode. */
  unmappedCharacters: number
  /** Visible words set in a font that is not embedded and has no glyphs of its own in the reader (CJK), drawn or not. */
  substitutedWords: number
  /** Share of the page that bitmaps cover, 0-1. */
  imageCoverage: number
}

/**
 * Whether a page's text layer is what the page shows. In this order:
 * 1. `no_text`: no characters at all.
 * 2. `invisible` / `hidden_behind_image`: less than `min_visible_share` of the characters leave ink while bitmaps cover a third of the
 *    page, or next to none do (a scan or a drawing with an OCR layer under or over it). The layer is somebody else's OCR: it is not
 *    trusted, the page is read again. Some hidden text on an otherwise printed page does not count against what is printed.
 * 3. `garbled`: see `garbledBy`.
 * 4. `font_not_embedded`: trusted, but some words are drawn with the bundled font in place of one that the file lacks.
 * 5. `trusted`.
 */
export function judgeText(sample: LayerSample, config: DocumentConfig['text_trust']): TextTrust {
  const shown = sample.visible.reduce((n, word) => n + word.length, 0)
  const all = shown + sample.inklessCharacters + sample.coveredCharacters
  if (all === 0) return 'no_text'
  const least = sample.imageCoverage >= SHOWING_IMAGE ? config.min_visible_share : NEXT_TO_NOTHING
  if (shown / all < least)
    return sample.inklessCharacters >= sample.coveredCharacters ? 'invisible' : 'hidden_behind_image'
  if (garbledBy(sample.visible, sample.unmappedCharacters, config) !== null) return 'garbled'
  return sample.substitutedWords > 0 ? 'font_not_embedded' : 'trusted'
}

/** Share of the page that bitmaps cover for them to be what shows the text. */
const SHOWING_IMAGE = 0.3
const NEXT_TO_NOTHING = 0.05

/** Fewer letters than this say nothing about their distribution. */
const MIN_LETTERS = 80

/**
 * Why a text layer's characters cannot be what is printed, or null:
 * - `implausible`: the share of private-use, control, unassigned, replacement and unmapped characters passes `max_implausible_share`;
 * - `rare_han`: of at least 80 Han characters less than `min_common_han_share` belong to level 1 of GB/T 2312 (the 3,755 characters
 *   that make up 99.7 % of modern text); a wrong CID map draws from all 20,000 alike and leaves about .18;
 * - `odd_letters`: of at least 80 basic Latin letters less than `min_common_letter_share` are among e a i t n o r s l, as when glyph numbers
 *   stand for letters.
 * Numbers in a table of results, abbreviations and formulae do not count, for they hold no letters or few.
 */
export function garbledBy(
  words: readonly string[],
  unmapped: number,
  config: DocumentConfig['text_trust'],
): 'implausible' | 'rare_han' | 'odd_letters' | null {
  let total = 0
  let implausible = unmapped
  let han = 0
  let common = 0
  let latin = 0
  let usual = 0
  for (const word of words) {
    for (const char of word) {
      total++
      if (isImplausible(char)) implausible++
      else if (/\p{Script=Han}/u.test(char)) {
        han++
        if (commonHan().has(char)) common++
      } else if (/[a-z]/i.test(char)) {
        latin++
        if (/[eaitnorsl]/i.test(char)) usual++
      }
    }
  }
  if (total > 0 && implausible / total > config.max_implausible_share) return 'implausible'
  if (han >= MIN_LETTERS && common / han < config.min_common_han_share) return 'rare_han'
  if (latin >= MIN_LETTERS && latin > han && usual / latin < config.min_common_letter_share) return 'odd_letters'
  return null
}

/** Characters that no report prints on purpose. Private use of U+F020-F0FF is left alone: symbol fonts put arrows and ticks there. */
function isImplausible(char: string): boolean {
  const code = char.codePointAt(0)!
  if (code >= 0xf020 && code <= 0xf0ff) return false
  return /[\p{Co}\p{Cn}\p{Cc}\p{Cs}\ufffd]/u.test(char)
}

let commonHanSet: Set<string> | null = null

/** Level 1 of GB/T 2312-1980: rows 16 to 55 of the code table, decoded rather than listed. */
function commonHan(): Set<string> {
  if (commonHanSet !== null) return commonHanSet
  const bytes: number[] = []
  for (let row = 16; row <= 55; row++)
    for (let cell = 1; cell <= (row === 55 ? 89 : 94); cell++) bytes.push(0xa0 + row, 0xa0 + cell)
  commonHanSet = new Set(new TextDecoder('gbk').decode(Uint8Array.from(bytes)))
  return commonHanSet
}

/** Share of the longer OCR words (three characters and more) that the text layer holds too, ignoring case and spaces; null for too few. */
export function agreement(ocrWords: readonly string[], layer: readonly string[]): number | null {
  const haystack = layer.join('').toLowerCase()
  const needles = ocrWords.map((w) => w.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')).filter((w) => w.length >= 3)
  if (needles.length < 10) return null
  return needles.filter((w) => haystack.includes(w)).length / needles.length
}

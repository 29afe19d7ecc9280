import type { Knowledge } from '../knowledge.js'
import { fold, plain } from '../text/fold.js'

/** Whether a watermark's text says only what is printed on any report ("FINAL REPORT", "仅供参考"): it names no house and stays. */
export function isPlainWatermark(printed: string, { watermarks }: Knowledge): boolean {
  const text = plain(fold(printed).text)
  const latin = text.match(/\p{Script=Latin}+/gu) ?? []
  const han = text.match(/\p{Script=Han}+/gu) ?? []
  return (
    !/\d/.test(text) &&
    latin.length + han.length > 0 &&
    latin.every((word) => watermarks.words.has(word)) &&
    han.every((run) => isMadeOf(run, watermarks.zh))
  )
}

/** Share of a reading's letters in words of the list from which it says nothing else: OCR misreads a letter or two of pale lettering under print. */
const SAYS = 0.7
/** A Latin word of which OCR lost the end is told by so many letters. */
const BEGINNING = 6

/** The same of a watermark that OCR read from a scan, some of its letters wrong. */
export function readsPlain(read: string, { watermarks }: Knowledge): boolean {
  const text = plain(fold(read).text)
  const han = (text.match(/\p{Script=Han}/gu) ?? []).join('')
  // Scraps count too: "DR ogy Ne Medical Cg" says more than its one word.
  const latin = text.match(/\p{Script=Latin}+/gu) ?? []
  const known = latin.filter(
    (word) =>
      watermarks.words.has(word) ||
      (word.length >= BEGINNING && [...watermarks.words].some((other) => other.startsWith(word))),
  )
  const letters = (words: readonly string[]) => words.join('').length
  const all = han.length + letters(latin)
  return all >= 4 && inWords(han, watermarks.zh) + letters(known) >= SAYS * all
}

/** How many characters of a run stand in words of a list, two characters and longer; of a word with one character misread ("参者" for "参考") the others count. */
function inWords(run: string, words: ReadonlySet<string>): number {
  const most = new Array<number>(run.length + 1).fill(0)
  for (let end = 1; end <= run.length; end += 1) {
    most[end] = most[end - 1]!
    for (let length = 2; length <= 6 && length <= end; length += 1)
      most[end] = Math.max(most[end]!, most[end - length]! + charactersOf(run.slice(end - length, end), words))
  }
  return most[run.length]!
}

function charactersOf(piece: string, words: ReadonlySet<string>): number {
  if (words.has(piece)) return piece.length
  const misread = [...words].some(
    (word) => word.length === piece.length && [...word].filter((char, i) => char !== piece[i]).length === 1,
  )
  return misread ? piece.length - 1 : 0
}

/** Whether a run of characters can be cut into words of a list. */
function isMadeOf(run: string, words: ReadonlySet<string>): boolean {
  const reached = new Array<boolean>(run.length + 1).fill(false)
  reached[0] = true
  for (let i = 0; i < run.length; i += 1)
    for (let length = 1; reached[i] && length <= 6 && i + length <= run.length; length += 1)
      if (words.has(run.slice(i, i + length))) reached[i + length] = true
  return reached[run.length]!
}

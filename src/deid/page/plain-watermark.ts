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

/** Whether a run of characters can be cut into words of a list. */
function isMadeOf(run: string, words: ReadonlySet<string>): boolean {
  const reached = new Array<boolean>(run.length + 1).fill(false)
  reached[0] = true
  for (let i = 0; i < run.length; i += 1)
    for (let length = 1; reached[i] && length <= 6 && i + length <= run.length; length += 1)
      if (words.has(run.slice(i, i + length))) reached[i + length] = true
  return reached[run.length]!
}

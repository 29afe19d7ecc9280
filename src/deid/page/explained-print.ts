import type { PageReading } from '../../records/page.js'
import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import type { SheetLine } from '../text/sheet.js'
import { segmentHan } from '../text/vocabulary.js'
import type { PageSheet } from './page-sheet.js'

/** Chinese characters that known words must explain without a rest: names of two and three are words as well ("高明", "时光"), and longer ones never. */
const LEAST = 6
/** Runs of a list of choices ("1无症状 2头痛 3头晕") count together, this many of them. */
const LIST = 3
/** Mean confidence of OCR below which a word may be another. */
const READ = 0.75
/** What institutions, employers and places end with: known words name them too ("康宁健康管理中心"). */
const namesHouse = perKnowledge(
  (knowledge) =>
    new RegExp(
      `(?:${anyPhrase(knowledge, 'endings_of_houses', 'trades_of_clinics', 'endings_of_other_houses')}|[路街村镇县市省区里弄苑园栋幢楼室号])$`,
      'u',
    ),
)

/**
 * Stretches of a line that tell something clinical and nothing else: runs of Chinese that OCR was sure of, in which known words leave no character over. Such print stays
 * on a line of a form too: "双肺纹理增多" behind the number of the film. Offsets into the sheet's text.
 */
export function explainedStretches(
  page: PageReading,
  sheet: PageSheet,
  line: SheetLine,
  knowledge: Knowledge,
): [number, number][] {
  const read = (start: number, text: string): Run => {
    const end = start + text.length
    return { start, end, clear: isClear(text, knowledge) && confidence(page, sheet, start, end) >= READ }
  }
  const choices = [...sheet.text.slice(line.start, line.end).matchAll(CHOICE)]
    .map((match) => ({
      from: line.start + match.index,
      run: read(line.start + match.index + match[0].length - match[1]!.length, match[1]!),
    }))
    .filter(({ run }) => run.clear)
  const cells = line.cells.flatMap((cell): [number, number][] => {
    const text = sheet.text.slice(cell.start, cell.end)
    const runs = [...text.matchAll(/\p{Script=Han}{2,}/gu)].map((match) => read(cell.start + match.index, match[0]))
    const letters = runs.reduce((sum, run) => sum + run.end - run.start, 0)
    const list = runs.length >= LIST && letters >= LEAST && runs.every((run) => run.clear)
    if (list && isClinical(text, knowledge) && !OTHER.test(text)) return [[cell.start, cell.end]]
    return runs
      .filter(({ start, end, clear }) => {
        return clear && end - start >= LEAST && isClinical(sheet.text.slice(start, end), knowledge)
      })
      .map(({ start, end }): [number, number] => [start, end])
  })
  return choices.length < LIST
    ? cells
    : [...cells, ...choices.map(({ from, run }): [number, number] => [from, run.end])]
}

/** A numbered choice ("2头痛"). */
const CHOICE = /(?<![\d.])[1-9]\s?(\p{Script=Han}{2,})/gu
/** What no list of findings holds: long numbers without a unit, Latin words. */
const OTHER = /\d{4}(?!\s?\p{L})|\d{5}|(?<!\d)\p{Script=Latin}{3}/u

interface Run {
  start: number
  end: number
  clear: boolean
}

function isClear(run: string, knowledge: Knowledge): boolean {
  return !namesHouse(knowledge).test(run) && !segmentHan(run, knowledge).includes('open')
}

/** Whether a known clinical term stands in a text: of the laboratory, or of examinations. */
function isClinical(text: string, { clinical }: Knowledge): boolean {
  if (clinical.explained.some((term) => text.includes(term))) return true
  for (const [run] of text.matchAll(/\p{Script=Han}{2,}/gu))
    for (let i = 0; i + 1 < run.length; i += 1)
      for (let n = 2; n <= 6 && i + n <= run.length; n += 1) if (clinical.zh.has(run.slice(i, i + n))) return true
  return false
}

/** Mean confidence of the words of a stretch, each counted by its letters; 1 for a text layer. */
export function confidence(page: PageReading, sheet: PageSheet, start: number, end: number): number {
  let [sum, n] = [0, 0]
  for (let i = start; i < end; i += 1) {
    const word = page.words[sheet.wordOf[sheet.from[i] ?? -1] ?? -1]
    if (word === undefined) continue
    sum += word.confidence
    n += 1
  }
  return n === 0 ? 1 : sum / n
}

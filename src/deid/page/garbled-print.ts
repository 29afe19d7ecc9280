import type { PageReading } from '../../records/page.js'
import type { Knowledge } from '../knowledge.js'
import type { SheetLine } from '../text/sheet.js'
import { segmentHan } from '../text/vocabulary.js'
import { confidence } from './explained-print.js'
import type { PageSheet } from './page-sheet.js'

/** Mean confidence of its words below which OCR guessed a line; prose in a known script is read with .85 and more, broken print with .5 to .7. */
const GUESSED = 0.6
/** Below this mean confidence, a line in which this share of the Chinese characters makes no word was not read either. */
const DOUBTED = 0.8
const OPEN = 0.3
/** Fewer letters say nothing. */
const LEAST = 6

/** Whether OCR did not understand a line of print: what it names cannot be told, so nothing in it explains its ink. */
export function isGarbled(page: PageReading, sheet: PageSheet, line: SheetLine, knowledge: Knowledge): boolean {
  const text = sheet.text.slice(line.start, line.end)
  if ((text.match(/[\p{L}\p{N}]/gu) ?? []).length < LEAST) return false
  const read = confidence(page, sheet, line.start, line.end)
  if (read < GUESSED) return true
  const runs = text.match(/\p{Script=Han}+/gu) ?? []
  const parts = runs.flatMap((run) => segmentHan(run, knowledge))
  return read < DOUBTED && parts.length >= LEAST && parts.filter((part) => part === 'open').length > OPEN * parts.length
}

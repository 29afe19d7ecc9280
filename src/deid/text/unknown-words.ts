import type { Knowledge } from '../knowledge.js'
import { isProse } from '../page/line-content.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'
import { labelsOfLine } from './labels.js'
import { unreadScript } from './other-scripts.js'
import { isClinicalWord } from './person-name.js'
import { type LineKind, tellsInWords } from './result-rows.js'
import { scriptCounts } from './script-counts.js'
import type { Sheet, SheetCell, SheetLine } from './sheet.js'
import { type Span, subtract } from './span.js'
import { linesAbove, linesBelow } from './text-lines.js'
import { unknownCodes } from './unknown-codes.js'
import { unknownHan } from './unknown-han.js'
import { type LineContext, readsLatin, type Unknown, unknownLatin } from './unknown-latin.js'
import { linesOfTables } from './unread-tables.js'

interface Compiled {
  /** A result in words that fills a cell. */
  inWords: RegExp
}

/** Below every detector that knows why: whatever else found a part of it keeps its category. */
const SCORE = 0.55
/** The detector's name in the audit log. */
export const UNKNOWN_WORD = 'unknown_word'
/** The letterhead: lines within this share of the page's height. */
const LETTERHEAD = 0.13

/**
 * Default deny for text: outside of result rows, whatever no word of the language, of medicine or of forms explains is taken for an identifier: capitalised words,
 * Chinese characters that make no word, codes that are no value, unit, range or standard. In running text, and on pages read by OCR, only what also stands like a name. Of a run
 * that lies partly in one of `taken` only what holds something unexplained is kept: "Miss" of "Miss Okafor" is none.
 */
export function findUnknownWords(
  sheet: Sheet,
  kinds: readonly LineKind[],
  taken: readonly Span[],
  knowledge: Knowledge,
): Span[] {
  const reads = readsLatin(sheet, knowledge)
  const makers = makersOf(knowledge)
  const script = unreadScript(scriptCounts(sheet.text))
  const worded = new Set(knowledge.grammar.unread.results)
  const tables = script === null ? [] : linesOfTables(sheet, kinds, knowledge)
  return sheet.lines.flatMap((line, number) => {
    const text = sheet.text.slice(line.start, line.end)
    if (kinds[number] !== 'text' || text.length < 2 || makers.test(text) || tables[number] === true) return []
    // "36  Phản ứng Widal  Âm tính": a row of results in words of a language that the vocabulary does not read.
    if (reads !== 'yes' && !/[:：]/.test(text) && tellsInWords(sheet, line, worded)) return []
    const named = testNamed(sheet, line, text, knowledge)
    const labels = labelsOfLine(sheet, line, knowledge)
    const context: LineContext = {
      knowledge,
      prose: isProse(sheet, line),
      ocr: sheet.ocr,
      confidence: (start, end) => sheet.confidence?.(start, end) ?? 1,
      reads,
      folded: script === 'cased',
      letterhead: sheet.measured && number < 5 && line.y0 < LETTERHEAD * sheet.height,
      free: (start, end) => !labels.some((label) => label.start < end && label.end > start),
      ...brokenWords(sheet, number),
      labelled: (start) =>
        labels.some(
          (label) =>
            label.block.kind === 'name' &&
            label.end <= start &&
            label.after >= start &&
            // "医生要看": what touches a label goes on with it.
            (label.colon || start > label.end),
        ),
    }
    return [
      ...unknownLatin(sheet, line, context).filter(({ end }) => end > named),
      ...unknownHan(line.start, text, context),
      ...unknownCodes(line.start, text, context),
    ].flatMap((span) => open(span, taken))
  })
}

/** The end of a first cell that names a test ("Kettle Valley fever IgM", "Deep margin"), where a cell beside it is a result in words: a place in it is the test's; else 0. */
function testNamed(sheet: Sheet, line: SheetLine, text: string, knowledge: Knowledge): number {
  const [first, ...others] = line.cells
  if (first === undefined || others.length === 0 || /[:：]/.test(text)) return 0
  if (!others.some((cell) => compile(knowledge).inWords.test(sheet.text.slice(cell.start, cell.end)))) return 0
  const words = sheet.text.slice(first.start, first.end).split(/[\s/(),]+/)
  return words.some((word) => isClinicalWord(word, knowledge)) ? first.end : 0
}

/** Cells of at least this many Chinese characters are lines of a paragraph. */
const PARAGRAPH = 8
/** How far the left edges of two lines of one paragraph stand apart at most, points: a first line is set in. */
const INDENT = 30

/** The ends of the lines above and the beginnings of those below, where a paragraph's line may have broken a word. */
function brokenWords(sheet: Sheet, number: number): Pick<LineContext, 'above' | 'below'> {
  const text = (cell: SheetCell) => sheet.text.slice(cell.start, cell.end)
  const long = (cell: SheetCell) => (text(cell).match(/\p{Script=Han}/gu)?.length ?? 0) >= PARAGRAPH
  const near = (offset: number, other: SheetCell) => Math.abs(sheet.x0[offset]! - other.x0) < INDENT
  return {
    above: (start) => {
      const cell = sheet.ocr
        ? undefined
        : linesAbove(sheet, number)
            .flatMap((above) => sheet.lines[above]!.cells)
            .find((other) => long(other) && near(start, other))
      return cell === undefined ? '' : (/\p{Script=Han}{1,2}$/u.exec(text(cell))?.[0] ?? '')
    },
    below: (end) => {
      const own = sheet.ocr ? undefined : sheet.lines[number]!.cells.find((other) => other.end === end && long(other))
      const cell =
        own &&
        linesBelow(sheet, number)
          .flatMap((below) => sheet.lines[below]!.cells)
          .find((other) => near(own.start, other))
      return cell === undefined ? '' : (/^\p{Script=Han}{1,2}/u.exec(text(cell))?.[0] ?? '')
    },
  }
}

/** What of a stretch no other span covers and still holds something unexplained. */
function open({ start, end, category, cores }: Unknown, taken: readonly Span[]): Span[] {
  const own: Span = { start, end, category, detector: UNKNOWN_WORD, score: SCORE }
  return taken
    .filter((span) => span.start < end && span.end > start)
    .reduce<Span[]>((parts, span) => parts.flatMap((part) => subtract(part, span)), [own])
    .filter((part) => part === own || part.end - part.start > 1)
    .filter((part) => cores.some((core) => core.start < part.end && core.end > part.start))
}

/** Lines that name an instrument, a reagent or a method: its maker is none of the report's houses. */
const makersOf = perKnowledge((knowledge): RegExp => {
  const words = [...knowledge.institutions.makers_context].sort((a, b) => b.length - a.length)
  const [latin, han] = [words.filter((word) => /^[a-z]/i.test(word)), words.filter((word) => !/^[a-z]/i.test(word))]
  return new RegExp(`(?<!\\p{L})(?:${latin.join('|')})(?!\\p{L})|${han.join('|')}`, 'iu')
})

const compile = perKnowledge(
  (knowledge): Compiled => ({
    inWords: new RegExp(
      String.raw`^(?:(?:${anyPhrase(knowledge, 'grades_of_results')})[ -]?)?(?:${anyPhrase(knowledge, 'results_in_words')})[\s*.!↑↓]*$`,
      'i',
    ),
  }),
)

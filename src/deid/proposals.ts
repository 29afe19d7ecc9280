import { z } from 'zod'
import { Category } from './category.js'
import type { Knowledge } from './knowledge.js'
import { isClinicalWord } from './text/person-name.js'
import type { Sheet } from './text/sheet.js'
import type { Span } from './text/span.js'

/** One identifier as a model copied it from a page's text. */
export const Proposal = z.object({ category: Category, text: z.string() })
export type Proposal = z.infer<typeof Proposal>

/** What a model proposed for a report's pages. `failed`: a machine-readable cause where it did not answer; never content. Stays in the vault. */
export const Proposals = z.object({
  detector: z.string().nullable(),
  pages: z.array(z.object({ page: z.number().int().min(1), found: z.array(Proposal) })),
  failed: z.string().nullable(),
})
export type Proposals = z.infer<typeof Proposals>

/** No proposals: the model is off. */
export const NO_PROPOSALS: Proposals = { detector: null, pages: [], failed: null }

/** Below every detector of our own: a model never moves the edge of what a rule found, and never touches a result row. */
const SCORE = 0.76
/** Longest identifier, characters: an address in full. Longer copies are whole sentences. */
const LONGEST = 160

/**
 * The places where proposals stand on a sheet, letter by letter between word edges; what does not stand there, single letters, and words of medicine are
 * dropped.
 */
export function proposedSpans(
  sheet: Sheet,
  found: readonly Proposal[],
  detector: string,
  knowledge: Knowledge,
): Span[] {
  const spans: Span[] = []
  for (const { category, text } of found) {
    const needle = text.trim()
    if (needle.length < 2 || needle.length > LONGEST || isMedicine(needle, knowledge)) continue
    for (let at = sheet.text.indexOf(needle); at >= 0; at = sheet.text.indexOf(needle, at + needle.length)) {
      const end = at + needle.length
      if (continues(sheet.text, at - 1, at) || continues(sheet.text, end - 1, end)) continue
      spans.push({ start: at, end, category, detector, score: SCORE })
    }
  }
  return spans
}

/** Whether a word goes on from one character to the next: Latin letters, or digits. */
function continues(text: string, a: number, b: number): boolean {
  const both = (set: RegExp) => set.test(text[a] ?? ' ') && set.test(text[b] ?? ' ')
  return both(/\p{Script=Latin}/u) || both(/\d/)
}

function isMedicine(text: string, knowledge: Knowledge): boolean {
  if (knowledge.clinical.zh.has(text) || knowledge.clinical.units.has(text)) return true
  const words = text.split(/[\s,./-]+/).filter((word) => word !== '')
  return words.every((word) => isClinicalWord(word, knowledge) || knowledge.clinical.eponyms.has(word.toLowerCase()))
}

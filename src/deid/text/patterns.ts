import type { Knowledge, PatternBlock } from '../knowledge.js'
import { KnowledgeError } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { findContextCodes } from './context-codes.js'
import { matchesOf } from './matches.js'
import type { Span } from './span.js'
import { VALIDATORS } from './validators.js'

interface Compiled {
  block: PatternBlock
  regex: RegExp
  validate: ((match: string) => boolean) | null
  context: RegExp | null
}

/** Characters before a match in which a pattern's context words must stand. */
const CONTEXT_REACH = 40

/** How far before a number its word (`telephones`) is looked for: directly behind one, a number of a telephone's form is one in a line of results too; beside them may stand the column of a letterhead. */
const PHONE_REACH = 14
const SAID = 0.86

/** Identifiers that have a form of their own (configs/deid/patterns.yaml), in folded text. */
export function findPatterns(text: string, knowledge: Knowledge): Span[] {
  const spans: Span[] = []
  const said = phoneWord(knowledge)
  for (const pattern of compile(knowledge)) {
    for (const match of matchesOf(text, pattern.regex)) {
      const value = match[1] ?? match[0]
      const start = match.index + match[0].lastIndexOf(value)
      if (pattern.validate !== null && !pattern.validate(value)) continue
      if (
        pattern.context !== null &&
        !pattern.context.test(text.slice(Math.max(0, match.index - CONTEXT_REACH), match.index))
      )
        continue
      const span = spanOf(pattern.block, start, start + value.length)
      const sure = span.category === 'PHONE' && said.test(text.slice(Math.max(0, start - PHONE_REACH), start))
      spans.push(sure ? { ...span, score: Math.max(span.score, SAID) } : span)
    }
  }
  return [...spans, ...findContextCodes(text, knowledge), ...findSpacedOut(text, knowledge)]
}

/**
 * The same in runs whose characters are set apart: single characters with one space between ("1 3 8 0 0 ..."), or groups of digits
 * broken by a line end. Tabs end a run: cells of a row never join; neither does what letters follow ("2019-nCoV").
 */
function findSpacedOut(text: string, knowledge: Knowledge): Span[] {
  const patterns = compile(knowledge).filter((pattern) => pattern.block.spaced)
  const spans: Span[] = []
  for (const run of matchesOf(
    text,
    /(?<![^\s:：(])(?:[A-Za-z0-9@._+*-] ){7,}[A-Za-z0-9@._+*-](?![^\s,;.。，；)])|\d{3,}[ -]?\d*\n ?\d[\d -]{2,}[\dXx]?(?![\d-]*[A-Za-z])/g,
  )) {
    const offsets: number[] = []
    let joined = ''
    for (let i = 0; i < run[0].length; i += 1) {
      if (/[\s]/.test(run[0][i]!)) continue
      offsets.push(run.index + i)
      joined += run[0][i]
    }
    for (const pattern of patterns) {
      for (const match of matchesOf(joined, pattern.regex)) {
        if (pattern.validate !== null && !pattern.validate(match[0])) continue
        const start = offsets[match.index]!
        spans.push(spanOf(pattern.block, start, offsets[match.index + match[0].length - 1]! + 1))
      }
    }
  }
  return spans
}

function spanOf(block: PatternBlock, start: number, end: number): Span {
  return { start, end, category: block.category, detector: block.name, score: block.score }
}

const compile = perKnowledge((knowledge): Compiled[] => {
  const list = knowledge.patterns.map((block) => {
    const validate = block.validator === undefined ? null : (VALIDATORS[block.validator] ?? null)
    if (block.validator !== undefined && validate === null)
      throw new KnowledgeError(
        `patterns.yaml: ${block.name}: validator: "${block.validator}" is none of ${Object.keys(VALIDATORS).join(', ')}`,
      )
    let regex: RegExp
    try {
      regex = new RegExp(block.regex, 'gu')
    } catch {
      throw new KnowledgeError(`patterns.yaml: ${block.name}: regex: not a regular expression`)
    }
    const context = block.context === undefined ? null : new RegExp(block.context.join('|'), 'iu')
    return { block, regex, validate, context }
  })
  return list
})

/** A word for a telephone at the end of a text. */
const phoneWord = perKnowledge((knowledge): RegExp => {
  const { words, words_zh } = knowledge.surroundings.telephones
  const regex = new RegExp(
    String.raw`(?:(?<!\p{L})(?:${words.join('|')})(?: ?(?:no|nos|number)\.?)?|${words_zh.join('|')})[.:：]? ?\(?$`,
    'iu',
  )
  return regex
})

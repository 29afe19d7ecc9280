import type { Knowledge, LabelBlock } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { isHan, plain } from './fold.js'
import type { Sheet, SheetLine } from './sheet.js'

/** A label found on a line; offsets into the sheet's text. `colon`: a separator stands after it; `after` is where its value may start. */
export interface LabelMatch {
  start: number
  end: number
  after: number
  colon: boolean
  block: LabelBlock
  term: string
}

interface TrieNode {
  next: Map<string, TrieNode>
  hit: { block: LabelBlock; term: string } | null
}

/** Characters that are ignored inside a label, in the text and in the terms. */
const IGNORED = /[ .\-/'"&()_°\u3000]/
/** What stands between a label and its value. */
const SEPARATOR = /[:=#|：﹕]/

/** All labels of a line, longest first at each place, left to right, without overlaps. Whether one really is a label is for `fields.ts`. */
export function labelsOfLine(sheet: Sheet, line: SheetLine, knowledge: Knowledge): LabelMatch[] {
  const root = trieOf(knowledge)
  const { chars, offsets } = squeeze(sheet.text, line)
  const found: LabelMatch[] = []
  for (let i = 0; i < chars.length; i += 1) {
    if (!root.next.has(chars[i]!) || !startsWord(sheet.text, offsets[i]!)) continue
    let node: TrieNode | undefined = root
    let best: { length: number; hit: NonNullable<TrieNode['hit']> } | null = null
    for (let k = i; k < chars.length; k += 1) {
      if (k > i && chars[k] === '\t') break
      if (k > i && crossesGap(sheet.text, offsets[k - 1]!, offsets[k]!, chars[k - 1]!, chars[k]!)) break
      node = node.next.get(chars[k]!)
      if (node === undefined) break
      if (node.hit !== null && endsWord(sheet.text, offsets[k]!)) best = { length: k - i + 1, hit: node.hit }
    }
    if (best === null) continue
    const start = offsets[i]!
    const end = offsets[i + best.length - 1]! + 1
    if (endsSpacedWord(sheet.text, start, end)) continue
    const { after, colon } = afterLabel(sheet.text, start, end, line.end)
    found.push({ start, end, after, colon, block: best.hit.block, term: best.hit.term })
    i += best.length - 1
  }
  return found
}

/** Where the value starts: past a full stop, a note in parentheses ("姓名(Name)："), the separator and white space. */
function afterLabel(text: string, start: number, end: number, lineEnd: number): { after: number; colon: boolean } {
  const rest = text.slice(end, Math.min(lineEnd, end + 60))
  // "【姓名】褚明远"
  const bracket = /[[【]\s?$/.test(text.slice(Math.max(0, start - 2), start))
    ? /^\s?[\]】][ \t]*[:：]?[ \t]*/.exec(rest)
    : null
  if (bracket !== null) return { after: end + bracket[0].length, colon: true }
  const separated = /^[.)\]]?[ \t]*(?:[([][^()[\]\d]{1,24}[)\]][ \t]*)?[:=#|](?:[ \t]*[:：-])?[ \t]*/.exec(rest)
  if (separated !== null && SEPARATOR.test(separated[0])) return { after: end + separated[0].length, colon: true }
  // OCR reads the colon behind a label that opens its cell as a semicolon: "签名;褚明远".
  const misread = isHan(text[end - 1]) && (start === 0 || /[\t\n]/.test(text[start - 1]!)) ? /^ ?; ?/.exec(rest) : null
  if (misread !== null) return { after: end + misread[0].length, colon: true }
  const dashed = /^[ \t]*(?:--?[ \t]+|\.{2,}[ \t]*|_{2,}[ \t]*)/.exec(rest)
  if (dashed !== null) return { after: end + dashed[0].length, colon: true }
  // "您的体检号为 2309001"
  const stated = isHan(text[end - 1]) ? /^ ?[为是] ?:? ?(?=[A-Za-z0-9*])/.exec(rest) : null
  if (stated !== null) return { after: end + stated[0].length, colon: true }
  const spaced = /^[.)\]]?[ ]*/.exec(rest)
  return { after: end + (spaced?.[0].length ?? 0), colon: false }
}

/**
 * A wide gap ends a label, except between the single characters of a short Chinese label that is set wide ("姓      名").
 */
function crossesGap(text: string, before: number, after: number, a: string, b: string): boolean {
  const between = text.slice(before + 1, after)
  if (!between.includes('\t')) return false
  if (!(isHan(a) && isHan(b))) return true
  const alone = (at: number) => !isHan(text[at - 1]) || !isHan(text[at + 1])
  return !(alone(before) && alone(after))
}

function squeeze(text: string, line: SheetLine): { chars: string[]; offsets: number[] } {
  const chars: string[] = []
  const offsets: number[] = []
  for (let i = line.start; i < line.end; i += 1) {
    const char = text[i]!
    if (char === '\t' || IGNORED.test(char)) continue
    if (char === '#') {
      // "MR #" is "MR No".
      chars.push('n', 'o')
      offsets.push(i, i)
      continue
    }
    const code = char.charCodeAt(0)
    const folded = code < 0x80 ? char.toLowerCase() : isHan(char) ? char : plain(char)
    chars.push(folded === '' ? char : folded)
    offsets.push(i)
  }
  return { chars, offsets }
}

/** Whether Latin letters set apart ("p t" in "P r o m p t") only end a word whose letters are set apart. */
function endsSpacedWord(text: string, start: number, end: number): boolean {
  return (
    /^\p{L}(?: \p{L})+$/u.test(text.slice(start, end)) &&
    !isHan(text[start]) &&
    /(?:^|[^\p{L}])\p{L} $/u.test(text.slice(Math.max(0, start - 3), start))
  )
}

function startsWord(text: string, at: number): boolean {
  const char = text[at]!
  if (!/[\p{L}\p{N}]/u.test(char)) return false
  if (isHan(char)) return true
  const before = text[at - 1]
  return (
    before === undefined ||
    isHan(before) ||
    !/[\p{L}\p{N}@.]/u.test(before) ||
    (before === '.' && !/\p{L}/u.test(text[at - 2] ?? ''))
  )
}

function endsWord(text: string, at: number): boolean {
  if (isHan(text[at])) return true
  const after = text[at + 1]
  return after === undefined || isHan(after) || !/[\p{L}\p{N}]/u.test(after)
}

const trieOf = perKnowledge((knowledge): TrieNode => {
  const root: TrieNode = { next: new Map(), hit: null }
  for (const block of knowledge.labels) {
    for (const term of block.terms) {
      let node = root
      for (const char of plain(term)) {
        if (IGNORED.test(char) || SEPARATOR.test(char)) continue
        let next = node.next.get(char)
        if (next === undefined) {
          next = { next: new Map(), hit: null }
          node.next.set(char, next)
        }
        node = next
      }
      // The first block that lists a term owns it.
      node.hit ??= { block, term }
    }
  }
  return root
})

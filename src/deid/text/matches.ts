import { setFlagsFromString } from 'node:v8'

/**
 * V8 interprets an expression until it has proved hot, and forgets its code when memory is collected: of a thousand expressions most are always cold. Compiled at once they take
 * a quarter less time a page, and the program starts half a second earlier.
 */
setFlagsFromString('--no-regexp-tier-up')

/**
 * Every match of a global expression in a text, from its beginning: what `text.matchAll(regex)` gives, without the copy of the expression that each call of it makes. The copy
 * reads the whole source again: with the long word lists of this folder 3.5 µs a call, a thousand calls a page, a quarter of the time of a page.
 */
export function matchesOf(text: string, regex: RegExp): RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  regex.lastIndex = 0
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    found.push(match)
    if (match[0] === '') regex.lastIndex += regex.unicode ? unitsAt(text, match.index) : 1
  }
  return found
}

/** UTF-16 units of the character at an offset. */
function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

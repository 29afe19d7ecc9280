const HALF: Readonly<Record<string, string>> = {
  '　': ' ',
  '\u00a0': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\t': ' ',
  '、': ',',
  '。': '.',
  '【': '[',
  '】': ']',
  '〔': '[',
  '〕': ']',
  '「': '[',
  '」': ']',
  '《': '<',
  '》': '>',
  '〈': '<',
  '〉': '>',
  '≦': '≤',
  '≧': '≥',
  '⩽': '≤',
  '⩾': '≥',
  '∼': '~',
  '〜': '~',
  '˜': '~',
  '∽': '~',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '─': '-',
  '－': '-',
  µ: 'μ',
  '✕': '×',
  '✖': '×',
  '╳': '×',
  '⁄': '/',
  '∕': '/',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
}

/** Marks that a narrower reading must not touch: inequality brackets in titles are not comparators. */
const KEEP = new Set(['《', '》', '〈', '〉', '、', '。'])

/**
 * Folds full-width and typographic variants to the plain character, one code unit to one code unit, so that an index into the folded
 * text is an index into the printed text. Ideographic full stop and comma stay: they end sentences and clauses.
 */
export function fold(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    const code = text.charCodeAt(i)
    if (code < 0x80) out += c === '\t' ? ' ' : c
    else if (code >= 0xff01 && code <= 0xff5e) out += String.fromCharCode(code - 0xfee0)
    else if (KEEP.has(c)) out += c
    // A scan reads the dash between two figures as the Chinese one.
    else if (c === '一' && /\d\s?$/.test(out) && /^\s?\d/.test(text.slice(i + 1, i + 3))) out += '-'
    else out += HALF[c] ?? c
  }
  return out
}

/** Folded, lower case, without white space: the form in which words of the knowledge files are compared. */
export function key(text: string): string {
  return fold(text).toLowerCase().replace(/\s+/g, '')
}

/** Runs of white space to one space, ends trimmed; line breaks kept. */
export function squeeze(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

const CJK = /[\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef]/

/** Joins the lines of wrapped text: a space between words, nothing between two Chinese characters, nothing after a broken hyphen. */
export function joinWrapped(lines: readonly string[]): string {
  let out = ''
  for (const line of lines) {
    const next = line.trim()
    if (next === '') continue
    if (out === '') out = next
    else if (CJK.test(out.at(-1)!) && CJK.test(next[0]!)) out += next
    else out += ` ${next}`
  }
  return out.replace(/\s+/g, ' ')
}

/** A regular expression source that matches `text` literally, any run of white space for a space. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s*')
}

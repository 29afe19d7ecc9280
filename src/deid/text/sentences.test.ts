import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

interface Marked {
  text: string
  gold: { start: number; end: number; category: string }[]
}

/** Invented sentences and form lines, one per line; identifiers are marked `[CATEGORY|text]`; `\\n` breaks a line, `\\t` parts cells, `\\\\` is a backslash. */
function read(file: string): Marked[] {
  return readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((coded) => {
      const line = coded.replace(/\\([\\nt])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'))
      const marked: Marked = { text: '', gold: [] }
      let at = 0
      for (const match of line.matchAll(/\[([A-Z_0-9]+)\|([^\]]+)\]/g)) {
        marked.text += line.slice(at, match.index)
        marked.gold.push({ start: marked.text.length, end: marked.text.length + match[2]!.length, category: match[1]! })
        marked.text += match[2]!
        at = match.index + match[0].length
      }
      marked.text += line.slice(at)
      return marked
    })
}

/** Mentions whose every letter and digit is covered, and spans that touch a mention. */
function score(sentences: readonly Marked[], lang: 'zh' | 'en' | 'auto') {
  const result = { gold: 0, found: 0, spans: 0, right: 0, missed: [] as string[], wrong: [] as string[] }
  for (const { text, gold } of sentences) {
    const spans = detectText(text, { lang })
    for (const mention of gold) {
      result.gold += 1
      const inside = (i: number) => spans.some((span) => i >= span.start && i < span.end)
      let whole = true
      for (let i = mention.start; i < mention.end; i += 1)
        if (/[\p{L}\p{N}]/u.test(text[i]!) && !inside(i)) whole = false
      if (whole) result.found += 1
      else result.missed.push(`${mention.category} ${text.slice(mention.start, mention.end)} | ${text}`)
    }
    for (const span of spans) {
      result.spans += 1
      if (gold.some((mention) => mention.start < span.end && mention.end > span.start)) result.right += 1
      else result.wrong.push(`${span.category} ${span.detector} ${text.slice(span.start, span.end)} | ${text}`)
    }
  }
  return result
}

it('finds identifiers beside the labels of other languages', () => {
  const result = score(read('sentences.other.txt'), 'auto')
  expect(result.missed).toEqual([])
  expect(result.wrong).toEqual([])
})

describe.each([
  ['sentences.zh.txt', 'zh'],
  ['sentences.en.txt', 'en'],
] as const)('%s', (file, lang) => {
  const sentences = read(file)
  it.each([lang, 'auto'] as const)('finds .98 of the identifiers, .95 of what it finds is one (lang %s)', (hint) => {
    const result = score(sentences, hint)
    if (process.env.SHOW_SENTENCES) console.log(result)
    expect(sentences.length).toBeGreaterThan(100)
    expect(result.found / result.gold, result.missed.join('\n')).toBeGreaterThanOrEqual(0.98)
    expect(result.right / result.spans, result.wrong.join('\n')).toBeGreaterThanOrEqual(0.95)
  })
})

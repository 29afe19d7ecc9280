import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadKnowledge } from './knowledge.js'
import { anyPhrase, phrases } from './phrases.js'

const knowledge = loadKnowledge()

/** Names of lists that the code asks for. */
function asked(folder: string): Set<string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/(?:anyPhrase|phrases)\(\s*knowledge,([^)]*)\)/g),
    ])
    .flatMap((match) => [...match[1]!.matchAll(/'([a-z0-9_]+)'/g)].map((name) => name[1]!))
  return new Set(names)
}

describe('phrases', () => {
  it('holds what the code asks for, and nothing else', () => {
    expect([...asked(import.meta.dirname)].sort()).toEqual([...knowledge.phrases.keys()].sort())
  })

  it('every entry is an expression that matches something', () => {
    for (const [name, words] of knowledge.phrases)
      for (const word of words) {
        expect(() => new RegExp(`(?:${word})`, 'u'), `${name}: ${word}`).not.toThrow()
        expect(new RegExp(`^(?:${word})$`, 'u').test(''), `${name}: ${word}`).toBe(false)
      }
  })

  it('offers the longest entry first', () => {
    expect(new RegExp(anyPhrase(knowledge, 'section_titles'), 'u').exec('口腔科')?.[0]).toBe('口腔科')
  })

  it('names a list that no file holds', () => {
    expect(() => phrases(knowledge, 'no_such_list')).toThrow(/phrases\.\*\.yaml: no list no_such_list/)
  })
})

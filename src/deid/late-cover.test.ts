import { describe, expect, it } from 'vitest'
import type { Bbox } from '../records/bbox.js'
import { pageOf, wordAt } from '../records/page.fixture.js'
import type { Word } from '../records/page.js'
import { lateRegions } from './late-cover.js'

const late = (words: Word[], left: Word[] = words) =>
  lateRegions(
    { media_type: 'application/pdf', pages: [pageOf(words)], side_texts: [] },
    [{ number: 1, words: left }],
    [
      { category: 'NAME', text: '芮秋棠' },
      { category: 'ID', text: 'KQ-4471-08' },
      { category: 'NAME', text: 'Ottilie' },
    ],
  )

describe('regions over values that redaction left standing', () => {
  it('cover the shortest run of words that spells a value, and nothing beside it', () => {
    const words = [
      wordAt('血糖', 50, 50),
      wordAt('5.6', 100, 50),
      wordAt('KQ-', 200, 50),
      wordAt('4471-08', 220, 50),
      wordAt('Ottilie', 50, 80),
    ]
    expect(late(words).get(1)).toEqual([
      { bbox: words[4]!.bbox, category: 'NAME', detector: 'leak_check', score: 0.5 },
      { bbox: [200, 50, 255, 60] satisfies Bbox, category: 'ID', detector: 'leak_check', score: 0.5 },
    ])
  })
  it('take a word of which a part is covered already as a whole', () => {
    const word = wordAt('医师芮秋棠芮秋棠', 50, 50)
    const piece = wordAt('芮秋棠', 100, 50)
    expect(
      late([word], [piece])
        .get(1)!
        .map((region) => region.bbox),
    ).toEqual([word.bbox])
  })
  it('are none where nothing stands', () => {
    expect(late([wordAt('Ottilien-Hospital', 50, 50), wordAt('annual', 50, 70)]).size).toBe(0)
  })
})

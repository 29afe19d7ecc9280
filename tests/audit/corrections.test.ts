import { describe, expect, it } from 'vitest'
import { type Correction, parseCorrections } from '../../src/deid/corrections.js'
import { applyCorrections, correctRegions } from '../../src/deid/corrections-apply.js'
import type { Identification, Identifier } from '../../src/deid/identification.js'
import { identify } from '../../src/deid/identify.js'
import type { Bbox } from '../../src/records/bbox.js'
import { pageOf, wordAt } from '../../src/records/page.fixture.js'
import type { DocumentReading } from '../../src/records/page.js'

const word = (text: string, bbox: Bbox) => wordAt(text, 0, 0, { bbox })
const reading: DocumentReading = {
  media_type: 'application/pdf',
  side_texts: [],
  pages: [
    pageOf([
      word('ward', [50, 100, 80, 112]),
      word('Kestrel', [85, 100, 130, 112]),
      word('glucose', [50, 200, 90, 212]),
    ]),
    pageOf([word('KESTREL', [300, 40, 350, 52]), word('Hashimoto', [50, 90, 110, 102])], { number: 2 }),
  ],
}
const base: Identification = {
  ...identify({ ...reading, pages: [] }),
  identifiers: [],
  zones: [],
}
const covered = (
  text: string,
  category: Identifier['category'],
  on: number,
  index: number,
  score = 0.8,
): Identifier => ({
  category,
  text,
  page: on,
  boxes: [reading.pages[on - 1]!.words[index]!.bbox],
  word_indices: [index],
  parts: [{ word: index, start: 0, end: text.length }],
  detector: 'test',
  score,
  scope: 'unknown',
  iso: null,
  birth: false,
})
const cover = (bbox: Bbox, on = 1): Correction => ({ action: 'cover', page: on, bbox, category: 'ORG', by: null })
const uncover = (bbox: Bbox, on = 2): Correction => ({
  action: 'uncover',
  page: on,
  bbox,
  reason: 'clinical',
  by: null,
})

describe('parseCorrections', () => {
  it('reads lines, and none from no file', () => {
    expect(parseCorrections(null)).toEqual([])
    const line = '{"action":"cover","page":2,"bbox":[1,2,3,4],"category":"NAME"}'
    expect(parseCorrections(Buffer.from(`${line}\n\n${line}\n`))).toHaveLength(2)
  })
  it.each([
    ['not JSON', '{"action":"cover"'],
    ['an unknown category', '{"action":"cover","page":1,"bbox":[1,2,3,4],"category":"NAMES"}'],
    [
      'an unknown key, which may hold a value',
      '{"action":"cover","page":1,"bbox":[1,2,3,4],"category":"NAME","text":"Jane Roe"}',
    ],
    ['an empty box', '{"action":"cover","page":1,"bbox":[3,2,3,4],"category":"NAME"}'],
    ['another ground than clinical', '{"action":"uncover","page":1,"bbox":[1,2,3,4],"reason":"nicer"}'],
  ])('refuses %s, naming the line and nothing of it', (_, line) => {
    const good = '{"action":"uncover","page":1,"bbox":[1,2,3,4],"reason":"clinical"}'
    const attempt = () => parseCorrections(Buffer.from(`${good}\n${line}\n`))
    expect(attempt).toThrow('annotation_invalid (deid corrections, line 2)')
    expect(attempt).not.toThrow(/Jane|cover/)
  })
})

describe('applyCorrections', () => {
  it('covers the words under a box, the box itself, and the same words on other pages', () => {
    const corrected = applyCorrections(reading, base, [cover([83, 98, 132, 114])])
    expect(corrected.identifiers.map(({ page: p, text, detector }) => [p, text, detector])).toEqual([
      [1, 'Kestrel', 'human'],
      [2, 'KESTREL', 'human'],
    ])
    expect(corrected.zones).toEqual([{ page: 1, bbox: [83, 98, 132, 114], category: 'ORG', detector: 'human' }])
    expect(base.identifiers).toEqual([])
  })
  it('covers the part of a word that lies under the box', () => {
    const half: DocumentReading = { ...reading, pages: [pageOf([word('Name:Kestrel', [50, 100, 130, 112])])] }
    const [found] = applyCorrections(half, base, [cover([88, 98, 132, 114])]).identifiers
    expect(found!.parts).toEqual([{ word: 0, start: 5, end: 12 }])
  })
  it('covers pixels where no word stands', () => {
    const corrected = applyCorrections(reading, base, [cover([400, 700, 500, 760])])
    expect([corrected.identifiers.length, corrected.zones.length]).toEqual([0, 1])
  })
  it('gives back clinical words, wherever they were covered', () => {
    const twice = { ...base, identifiers: [covered('Hashimoto', 'NAME', 2, 1), covered('Hashimoto', 'NAME', 1, 2)] }
    expect(applyCorrections(reading, twice, [uncover([48, 88, 112, 104])]).identifiers).toEqual([])
    expect(applyCorrections(reading, twice, [uncover([48, 300, 112, 320])]).identifiers).toHaveLength(2)
  })
  it("never shows the subject's name or a proven number again", () => {
    const named = {
      ...base,
      identifiers: [covered('Hashimoto', 'NAME', 2, 1)],
      subject: { ...base.subject, names: ['HASHIMOTO'] },
    }
    const proven = { ...base, identifiers: [covered('Hashimoto', 'ID', 2, 1, 0.97)] }
    for (const identification of [named, proven])
      expect(() => applyCorrections(reading, identification, [uncover([48, 88, 112, 104])])).toThrow(
        'annotation_invalid',
      )
  })
  it('refuses a page that is not there', () => {
    expect(() => applyCorrections(reading, base, [cover([1, 1, 9, 9], 3)])).toThrow('entry 1')
  })
})

it('gives back a chart that was taken for an image, never a portrait', () => {
  const region = (category: string) => ({ bbox: [100, 100, 200, 200] as Bbox, category, detector: 'image', score: 1 })
  const box = uncover([90, 90, 210, 210], 1)
  expect(correctRegions(1, [region('IMAGE'), region('PORTRAIT')], [box])).toEqual([region('PORTRAIT')])
  expect(correctRegions(2, [region('IMAGE')], [box])).toHaveLength(1)
})

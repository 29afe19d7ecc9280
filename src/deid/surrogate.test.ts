import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../records/page.fixture.js'
import type { DocumentReading } from '../records/page.js'
import type { Category } from './category.js'
import { DeidConfig } from './config.js'
import type { Identifier } from './identification.js'
import { identify } from './identify.js'
import { loadKnowledge } from './knowledge.js'
import { linkPatients } from './linkage.js'
import { redactPages } from './redact.js'
import { normalValue, surrogateOf } from './surrogate.js'

const key = Buffer.alloc(32, 1)

function mention(category: Category, text: string, at = 0): Identifier {
  return {
    category,
    text,
    page: 1,
    boxes: [],
    word_indices: [at],
    parts: [{ word: at, start: 0, end: text.length }],
    detector: 'field',
    score: 1,
    scope: 'patient',
    iso: null,
    birth: false,
  }
}
const context = (...values: string[]) => ({
  key,
  report: 'p_1|0',
  knowledge: loadKnowledge(),
  taken: new Set(values.map(normalValue)),
})

describe('surrogateOf', () => {
  it.each<[Category, string, RegExp]>([
    ['NAME', '欧阳静怡', /^\p{Script=Han}{2,3}$/u],
    ['NAME', 'Ottilie Brandvold', /^[A-Z][a-z]+ [A-Z][a-z]+$/],
    ['NAME', 'BRANDVOLD, OTTILIE', /^[A-Z]+, [A-Z]+$/],
    ['DOCTOR', 'Dr. Ottilie Brandvold', /^Dr\. [A-Z][a-z]+ [A-Z][a-z]+$/],
    ['PHONE', '138-0013-8000', /^12\d-\d{4}-\d{4}$/],
    ['PHONE', '(415) 739-0198', /^\(\d{3}\) 555-01\d{2}$/],
    ['ID', 'TJ2024-0318', /^[A-Z]{2}\d{4}-\d{4}$/],
    ['ADDRESS', '云州市临江区清河路8号', /^\p{Script=Han}+\d+号$/u],
    ['EMAIL', 'o.brandvold@mail.example', /@example\.org$/],
    ['IP', '10.0.4.17', /^192\.0\.2\.\d+$/],
  ])('%s %s keeps its form', (category, text, form) => {
    expect(surrogateOf(mention(category, text), context(text))).toMatch(form)
  })
  it('is another one at each mention, and the same in every build', () => {
    const values = [0, 1, 2, 3, 4].map((at) => surrogateOf(mention('ID', '20240318', at), context('20240318')))
    expect(new Set(values).size).toBe(5)
    expect([0, 1, 2, 3, 4].map((at) => surrogateOf(mention('ID', '20240318', at), context('20240318')))).toEqual(values)
    expect(surrogateOf(mention('ID', '20240318'), { ...context(), key: Buffer.alloc(32, 2) })).not.toBe(values[0])
  })
  it('keeps no digit of a number', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{3,17}$/), fc.nat(999), (text, at) => {
        const value = surrogateOf(mention('ID', text, at), context(text))!
        expect(value).toHaveLength(text.length)
        for (let i = 0; i < text.length; i += 1) expect(value[i] === text[i]).toBe(text[i] === '-')
      }),
    )
  })
  it('is never a value of the report: a placeholder stands in where every name of the lists is taken', () => {
    const { zh } = loadKnowledge().surrogates
    expect(
      surrogateOf(mention('NAME', '孙悦'), {
        ...context(),
        taken: new Set(zh.surnames.flatMap((a) => zh.given.map((b) => a + b))),
      }),
    ).toBeNull()
  })
})

it('redactPages writes surrogates where they are chosen, shifted dates as printed, and the same words of results', () => {
  const page = pageOf([
    wordAt('姓名：孙悦', 40, 50),
    wordAt('体检号：20240318', 200, 50),
    wordAt('体检日期：2024年3月18日', 40, 70),
    wordAt('葡萄糖', 40, 90),
    wordAt('5.6', 200, 90),
    wordAt('mmol/L', 300, 90),
  ])
  const reading: DocumentReading = { media_type: 'application/pdf', pages: [page], side_texts: [] }
  const config = DeidConfig.parse({ replacement: 'surrogate', dates: 'shift' })
  const identification = identify(reading, { config })
  const link = linkPatients([{ report_id: 'r', subject: identification.subject }], key).r!
  const texts = redactPages({ reading, identification, link, config, key }).pages[0]!.words.map(({ text }) => text)
  expect(texts.join(' ')).toMatch(
    /^姓名：? \p{Script=Han}{2,3} 体检号：? \d{8} 体检日期：? 202[345]年\d{1,2}月\d{1,2}日 葡萄糖 5\.6 mmol\/L$/u,
  )
  expect(texts.join('')).not.toMatch(/孙悦|20240318|2024年3月18日/)
})

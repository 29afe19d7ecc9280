import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../records/page.fixture.js'
import type { PageReading } from '../records/page.js'
import { Identification } from './identification.js'
import { identify } from './identify.js'
import { KnowledgeError, loadKnowledge } from './knowledge.js'

const run = (...pages: PageReading[]) => identify({ media_type: 'application/pdf', pages, side_texts: [] })
const ocr = { engine: 'tesseract.js', language: 'eng', dpi: 200, mean_confidence: 0.9, words: 2 } as const

describe('identify', () => {
  it('gathers the subject from fields in columns, below labels and in cells', () => {
    const found = run(
      pageOf([
        wordAt('姓名', 50, 50),
        wordAt('孙悦', 110, 50),
        wordAt('性别', 200, 50),
        wordAt('女', 260, 50),
        wordAt('年龄', 320, 50),
        wordAt('34', 380, 50),
        wordAt('身份证号', 50, 70),
        wordAt('11010519491231002X', 110, 70),
        wordAt('体检日期', 50, 90),
        wordAt('病历号', 200, 90),
        wordAt('2024-03-01', 50, 106),
        wordAt('0003321', 200, 106),
      ]),
    )
    expect(Identification.parse(found)).toEqual(found)
    expect(found.subject).toMatchObject({
      names: ['孙悦'],
      sex: 'female',
      age: 34,
      identity_numbers: ['11010519491231002X'],
      record_numbers: ['0003321'],
      birth_date: '1949-12-31',
      visit_date: '2024-03-01',
    })
    expect(found.language).toBe('zh')
  })
  it('reads leaning pages: lines follow the skew', () => {
    const slope = Math.tan((2 * Math.PI) / 180)
    const lean = (text: string, x: number, y: number) => wordAt(text, x, y + slope * x)
    const found = run(
      pageOf(
        [
          lean('Name:', 50, 50),
          lean('Jane', 80, 50),
          lean('Roe', 105, 50),
          lean('Age:', 400, 50),
          lean('34', 425, 50),
          lean('Glucose', 50, 66),
          lean('5.6', 400, 66),
        ],
        { skew: 2 },
      ),
    )
    expect(found.subject.names).toEqual(['Jane Roe'])
    expect(found.subject.age).toBe(34)
  })
  it('covers the value zone beside a label on a scan, whatever OCR read there', () => {
    const found = run(
      pageOf(
        [
          wordAt('Name:', 50, 50, { source: 'ocr' }),
          wordAt('Sex:', 300, 50, { source: 'ocr' }),
          wordAt('F', 325, 50, { source: 'ocr' }),
        ],
        { ocr, kind: 'scanned' },
      ),
    )
    const zone = found.zones.find((item) => item.category === 'NAME')!
    expect(zone.bbox[0]).toBeLessThan(80)
    expect(zone.bbox[2]).toBeGreaterThan(150)
    expect(zone.bbox[2]).toBeLessThan(300)
  })
  it('covers a running header whose label cannot be read, and asks for review', () => {
    const head = (number: number, text: string) =>
      pageOf([wordAt(text, 50, 30, { source: 'ocr' }), wordAt('normal', 50, 400, { source: 'ocr' })], {
        number,
        ocr,
        kind: 'scanned',
      })
    const found = run(head(1, 'Cover'), head(2, 'Name:Ottilie-Brandvold'), head(3, 'Nmxo0ttl'))
    expect(found.zones.some((zone) => zone.page === 3 && zone.detector === 'running_header')).toBe(true)
    expect(found.review_reasons).toContain('running_header_covered_page_3')
  })
  it('knows what hidden words tell without giving them a place', () => {
    const found = run(
      pageOf([wordAt('Ottilie', 50, 300), wordAt('Brandvold', 88, 300)], {
        hidden_words: [wordAt('Name:', 50, 30), wordAt('Ottilie', 80, 30), wordAt('Brandvold', 118, 30)],
      }),
    )
    expect(found.identifiers.map((item) => [item.category, item.text])).toEqual([['NAME', 'Ottilie Brandvold']])
  })
  it('never passes silently where nothing was found', () => {
    expect(run(pageOf([])).review_reasons).toEqual([
      'language_unknown',
      'no_identifier_found',
      'no_patient_name_found',
      'no_words_page_1',
    ])
    expect(run(pageOf([])).language).toBe('und')
  })
})

describe('reports that no list knows', () => {
  it('asks for review where the language is neither Chinese nor English, and still covers labelled values', () => {
    const russian = ['Пациент', 'Иванова', 'Глюкоза', 'крови', 'натощак', 'результат', 'норма']
    const found = run(
      pageOf([...russian.map((text, i) => wordAt(text, 50 + 70 * i, 50)), wordAt('+7 912 555 01 47', 50, 80)]),
    )
    expect(found.language).toBe('und')
    expect(found.review_reasons).toContain('language_unknown')
    expect(found.identifiers.map((item) => item.category)).toContain('PHONE')
  })
  it('covers a name of one letter', () => {
    const found = run(
      pageOf([wordAt('Name:', 50, 50), wordAt('X', 90, 50), wordAt('Sex:', 150, 50), wordAt('F', 190, 50)]),
    )
    expect(found.identifiers.map((item) => [item.category, item.text])).toEqual([['NAME', 'X']])
    expect(found.subject.names).toEqual(['X'])
  })
  it('covers a name of one character, and one set so wide that its characters are cells', () => {
    expect(run(pageOf([wordAt('姓名：', 50, 50), wordAt('何', 100, 50)])).identifiers.map((item) => item.text)).toEqual(
      ['何'],
    )
    const wide = run(
      pageOf([wordAt('姓名：', 50, 50), wordAt('何', 100, 50), wordAt('芳', 160, 50), wordAt('性别：女', 250, 50)]),
    )
    expect(wide.identifiers.map((item) => item.text)).toEqual(['何\t芳'])
  })
  it('finds on page 200 what page 1 told', () => {
    const pages = Array.from({ length: 200 }, (_, i) =>
      pageOf([wordAt(i === 0 ? 'Name: Ottilie Brandvold' : 'Glucose', 50, 50), wordAt('5.6', 400, 50)], {
        number: i + 1,
      }),
    )
    pages[199]!.words.push(wordAt('Ottilie', 50, 300), wordAt('Brandvold', 88, 300))
    expect(run(...pages).identifiers.map((item) => [item.page, item.text])).toEqual([
      [1, 'Ottilie Brandvold'],
      [200, 'Ottilie Brandvold'],
    ])
  })
  it('keeps a traditional name as printed for the leak check, and finds it in simplified print', () => {
    const found = run(pageOf([wordAt('姓名：陳大偉', 50, 50), wordAt('陈大伟', 50, 300)]))
    expect(found.identifiers.map((item) => item.text)).toEqual(['陳大偉', '陈大伟'])
  })
})

describe('loadKnowledge', () => {
  it('names file, key and problem', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deid-'))
    try {
      cpSync(new URL('../../configs/deid', import.meta.url).pathname, folder, { recursive: true })
      const file = join(folder, 'patterns.yaml')
      writeFileSync(file, readFileSync(file, 'utf8').replace('score: 1\n', 'score: 7\n'))
      expect(() => loadKnowledge(folder)).toThrow(KnowledgeError)
      expect(() => loadKnowledge(folder)).toThrow(/patterns\.yaml: patterns\.0\.score/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  it('gives every label and pattern a source', () => {
    const knowledge = loadKnowledge()
    expect([...knowledge.labels, ...knowledge.patterns].every((block) => block.source.length > 2)).toBe(true)
    expect(new Set(knowledge.patterns.map((pattern) => pattern.name)).size).toBe(knowledge.patterns.length)
  })
})

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitKey, within } from './condition.js'
import { finding } from './fixtures/records.js'
import { CardKnowledgeError, loadCardKnowledge } from './knowledge.js'
import { mention } from './mention.js'
import { pluses } from './ordinal.js'
import { quoteFinding } from './quote.js'
import { chineseReadability, englishReadability, sentencesOf, syllables } from './readability.js'

describe('pluses of an ordinal result', () => {
  test.each([
    ['阴性', 0],
    ['Negative', 0],
    ['-', 0],
    ['±', 0.5],
    ['+-', 0.5],
    ['trace', 0.5],
    ['+', 1],
    ['1+', 1],
    ['(+)', 1],
    ['++', 2],
    ['2+', 2],
    ['+2', 2],
    ['+++', 3],
    ['３＋', 3],
    ['4+', 4],
    ['阳性', 1],
    ['Positive', 1],
    ['non-reactive', 0],
    ['未检出', 0],
    ['5.3', null],
    ['yellow', null],
  ])('%s → %s', (printed, expected) => {
    expect(pluses(printed)).toBe(expected)
  })

  test('never throws', () => {
    fc.assert(fc.property(fc.string(), (s) => [null, 0, 0.5, 1, 2, 3, 4].includes(pluses(s))))
  })
})

describe('mention', () => {
  test.each([
    ['胆囊结石', '胆囊结石', true],
    ['未见胆囊结石', '胆囊结石', false],
    ['肝未见异常，胆囊结石', '胆囊结石', true],
    ['胆囊结石：无', '胆囊结石', false],
    ['No gallstones seen', 'gallstone', false],
    ['No mass, cyst or nodule is seen.', 'cyst', false],
    ['No pleural effusion. Gallstone present', 'gallstone', true],
    ['无痛性结节', '结节', true],
    ['nonfatty', 'fatty', false],
    ['其母患2型糖尿病 肺部听诊清', '糖尿病', false],
    ['父亲因肝癌去世', '肝癌', false],
    ['Suggest ultrasound to exclude gallstones', 'gallstone', false],
    ['①重度近视②脂肪肝', '重度[^；]*脂肪肝', false],
  ])('"%s" mentions %s: %s', (text, term, expected) => {
    expect(mention(text, term) !== null).toBe(expected)
  })
})

describe('bounds and units', () => {
  test('within is the conjunction of its bounds', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (x, b) => {
        expect(within(x, { ge: b })).toBe(x >= b)
        expect(within(x, { gt: b, le: b })).toBe(false)
      }),
    )
  })
  test.each([
    ['μmol/L', 'umol/L'],
    ['×10^9/L', '10*9/L'],
    ['x10^9/L', '10^9/L'],
    ['mmHg', 'mm[Hg]'],
    ['mIU/L', 'm[IU]/L'],
    ['U/l', 'U/L'],
  ])('%s is %s', (a, b) => {
    expect(unitKey(a)).toBe(unitKey(b))
  })
})

describe('quoting a finding', () => {
  test('keeps short text, cuts long text at a clause, never inside a number, always a part of the text', () => {
    expect(quoteFinding(finding('胆囊结石。'), null, 26)).toBe('胆囊结石')
    const long = '肝脏形态大小正常，包膜光整，左叶见无回声区，大小约12.5mm×10.3mm，边界清，胆囊壁光滑'
    const quote = quoteFinding(finding(long), { start: long.indexOf('无回声'), end: long.indexOf('无回声') + 3 }, 26)
    expect(quote).toBe('左叶见无回声区，大小约12.5mm×10.3mm')
    // Circled list numbers part the items; the report's own advice is no finding.
    const list = '重度高甘油三酯血症 ②高尿酸血症 ③谷丙转氨酶轻度升高，考虑脂肪肝相关'
    expect(quoteFinding(finding(list), { start: 12, end: 16 }, 26)).toBe('高尿酸血症')
    const advised = '血脂异常：低嘌呤低脂饮食，3个月复查。'
    expect(quoteFinding(finding(advised), { start: 0, end: 4 }, 26)).toBe('血脂异常')
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '肝', '1', '.', '，', ' ', '。'), maxLength: 80 }),
        fc.nat(79),
        (text, at) => {
          const start = Math.min(at, text.length)
          const q = quoteFinding(finding(text), { start, end: start }, 20)
          expect(text.replace(/\s+/g, ' ')).toContain(q)
          expect(q.length).toBeLessThanOrEqual(20)
        },
      ),
    )
  })
})

describe('readability', () => {
  test('counts syllables and sentences', () => {
    expect(['the', 'liver', 'doctor', 'haemoglobin', 'made', 'needed', 'table'].map(syllables)).toEqual([
      1, 2, 2, 4, 1, 2, 2,
    ])
    expect(sentencesOf('The value is 5.8 mmol/L. Ask a doctor! Why?')).toHaveLength(3)
    expect(sentencesOf('血糖5.8偏高。请复查！')).toHaveLength(2)
  })

  test('grades plain text low and heavy text high', () => {
    expect(englishReadability('The cat sat on the mat. It was a big cat.').fleschKincaid).toBeLessThan(2)
    const heavy = englishReadability(
      'Comprehensive multidisciplinary evaluation necessitates characterisation of parenchymal abnormalities.',
    )
    expect(heavy.fleschKincaid).toBeGreaterThan(20)
    expect(heavy.smog).toBeGreaterThan(12)
    expect(englishReadability('').fleschKincaid).toBe(0)
  })

  test('measures Chinese sentences without codes', () => {
    const { lengths } = chineseReadability('丙氨酸氨基转移酶（ALT）：58 U/L，高于参考。请复查。', ['丙氨酸氨基转移酶'])
    expect(lengths).toEqual([7, 4])
  })
})

describe('loading the knowledge', () => {
  const broken = (change: (dir: string) => void): string => {
    const dir = mkdtempSync(join(tmpdir(), 'cards-'))
    try {
      cpSync('configs/cards', dir, { recursive: true })
      change(dir)
      loadCardKnowledge(dir)
      return 'loaded'
    } catch (error) {
      expect(error).toBeInstanceOf(CardKnowledgeError)
      return (error as Error).message
    } finally {
      rmSync(dir, { recursive: true })
    }
  }
  const replace = (file: string, from: string, to: string) => (dir: string) =>
    writeFileSync(join(dir, file), readFileSync(join(dir, file), 'utf8').replace(from, to))

  test('names the file, the key and the value that is wrong', () => {
    expect(broken((dir) => rmSync(join(dir, 'departments.yaml')))).toContain('departments.yaml is missing')
    expect(broken(replace('issues.kidney.yaml', 'department: nephrology', 'department: no_such'))).toMatch(
      /department names no_such/,
    )
    expect(broken(replace('grading.yaml', 'priority: urgent', 'priority: soon'))).toMatch(
      /grading\.yaml: rows\.0\.priority = "soon"/,
    )
    expect(broken(replace('grading.yaml', 'verification: verified', 'verified: yes'))).toMatch(/grading\.yaml: rows\.0/)
    expect(broken(replace('phrases.zh.kidney.yaml', 'kidney_cyst:', 'kidney_cysts:'))).toMatch(
      /phrases\.zh.*kidney_cyst/,
    )
    expect(broken((dir) => writeFileSync(join(dir, 'sources.yaml'), 'sources: ['))).toContain(
      'sources.yaml is not YAML',
    )
    expect(broken(() => undefined)).toBe('loaded')
    expect(() => loadCardKnowledge('/nowhere')).toThrow(/configs\/cards is missing/)
  })
})

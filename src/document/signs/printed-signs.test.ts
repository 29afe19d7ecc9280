import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { toWords } from '../ocr/ocr-words.js'
import { withComparators } from './comparators.js'
import { withDashes } from './dashes.js'
import { joinedPowers, joinedUnits } from './joined-units.js'
import { withPercentSigns } from './percent.js'
import { withCarets } from './powers.js'
import { withoutRepeats } from './repeats.js'
import { isMeasure, isUnit, mayBeLatin, withGrade, withMicro } from './unit-shape.js'

type Shape = (x: number, y: number) => boolean

/** Signs of 18 × 24 pixels (a percent sign 24 wide), 6 pixels apart, on a page at 300 dpi. */
const SIGNS: Record<string, { width: number; shape: Shape }> = {
  '0': { width: 14, shape: (x, y) => Math.abs(Math.hypot((x - 7) / 7, (y - 12) / 12) - 0.85) < 0.2 },
  '%': {
    width: 25,
    shape: (x, y) =>
      Math.abs(Math.hypot(x - 5.5, y - 6) - 4.5) < 1.6 ||
      Math.abs(Math.hypot(x - 19.5, y - 18) - 4.5) < 1.6 ||
      Math.abs(x - 12.5 + (y - 12) * 0.42) < 1.5,
  },
  '٪': {
    width: 18,
    shape: (x, y) =>
      Math.abs(Math.hypot(x - 5, y - 5.5) - 4.2) < 1.3 || Math.abs(Math.hypot(x - 12.5, y - 18) - 4.2) < 1.3,
  },
  '.': { width: 3, shape: (_, y) => y >= 21 },
  '<': { width: 16, shape: (x, y) => Math.abs(Math.abs(y - 12) * 1.3 - x) < 2.4 },
  '≤': { width: 16, shape: (x, y) => (y < 18 && Math.abs(Math.abs(y - 8) * 1.8 - x) < 2.8) || y >= 21 },
  '≥': { width: 16, shape: (x, y) => (y < 18 && Math.abs(Math.abs(y - 8) * 1.8 - (15 - x)) < 2.8) || y >= 21 },
  '⩽': {
    width: 16,
    shape: (x, y) => (y < 17 && Math.abs(Math.abs(y - 8) * 1.8 - x) < 2.8) || Math.abs((y - 14) * 1.7 - x) < 2.4,
  },
  '^': { width: 9, shape: (x, y) => y < 9 && Math.abs(Math.abs(x - 4.5) * 2 - y) < 2.5 },
  '-': { width: 12, shape: (_, y) => y >= 12 && y < 15 },
  '(': { width: 5, shape: (x) => x < 3 },
  ')': { width: 5, shape: (x) => x > 1 },
}

function print(text: string, x0 = 40): { ink: InkMap; word: (read: string, confidence?: number) => RecognizedWord } {
  const [width, height] = [500, 80]
  const data = new Uint8Array(width * height)
  let at = x0
  for (const sign of text) {
    const { width: w, shape } = SIGNS[sign]!
    for (let y = 0; y < 24; y++) for (let x = 0; x < w; x++) if (shape(x, y)) data[(y + 20) * width + at + x] = 1
    at += w + 3
  }
  return {
    ink: { data, width, height, dpi: 300 },
    word: (read, confidence = 0.9) => ({ text: read, confidence, bbox: [x0, 20, at - 3, 44], line: 0, height: 24 }),
  }
}

describe('percent signs', () => {
  it('takes back figures that stand for a printed percent sign', () => {
    const { ink, word } = print('0.00%')
    for (const read of ['0.0006', '0.000', '0.00%']) expect(withPercentSigns([word(read)], ink)[0]!.text).toBe('0.00%')
    expect(withPercentSigns([word('0.0006')], ink)[0]!.confidence).toBeLessThan(0.9)
  })

  it('may be narrow, without a stroke, and boxed by a ring of theirs', () => {
    const { ink, word } = print('٪')
    for (const read of ['0', '心', 'Q']) expect(withPercentSigns([word(read)], ink)[0]!.text).toBe('%')
    const rings = [word('0'), word('0')].map(
      (w, i): RecognizedWord => ({
        ...w,
        bbox: i === 0 ? [40, 20, 50, 31] : [47, 33, 58, 44],
      }),
    )
    expect(withPercentSigns(rings, ink)).toMatchObject([{ text: '%', bbox: [40, 20, 58, 44] }])
    expect(withPercentSigns([print('0').word('0')], print('0').ink)[0]!.text).toBe('0')
  })

  it('are not thousandths, whatever was read behind them', () => {
    const { ink, word } = print('%')
    for (const read of ['%0', '%06。']) expect(withPercentSigns([word(read)], ink)[0]!.text).toBe('%')
  })

  it('stand before a bracket that closes', () => {
    const { ink, word } = print('00%)')
    expect(withPercentSigns([word('EO0f)')], ink)[0]!.text).toBe('EO%)')
    expect(withPercentSigns([print('000)').word('EO06)')], print('000)').ink)[0]!.text).toBe('EO06)')
  })

  it('leaves a number alone that ends in printed figures', () => {
    const { ink, word } = print('0.000')
    expect(withPercentSigns([word('0.006')], ink)[0]).toEqual(word('0.006'))
  })

  it('reads a lone sign, and doubts a number that does not tally', () => {
    const alone = print('%')
    expect(withPercentSigns([alone.word('06', 0.4)], alone.ink)[0]).toMatchObject({ text: '%', confidence: 0.8 })
    const { ink, word } = print('0.0%')
    expect(withPercentSigns([word('0.00006')], ink)[0]).toMatchObject({ text: '0.00006', confidence: 0.6 })
  })
})

describe('comparison signs', () => {
  it('sees the bar under a wedge', () => {
    for (const [printed, read, expected] of [
      ['≤0', '<5', '≤5'],
      ['≥0', '>5', '≥5'],
      ['≥0', '之5', '≥5'],
      ['<0', '<5', '<5'],
      ['≤0', '不5', '≤5'],
      ['≤', '一', '≤'],
      ['⩽0.0', '不5.2', '≤5.2'],
      ['≥00', '290', '≥90'],
      ['≥00', '90', '≥90'],
      ['≥-0.0', '之1.0', '≥-1.0'],
    ] as const) {
      const { ink, word } = print(printed)
      expect(withComparators([word(read)], ink, blobs(ink))[0]!.text, `${printed} read ${read}`).toBe(expected)
    }
  })

  it('leaves a sign alone that is printed as two', () => {
    const { ink, word } = print('<-0')
    expect(withComparators([word('<=5')], ink, blobs(ink))[0]!.text).toBe('<=5')
  })

  it('leaves words alone that begin with another sign', () => {
    for (const [printed, read] of [
      ['000', '290'],
      ['-0', '一5'],
      ['(0', '(5'],
    ] as const) {
      const { ink, word } = print(printed)
      expect(withComparators([word(read)], ink, blobs(ink))[0]).toEqual(word(read))
    }
  })
})

describe('carets', () => {
  it('are small and stand high', () => {
    const power = print('00^0')
    const read = { ...power.word('1079/L', 0.3), bbox: [40, 20, 300, 44] as RecognizedWord['bbox'] }
    const tail = print('00^000')
    expect(withCarets([tail.word('1079/L', 0.3)], tail.ink)[0]!.text).toBe('10^9/L')
    const plain = print('000000')
    expect(withCarets([plain.word('1079/L', 0.3)], plain.ink)[0]!.text).toBe('1079/L')
    expect(withCarets([read], power.ink)[0]!.text).toBe('1079/L')
  })
})

describe('dashes', () => {
  const dashed = (printed: string, read: (word: (t: string) => RecognizedWord) => RecognizedWord[]): string[] => {
    const { ink, word } = print(printed)
    return withDashes(read(word), ink, blobs(ink)).map((w) => w.text)
  }

  it('stand between brackets, before numbers, and alone in a printed line', () => {
    expect(dashed('(-)', (word) => [word('()')])).toEqual(['(-)'])
    expect(dashed('-0.0', (word) => [word('0.0')])).toEqual(['-0.0'])
    expect(dashed('-', (word) => [word('=')])).toEqual(['-'])
    expect(dashed('-', (word) => [word('~')])).toEqual(['~'])
    const elsewhere: RecognizedWord = { text: 'pH', confidence: 0.9, bbox: [300, 20, 340, 44], line: 0, height: 24 }
    expect(dashed('-', () => [elsewhere])).toEqual(['pH', '-'])
    expect(dashed('-', () => [{ ...elsewhere, bbox: [300, 60, 340, 79] }])).toEqual(['pH'])
  })

  it('stand between the limits of a range', () => {
    const limit = (text: string, x0: number): RecognizedWord => ({
      ...{ text, confidence: 0.9, line: 0, height: 24 },
      bbox: [x0, 20, x0 + 14, 44],
    })
    expect(dashed('0-0', () => [limit('5', 40), limit('9', 72)])).toEqual(['5', '9', '-'])
    expect(dashed('0-0', () => [limit('5', 40), limit('H', 72)])).toEqual(['5', 'H'])
  })

  it('are not added where none is printed', () => {
    expect(dashed('()', (word) => [word('()')])).toEqual(['()'])
    expect(dashed('0.0', (word) => [word('0.0')])).toEqual(['0.0'])
  })

  it('tell swung from straight ones read as 一', () => {
    expect(dashed('0-0', (word) => [word('4一6')])).toEqual(['4-6'])
    expect(dashed('000', (word) => [word('4一6')])).toEqual(['4~6'])
  })
})

describe('units by form', () => {
  it('knows measures, not names', () => {
    for (const text of ['mmol/L', '×10^9/L', '10⁹/L', '6.26mmol/L', 'g/L', 'fL', '%', 'mL/min/1.73m²', '10*3/uL'])
      expect(isMeasure(text), text).toBe(true)
    for (const text of ['', '5.6', '白细胞', 'mmol/儿', '2023-01-02']) expect(isMeasure(text), text).toBe(false)
  })

  it('knows the atoms of units', () => {
    for (const text of ['U/L', 'mmol/L', 'μIU/mL', '10^9/L', 'mL/min/1.73m²', '5.6mmol/L', 'g/dL'])
      expect(isUnit(text), text).toBe(true)
    for (const text of ['U/AL', 'mmoly/L', 'g/儿', 'L', '1/2', 'km/x']) expect(isUnit(text), text).toBe(false)
  })

  it('suspects stray Han characters in Latin print only', () => {
    expect(['mmol/儿', '亿', 'g儿'].every(mayBeLatin)).toBe(true)
    expect(['女', '血清', '25岁', '2023年', 'mmol/L'].some(mayBeLatin)).toBe(false)
  })

  it('puts units right that have one reading only', () => {
    const read = (text: string): string => withMicro({ text, confidence: 0.7 }).text
    expect(
      ['15mmhHg', 'mmlig', 'ulU/ml', 'million/ulL', '6.50mmolL', 'hmolL', 'plu/mL', 'mclU/mL', '“C'].map(read),
    ).toEqual(['15mmHg', 'mmHg', 'uIU/ml', 'million/uL', '6.50mmol/L', 'μmol/L', 'μIU/mL', 'mcIU/mL', '°C'])
    expect(['mmol/L', 'U/L', 'mm', 'mg', '5.6'].map(read)).toEqual(['mmol/L', 'U/L', 'mm', 'mg', '5.6'])
  })

  it('reads strokes before a grade as a Roman figure', () => {
    expect(['|度肥大', '丨丨期', 'A|B'].map((text) => withGrade({ text }).text)).toEqual(['I度肥大', 'II期', 'A|B'])
  })

  it('reads h before mol as μ, and never changes a figure', () => {
    expect(withMicro({ text: '24.6hmol/L', confidence: 0.9 })).toEqual({ text: '24.6μmol/L', confidence: 0.8 })
    expect(withMicro({ text: '36.28/L', confidence: 0.9 })).toEqual({ text: '36.28/L', confidence: 0.6 })
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.hHMmol/L') }), (text) => {
        expect(withMicro({ text, confidence: 0.9 }).text.replace(/\D/g, '')).toBe(text.replace(/\D/g, ''))
      }),
    )
  })
})

describe('powers', () => {
  it('are joined over a caret that ended a word', () => {
    const at = (text: string, x0: number, x1: number): RecognizedWord => ({
      text,
      confidence: 0.5,
      bbox: [x0, 0, x1, 20],
      line: 0,
      height: 20,
    })
    expect(joinedPowers([at('x10™', 0, 40), at('3/uL', 44, 90)])).toEqual([
      { ...at('x10^3/uL', 0, 90), confidence: 0.6 },
    ])
    const apart = [at('x10™', 0, 40), at('3/uL', 80, 120)]
    expect(joinedPowers(apart)).toEqual(apart)
  })
})

describe('units cut at their stroke', () => {
  const at = (text: string, x0: number, x1: number): RecognizedWord => ({
    text,
    confidence: 0.9,
    bbox: [x0, 0, x1, 20],
    line: 0,
    height: 20,
  })
  const stroke = { x0: 52, y0: 0, x1: 58, y1: 22, area: 60 }

  it('are joined, with the stroke that the ink shows', () => {
    expect(joinedUnits([at('6.5mmol/', 0, 50), at('L', 54, 64)], []).map((w) => w.text)).toEqual(['6.5mmol/L'])
    expect(joinedUnits([at('μmol', 0, 50), at('L', 60, 70)], [stroke]).map((w) => w.text)).toEqual(['μmol/L'])
  })

  it('stay apart from a flag', () => {
    for (const words of [
      [at('mmol', 0, 50), at('L', 60, 70)],
      [at('mmol/L', 0, 60), at('L', 70, 80)],
      [at('g/', 0, 50), at('L', 120, 130)],
    ])
      expect(joinedUnits(words, [])).toEqual(words)
  })
})

describe('repeats', () => {
  const word = (text: string, x0: number, x1: number): RecognizedWord => ({
    text,
    confidence: 0.9,
    bbox: [x0, 0, x1, 20],
    line: 0,
    height: 20,
  })

  it('are read once, with the whole box', () => {
    expect(withoutRepeats([word('36.0%', 0, 34), word('%', 38, 56)])).toEqual([word('36.0%', 0, 56)])
    expect(withoutRepeats([word('参考区间', 0, 80), word('参', 2, 18)])).toEqual([word('参考区间', 0, 80)])
    const apart = [word('5.0', 0, 30), word('0', 40, 50)]
    expect(withoutRepeats(apart)).toEqual(apart)
  })

  it('are strokes of large Chinese print too, read as words of their own', () => {
    const house: RecognizedWord = { ...word('云泽', 0, 40), confidence: 0.95 }
    const stroke = (text: string, confidence: number): RecognizedWord => ({
      ...word(text, 4, 24),
      bbox: [4, 0, 24, 6],
      confidence,
    })
    expect(withoutRepeats([stroke('b', 0.89), house, stroke('育,', 0.5)])).toEqual([house])
    const doubted = [{ ...house, confidence: 0.6 }, stroke('b', 0.5)]
    expect(withoutRepeats(doubted)).toEqual(doubted)
  })
})

describe('words of table cells', () => {
  it('end at a vertical line, and at a sign that stands for blank paper', () => {
    const { ink } = print('')
    const box = (text: string, x0: number) => ({ text, confidence: 0.9, x0, y0: 20, x1: x0 + 20, y1: 44 })
    for (const x of [40, 64, 100, 124]) for (let y = 22; y < 42; y++) ink.data.fill(1, y * 500 + x, y * 500 + x + 18)
    const symbols = [box('性', 40), box('别', 64), box('“', 84), box('女', 100), box('性', 124)]
    const whole = { ...box('性别“女性', 40), x1: 144, symbols }
    const line = { ...box('', 40), x1: 144, words: [whole] }
    expect(toWords([line], 0, ink).map((w) => w.text)).toEqual(['性别', '女性'])
    expect(toWords([line], 0, ink, [{ x: 121, y0: 0, y1: 80 }]).map((w) => w.text)).toEqual(['性别', '女', '性'])
  })
})

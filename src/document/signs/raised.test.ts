import { describe, expect, it } from 'vitest'
import { blobs } from '../clean.js'
import { holesOf } from '../glyph.js'
import type { InkMap } from '../image/ink.js'
import type { RecognizedWord } from '../ocr/ocr-words.js'
import { withMicroByShape } from './micro.js'
import { withRaisedFigures } from './raised.js'

/** Signs as scanned at about 150 dpi, drawn twice as large. */
const SIGNS: Record<string, readonly string[]> = {
  '1': ['..##', '.###', '####', '..##', '..##', '..##', '..##', '..##', '..##', '..##', '..##', '..##'],
  '0': [
    '.####.',
    '######',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '######',
    '.####.',
  ],
  '⁹': ['.###.', '##.##', '#...#', '##.##', '.####', '...##', '.###.'],
  '⁶': ['.###.', '##...', '####.', '##.##', '#...#', '##.##', '.###.'],
  '³': ['####.', '...##', '...##', '.###.', '...##', '...##', '####.'],
  '²': ['.###.', '##.##', '...##', '..##.', '.##..', '##...', '#####'],
  '^': ['..##..', '.####.', '##..##', '#....#'],
  '/': [
    '....#',
    '....#',
    '....#',
    '...#.',
    '...#.',
    '..#..',
    '..#..',
    '..#..',
    '.#...',
    '.#...',
    '#....',
    '#....',
    '#....',
  ],
  L: [
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '##....',
    '######',
    '######',
  ],
  m: ['', '', '', '', '##.##.##', '########', '##.##.##', '##.##.##', '##.##.##', '##.##.##', '##.##.##', '##.##.##'],
  μ: [
    '',
    '',
    '',
    '',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '######',
    '##.##.',
    '##....',
    '##....',
    '##....',
  ],
  u: ['', '', '', '', '##..##', '##..##', '##..##', '##..##', '##..##', '##..##', '######', '.###.#'],
  p: [
    '',
    '',
    '',
    '',
    '#####.',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '##..##',
    '######',
    '##.##.',
    '##....',
    '##....',
    '##....',
  ],
  o: ['', '', '', '', '.####.', '##..##', '##..##', '##..##', '##..##', '##..##', '######', '.####.'],
  l: ['##', '##', '##', '##', '##', '##', '##', '##', '##', '##', '##', '##'],
}

function print(text: string): { ink: InkMap; word: (read: string, confidence?: number) => RecognizedWord } {
  const [width, height] = [400, 60]
  const data = new Uint8Array(width * height)
  let at = 10
  for (const sign of text) {
    const rows = SIGNS[sign]!
    rows.forEach((row, y) => {
      ;[...row].forEach((c, x) => {
        if (c !== '#') return
        for (const dy of [0, 1]) for (const dx of [0, 1]) data[(10 + 2 * y + dy) * width + at + 2 * x + dx] = 1
      })
    })
    at += 2 * Math.max(...rows.map((r) => r.length)) + 4
  }
  return {
    ink: { data, width, height, dpi: 300 },
    word: (read, confidence = 0.9) => ({ text: read, confidence, bbox: [10, 10, at - 4, 36], line: 0, height: 24 }),
  }
}

type Reader = typeof withRaisedFigures

/** What a reader of ink makes of a word that was read as `read`. */
function corrected(reader: Reader, printed: string, read: string): RecognizedWord {
  const { ink, word } = print(printed)
  return reader([word(read)], ink, blobs(ink))[0]!
}

const raised = (printed: string, read: string): RecognizedWord => corrected(withRaisedFigures, printed, read)

describe('raised figures', () => {
  it('are powers of ten, whatever they were read as', () => {
    for (const read of ['10%/L', '10°/L', '103/L', '109/L']) expect(raised('10⁹/L', read).text, read).toBe('10⁹/L')
    expect(raised('10⁶/L', '10°/L').text).toBe('10⁶/L')
    expect(raised('10³/L', '10%/L').text).toBe('10³/L')
  })

  it('are powers where stroke and μ were read as one letter', () => {
    expect(raised('10³/μL', '103hL').text).toBe('10³/uL')
    expect(raised('100/μL', '100hL')).toMatchObject({ text: '100hL', confidence: 0.9 })
  })

  it('end a number that a unit follows without a space', () => {
    expect(raised('11010⁹/L', '11010%/L')).toMatchObject({ text: '11010⁹/L', confidence: 0.8 })
  })

  it('are told from a caret with its figures on the line', () => {
    for (const read of ['1101079/L', '110109/L'])
      expect(raised('11010^0/L', read.replace('9', '0')).text).toBe('11010^0/L')
  })

  it('are not found in figures on the line', () => {
    expect(raised('100/L', '100/L')).toMatchObject({ text: '100/L', confidence: 0.9 })
  })

  it('leave a word doubtful that does not tally with its ink', () => {
    const one = raised('10⁹/L', '1110%/L')
    expect(one.text).toBe('1110%/L')
    expect(one.confidence).toBeLessThan(0.6)
  })

  it('square a metre', () => {
    expect(raised('1/m²', '1/m?').text).toBe('1/m²')
    expect(raised('1/m', '1/m').text).toBe('1/m')
  })
})

describe('μ, u and p', () => {
  const told = (printed: string, read: string): string => corrected(withMicroByShape, printed, read).text

  it('differ at the top and below the line', () => {
    for (const read of ['pmol/L', 'umol/L', 'hmol/L', 'μmol/L']) {
      expect(told('μmol/L', read)).toBe('μmol/L')
      expect(told('umol/L', read)).toBe('umol/L')
      expect(told('pmol/L', read)).toBe('pmol/L')
    }
  })

  it('stand behind a number too', () => {
    expect(told('10μmol/L', '10pmol/L')).toBe('10μmol/L')
  })
})

describe('holes', () => {
  it('are high in a 9 and low in a 6', () => {
    const middle = (sign: string): number => {
      const { ink } = print(sign)
      return holesOf(ink, blobs(ink)[0]!)[0]!.middle
    }
    expect(middle('⁹')).toBeLessThan(0.45)
    expect(middle('⁶')).toBeGreaterThan(0.55)
    expect(middle('0')).toBeCloseTo(0.5, 1)
  })
})

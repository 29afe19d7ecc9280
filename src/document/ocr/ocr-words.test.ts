import { describe, expect, it } from 'vitest'
import { type Blob, blobs } from '../clean.js'
import type { InkMap } from '../image/ink.js'
import { arrowOf, withArrows, withoutArrowTraces } from '../signs/arrows.js'
import { withPrintedPoints } from '../signs/points.js'
import type { OcrLine } from './ocr-engine.js'
import { hanShare, printedLines, type RecognizedWord, toWords } from './ocr-words.js'
import { mosaicOf, withSecondReadings } from './second-look.js'

/** An ink map from rows of text, `#` for ink, each character `zoom` pixels wide and tall. */
function inkOf(rows: readonly string[], zoom = 1): InkMap {
  const width = Math.max(...rows.map((r) => r.length)) * zoom
  const height = rows.length * zoom
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (rows[Math.floor(y / zoom)]![Math.floor(x / zoom)] === '#') data[y * width + x] = 1
  return { data, width, height, dpi: 300 }
}

function filled(width: number, boxes: readonly [number, number][]): InkMap {
  const data = new Uint8Array(width * 30)
  for (const [x0, x1] of boxes) for (let y = 5; y < 25; y++) data.fill(1, y * width + x0, y * width + x1)
  return { data, width, height: 30, dpi: 300 }
}

function line(words: readonly [string, number, number][]): OcrLine {
  const parts = words.map(([text, x0, x1]) => ({ text, confidence: 0.9, x0, x1, y0: 5, y1: 25, symbols: [] }))
  return { text: '', confidence: 0.9, x0: 0, x1: 400, y0: 5, y1: 25, words: parts }
}

describe('toWords', () => {
  it('joins Han characters by the blank paper between them and leaves columns and Latin words apart', () => {
    const ink = filled(400, [
      [0, 20],
      [24, 44],
      [48, 68],
      [120, 140],
      [160, 200],
      [210, 250],
    ])
    const words = toWords(
      [
        line([
          ['白', 0, 12], // the engine's boxes are off; the ink decides
          ['细', 30, 40],
          ['胞', 50, 66],
          ['值', 120, 140],
          ['blood', 160, 200],
          ['cells', 210, 250],
        ]),
      ],
      0,
      ink,
    )
    expect(words.map((w) => w.text)).toEqual(['白细胞', '值', 'blood', 'cells'])
    expect(words[0]!.bbox).toEqual([0, 5, 68, 25])
  })

  it('keep to their own line where the engine boxed ink of the next', () => {
    const data = new Uint8Array(400 * 120)
    const fill = (x0: number, y0: number, x1: number, y1: number): void => {
      for (let y = y0; y < y1; y++) data.fill(1, y * 400 + x0, y * 400 + x1)
    }
    fill(0, 5, 40, 25) // one line, a second and a third
    fill(200, 5, 240, 25)
    fill(200, 60, 240, 80)
    const tall = line([['mmol', 200, 240]])
    tall.words[0]!.y1 = 80
    tall.words[0]!.y0 = 20
    const ink = { data, width: 400, height: 120, dpi: 300 }
    const words = toWords([line([['blood', 0, 40]]), line([['cells', 0, 40]]), tall], 0, ink)
    expect(words.at(-1)!.bbox).toEqual([200, 60, 240, 80])
  })

  it('measures the share of Han letters', () => {
    expect(hanShare('白细胞WBC 6.2')).toBe(0.5)
    expect(hanShare('6.2')).toBe(0)
  })
})

function word(text: string, bbox: RecognizedWord['bbox'], confidence = 0.9): RecognizedWord {
  return { text, confidence, bbox, line: 0, height: bbox[3] - bbox[1] }
}

describe('printedLines', () => {
  it('keeps a flat sign in the line of its figures', () => {
    const range = [word('3.5', [0, 10, 30, 30]), word('~', [34, 18, 44, 22]), word('9.5', [50, 10, 80, 30])]
    expect(printedLines(range).map((w) => [w.text, w.line])).toEqual([
      ['3.5', 0],
      ['~', 0],
      ['9.5', 0],
    ])
  })

  it('numbers words by printed line from the top and sorts them from the left', () => {
    const lines = printedLines([word('b', [50, 11, 60, 21]), word('c', [0, 40, 10, 50]), word('a', [0, 10, 10, 20])])
    expect(lines.map((w) => [w.text, w.line])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ])
  })
})

describe('withPrintedPoints', () => {
  const figure = (x0: number): Blob => ({ x0, y0: 0, x1: x0 + 10, y1: 20, area: 100 })
  const point = (x0: number): Blob => ({ x0, y0: 17, x1: x0 + 3, y1: 20, area: 9 })

  it('restores a decimal point that is printed', () => {
    const [fixed] = withPrintedPoints([word('56', [0, 0, 30, 20])], [figure(0), point(12), figure(18)])
    expect(fixed).toMatchObject({ text: '5.6', confidence: 0.8 })
  })

  it('restores a comma, which is taller and hangs below the line', () => {
    const comma = { x0: 12, y0: 17, x1: 15, y1: 23, area: 14 }
    const [fixed] = withPrintedPoints([word('79', [0, 0, 30, 23])], [figure(0), comma, figure(18)])
    expect(fixed).toMatchObject({ text: '7,9', confidence: 0.8 })
  })

  it('takes dust below the line for no point', () => {
    const dust = { x0: 12, y0: 20, x1: 15, y1: 23, area: 8 }
    expect(withPrintedPoints([word('56', [0, 0, 30, 20])], [figure(0), dust, figure(18)])[0]!.text).toBe('56')
  })

  it('adds none where none is printed, and doubts a number that does not tally', () => {
    expect(withPrintedPoints([word('56', [0, 0, 30, 20])], [figure(0), figure(18)])[0]!.text).toBe('56')
    expect(withPrintedPoints([word('563', [0, 0, 30, 20])], [figure(0), point(12), figure(18)])[0]).toMatchObject({
      text: '563',
      confidence: 0.6,
    })
  })
})

describe('withSecondReadings', () => {
  const raster = { data: new Uint8Array(4000).fill(255), width: 200, height: 20, channels: 1 as const, dpi: 300 }
  const second = (first: RecognizedWord, text: string, confidence: number): RecognizedWord => {
    const mosaic = mosaicOf(raster, [{ word: 0, run: null, bbox: first.bbox }])!
    const { y0, y1 } = mosaic.rows[0]!
    const box = { text, confidence, x0: 0, x1: 10, y0, y1, symbols: [] }
    return withSecondReadings([first], mosaic, [{ ...box, words: [box] }])[0]!
  }

  it('takes a surer reading, but never makes disputed digits sure', () => {
    expect(second(word('mmolyL', [0, 0, 50, 20], 0.4), 'mmol/L', 0.9)).toMatchObject({
      text: 'mmol/L',
      confidence: 0.9,
    })
    expect(second(word('3.1', [0, 0, 50, 20], 0.5), '8.1', 0.9)).toMatchObject({ text: '8.1', confidence: 0.6 })
    expect(second(word('3.1', [0, 0, 50, 20], 0.8), '8.1', 0.81).text).toBe('3.1')
    expect(second(word('7', [0, 0, 50, 20], 0.8), '=', 0.95).text).toBe('7')
  })

  it('takes a surer reading of a short Chinese term, of the same length only', () => {
    const term = word('清析', [0, 0, 50, 20], 0.6)
    expect(second(term, '清晰', 0.95)).toMatchObject({ text: '清晰', confidence: 0.95 })
    expect(second(term, '清晰', 0.8).text).toBe('清析')
    expect(second(term, '清', 0.95).text).toBe('清析')
  })

  it('prefers the reading that is a unit', () => {
    expect(second(word('U/AL', [0, 0, 50, 20], 0.7), 'U/L', 0.6).text).toBe('U/L')
    expect(second(word('U/L', [0, 0, 50, 20], 0.4), 'U/AL', 0.9).text).toBe('U/L')
  })

  it('reads Latin runs of Chinese words again, but loses no letter of them', () => {
    const again = (text: string, at: number, run: string, read: string, confidence = 0.9): string => {
      const look = {
        word: 0,
        run: { text: run, at, bbox: [0, 0, 50, 20] as const, confidence: 0.6 },
        bbox: [0, 0, 50, 20] as const,
      }
      const mosaic = mosaicOf(raster, [{ ...look, run: { ...look.run, bbox: [0, 0, 50, 20] }, bbox: [0, 0, 50, 20] }])!
      const { y0, y1 } = mosaic.rows[0]!
      const box = { text: read, confidence, x0: 0, x1: 10, y0, y1, symbols: [] }
      return withSecondReadings([word(text, [0, 0, 90, 20], 0.7)], mosaic, [{ ...box, words: [box] }])[0]!.text
    }
    expect(again('球蛋白(6LO)', 3, '(6LO)', '(GLO)')).toBe('球蛋白(GLO)')
    expect(again('球蛋白(6LO)', 3, '(6LO)', 'GLO')).toBe('球蛋白(GLO)')
    expect(again('病毒IgG抗体', 2, 'IgG', 'gG')).toBe('病毒IgG抗体')
    expect(again('球蛋白(6LO)', 3, '(6LO)', '(GLO)', 0.3)).toBe('球蛋白(6LO)')
  })

  it('takes a figure for the one Han character of a number where the rest is read alike', () => {
    expect(second(word('小.71', [0, 0, 50, 20], 0.8), '4.71', 0.9)).toMatchObject({ text: '4.71', confidence: 0.7 })
    expect(second(word('3.5-7了', [0, 0, 50, 20], 0.6), '3.5-77', 0.6)).toMatchObject({ text: '3.5-77' })
    expect(second(word('3.5-7了', [0, 0, 50, 20], 0.6), '3.5-77', 0.6).confidence).toBeLessThan(0.6)
    expect(second(word('小.71', [0, 0, 50, 20], 0.8), '4.77', 0.9).text).toBe('小.71')
    expect(second(word('小.71', [0, 0, 50, 20], 0.8), '4.71', 0.4).text).toBe('小.71')
    expect(second(word('10日', [0, 0, 50, 20], 0.8), '108', 0.7).text).toBe('10日')
  })

  it('gives a lone Han character up for a figure only', () => {
    expect(second(word('利', [0, 0, 20, 20], 0.5), '4', 0.9).text).toBe('4')
    expect(second(word('低', [0, 0, 20, 20], 0.6), '{K', 0.95).text).toBe('低')
  })

  it('does not turn micromoles into picomoles', () => {
    expect(second(word('hmol/L', [0, 0, 50, 20], 0.4), 'pmol/L', 0.95)).toMatchObject({
      text: 'μmol/L',
      confidence: 0.6,
    })
  })
})

describe('arrowOf', () => {
  const up = [
    '...#...',
    '..###..',
    '..###..',
    '.#####.',
    '.##.##.',
    '##.#.##',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
  ]
  const one = [
    '..#..',
    '.##..',
    '#.#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
    '..#..',
  ]
  const tee = [
    '#######',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
  ]
  const read = (rows: readonly string[]): string | null => {
    const ink = inkOf(rows, 2)
    return arrowOf(ink, { x0: 0, y0: 0, x1: ink.width, y1: ink.height, area: 1 })
  }

  it('knows arrows from characters', () => {
    expect(read(up)).toBe('↑')
    expect(read([...up].reverse())).toBe('↓')
    expect(read(one)).toBeNull()
    expect(read(tee)).toBeNull()
  })

  it('knows the small head of an arrow in serif type, blurred by a scan of 160 dpi', () => {
    const serif = ['..####..', '.######.', '########', '########', '########', '.#####..', '..####..']
    expect(read([...serif, ...Array<string>(16).fill('..####..')])).toBe('↑')
    expect(read(Array<string>(23).fill('..####..'))).toBeNull()
  })

  it('takes no old-style figure for an arrow', () => {
    // 9 of a Song face at 300 dpi, as scanned: closed, and with a gap in its bowl.
    const nine = [
      '.....####.....',
      '...########...',
      '..####..####..',
      '.####....####.',
      '.###.....####.',
      '####......####',
      '####......####',
      '####......####',
      '####......####',
      '.####.....####',
      '.#####....####',
      '..######.#####',
      '...###########',
      '......########',
      '.........#####',
      '.........####.',
      '........####..',
      '........####..',
      '.......####...',
      '......####....',
      '.....####.....',
      '....####......',
      '...####.......',
      '..####........',
    ]
    const open = nine.map((row, i) => (i === 12 ? '...####...####' : i === 13 ? '.........#####' : row))
    for (const rows of [nine, open]) {
      expect(read(rows)).toBeNull()
      expect(read([...rows].reverse())).toBeNull()
    }
  })
})

describe('withArrows', () => {
  const arrow = [
    '...#...',
    '..###..',
    '..###..',
    '.#####.',
    '.#####.',
    '#######',
    '...#...',
    '...#...',
    '...#...',
    '...#...',
  ]
  const stroke = ['.##', '.##', '.##', '.##', '.##', '.##', '.##', '.##', '.##', '.##']
  // Two strokes, then an arrow, with free paper around.
  const page = ['', ...stroke.map((s, i) => `.${s}..${s}...${arrow[i]}`), ''].map((row) => row.padEnd(40, '.'))
  const ink = inkOf(page, 3)
  const read = (text: string): string[] =>
    withoutArrowTraces(withArrows([{ ...word(text, [3, 3, 60, 33]), confidence: 0.9 }], ink, blobs(ink))).map(
      (w) => w.text,
    )

  it('cuts a figure that stands for the arrow, and no printed one', () => {
    expect(read('811')).toEqual(['81', '↑'])
    expect(read('81')).toEqual(['81', '↑'])
    expect(read('84')).toEqual(['84', '↑'])
    expect(read('812')).toEqual(['812'])
  })

  it('reads an arrow once that the engine read as a figure of its own', () => {
    const at = page[1]!.indexOf('#', 12) * 3
    const words = [word('81', [3, 3, at + 12, 33]), word('1', [at - 9, 3, at + 12, 33])]
    expect(withArrows(words, ink, blobs(ink)).map((w) => w.text)).toEqual(['81', '↑'])
  })

  it('takes a figure for the arrow where the number lost its point', () => {
    const dotted = page.map((row, y) => (y === 10 ? `${row.slice(0, 5)}#${row.slice(6)}` : row))
    const own = inkOf(dotted, 3)
    const words = withArrows([{ ...word('811', [3, 3, 60, 33]), confidence: 0.9 }], own, blobs(own))
    expect(withPrintedPoints(words, blobs(own)).map((w) => w.text)).toEqual(['8.1', '↑'])
  })

  it('takes what the arrow left behind a number away', () => {
    expect(read('81°')).toEqual(['81', '↑'])
    expect(read('81.')).toEqual(['81', '↑'])
  })
})

describe('blobs', () => {
  it('finds connected areas, diagonals included', () => {
    expect(blobs(inkOf(['#..#', '.#..', '#..#'])).map((b) => b.area)).toEqual([3, 1, 1])
  })
})

import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { inkMap } from '../../document/image/ink.js'
import { type Raster, toGrey } from '../../document/image/raster.js'
import { type Bbox, overlap } from '../../records/bbox.js'
import type { PageReading } from '../../records/page.js'
import { inkedBars } from './drawn-bars.js'
import { findFramedStamps } from './framed-stamp.js'
import { inkBehind } from './ink-run.js'
import { straightStrips } from './pale-strip.js'
import { bleachPale, findPaleLettering } from './pale-watermark.js'
import { paperArea } from './paper-area.js'
import { merge } from './pixels.js'
import { findRedStamps } from './red-stamp.js'
import { findPortraits, findSeals } from './scan-pictures.js'
import { findSignatures } from './signature-ink.js'
import { strokesOf } from './strokes.js'
import { continuesLine, faintInk, unreadLines } from './unread-print.js'

const DPI = 150
const [WIDTH, HEIGHT] = [400, 500]

/** A page drawn from SVG whose units are points. */
async function draw(body: string, background = 'white'): Promise<Raster> {
  const [width, height] = [Math.round((WIDTH * DPI) / 72), Math.round((HEIGHT * DPI) / 72)]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${background}"/>${body}</svg>`
  const data = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { data, width, height, channels: 3, dpi: DPI }
}

const print = (x: number, y: number, rows: number) =>
  Array.from(
    { length: rows },
    (_, i) => `<text x="${x}" y="${y + i * 16}" font-size="9" font-family="sans-serif">Glucose 5.${i} mmol/L</text>`,
  ).join('')
const findPaleLetters = (grey: Raster) => findPaleLettering(grey).flatMap((line) => line.boxes)
const hit = (boxes: readonly Bbox[], box: Bbox) => boxes.some((other) => overlap(other, box) > 0)

describe('pale watermarks', () => {
  const letters = ['M', 'E', 'R', 'I', 'T', 'H']
  const mark = letters
    .map((letter, i) => {
      const [x, y] = [90 + i * 30, 330 - i * 28]
      return `<text transform="translate(${x} ${y}) rotate(-43)" font-size="34" font-family="sans-serif" font-weight="bold" fill="#dedede">${letter}</text>`
    })
    .join('')

  it('finds leaning letters under print and across shaded rows', async () => {
    const bands = [200, 260, 320].map((y) => `<rect x="40" y="${y}" width="320" height="16" fill="#e9eef6"/>`).join('')
    const boxes = findPaleLetters(toGrey(await draw(bands + mark + print(60, 190, 12))))
    const missed = letters.filter((_, i) => !hit(boxes, [100 + i * 30, 310 - i * 28, 108 + i * 30, 318 - i * 28]))
    expect(missed).toEqual([])
  })
  it('ends at the edge of the page when the letters run over it', async () => {
    const over = letters
      .map((letter, i) => {
        const [x, y] = [-10 + i * 30, 140 - i * 28]
        return `<text transform="translate(${x} ${y}) rotate(-43)" font-size="34" font-family="sans-serif" font-weight="bold" fill="#dedede">${letter}</text>`
      })
      .join('')
    const boxes = findPaleLetters(toGrey(await draw(over + print(60, 190, 12))))
    expect(boxes.length).toBeGreaterThan(0)
    expect(
      boxes.filter(([x0, y0, x1, y1]) => x0 < 0 || y0 < 0 || x1 > 400 || y1 > 500 || x0 >= x1 || y0 >= y1),
    ).toEqual([])
  })
  it('takes neither shaded cells with print in them nor zebra rows for letters', async () => {
    const cells = Array.from(
      { length: 5 },
      (_, i) =>
        `<rect x="${40 + i * 62}" y="100" width="58" height="20" fill="#dfe6f2"/><text x="${46 + i * 62}" y="113" font-size="9">Result</text>`,
    ).join('')
    const zebra = Array.from(
      { length: 8 },
      (_, i) => `<rect x="40" y="${140 + i * 32}" width="320" height="16" fill="#f3f3f3"/>`,
    )
    expect(findPaleLetters(toGrey(await draw(cells + zebra.join('') + print(44, 150, 16))))).toEqual([])
  })
  it('finds letters that hardly stand out from the shaded rows they lie on', async () => {
    // Rows of a shade much like the lettering's own: on them it is darker, on paper it is the shade.
    const bands = Array.from(
      { length: 8 },
      (_, i) => `<rect x="10" y="${150 + i * 34}" width="380" height="24" fill="#f0f0f0"/>`,
    ).join('')
    const boxes = findPaleLetters(
      toGrey(await draw(bands + mark.replaceAll('fill="#dedede"', 'fill="#000" opacity="0.1"'))),
    )
    for (const [x, y] of [
      [100, 318],
      [180, 245],
      [235, 195],
    ] as const)
      expect(hit(boxes, [x, y, x + 8, y + 8])).toBe(true)
    expect(findPaleLetters(toGrey(await draw(bands + print(60, 160, 12))))).toEqual([])
  })
  it('follows a line whose letters are too pale to be seen one by one, past a dark band', async () => {
    const band = '<rect x="20" y="236" width="360" height="18" fill="#444"/>'
    const faint = letters
      .map((letter, i) => {
        const [x, y] = [70 + i * 52, 400 - i * 52]
        const fill = i === 1 || i === 2 ? '#e2e2e2' : '#f9f9f9'
        const word = (dx: number) =>
          `<text transform="translate(${x + dx} ${y - dx}) rotate(-45)" font-size="26" font-family="sans-serif" font-weight="bold" fill="${fill}">${letter}</text>`
        return word(0) + word(17) + word(34)
      })
      .join('')
    const boxes = findPaleLetters(toGrey(await draw(faint + band + print(60, 190, 2))))
    for (const [x, y] of [
      [82, 388],
      [200, 272],
      [320, 150],
    ] as const)
      expect(hit(boxes, [x, y, x + 6, y + 6])).toBe(true)
  })
  it('lays its line through small letters too: a few large ones tell its direction badly', async () => {
    // Four large letters stand off a line of 45 degrees to either side; the marks that follow stand on it.
    const blob = (x: number, y: number, size: number) =>
      `<rect x="${x - size / 2}" y="${y - size / 4}" width="${size}" height="${size / 2}" fill="#dedede" transform="rotate(-45 ${x} ${y})"/>`
    const large = [-5, -2, 2, 5].map((off, i) => blob(60 + 18 * i + off, 380 - 18 * i + off, 18))
    const small = Array.from({ length: 14 }, (_, i) => blob(132 + 16 * i, 308 - 16 * i, 9))
    const boxes = findPaleLetters(toGrey(await draw([...large, ...small].join(''))))
    const end: Bbox = [132 + 16 * 13 - 5, 308 - 16 * 13 - 5, 132 + 16 * 13 + 5, 308 - 16 * 13 + 5]
    expect(boxes.some((box) => overlap(box, end) > 99)).toBe(true)
  })
  it('is turned level for OCR, without the print on it', async () => {
    const grey = toGrey(await draw(mark + print(60, 190, 12)))
    const [strip] = straightStrips(grey, findPaleLettering(grey)) as [Raster]
    expect(strip.width).toBeGreaterThan(4 * strip.height)
    // Letters are black, and the rows of print across them are not.
    const rows = Array.from({ length: strip.height }, (_, y) =>
      strip.data.subarray(y * strip.width, (y + 1) * strip.width),
    )
    const dark = rows.map((row) => row.filter((value) => value < 80).length / strip.width)
    expect(Math.max(...dark)).toBeGreaterThan(0.15)
    expect(Math.max(dark[0]!, dark.at(-1)!)).toBeLessThan(0.03)
  })
  it('takes pale ink away everywhere and leaves print', async () => {
    const raster = await draw(`${mark}<rect x="60" y="420" width="40" height="8" fill="#222"/>`)
    const grey = toGrey(raster)
    bleachPale(raster, grey, [])
    const after = toGrey(raster).data
    const above = after.subarray(0, Math.round((400 * DPI) / 72) * raster.width)
    expect(above.some((value) => value < 250)).toBe(false)
    expect(after.filter((value) => value < 60).length).toBe(grey.data.filter((value) => value < 60).length)
  })
})

describe('stamps and portraits', () => {
  it('finds round and rectangular red stamps, and no red results', async () => {
    const stamps =
      '<circle cx="100" cy="120" r="38" fill="none" stroke="#d01020" stroke-width="3"/><rect x="220" y="100" width="90" height="40" fill="none" stroke="#c8202a" stroke-width="3"/>'
    const red = Array.from(
      { length: 6 },
      (_, i) => `<text x="60" y="${300 + i * 12}" font-size="9" fill="#d00">12.${i} H</text>`,
    )
    const found = findRedStamps(await draw(stamps + red.join('')))
    expect(found).toHaveLength(2)
    expect(hit(found, [90, 110, 110, 130]) && hit(found, [240, 110, 280, 130])).toBe(true)
  })
  it('tells a seal with a whole rim from a circle of which print makes a part', async () => {
    const circle = (x: number, dashes: string) =>
      `<circle cx="${x}" cy="200" r="40" fill="none" stroke="#222" stroke-width="3" stroke-dasharray="${dashes}"/>`
    const found = findSeals(inkMap(toGrey(await draw(circle(110, 'none') + circle(280, '11 4')))), [])
    const at = (x: number) => found.find(({ bbox }) => hit([bbox], [x, 195, x + 1, 205]))
    expect(at(110)?.whole).toBe(true)
    expect(at(280)?.whole ?? false).toBe(false)
  })
  it('finds a bar code that no decoder reads, leaning, and no table grid', async () => {
    const bars = Array.from(
      { length: 24 },
      (_, i) => `<rect x="${60 + i * 5}" y="${60 + i * 0.1}" width="${1 + (i % 3)}" height="30"/>`,
    )
    const grid = Array.from(
      { length: 12 },
      (_, i) => `<path d="M40 ${200 + i * 12}H360M${40 + i * 28} 200V332" stroke="#000" stroke-width="1"/>`,
    )
    const found = inkedBars(inkMap(toGrey(await draw(bars.join('') + grid.join('') + print(40, 360, 6)))))
    expect(found).toHaveLength(1)
    expect(hit(found, [62, 65, 170, 85])).toBe(true)
  })
  it('finds a portrait in a ruled cell, and takes no shaded column for one', async () => {
    const portrait =
      '<rect x="300" y="60" width="60" height="76" fill="none" stroke="#000"/><rect x="304" y="64" width="52" height="68" fill="#7aa8d8"/><circle cx="330" cy="92" r="14" fill="#d8a888"/><rect x="312" y="108" width="36" height="24" fill="#223"/>'
    const column = '<rect x="150" y="300" width="60" height="90" fill="#ededed"/>'
    const found = findPortraits(toGrey(await draw(portrait + column)))
    expect(found).toHaveLength(1)
    expect(hit(found, [310, 70, 350, 125])).toBe(true)
  })
  it('finds a dark portrait that a watermark runs into', async () => {
    const portrait =
      '<rect x="200" y="60" width="84" height="112" fill="#666"/><ellipse cx="242" cy="105" rx="22" ry="30" fill="#999"/><rect x="208" y="145" width="68" height="27" fill="#fff"/>'
    const pale = '<path d="M120 260L230 150" stroke="#e4e4e4" stroke-width="26"/>'
    const found = findPortraits(toGrey(await draw(pale + portrait)))
    expect(found.some((box) => overlap(box, [202, 62, 282, 170]) > 0.99 * 80 * 108)).toBe(true)
  })
})

describe('framed stamps', () => {
  const stamp = (lean: number, over = '') =>
    `<g transform="translate(90 200) rotate(${lean})"><rect x="0" y="0" width="170" height="60" fill="none" stroke="#335" stroke-width="1.6"/><text x="40" y="24" font-size="13" font-family="sans-serif">RECEIVED</text><text x="20" y="48" font-size="10" font-family="sans-serif">Rev'd by</text></g>${over}`
  it('are frames that lean against the page, whatever was written over them', async () => {
    const hand =
      '<path d="M170 250 c 12 -22 16 20 24 0 s 14 -20 22 4 s 16 -18 60 30" fill="none" stroke="#114" stroke-width="1.5"/>'
    for (const lean of [-5, 4]) {
      const found = findFramedStamps(inkMap(toGrey(await draw(stamp(lean, hand) + print(40, 360, 6)))), 0)
      expect(found).toHaveLength(1)
      expect(overlap(found[0]!, [95, 205, 250, 250])).toBeGreaterThan(0.95 * 155 * 45)
    }
  })
  it('are no cells of a form, no tables and no pages that lean', async () => {
    const cells = Array.from(
      { length: 4 },
      (_, i) => `<rect x="60" y="${60 + i * 40}" width="200" height="30" fill="none" stroke="#000"/>`,
    )
    const grid =
      '<path d="M60 300H340M60 330H340M60 360H340M60 300V360M200 300V360M340 300V360" stroke="#000" fill="none"/>'
    expect(findFramedStamps(inkMap(toGrey(await draw(cells.join('') + grid + print(70, 80, 6)))), 0)).toEqual([])
    expect(findFramedStamps(inkMap(toGrey(await draw(stamp(3)))), 3)).toEqual([])
  })
})

describe('signatures', () => {
  const scribble = (x: number, y: number) =>
    `<path d="M${x} ${y} c 12 -22 16 20 24 0 s 14 -20 22 4 s 16 -18 26 0" fill="none" stroke="#114" stroke-width="1.5"/>`
  const search = (strokes: readonly Bbox[], more: Partial<Parameters<typeof findSignatures>[0]>) =>
    findSignatures({
      strokes,
      anchors: [],
      print: [],
      covers: [],
      choices: [],
      inSignatureZone: () => false,
      inResults: () => false,
      ...more,
    })

  it('finds handwriting below the text without any label, and none among results', async () => {
    const strokes = strokesOf(inkMap(toGrey(await draw(scribble(80, 400) + scribble(80, 200)))), 0)
    const found = search(strokes, { inSignatureZone: (box) => box[1] > 350, inResults: (box) => box[3] < 300 })
    expect(found).toHaveLength(1)
    expect(hit(found, [90, 390, 140, 405])).toBe(true)
  })
  it('does not take a leaning table grid for strokes', async () => {
    const lines = Array.from(
      { length: 6 },
      (_, i) => `<path d="M40 ${100 + i * 18} l320 6" stroke="#333" stroke-width="0.7"/>`,
    )
    const uprights = [40, 140, 240, 360].map(
      (x) => `<path d="M${x} ${100 + ((x - 40) * 6) / 320} l-1.7 90" stroke="#333" stroke-width="0.7"/>`,
    )
    const strokes = strokesOf(inkMap(toGrey(await draw(lines.join('') + uprights.join('')))), 1.07)
    expect(search(strokes, { inSignatureZone: () => true })).toEqual([])
  })
  it('does not take the corner of a ruled cell for a stroke', async () => {
    const corner = '<path d="M60 300 h60 v24" fill="none" stroke="#333" stroke-width="0.8"/>'
    expect(strokesOf(inkMap(toGrey(await draw(corner))), 0)).toEqual([])
    expect(strokesOf(inkMap(toGrey(await draw(scribble(60, 300)))), 0)).toHaveLength(1)
  })
  it('does not take the tick of a choice for a signature', async () => {
    const anchors: Bbox[] = [[200, 80, 260, 90]]
    const tick: Bbox[] = [[210, 100, 228, 112]]
    expect(search(tick, { anchors })).toHaveLength(1)
    expect(search(tick, { anchors, choices: [[250, 101, 290, 111]] })).toEqual([])
  })
  it('covers a stroke whole that a cover cuts, not what a word explains or stands beside the cover', () => {
    const covers: Bbox[] = [[100, 105, 190, 118]]
    const [cut, beside]: Bbox[] = [
      [150, 98, 215, 118],
      [230, 98, 290, 118],
    ]
    expect(search([cut!, beside!], { covers })).toEqual([cut])
    expect(search([cut!], { covers, print: [[148, 97, 216, 119]] })).toEqual([])
    expect(search([[110, 106, 170, 117]], { covers })).toEqual([])
  })
  it('takes no word of small print below the text for a hand', () => {
    const strokes: Bbox[] = [[200, 400, 234, 407.5]]
    expect(search(strokes, { inSignatureZone: () => true })).toEqual([])
  })
  it('leaves a trace that runs across the page alone', async () => {
    const strokes = Array.from({ length: 6 }, (_, i): Bbox => [40 + i * 55, 380, 90 + i * 55, 410])
    expect(search(strokes, { inSignatureZone: () => true })).toEqual([])
  })
})

describe('ink behind a mention', () => {
  it('follows a number to its end and stops at the next word', async () => {
    const ink = inkMap(
      toGrey(await draw('<text x="60" y="110" font-size="10" font-family="monospace">A1234567 Next</text>')),
    )
    const rest = inkBehind(ink, [60, 101, 96, 111], [[114, 101, 140, 111]], 0)
    expect(rest![2]).toBeGreaterThan(105)
    expect(rest![2]).toBeLessThan(114)
    expect(inkBehind(ink, [60, 101, 108.5, 111], [[114, 101, 140, 111]], 0)).toBeNull()
  })
})

describe('paper of a photographed page', () => {
  it('knows the table beside the page, and takes a scan as paper up to its edge', async () => {
    const photo = paperArea(
      toGrey(await draw('<rect x="50" y="40" width="300" height="420" fill="#e8e4da"/>', '#4a3626')),
    )
    expect(photo([5, 200, 30, 220])).toBe(false)
    expect(photo([100, 200, 150, 220])).toBe(true)
    const scan = paperArea(toGrey(await draw('<rect width="400" height="60" fill="#203060"/>')))
    expect(scan([10, 10, 60, 40])).toBe(true)
  })
})

describe('regions inside each other', () => {
  it('keeps one of two that cover the same place', () => {
    const region = (bbox: Bbox) => ({ bbox, category: 'SEAL', detector: 'x', score: 1 })
    expect(merge([region([0, 0, 92, 92]), region([0, 0.5, 92, 92.6])])).toHaveLength(1)
    expect(merge([region([0, 0, 92, 92]), region([0, 0, 92, 92])])).toHaveLength(1)
  })
})

describe('print that OCR left out', () => {
  it('is found though it is faint, and not where a word explains it, nor in specks', async () => {
    const grey = toGrey(
      await draw(
        '<text x="40" y="60" font-size="7" fill="#a8a8a8">459 Mill Lane, New Carrick, Tel 555-0121</text><text x="40" y="90" font-size="9">Final report</text>' +
          Array.from({ length: 8 }, (_, i) => `<circle cx="${50 + i * 37}" cy="${150 + (i % 3) * 9}" r="0.8"/>`).join(
            '',
          ),
      ),
    )
    const page = {
      words: [
        { text: 'Final', bbox: [39, 82, 62, 93] },
        { text: 'report', bbox: [63, 82, 95, 93] },
      ],
    }
    const found = unreadLines(strokesOf(faintInk(grey), 0), page as unknown as PageReading, () => true, 7)
    expect(found).toHaveLength(1)
    expect(hit(found, [45, 54, 150, 60])).toBe(true)
  })
  it('is a word where it goes on with one that was read, and nothing elsewhere', () => {
    const words = [{ text: 'note', bbox: [60, 82, 85, 92], confidence: 0.95 }]
    const page = { words } as unknown as PageReading
    expect(continuesLine([89, 83, 110, 91], page)).toBe(true)
    expect(continuesLine([120, 83, 141, 91], page)).toBe(false)
    expect(continuesLine([89, 97, 110, 105], page)).toBe(false)
    expect(continuesLine([30, 83, 51, 91], page)).toBe(false)
  })
})

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { type OcrEngine, type OcrLine, startTesseractJs } from '../document/ocr/ocr-engine.js'
import type { Bbox } from '../records/bbox.js'

/** Part of the cache's key: raised when the reading changes. */
const READING = 'tesseract.js 11 v1'
/** Width that pages are read at: about 300 dpi of A4, what the recognition models were trained for. */
const READING_WIDTH = 2480

/**
 * Raw text recognition of page images, as the ocr track shows it: whatever the engine reads, line by line, no tables, no repairs. It sees
 * the de-identified picture only. Texts are kept in a folder by the digest of the picture, so that a page is read once.
 */
export class PageOcr {
  #engine: Promise<OcrEngine> | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly folder: string) {}

  /** @param language of the report; anything but `en` is read with the Chinese and English models together */
  async read(image: Uint8Array, language: string): Promise<string> {
    const models = language === 'en' ? 'eng' : 'chi_sim+eng'
    const digest = createHash('sha256').update(`${READING} ${models}\n`).update(image).digest('hex')
    const path = join(this.folder, `${digest}.txt`)
    if (existsSync(path)) return readFileSync(path, 'utf8')
    const text = await this.#inTurn(async () => textOf(await this.#recognize(image, models)))
    mkdirSync(this.folder, { recursive: true })
    const temporary = `${path}.${process.pid}.tmp`
    writeFileSync(temporary, text)
    renameSync(temporary, path)
    return text
  }

  async close(): Promise<void> {
    const engine = this.#engine
    this.#engine = null
    await (await engine)?.close()
  }

  /** The engine reads one page at a time. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => null)
    return done
  }

  async #recognize(image: Uint8Array, language: string): Promise<OcrLine[]> {
    const { data, info } = await sharp(image)
      .greyscale()
      .resize({ width: READING_WIDTH })
      .raw()
      .toBuffer({ resolveWithObject: true })
    this.#engine ??= startTesseractJs()
    const raster = { data, width: info.width, height: info.height, channels: 1 as const, dpi: 300 }
    return await (await this.#engine).recognize(raster, { language, segmentation: 11 })
  }
}

/** Words in raw reading order: lines by their middle, left to right. */
function textOf(lines: readonly OcrLine[]): string {
  return rawLines(
    lines.flatMap((l) => l.words.map(({ text, x0, y0, x1, y1 }) => ({ text, bbox: [x0, y0, x1, y1] as const }))),
  )
}

/** A word and where it stands, in any unit. */
export interface PlacedWord {
  readonly text: string
  readonly bbox: Readonly<Bbox>
}

/** Words as lines of text: by their middle from top to bottom, left to right within a line, without blocks or tables. */
export function rawLines(words: readonly PlacedWord[]): string {
  const sorted = [...words].sort((a, b) => middle(a) - middle(b))
  const lines: PlacedWord[][] = []
  for (const word of sorted) {
    const line = lines.at(-1)
    const height = word.bbox[3] - word.bbox[1]
    if (line !== undefined && middle(word) - middle(line[0]!) < height / 2) line.push(word)
    else lines.push([word])
  }
  return lines
    .map((line) =>
      [...line]
        .sort((a, b) => a.bbox[0] - b.bbox[0])
        .map((w) => w.text)
        .join(' '),
    )
    .join('\n')
}

function middle({ bbox }: PlacedWord): number {
  return (bbox[1] + bbox[3]) / 2
}

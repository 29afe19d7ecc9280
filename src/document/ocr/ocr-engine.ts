import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorker, OEM, type PSM, type Worker } from 'tesseract.js'
import type { Raster } from '../image/raster.js'
import { installedLanguages, languageData, OCR_LANGUAGES } from './ocr-language.js'

/** A symbol or word as an engine reports it, in pixels; confidence 0-1. */
export interface OcrBox {
  text: string
  confidence: number
  x0: number
  y0: number
  x1: number
  y1: number
}

export interface OcrWord extends OcrBox {
  symbols: OcrBox[]
}

/** One printed line. */
export interface OcrLine extends OcrBox {
  words: OcrWord[]
}

/** How the engine is to look at the picture. */
export interface OcrRequest {
  /** A model of `OCR_LANGUAGES`, or several joined with `+`. */
  language: string
  /** Tesseract's page segmentation mode: 3 page, 6 block, 7 line, 11 sparse text. */
  segmentation: 3 | 6 | 7 | 11
  /** Characters allowed; all when absent. */
  whitelist?: string
}

export interface OcrEngine {
  readonly name: 'tesseract.js' | 'tesseract'
  recognize(grey: Raster, request: OcrRequest): Promise<OcrLine[]>
  close(): Promise<void>
}

/** tesseract.js in a worker thread, kept between pages, offline. Switches language by re-initialising (about half a second). */
export async function startTesseractJs(): Promise<OcrEngine> {
  // The worker takes one folder for all languages, the packages have one each.
  const folder = await mkdtemp(join(tmpdir(), 'tessdata-'))
  for (const language of installedLanguages(OCR_LANGUAGES))
    await symlink(languageData(language), join(folder, `${language}.traineddata.gz`))
  let worker: Worker | null = null
  let current = ''
  const ready = async (language: string): Promise<Worker> => {
    if (worker === null) {
      worker = await createWorker(language, OEM.LSTM_ONLY, {
        langPath: folder,
        gzip: true,
        cacheMethod: 'none', // the default writes models into the working directory and reuses them when langPath changes
        errorHandler: () => {}, // the promise rejects too; without a handler the library throws outside of it
      })
    } else if (language !== current) await worker.reinitialize(language)
    current = language
    return worker
  }
  return {
    name: 'tesseract.js',
    async recognize(grey, request) {
      // The thread keeps the process alive only while it works: a program that forgets `closeOcr` still ends.
      threadOf(worker)?.ref()
      const active = await ready(request.language)
      await active.setParameters({
        tessedit_pageseg_mode: String(request.segmentation) as PSM, // unset it reads as 6 and skips most of a table page
        user_defined_dpi: String(Math.round(grey.dpi)), // unset, 300-dpi pages gave 53-87 % CER
        tessedit_char_whitelist: request.whitelist ?? '',
        debug_file: '/dev/null', // the library's notes ("Image too small to scale") would go to our standard output
      })
      const { data } = await active.recognize(portableGreymap(grey), {}, { text: false, blocks: true })
      threadOf(active)?.unref()
      return (data.blocks ?? []).flatMap((block) =>
        block.paragraphs.flatMap((paragraph) => paragraph.lines.map(toLine)),
      )
    },
    async close() {
      await worker?.terminate()
      worker = null
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The library's own thread, which its types leave out. */
function threadOf(worker: Worker | null): { ref(): void; unref(): void } | null {
  return (worker as { worker?: { ref(): void; unref(): void } } | null)?.worker ?? null
}

interface TesseractBox {
  text: string
  confidence: number
  bbox: { x0: number; y0: number; x1: number; y1: number }
}

function toBox({ text, confidence, bbox }: TesseractBox): OcrBox {
  return { text: text.trim(), confidence: confidence / 100, ...bbox }
}

function toLine(line: TesseractBox & { words: (TesseractBox & { symbols: TesseractBox[] })[] }): OcrLine {
  return { ...toBox(line), words: line.words.map((word) => ({ ...toBox(word), symbols: word.symbols.map(toBox) })) }
}

/** Binary PGM (netpbm P5): Leptonica reads it without decoding. */
export function portableGreymap({ data, width, height }: Raster): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data])
}

import type { DocumentConfig } from './config.js'
import type { Raster } from './image/raster.js'
import { recognize } from './ocr/ocr-run.js'

/** The text of one line of print, black on white, read with the process's OCR engine; empty where it reads nothing. `language` as in `OcrSummary`. */
export async function readLine(grey: Raster, language: string, config: DocumentConfig): Promise<string> {
  const lines = await recognize(config.ocr, grey, { language, segmentation: 7 })
  return lines.map((line) => line.text.trim()).join(' ')
}

import type { Bbox } from '../records/bbox.js'
import type { DocumentConfig } from './config.js'
import { type QuarterTurn, round2, roundBox } from './frame.js'
import { type OcrSession, type PictureReading, readPicture } from './ocr.js'
import type { PdfPage } from './pdf/pdf-page.js'

/** Pages with a longer side than A3 (points) are scans placed at one point a pixel: they are read as if they were A4. */
const MAX_LONG_SIDE = 1200
const A4_LONG_SIDE = 842

/**
 * Draws a page of a PDF, turned by `turn`, and reads the picture. Boxes are in points of the page.
 *
 * @throws QuarantineError `too_large`
 */
export async function readPagePicture(
  page: PdfPage,
  turn: QuarterTurn,
  config: DocumentConfig,
  session: OcrSession,
  options?: { rotation: QuarterTurn | null },
): Promise<PictureReading> {
  const { width, height } = page.size(turn)
  const long = Math.max(width, height)
  const factor = long > MAX_LONG_SIDE ? long / A4_LONG_SIDE : 1
  const picture = page.render(turn, config.ocr.dpi / factor, 'rgb', config.max_pixels)
  const reading = await readPicture({ ...picture, dpi: config.ocr.dpi }, config.ocr, session, options)
  return factor === 1 ? reading : enlarged(reading, factor)
}

function enlarged(reading: PictureReading, factor: number): PictureReading {
  return {
    ...reading,
    words: reading.words.map((word) => ({
      ...word,
      bbox: roundBox(word.bbox.map((v) => v * factor) as Bbox),
      style: { ...word.style, size: word.style.size === null ? null : round2(word.style.size * factor) },
    })),
    rules: reading.rules.map(({ x0, y0, x1, y1, width }) => ({
      x0: round2(x0 * factor),
      y0: round2(y0 * factor),
      x1: round2(x1 * factor),
      y1: round2(y1 * factor),
      width: round2(width * factor),
    })),
    summary: { ...reading.summary, dpi: Math.round(reading.summary.dpi / factor) },
  }
}

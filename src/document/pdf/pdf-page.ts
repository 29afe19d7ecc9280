import { QuarantineError } from '../../records/quarantine.js'
import { type Matrix, type QuarterTurn, quarterTurn, userToPage } from '../frame.js'
import { type Raster, toGrey } from '../image/raster.js'
import type { Pdfium } from '../pdfium.js'

/** FPDFBitmap_BGR of fpdfview.h. */
const FORMAT_BGR = 2
/** Rendering flag of fpdfview.h. Without that for LCD text: colour fringes would be taken for coloured print. */
const FLAG_REVERSE_BYTE_ORDER = 0x10

/** An open page of a PDF. Annotations and form fields have been merged into its content, so that text, picture and boxes agree. */
export class PdfPage {
  /** left, bottom, right, top of the shown part in user space (crop box within media box). */
  readonly box: readonly [number, number, number, number]
  /** The page's own /Rotate, clockwise. */
  readonly rotate: QuarterTurn

  constructor(
    readonly pdfium: Pdfium,
    readonly handle: number,
  ) {
    const { scratch } = pdfium
    const ok = pdfium.call('FPDF_GetPageBoundingBox', handle, scratch)
    const [left, top, right, bottom] = [pdfium.f32(0), pdfium.f32(4), pdfium.f32(8), pdfium.f32(12)]
    this.box = [left, bottom, right, top]
    this.rotate = quarterTurn(pdfium.call('FPDFPage_GetRotation', handle) * 90)
    if (ok === 0 || !(right > left) || !(top > bottom)) throw new QuarantineError('corrupt', 'page without area')
  }

  /** Width and height in points of the page turned clockwise by `turn` after its own /Rotate. */
  size(turn: QuarterTurn): { width: number; height: number } {
    const width = this.box[2] - this.box[0]
    const height = this.box[3] - this.box[1]
    return (this.rotate + turn) % 180 === 0 ? { width, height } : { width: height, height: width }
  }

  /** User space to points of the page turned clockwise by `turn` after its own /Rotate. */
  toPage(turn: QuarterTurn): Matrix {
    return userToPage(this.box, quarterTurn(this.rotate + turn))
  }

  /**
   * Draws the page, turned clockwise by `turn`, on white.
   *
   * @throws QuarantineError `too_large` when the picture would have more than `maxPixels` pixels.
   */
  render(turn: QuarterTurn, dpi: number, colour: 'rgb' | 'grey', maxPixels: number): Raster {
    const { pdfium } = this
    const size = this.size(turn)
    const width = Math.max(1, Math.round((size.width * dpi) / 72))
    const height = Math.max(1, Math.round((size.height * dpi) / 72))
    if (width * height > maxPixels) throw new QuarantineError('too_large', `${width}x${height} pixels`)
    // In colour always: into a grey bitmap PDFium draws small transparent text at a seventh of its strength (a watermark of 240 at 253).
    const channels = 3
    const bytes = width * height * channels
    const buffer = pdfium.malloc(bytes)
    const bitmap = pdfium.call('FPDFBitmap_CreateEx', width, height, FORMAT_BGR, buffer, width * channels)
    try {
      pdfium.call('FPDFBitmap_FillRect', bitmap, 0, 0, width, height, 0xffffffff)
      pdfium.call('FPDF_RenderPageBitmap', bitmap, this.handle, 0, 0, width, height, turn / 90, FLAG_REVERSE_BYTE_ORDER)
      const data = pdfium.heap.subarray(buffer, buffer + bytes)
      const drawn: Raster = { data, width, height, channels, dpi }
      return colour === 'grey' ? toGrey(drawn) : { ...drawn, data: data.slice() }
    } finally {
      pdfium.call('FPDFBitmap_Destroy', bitmap)
      pdfium.free(buffer)
    }
  }

  /** Shows or hides objects (text runs) in later renderings of this open page. */
  setActive(objects: Iterable<number>, active: boolean): void {
    const set = this.pdfium.raw('FPDFPageObj_SetIsActive')
    for (const object of objects) set(object, active ? 1 : 0)
  }

  close(): void {
    this.pdfium.call('FPDF_ClosePage', this.handle)
  }
}

/**
 * Opens a page (1-based). Visible annotations and form fields are flattened into the page content first: PDFium's text page does
 * not see them, and a name typed into a form field must not be in the picture without being in the words.
 *
 * @throws QuarantineError `corrupt` when PDFium cannot read the page.
 */
export function openPage(
  pdfium: Pdfium,
  document: number,
  form: number,
  number: number,
  beforeFlattening?: (page: number) => void,
): PdfPage {
  let handle = pdfium.call('FPDF_LoadPage', document, number - 1)
  if (handle === 0) throw new QuarantineError('corrupt', `page ${number}`)
  if (pdfium.call('FPDFPage_GetAnnotCount', handle) > 0) {
    beforeFlattening?.(handle)
    if (form !== 0) pdfium.call('FORM_OnAfterLoadPage', handle, form)
    const FLATTEN_FOR_DISPLAY = 0
    const flattened = pdfium.call('FPDFPage_Flatten', handle, FLATTEN_FOR_DISPLAY)
    if (form !== 0) pdfium.call('FORM_OnBeforeClosePage', handle, form)
    const FLATTEN_SUCCESS = 1
    if (flattened === FLATTEN_SUCCESS) {
      pdfium.call('FPDF_ClosePage', handle)
      handle = pdfium.call('FPDF_LoadPage', document, number - 1)
      if (handle === 0) throw new QuarantineError('corrupt', `page ${number}`)
    }
  }
  try {
    return new PdfPage(pdfium, handle)
  } catch (error) {
    pdfium.call('FPDF_ClosePage', handle)
    throw error
  }
}

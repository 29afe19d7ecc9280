import { PDFiumLibrary } from '@hyzyla/pdfium'

/** A page as pixels: `channels` 1 (grey) or 3 (RGB), rows top to bottom. */
export interface Raster {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
}

let library: Promise<PDFiumLibrary> | null = null

/** Renders every page of a PDF at `dpi`. */
export async function rasterise(pdf: Buffer, dpi: number, colour: boolean): Promise<Raster[]> {
  library ??= PDFiumLibrary.init()
  const document = await (await library).loadDocument(pdf)
  try {
    const rasters: Raster[] = []
    for (const page of document.pages()) {
      // The library turns PDFium's BGRA into RGBA before it hands the bitmap over.
      const { data, width, height } = await page.render({
        scale: dpi / 72,
        render: 'bitmap',
        colorSpace: colour ? 'BGRA' : 'Gray',
      })
      if (!colour) rasters.push({ data: Buffer.from(data), width, height, channels: 1 })
      else {
        const rgb = Buffer.allocUnsafe(width * height * 3)
        for (let i = 0, j = 0; j < rgb.length; i += 4, j += 3) {
          rgb[j] = data[i]!
          rgb[j + 1] = data[i + 1]!
          rgb[j + 2] = data[i + 2]!
        }
        rasters.push({ data: rgb, width, height, channels: 3 })
      }
    }
    return rasters
  } finally {
    document.destroy()
  }
}

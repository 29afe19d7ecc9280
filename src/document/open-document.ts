import type { z } from 'zod'
import type { PageGeometry, PageReading } from '../records/page.js'
import type { Raster } from './image/raster.js'
import type { MediaType } from './media-type.js'

/** An open report. Pages are numbered from 1. `close` gives its memory back. */
export interface OpenDocument {
  readonly mediaType: MediaType
  readonly pageCount: number
  /** Words, rules, fills, images of a page, OCR included where its text layer does not stand. */
  readPage(number: number): Promise<PageReading>
  /** The page's picture in exactly the frame of its reading: upright, width × dpi / 72 pixels wide. */
  renderPage(
    number: number,
    geometry: Pick<z.infer<typeof PageGeometry>, 'rotation'>,
    options: { dpi: number; colour: 'rgb' | 'grey' },
  ): Promise<Raster>
  /** Text beside the pages: metadata, annotations, form fields, bookmarks, attachments, EXIF. For the leak check only. */
  sideTexts(): Promise<string[]>
  close(): Promise<void>
}

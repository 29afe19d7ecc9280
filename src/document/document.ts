import type { DocumentReading, PageReading } from '../records/page.js'
import { QuarantineError } from '../records/quarantine.js'
import type { DocumentConfig } from './config.js'
import { openImage } from './image-document.js'
import { sniff } from './media-type.js'
import { meanConfidence } from './ocr/ocr-words.js'
import type { OpenDocument } from './open-document.js'
import { openPdf } from './pdf/pdf-document.js'

export type { OpenDocument } from './open-document.js'

/**
 * Opens a report's bytes; the caller closes it.
 *
 * @throws QuarantineError empty, unsupported_type, too_large, encrypted, corrupt, too_many_pages
 */
export async function openDocument(bytes: Uint8Array, config: DocumentConfig): Promise<OpenDocument> {
  if (bytes.length > config.max_bytes) throw new QuarantineError('too_large', `${bytes.length} bytes`)
  const mediaType = sniff(bytes)
  return mediaType === 'application/pdf' ? await openPdf(bytes, config) : await openImage(bytes, mediaType, config)
}

/**
 * Reads a whole report.
 *
 * @param progress told the share of pages done, 0-1
 * @throws QuarantineError as `openDocument`, and `empty` when every page is blank, `unreadable_text` when there is ink but not one
 *   word, `ocr_low_confidence` when the mean confidence of its OCR words is below `ocr.min_confidence`
 */
export async function readDocument(
  bytes: Uint8Array,
  config: DocumentConfig,
  progress?: (share: number) => void,
): Promise<DocumentReading> {
  const document = await openDocument(bytes, config)
  try {
    const pages: PageReading[] = []
    for (let number = 1; number <= document.pageCount; number++) {
      pages.push(await document.readPage(number))
      progress?.(number / document.pageCount)
    }
    refuseUnread(pages, config)
    return { media_type: document.mediaType, pages, side_texts: await document.sideTexts() }
  } finally {
    await document.close()
  }
}

/** Fails closed: nothing that could not be read goes on as if it were a short report. */
function refuseUnread(pages: readonly PageReading[], config: DocumentConfig): void {
  const words = pages.flatMap((page) => page.words)
  if (words.length === 0) {
    const tried = pages.some((page) => page.ocr !== null)
    throw new QuarantineError(tried ? 'unreadable_text' : 'empty', `${pages.length} pages`)
  }
  const recognized = words.filter((word) => word.source === 'ocr')
  // A few doubtful words of a logo on a digital page do not condemn it.
  if (recognized.length * 2 < words.length) return
  const mean = meanConfidence(recognized)
  if (mean < config.ocr.min_confidence) throw new QuarantineError('ocr_low_confidence', mean.toFixed(2))
}

import type { Pdfium } from '../pdfium.js'

/** Keys of the document information dictionary, ISO 32000-1 table 317. */
const INFO_KEYS = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer', 'CreationDate', 'ModDate']
/** Text entries of annotations, tables 164, 170 and 174. */
const ANNOTATION_KEYS = ['Contents', 'T', 'Subj', 'RC', 'TU', 'TM', 'V', 'DV', 'NM', 'Alt', 'DA']
/** Bookmarks and attachments beyond these counts are an attack, not a report. */
const MAX_BOOKMARKS = 2000
const MAX_ATTACHMENTS = 100
const MAX_ATTACHMENT_BYTES = 2_000_000

/** Texts of a PDF that stand beside its pages: information dictionary, XMP, bookmarks, attachments. */
export function documentTexts(pdfium: Pdfium, document: number, bytes: Uint8Array): string[] {
  const texts: string[] = []
  for (const key of INFO_KEYS) {
    const name = pdfium.cString(key)
    texts.push(pdfium.utf16((buffer, size) => pdfium.call('FPDF_GetMetaText', document, name, buffer, size)))
    pdfium.free(name)
  }
  texts.push(...xmpTexts(bytes), ...bookmarkTitles(pdfium, document), ...attachmentTexts(pdfium, document))
  return texts
}

/** Texts of a page's annotations and form fields. Read before they are flattened into the page. */
export function annotationTexts(pdfium: Pdfium, document: number, page: number, form: number): string[] {
  const texts: string[] = []
  const count = pdfium.call('FPDFPage_GetAnnotCount', page)
  for (let i = 0; i < count; i++) {
    const annotation = pdfium.call('FPDFPage_GetAnnot', page, i)
    if (annotation === 0) continue
    for (const key of ANNOTATION_KEYS) {
      const name = pdfium.cString(key)
      if (pdfium.call('FPDFAnnot_HasKey', annotation, name) !== 0) {
        texts.push(
          pdfium.utf16((buffer, size) => pdfium.call('FPDFAnnot_GetStringValue', annotation, name, buffer, size)),
        )
      }
      pdfium.free(name)
    }
    if (form !== 0) {
      texts.push(
        pdfium.utf16((buffer, size) => pdfium.call('FPDFAnnot_GetFormFieldName', form, annotation, buffer, size)),
      )
      texts.push(
        pdfium.utf16((buffer, size) => pdfium.call('FPDFAnnot_GetFormFieldValue', form, annotation, buffer, size)),
      )
    }
    const link = pdfium.call('FPDFAnnot_GetLink', annotation)
    const action = link === 0 ? 0 : pdfium.call('FPDFLink_GetAction', link)
    if (action !== 0) {
      texts.push(pdfium.utf8((buffer, size) => pdfium.call('FPDFAction_GetURIPath', document, action, buffer, size)))
    }
    pdfium.call('FPDFPage_CloseAnnot', annotation)
  }
  return texts
}

/** Element texts and attributes of XMP packets, which stand uncompressed in nearly all files (XMP part 3, 1.1.2). */
export function xmpTexts(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const texts: string[] = []
  let from = buffer.indexOf('<x:xmpmeta')
  while (from >= 0 && texts.length < 5000) {
    const end = buffer.indexOf('</x:xmpmeta>', from)
    if (end < 0) break
    const packet = buffer.toString('utf8', from, end)
    for (const [, text] of packet.matchAll(/>([^<>]+)</g)) texts.push(decodeEntities(text!))
    for (const [, , text] of packet.matchAll(/\s(?!xmlns)([\w]+:[\w]+)="([^"]+)"/g)) texts.push(decodeEntities(text!))
    from = buffer.indexOf('<x:xmpmeta', end)
  }
  return texts
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#x([0-9a-f]{1,6});/gi, (_, hex: string) => codePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d{1,7});/g, (_, number: string) => codePoint(Number(number)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
}

function codePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

function bookmarkTitles(pdfium: Pdfium, document: number): string[] {
  const titles: string[] = []
  const seen = new Set<number>()
  const visit = (parent: number): void => {
    let bookmark = pdfium.call('FPDFBookmark_GetFirstChild', document, parent)
    while (bookmark !== 0 && seen.size < MAX_BOOKMARKS && !seen.has(bookmark)) {
      seen.add(bookmark)
      const current = bookmark
      titles.push(pdfium.utf16((buffer, size) => pdfium.call('FPDFBookmark_GetTitle', current, buffer, size)))
      visit(current)
      bookmark = pdfium.call('FPDFBookmark_GetNextSibling', document, current)
    }
  }
  visit(0)
  return titles
}

function attachmentTexts(pdfium: Pdfium, document: number): string[] {
  const texts: string[] = []
  const count = Math.min(MAX_ATTACHMENTS, pdfium.call('FPDFDoc_GetAttachmentCount', document))
  for (let i = 0; i < count; i++) {
    const attachment = pdfium.call('FPDFDoc_GetAttachment', document, i)
    if (attachment === 0) continue
    texts.push(pdfium.utf16((buffer, size) => pdfium.call('FPDFAttachment_GetName', attachment, buffer, size)))
    const { scratch } = pdfium
    if (pdfium.call('FPDFAttachment_GetFile', attachment, 0, 0, scratch) === 0) continue
    const size = pdfium.u32(0)
    if (size === 0 || size > MAX_ATTACHMENT_BYTES) continue
    const buffer = pdfium.malloc(size)
    if (pdfium.call('FPDFAttachment_GetFile', attachment, buffer, size, scratch) !== 0) {
      texts.push(...printableText(pdfium.heap.slice(buffer, buffer + size)))
    }
    pdfium.free(buffer)
  }
  return texts
}

/**
 * Runs of at least four printable characters: whole text files, and the strings within EXIF and other binary blocks, read as UTF-8 and,
 * where every other byte is zero or a byte order mark says so, as UTF-16 too.
 */
export function printableText(bytes: Uint8Array): string[] {
  const texts = [new TextDecoder('utf-8').decode(bytes)]
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  if (latin1.startsWith('\u00ff\u00fe')) texts.push(new TextDecoder('utf-16le').decode(bytes))
  if (latin1.startsWith('\u00fe\u00ff')) texts.push(new TextDecoder('utf-16be').decode(bytes))
  // Zero bytes between letters: UTF-16 of either order within a binary block.
  for (const [run] of latin1.matchAll(/(?:[ -~]\0){4,}|(?:\0[ -~]){4,}/g)) texts.push(run.replaceAll('\0', ''))
  return texts.flatMap((text) => text.match(/[^\p{Cc}\p{Cn}\p{Co}\ufffd]{4,}/gu) ?? [])
}

/** Trimmed, without blanks and repetitions, sorted by code unit: the same list for the same file. */
export function tidyTexts(texts: readonly string[]): string[] {
  return [...new Set(texts.map((t) => t.replace(/\s+/g, ' ').trim()).filter((t) => t !== ''))].sort()
}

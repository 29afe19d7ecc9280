import { z } from 'zod'
import { OCR_LANGUAGES } from './ocr/ocr-language.js'

/** Settings of the document room. Every key has a default; shares and confidences are 0-1, lengths as named. */
export const DocumentConfig = z.strictObject({
  max_bytes: z.number().int().positive().default(200_000_000), // a 300-page colour scan at 200 dpi stays under 150 MB
  max_pages: z.number().int().positive().default(300), // check-up books run to about 60 pages
  max_pixels: z.number().int().positive().default(120_000_000), // one page image; A4 at 1,200 dpi has 139 million, a 108-megapixel phone photo passes
  text_trust: z
    .strictObject({
      max_implausible_share: z.number().min(0).max(1).default(0.1), // characters that no report prints (private use, U+FFFD, controls, unmapped)
      min_common_han_share: z.number().min(0).max(1).default(0.45), // Han characters of GB/T 2312 level 1 among all; real Chinese print measures above .9
      min_common_letter_share: z.number().min(0).max(1).default(0.42), // e a i t n o r s l among basic Latin letters: .6 to .75 in English, Spanish, Finnish; glyph numbers for letters leave about .25
      min_ocr_agreement: z.number().min(0).max(1).default(0.5), // a layer suspected by statistics is kept when OCR reads this share of its words
      min_visible_share: z.number().min(0).max(1).default(0.3), // below it the layer is not what the page shows
    })
    .prefault({}),
  ocr: z
    .strictObject({
      engine: z.enum(['auto', 'tesseract.js', 'tesseract']).default('tesseract.js'), // 'auto' takes the native binary where installed: faster, but records may differ between machines
      languages: z
        .array(z.enum(OCR_LANGUAGES))
        .min(1)
        .default([...OCR_LANGUAGES]), // those that are installed; the language of each report is measured first
      dpi: z.number().min(70).max(600).default(300), // resolution of the picture that OCR sees; 300 read more Chinese names than 200 or 250
      min_confidence: z.number().min(0).max(1).default(0.5), // mean over a report's OCR words; below it the report is set aside
      min_word_confidence: z.number().min(0).max(1).default(0.15), // words below it are specks, lines, seals
      max_skew: z.number().min(0).max(10).default(5), // degrees searched on either side
      image_coverage: z.number().min(0).max(1).default(0.3), // images covering more of a digital page are read by OCR too
    })
    .prefault({}),
})
export type DocumentConfig = z.infer<typeof DocumentConfig>

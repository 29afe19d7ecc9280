import { z } from 'zod'
import { Bbox } from './bbox.js'

/** How a word is set. `size` in points; `color` is `#rrggbb`; nulls where the source does not say (OCR). */
export const WordStyle = z.object({
  size: z.number().nullable(),
  bold: z.boolean().nullable(),
  italic: z.boolean().nullable(),
  color: z.string().nullable(),
})
export type WordStyle = z.infer<typeof WordStyle>

/**
 * One run of glyphs without white space. `confidence` 0-1 (1 for a trusted text layer). `angle` is the direction of the text in
 * degrees clockwise (0 upright; watermarks and sideways text differ). `line` groups words that the reader knows to be on one
 * printed line (OCR), null where it does not know.
 */
export const Word = z.object({
  text: z.string(),
  bbox: Bbox,
  confidence: z.number(),
  source: z.enum(['text', 'ocr', 'redaction']),
  angle: z.number(),
  line: z.number().int().nullable(),
  style: WordStyle,
})
export type Word = z.infer<typeof Word>

/** A straight ruling line, drawn or found in pixels; `width` in points. Filled rectangles thinner than 2 points count as rules. */
export const Rule = z.object({
  x0: z.number(),
  y0: z.number(),
  x1: z.number(),
  y1: z.number(),
  width: z.number(),
})
export type Rule = z.infer<typeof Rule>

/** A filled area (a shaded header row, a banner); `color` is `#rrggbb`. */
export const Fill = z.object({ bbox: Bbox, color: z.string() })
export type Fill = z.infer<typeof Fill>

/** A bitmap placed on the page. `coverage` is the share of the page area it covers; `hash` is a 64-bit perceptual hash (hex). */
export const EmbeddedImage = z.object({
  bbox: Bbox,
  coverage: z.number(),
  pixel_width: z.number().int(),
  pixel_height: z.number().int(),
  hash: z.string().nullable(),
})
export type EmbeddedImage = z.infer<typeof EmbeddedImage>

export const PageKind = z.enum(['digital', 'scanned', 'mixed'])
export type PageKind = z.infer<typeof PageKind>

/** Why a text layer is or is not taken as what the page shows. */
export const TextTrust = z.enum([
  'trusted',
  'no_text',
  'hidden_behind_image',
  'invisible',
  'garbled',
  'font_not_embedded',
])
export type TextTrust = z.infer<typeof TextTrust>

export const OcrSummary = z.object({
  engine: z.enum(['tesseract.js', 'tesseract']),
  language: z.string(),
  dpi: z.number(),
  mean_confidence: z.number(),
  words: z.number().int(),
})
export type OcrSummary = z.infer<typeof OcrSummary>

/**
 * Geometry of a page. `width`, `height` in points of the upright page; `rotation` degrees clockwise (0, 90, 180, 270) by which
 * the displayed page was turned to be upright; `skew` degrees clockwise by which the printed lines lean (scans).
 */
export const PageGeometry = z.object({
  number: z.number().int().min(1),
  width: z.number().positive(),
  height: z.number().positive(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  skew: z.number(),
})

/** What the document reader sees on one page, before the privacy wall. Never written under `processed/`. */
export const PageReading = PageGeometry.extend({
  kind: PageKind,
  words: z.array(Word),
  /** Words of the source's text layer that a viewer does not show (invisible, behind an image, outside the page): for the leak check only. */
  hidden_words: z.array(Word),
  rules: z.array(Rule),
  fills: z.array(Fill),
  images: z.array(EmbeddedImage),
  text_trust: TextTrust,
  ocr: OcrSummary.nullable(),
})
export type PageReading = z.infer<typeof PageReading>

/** What the document reader sees of one report, before the privacy wall. */
export const DocumentReading = z.object({
  media_type: z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/tiff', 'image/webp']),
  pages: z.array(PageReading),
  /** Text of metadata, form fields, annotations and attachments: searched for identifiers, never published. */
  side_texts: z.array(z.string()),
})
export type DocumentReading = z.infer<typeof DocumentReading>

/** A covered region of a page: black in the image, a typed placeholder in the words. `detector` names what found it. */
export const Redaction = z.object({
  bbox: Bbox,
  category: z.string(),
  detector: z.string(),
  score: z.number(),
})
export type Redaction = z.infer<typeof Redaction>

/** The published image of a page: a file beside the artefact, newly encoded, redactions burnt in. */
export const PageImage = z.object({
  file: z.string(),
  format: z.enum(['jpeg', 'png']),
  width: z.number().int(),
  height: z.number().int(),
  dpi: z.number(),
  sha256: z.string(),
})
export type PageImage = z.infer<typeof PageImage>

/** A page after the privacy wall. Redacted words are replaced by words with `source: 'redaction'` and a placeholder such as `[NAME]`. */
export const DeidentifiedPage = PageGeometry.extend({
  kind: PageKind,
  words: z.array(Word),
  rules: z.array(Rule),
  fills: z.array(Fill),
  /** Embedded images that were kept because they are positively clinical (charts, ECG strips). */
  figures: z.array(EmbeddedImage),
  redactions: z.array(Redaction),
  ocr: OcrSummary.nullable(),
  image: PageImage.nullable(),
})
export type DeidentifiedPage = z.infer<typeof DeidentifiedPage>

import PDFDocument from 'pdfkit'
import { type Bbox, union } from '../records/bbox.js'
import { fontFile } from './font-file.js'
import type { GroundTruth, LineLabel, TruthIdentifier } from './ground-truth.js'
import { closes, type Face, inkBox, lineUnits, textRuns } from './text-run.js'

/** Marks a piece of text as an identifier in the ground truth. */
export interface IdTag {
  readonly category: TruthIdentifier['category']
  readonly scope: TruthIdentifier['scope']
  readonly labelled?: boolean
}

/** A piece of text. `key` asks for its boxes; `trap` records it as a string that must survive. */
export interface Span {
  readonly text: string
  readonly id?: IdTag
  readonly trap?: string
  readonly key?: string
  readonly bold?: boolean
  readonly color?: string
}
export type Rich = string | Span | readonly (string | Span)[]

export interface TextStyle {
  readonly size: number
  readonly label: LineLabel
  readonly face?: Face
  readonly bold?: boolean
  readonly color?: string
  readonly align?: 'left' | 'center' | 'right'
  /** Line height as a multiple of the size. */
  readonly leading?: number
}

/** Where a text came to stand: its box, the y under it, and the boxes of its keyed spans. */
export interface Placed {
  readonly bbox: Bbox
  readonly bottom: number
  readonly lines: readonly string[]
  readonly keyed: ReadonlyMap<string, Bbox[]>
}

type Recorded = Pick<
  GroundTruth,
  'identifiers' | 'survive' | 'biomarkers' | 'distractors' | 'findings' | 'tables' | 'lines' | 'figures'
>

/** The spans of a rich text. */
export function spansOf(rich: Rich): Span[] {
  if (typeof rich === 'string') return [{ text: rich }]
  if (Array.isArray(rich))
    return (rich as readonly (string | Span)[]).map((s) => (typeof s === 'string' ? { text: s } : s))
  return [rich as Span]
}

/** The characters of a rich text. */
export function plainText(rich: Rich): string {
  return spansOf(rich)
    .map((s) => s.text)
    .join('')
}

interface Piece {
  readonly span: Span
  text: string
}

/**
 * The only way on to a page: every text, image and table is drawn here, and its box, label and role recorded, so that the ground truth
 * is what was drawn and never what a reader extracted. Coordinates: points, origin top-left.
 */
export class PageCanvas {
  readonly truth: Recorded = {
    identifiers: [],
    survive: [],
    biomarkers: [],
    distractors: [],
    findings: [],
    tables: [],
    lines: [],
    figures: [],
  }
  page = 0
  pageCount = 0
  private readonly doc: PDFKit.PDFDocument
  private readonly chunks: Buffer[] = []

  constructor(
    readonly width: number,
    readonly height: number,
    readonly face: Face,
    readonly info: Readonly<Record<string, string>>,
    created: string,
  ) {
    this.doc = new PDFDocument({
      autoFirstPage: false,
      bufferPages: true,
      // A fixed date keeps the file identifier, which pdfkit derives from the information dictionary, the same in each run.
      info: { ...info, CreationDate: new Date(`${created}T08:00:00Z`) },
    })
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk))
    this.doc.registerFont('cjk', fontFile('400Regular') as never)
    this.doc.registerFont('cjk-bold', fontFile('700Bold') as never)
  }

  addPage(): void {
    this.doc.addPage({ size: [this.width, this.height], margin: 0 })
    this.pageCount++
    this.page = this.pageCount
  }

  /** Draws on each finished page: running headers, footers, watermarks. */
  onEveryPage(draw: (page: number, total: number) => void): void {
    for (let page = 1; page <= this.pageCount; page++) {
      this.doc.switchToPage(page - 1)
      this.page = page
      draw(page, this.pageCount)
    }
  }

  /** Width of a text in points. */
  measure(text: string, style: Pick<TextStyle, 'size' | 'face' | 'bold'>): number {
    let width = 0
    for (const run of textRuns(text, style.face ?? this.face, style.bold ?? false)) {
      this.doc.font(run.font).fontSize(run.raised ? style.size * 0.64 : style.size)
      width += this.doc.widthOfString(run.text)
    }
    return width
  }

  private drawPiece(text: string, x: number, baseline: number, style: TextStyle, span: Span): Bbox {
    const bold = span.bold ?? style.bold ?? false
    let left = x
    for (const run of textRuns(text, style.face ?? this.face, bold)) {
      const size = run.raised ? style.size * 0.64 : style.size
      this.doc
        .font(run.font)
        .fontSize(size)
        .fillColor(span.color ?? style.color ?? '#111111')
      this.doc.text(run.text, left, run.raised ? baseline - style.size * 0.36 : baseline, {
        lineBreak: false,
        baseline: 'alphabetic',
      })
      left += this.doc.widthOfString(run.text)
    }
    return inkBox(text, x, left, baseline, style.size)
  }

  private breakLines(spans: readonly Span[], style: TextStyle, width: number): Piece[][] {
    const lines: Piece[][] = [[]]
    let used = 0
    for (const span of spans) {
      const bold = span.bold ?? style.bold ?? false
      for (const unit of lineUnits(span.text)) {
        if (unit === '\n') {
          lines.push([])
          used = 0
          continue
        }
        const solid = this.measure(unit.trimEnd(), { ...style, bold })
        let line = lines.at(-1)!
        // Closing punctuation hangs over the edge rather than start a line.
        if (used > 0 && used + solid > width + 0.01 && !closes(unit)) {
          lines.push([])
          line = lines.at(-1)!
          used = 0
          if (unit.trim() === '') continue
        }
        const last = line.at(-1)
        if (last && last.span === span) last.text += unit
        else line.push({ span, text: unit })
        used += unit === unit.trimEnd() ? solid : this.measure(unit, { ...style, bold })
      }
    }
    return lines
  }

  /** Height that a text will take in `width`. */
  heightOf(rich: Rich, style: TextStyle, width = Infinity): number {
    return this.breakLines(spansOf(rich), style, width).length * style.size * (style.leading ?? 1.35)
  }

  /**
   * Draws a text from its top-left corner (`x`, `y`), wrapped to `width`, and records lines, identifiers and survivors.
   * With `align` other than left, `width` must be finite.
   */
  text(rich: Rich, x: number, y: number, style: TextStyle, width = Infinity): Placed {
    const keyed = new Map<string, Bbox[]>()
    const boxesOf = new Map<Span, Bbox[]>()
    const all: Bbox[] = []
    const texts: string[] = []
    const leading = style.size * (style.leading ?? 1.35)
    let top = y
    for (const pieces of this.breakLines(spansOf(rich), style, width)) {
      const last = pieces.at(-1)
      if (last) last.text = last.text.trimEnd()
      const widths = pieces.map((p) => this.measure(p.text, { ...style, bold: p.span.bold ?? style.bold ?? false }))
      const total = widths.reduce((sum, w) => sum + w, 0)
      let left = x
      if (style.align === 'center') left = x + (width - total) / 2
      if (style.align === 'right') left = x + width - total
      const boxes: Bbox[] = []
      pieces.forEach((piece, i) => {
        if (piece.text.trim() !== '') {
          const lead = piece.text.length - piece.text.trimStart().length
          const box = this.drawPiece(piece.text, left, top + style.size * 0.95, style, piece.span)
          if (lead > 0) box[0] += this.measure(piece.text.slice(0, lead), style)
          boxes.push(box)
          boxesOf.set(piece.span, [...(boxesOf.get(piece.span) ?? []), box])
          if (piece.span.key) keyed.set(piece.span.key, [...(keyed.get(piece.span.key) ?? []), box])
        }
        left += widths[i]!
      })
      const text = pieces
        .map((p) => p.text)
        .join('')
        .trim()
      if (boxes.length > 0) this.truth.lines.push({ page: this.page, bbox: union(boxes), text, label: style.label })
      texts.push(text)
      all.push(...boxes)
      top += leading
    }
    for (const [span, bboxes] of boxesOf) {
      const text = span.text.replace(/\s*\n\s*/g, ' ').trim()
      if (span.id)
        this.truth.identifiers.push({
          page: this.page,
          bboxes,
          text,
          category: span.id.category,
          scope: span.id.scope,
          place: 'page',
          in_image: false,
          labelled: span.id.labelled ?? false,
        })
      if (span.trap) this.truth.survive.push({ page: this.page, bboxes, text, trap: span.trap })
    }
    return { bbox: union(all), bottom: top, lines: texts, keyed }
  }

  /** Draws a bitmap (PNG or JPEG bytes); `id` records it as an identifier, `figure` as a clinical figure that must be kept. */
  async image(
    bytes: Buffer,
    x: number,
    y: number,
    width: number,
    height: number,
    role: { id?: IdTag & { text: string }; figure?: string },
  ): Promise<Bbox> {
    // pdfkit unpacks transparent PNGs in the background and writes each when it is done: waiting keeps the order of objects, and so
    // the bytes, the same in every run.
    const opened = (this.doc as unknown as { openImage(src: Buffer): { image?: unknown } }).openImage(bytes)
    this.doc.image(opened as never, x, y, { width, height })
    while (opened.image) await new Promise((resolve) => setImmediate(resolve))
    const bbox: Bbox = [x, y, x + width, y + height]
    if (role.id) this.recordImage(role.id, bbox)
    if (role.figure) this.truth.figures.push({ page: this.page, bbox, kind: role.figure })
    return bbox
  }

  /** Records an identifier that is part of a bitmap (the words of a letterhead picture). */
  recordImage(id: IdTag & { text: string }, bbox: Bbox): void {
    this.truth.identifiers.push({
      page: this.page,
      bboxes: [bbox],
      text: id.text,
      category: id.category,
      scope: id.scope,
      place: 'page',
      in_image: true,
      labelled: id.labelled ?? false,
    })
  }

  rule(x0: number, y0: number, x1: number, y1: number, width = 0.6, color = '#555555'): void {
    this.doc.moveTo(x0, y0).lineTo(x1, y1).lineWidth(width).strokeColor(color).stroke()
  }

  fill(bbox: Bbox, color: string): void {
    this.doc
      .rect(bbox[0], bbox[1], bbox[2] - bbox[0], bbox[3] - bbox[1])
      .fillColor(color)
      .fill()
  }

  frame(bbox: Bbox, width = 0.6, color = '#555555'): void {
    this.doc
      .rect(bbox[0], bbox[1], bbox[2] - bbox[0], bbox[3] - bbox[1])
      .lineWidth(width)
      .strokeColor(color)
      .stroke()
  }

  /** Light, large text across the page, leaning `degrees` anticlockwise about the page centre; one ground-truth box per character. */
  watermark(text: string, size: number, degrees: number, id?: IdTag): void {
    const style = { size, label: 'watermark', bold: true } as const
    const width = this.measure(text, style)
    const [cx, cy] = [this.width / 2, this.height / 2]
    const angle = (-degrees * Math.PI) / 180
    const bboxes: Bbox[] = []
    this.doc.save()
    this.doc.rotate(-degrees, { origin: [cx, cy] }).fillOpacity(0.1)
    let left = cx - width / 2
    for (const run of textRuns(text, this.face, true)) {
      this.doc.font(run.font).fontSize(size).fillColor('#666666')
      this.doc.text(run.text, left, cy + size * 0.35, { lineBreak: false, baseline: 'alphabetic' })
      for (const char of run.text) {
        const w = this.doc.widthOfString(char)
        const [dx, dy] = [left + w / 2 - cx, 0]
        const x = cx + dx * Math.cos(angle) - dy * Math.sin(angle)
        const y = cy + dx * Math.sin(angle) + dy * Math.cos(angle)
        const r = size * 0.36
        if (char.trim() !== '') bboxes.push([x - r, y - r, x + r, y + r])
        left += w
      }
    }
    this.doc.restore()
    this.doc.fillOpacity(1)
    this.truth.lines.push({ page: this.page, bbox: union(bboxes), text, label: 'watermark' })
    if (id)
      this.truth.identifiers.push({
        page: this.page,
        bboxes,
        text,
        category: id.category,
        scope: id.scope,
        place: 'page',
        in_image: false,
        labelled: false,
      })
  }

  /** Text that a viewer does not show but a text layer holds. */
  hidden(text: string, x: number, y: number, id: IdTag): void {
    this.doc.save().fillOpacity(0)
    this.doc.font('cjk').fontSize(6).text(text, x, y, { lineBreak: false, baseline: 'alphabetic' })
    this.doc.restore().fillOpacity(1)
    this.truth.identifiers.push({
      page: this.page,
      bboxes: [],
      text,
      category: id.category,
      scope: id.scope,
      place: 'hidden',
      in_image: false,
      labelled: false,
    })
  }

  /** A note annotation whose contents hold an identifier. */
  annotation(contents: string, text: string, id: IdTag): void {
    this.doc.note(this.width - 30, 12, 14, 14, contents)
    this.truth.identifiers.push({
      page: this.page,
      bboxes: [],
      text,
      category: id.category,
      scope: id.scope,
      place: 'annotation',
      in_image: false,
      labelled: false,
    })
  }

  /** Closes the document and returns its bytes. */
  async finish(): Promise<Buffer> {
    const done = new Promise<void>((resolve, reject) => {
      this.doc.on('end', resolve)
      this.doc.on('error', reject)
    })
    this.doc.end()
    await done
    return Buffer.concat(this.chunks)
  }
}

import type { DeidentifiedPage, Fill, Rule, Word, WordStyle } from '../records/page.js'

/** Mean advance of a character in em, roughly a sans-serif; ideographs are one em wide. */
function widthOf(text: string, size: number): number {
  let em = 0
  for (const ch of text) em += /[\u2e80-\u9fff\uff00-\uffef]/u.test(ch) ? 1 : /[ilI.,:|()[\]]/u.test(ch) ? 0.3 : 0.54
  return em * size
}

export interface TextOptions extends Partial<WordStyle> {
  readonly angle?: number
  readonly source?: Word['source']
  readonly align?: 'left' | 'right' | 'centre'
}

/** Places words by code: a page for tests of the layout. Coordinates are points from the top left; `y` is the top of the line. */
export class PageFixture {
  private readonly words: Word[] = []
  private readonly rules: Rule[] = []
  private readonly fills: Fill[] = []

  constructor(
    private readonly size = 10,
    private readonly width = 595,
    private readonly height = 842,
  ) {}

  /** Writes `text` at `x`, `y`, split into words at spaces. */
  text(x: number, y: number, text: string, options: TextOptions = {}): this {
    const size = options.size ?? this.size
    const space = size * 0.28
    const tokens = text.split(' ').filter((t) => t !== '')
    const total = tokens.reduce((n, t) => n + widthOf(t, size), 0) + space * (tokens.length - 1)
    let at = options.align === 'right' ? x - total : options.align === 'centre' ? x - total / 2 : x
    for (const token of tokens) {
      const w = widthOf(token, size)
      this.words.push({
        text: token,
        bbox: [at, y, at + w, y + size],
        confidence: 1,
        source: options.source ?? 'text',
        angle: options.angle ?? 0,
        line: null,
        style: {
          size,
          bold: options.bold ?? false,
          italic: options.italic ?? false,
          color: options.color ?? '#000000',
        },
      })
      at += w + space
    }
    return this
  }

  /** Writes one table row: a cell at each x, nothing for empty strings. */
  row(y: number, xs: readonly number[], cells: readonly string[], options: TextOptions = {}): this {
    for (const [i, cell] of cells.entries()) if (cell !== '') this.text(xs[i]!, y, cell, options)
    return this
  }

  rule(x0: number, y0: number, x1: number, y1: number): this {
    this.rules.push({ x0, y0, x1, y1, width: 0.5 })
    return this
  }

  /** Rules around every cell of a grid. */
  grid(xs: readonly number[], ys: readonly number[]): this {
    for (const y of ys) this.rule(xs[0]!, y, xs.at(-1)!, y)
    for (const x of xs) this.rule(x, ys[0]!, x, ys.at(-1)!)
    return this
  }

  fill(x0: number, y0: number, x1: number, y1: number, color: string): this {
    this.fills.push({ bbox: [x0, y0, x1, y1], color })
    return this
  }

  /** The page; `skew` degrees clockwise turns everything about the page's centre, as a scan would be. */
  page(number = 1, skew = 0, kind: DeidentifiedPage['kind'] = skew === 0 ? 'digital' : 'scanned'): DeidentifiedPage {
    const t = (skew * Math.PI) / 180
    const turn = (x: number, y: number): [number, number] => {
      const dx = x - this.width / 2
      const dy = y - this.height / 2
      return [
        this.width / 2 + dx * Math.cos(t) - dy * Math.sin(t),
        this.height / 2 + dx * Math.sin(t) + dy * Math.cos(t),
      ]
    }
    return {
      number,
      width: this.width,
      height: this.height,
      rotation: 0,
      skew,
      kind,
      words: this.words.map((w): Word => {
        const corners = [
          turn(w.bbox[0], w.bbox[1]),
          turn(w.bbox[2], w.bbox[1]),
          turn(w.bbox[0], w.bbox[3]),
          turn(w.bbox[2], w.bbox[3]),
        ]
        const xs = corners.map((c) => c[0])
        const ys = corners.map((c) => c[1])
        const scanned: Word['style'] = { size: null, bold: null, italic: null, color: null }
        return {
          ...w,
          bbox: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
          source: kind === 'scanned' && w.source === 'text' ? 'ocr' : w.source,
          style: kind === 'scanned' ? scanned : w.style,
        }
      }),
      rules: this.rules.map((r) => {
        const [x0, y0] = turn(r.x0, r.y0)
        const [x1, y1] = turn(r.x1, r.y1)
        return { ...r, x0, y0, x1, y1 }
      }),
      fills: this.fills,
      figures: [],
      redactions: [],
      ocr: null,
      image: null,
    }
  }
}

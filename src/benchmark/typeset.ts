import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import PDFDocument from 'pdfkit'
import sharp from 'sharp'
import type { PageTexts } from './scoring/card-safety.js'

/** Pixels per inch: small print of 9 points is 19 pixels high, which people and models read. */
const DPI = 150
const [WIDTH, HEIGHT, MARGIN] = [595, 842, 42]
const [SIZE, HEADING, PAD] = [9, 12, 3]
/** Height of the sheet that is drawn on; a page is cut below its last line, at A4 at the earliest. */
const SHEET = 6000

/**
 * Sets the Markdown of pages as plain printed pages, one PNG each: headings, paragraphs, ruled tables, black on white. Any text of the
 * release can be shown so to a model that reads images. The same text gives the same bytes.
 */
export async function typesetPages(pages: PageTexts): Promise<Uint8Array[]> {
  if (pages.length === 0) return []
  const { pdf, ends } = await drawn(pages)
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(pdf)
    const images: Uint8Array[] = []
    for (const page of document.pages()) {
      const { data, width, height } = await page.render({ scale: DPI / 72, render: 'bitmap', colorSpace: 'Gray' })
      const kept = Math.min(height, Math.ceil((Math.max(HEIGHT, ends[images.length]! + MARGIN) * DPI) / 72))
      images.push(
        await sharp(data, { raw: { width, height, channels: 1 } })
          .extract({ left: 0, top: 0, width, height: kept })
          .png()
          .toBuffer(),
      )
    }
    document.destroy()
    return images
  } finally {
    library.destroy()
  }
}

type Sheet = InstanceType<typeof PDFDocument>

async function drawn(pages: PageTexts): Promise<{ pdf: Buffer; ends: number[] }> {
  const doc = new PDFDocument({ autoFirstPage: false, margin: MARGIN, size: [WIDTH, SHEET], info: {} })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise((resolve) => doc.on('end', resolve))
  doc.registerFont('plain', font('400Regular')).registerFont('bold', font('700Bold'))
  const ends = pages.map(({ text }) => {
    doc.addPage()
    for (const block of blocksOf(text)) draw(doc, block)
    return doc.y
  })
  doc.end()
  await done
  return { pdf: Buffer.concat(chunks), ends }
}

const fonts = new Map<string, Buffer>()
/** The font with Chinese that the project brings (Noto Sans SC, OFL): no font of the system takes part. */
function font(weight: '400Regular' | '700Bold'): Buffer {
  let file = fonts.get(weight)
  if (file === undefined) {
    const root = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
    file = readFileSync(join(root, weight, `NotoSansSC_${weight}.ttf`))
    fonts.set(weight, file)
  }
  return file
}

/** A heading, a paragraph, or the rows of a table. */
export type MarkdownBlock =
  | { readonly kind: 'heading' | 'text'; readonly text: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }

/** The blocks of a page's Markdown, marks taken off. */
export function blocksOf(markdown: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = []
  let rows: string[][] = []
  const endTable = () => {
    if (rows.length > 0) blocks.push({ kind: 'table', rows })
    rows = []
  }
  for (const line of markdown.split('\n').map((l) => l.trim())) {
    if (line.startsWith('|')) {
      const cells = line.replace(/^\||\|$/g, '').split(/(?<!\\)\|/)
      // Tables without a header have an empty one in Markdown.
      if (!cells.every((c) => /^\s*(:?-{3,}:?)?\s*$/.test(c))) rows.push(cells.map(plain))
      continue
    }
    endTable()
    if (line === '') continue
    const heading = /^#{1,6}\s+(.*)$/.exec(line)
    blocks.push(heading === null ? { kind: 'text', text: plain(line) } : { kind: 'heading', text: plain(heading[1]!) })
  }
  endTable()
  return blocks
}

function plain(text: string): string {
  return text
    .replace(/^>\s*/, '')
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/\\([|\\*_#`>[\]])/g, '$1')
    .trim()
}

function draw(doc: Sheet, block: MarkdownBlock): void {
  // The sheet is long enough for any page; text that would leave it is a fault of the report, not of the model.
  if (doc.y > SHEET - 400) return
  if (block.kind === 'table') {
    drawTable(doc, block.rows)
    return
  }
  const heading = block.kind === 'heading'
  doc
    .font(heading ? 'bold' : 'plain')
    .fontSize(heading ? HEADING : SIZE)
    .text(block.text, MARGIN, doc.y + (heading ? 6 : 2), { width: WIDTH - 2 * MARGIN })
}

function drawTable(doc: Sheet, rows: readonly (readonly string[])[]): void {
  const widths = columnWidths(doc.font('plain').fontSize(SIZE), rows)
  let top = doc.y + 6
  rows.forEach((row, at) => {
    doc.font(at === 0 ? 'bold' : 'plain').fontSize(SIZE)
    const cells = widths.map((width, i) => ({ text: row[i] ?? '', width: width - 2 * PAD }))
    const height = Math.max(...cells.map((c) => doc.heightOfString(c.text || ' ', { width: c.width }))) + 2 * PAD
    let left = MARGIN
    for (const [i, cell] of cells.entries()) {
      doc.rect(left, top, widths[i]!, height).lineWidth(0.5).stroke('#888888')
      doc.fillColor('#000000').text(cell.text, left + PAD, top + PAD, { width: cell.width })
      left += widths[i]!
    }
    top += height
  })
  doc.y = top + 4
}

/** Columns in proportion to their longest cell, as wide as the page where that does not tear them apart. */
function columnWidths(doc: Sheet, rows: readonly (readonly string[])[]): number[] {
  const columns = Math.max(...rows.map((r) => r.length))
  const wanted = Array.from({ length: columns }, (_, i) =>
    Math.min(220, Math.max(24, ...rows.flatMap((r) => (r[i] ?? '').split('\n').map((l) => doc.widthOfString(l) + 12)))),
  )
  const scale = Math.min(1.5, (WIDTH - 2 * MARGIN) / wanted.reduce((a, b) => a + b, 0))
  return wanted.map((w) => w * scale)
}

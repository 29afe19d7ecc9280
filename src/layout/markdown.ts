import type { Block, Cell, PageLayout, Table } from '../records/layout.js'
import type { DeidentifiedPage } from '../records/page.js'

/**
 * A page as Markdown in reading order: headings, paragraphs, lists, lines of label and value, and tables as Markdown tables. Page
 * headers, footers and watermarks are left out of the body; a page without blocks gives its words in order.
 */
export function pageMarkdown(page: DeidentifiedPage, layout: PageLayout): string {
  if (layout.blocks.length === 0) return page.words.map((w) => w.text).join(' ')
  const parts: string[] = []
  for (const block of [...layout.blocks].sort((a, b) => a.order - b.order)) {
    const text = blockMarkdown(block, layout.tables)
    if (text !== '') parts.push(text)
  }
  return parts.join('\n\n')
}

function blockMarkdown(block: Block, tables: readonly Table[]): string {
  const lines = block.lines.map((l) => escapeText(l.text))
  switch (block.label) {
    case 'title':
      return `# ${lines.join(' ')}`
    case 'section_header':
      return `## ${lines.join(' ')}`
    case 'table': {
      const table = block.table === null ? undefined : tables[block.table]
      return table === undefined ? '' : tableMarkdown(table)
    }
    case 'list':
    case 'key_value':
      return lines.join('  \n')
    case 'note':
      return lines.map((l) => `> ${l}`).join('\n')
    case 'figure':
      return '[figure]'
    case 'page_header':
    case 'page_footer':
    case 'watermark':
      return ''
    default:
      return joinParagraph(block.lines.map((l) => escapeText(l.text)))
  }
}

/** A Markdown table: the first header row (or empty heads) on top; a spanning row fills its first column. */
export function tableMarkdown(table: Table): string {
  const rows = Array.from({ length: table.rows }, () => Array.from({ length: table.columns.length }, () => ''))
  for (const cell of table.cells) rows[cell.row]![cell.column] = cellMarkdown(cell)
  const head =
    table.header_rows > 0
      ? table.columns.map((_, i) =>
          rows
            .slice(0, table.header_rows)
            .map((r) => r[i]!)
            .filter((t) => t !== '')
            .join('<br>'),
        )
      : table.columns.map(() => '')
  const body = rows.slice(table.header_rows)
  return [head, table.columns.map(() => '---'), ...body].map((r) => `| ${r.join(' | ')} |`).join('\n')
}

function cellMarkdown(cell: Cell): string {
  return escapeText(cell.text).replaceAll('|', '\\|').replaceAll('\n', '<br>')
}

/** Only what would change the structure is escaped: numbers and units must stay as printed. */
function escapeText(text: string): string {
  return text.replaceAll('<br>', '\\<br>')
}

function joinParagraph(lines: readonly string[]): string {
  let text = ''
  for (const line of lines) {
    const ideographs = /[\u3000-\u9fff\uff00-\uffef]$/u.test(text) && /^[\u3000-\u9fff\uff00-\uffef]/u.test(line)
    text += text === '' || ideographs ? line : ` ${line}`
  }
  return text
}

/** Cells that a spreadsheet would run as a formula (OWASP: CSV injection), and cells that look like one we have guarded. */
const RISKY = /^'*[=+\-@\t\r]/

/**
 * Writes rows as CSV (RFC 4180: CRLF, quotes doubled), with a byte order mark so that spreadsheets read UTF-8. A cell that a
 * spreadsheet would take for a formula gets a leading apostrophe, which `parseCsv` takes off again.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const guarded = RISKY.test(text) ? `'${text}` : text
    return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
  }
  return `\ufeff${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

/**
 * Reads CSV with CRLF or LF line ends. A row with one empty cell (an empty line) is left out.
 * @throws SyntaxError naming the row when a quoted cell does not end or is followed by text
 */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  const push = (cell: string) => row.push(/^'/.test(cell) && RISKY.test(cell.slice(1)) ? cell.slice(1) : cell)
  const endRow = () => {
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  while (at < text.length) {
    if (text[at] === '"') {
      let cell = ''
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw new SyntaxError(`row ${rows.length + 1}: a quoted cell does not end`)
        if (text[at] !== '"') cell += text[at]
        else if (text[at + 1] === '"') {
          cell += '"'
          at += 1
        } else break
      }
      at += 1
      if (at < text.length && !/[,\r\n]/.test(text[at]!))
        throw new SyntaxError(`row ${rows.length + 1}: text follows a quoted cell`)
      push(cell)
    } else {
      const end = /[,\r\n]/.exec(text.slice(at))
      const cell = end === null ? text.slice(at) : text.slice(at, at + end.index)
      at += cell.length
      push(cell)
    }
    if (text[at] === ',') {
      at += 1
      if (at === text.length) push('')
      continue
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
    endRow()
  }
  if (row.length > 0) endRow()
  return rows
}

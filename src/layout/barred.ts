import type { Column } from './column.js'
import type { TextLine } from './line.js'
import type { Placed } from './place.js'

/**
 * Columns of a table whose cells are parted by printed bars (`ALT | 38 | U/L`): the bars count, not the places, since proportional
 * type does not line them up. Null when most lines have no bars or differ in their number.
 */
export function isBarred(lines: readonly TextLine[]): Column[] | null {
  const counts = lines.map((l) => barCount(l))
  const usual = mostFrequent(counts.filter((c) => c > 0))
  if (usual === null || counts.filter((c) => c === usual).length < lines.length * 0.6) return null
  const columns: { x0: number; x1: number }[] = []
  for (const line of lines) {
    if (barCount(line) !== usual) continue
    for (const [i, cell] of barCells(line).entries()) {
      if (cell.length === 0) continue
      const x0 = cell[0]!.x0
      const x1 = cell.at(-1)!.x1
      const known = columns[i]
      columns[i] = known === undefined ? { x0, x1 } : { x0: Math.min(known.x0, x0), x1: Math.max(known.x1, x1) }
    }
  }
  return Array.from({ length: usual + 1 }, (_, i) => ({
    x0: columns[i]?.x0 ?? 0,
    x1: columns[i]?.x1 ?? 0,
    header: null,
  }))
}

/** Cells of a barred line by their number. */
export function placeBarred(line: TextLine, columns: number): Placed[] {
  const cells = barCells(line)
  if (cells.length === 1) {
    return [
      {
        from: 0,
        to: columns - 1,
        pieces: line.segments.flatMap((s) => s.pieces),
        marks: line.segments.flatMap((s) => s.marks),
        text: line.text,
      },
    ]
  }
  return cells.flatMap((segments, i): Placed[] =>
    segments.length === 0
      ? []
      : [
          {
            from: Math.min(i, columns - 1),
            to: Math.min(i, columns - 1),
            pieces: segments.flatMap((s) => s.pieces),
            marks: segments.flatMap((s) => s.marks),
            text: segments.map((s) => s.text).join(' '),
          },
        ],
  )
}

type Segments = TextLine['segments'][number][]

function barCells(line: TextLine): Segments[] {
  const cells: Segments[] = [[]]
  for (const [i, s] of line.segments.entries()) {
    cells.at(-1)!.push(s)
    const bars = s.marks.filter((m) => m.kind === 'bar').sort((a, b) => a.x0 - b.x0)
    const after = bars.filter((m) => m.x0 >= s.x0).length
    const last = i === line.segments.length - 1
    // A frame's closing bar opens no cell.
    for (let n = 0; n < (last ? Math.max(0, after - 1) : after); n++) cells.push([])
  }
  return cells
}

function barCount(line: TextLine): number {
  return barCells(line).length - 1
}

function mostFrequent(counts: readonly number[]): number | null {
  const tally = new Map<number, number>()
  for (const c of counts) tally.set(c, (tally.get(c) ?? 0) + 1)
  const best = [...tally.entries()].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]
  return best?.[0] ?? null
}

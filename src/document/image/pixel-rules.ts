import type { Rule } from '../../records/page.js'
import type { InkMap } from './ink.js'

/** A rule is at least this long and at most this thick, points. */
const MIN_LENGTH = 30
const MAX_THICKNESS = 3.2
/** Pieces of a leaning rule on one row of pixels are at least this long, points: longer than any stroke of body text. */
const MIN_RUN = 11
/** White pixels that noise may punch into a run. */
const MAX_GAP = 2

interface Run {
  x0: number
  x1: number
  y: number
}

/** Ruling lines of a straightened scan as long thin runs of ink, in points of the straightened picture. */
export function findRules(ink: InkMap): Rule[] {
  const scale = 72 / ink.dpi
  const level = lines(ink)
  const upright = lines(transpose(ink)).map(({ x0, y0, x1, y1, width }) => ({
    x0: y0,
    y0: x0,
    x1: y1,
    y1: x1,
    width,
  }))
  return [...level, ...upright].map((r) => ({
    x0: r.x0 * scale,
    y0: r.y0 * scale,
    x1: r.x1 * scale,
    y1: r.y1 * scale,
    width: r.width * scale,
  }))
}

/** Level lines in pixels: runs on neighbouring rows that touch form one line; thick ones are areas or print, not rules. */
function lines(ink: InkMap): Rule[] {
  const minRun = (MIN_RUN * ink.dpi) / 72
  const minLength = (MIN_LENGTH * ink.dpi) / 72
  const maxThickness = Math.max(2, (MAX_THICKNESS * ink.dpi) / 72)
  const found: Rule[] = []
  let open: Run[][] = []
  for (let y = 0; y <= ink.height; y++) {
    const runs = y < ink.height ? rowRuns(ink, y, minRun) : []
    const next: Run[][] = []
    const taken = new Set<Run[]>()
    for (const run of runs) {
      const touching = open.filter(
        (line) => !taken.has(line) && line.some((r) => r.y === y - 1 && r.x0 <= run.x1 + 2 && run.x0 <= r.x1 + 2),
      )
      const merged = [...touching.flat(), run]
      for (const line of touching) taken.add(line)
      const same = next.find((line) => line.some((r) => touching.some((t) => t.includes(r))))
      if (same !== undefined) same.push(run)
      else next.push(merged)
    }
    for (const line of open) {
      if (taken.has(line)) continue
      // A row may be lost to noise: a line stays open over one empty row.
      if (line.at(-1)!.y >= y - 1 && y < ink.height) next.push(line)
      else {
        const rule = toRule(line, minLength, maxThickness)
        if (rule !== null) found.push(rule)
      }
    }
    open = next
  }
  for (const line of open) {
    const rule = toRule(line, minLength, maxThickness)
    if (rule !== null) found.push(rule)
  }
  return found.sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0)
}

function toRule(line: readonly Run[], minLength: number, maxThickness: number): Rule | null {
  const x0 = Math.min(...line.map((r) => r.x0))
  const x1 = Math.max(...line.map((r) => r.x1))
  const length = x1 - x0
  if (length < minLength) return null
  // Thickness as area over length, so that a leaning rule is not taken for a thick one.
  const covered = line.reduce((sum, r) => sum + r.x1 - r.x0, 0)
  const thickness = covered / length
  if (thickness > maxThickness || thickness < 0.7) return null
  const third = length / 3
  const left = meanRow(line.filter((r) => r.x0 < x0 + third))
  const right = meanRow(line.filter((r) => r.x1 > x1 - third))
  const height = Math.max(...line.map((r) => r.y)) - Math.min(...line.map((r) => r.y))
  if (height > maxThickness + length * 0.05) return null
  return { x0, y0: left + 0.5, x1, y1: right + 0.5, width: thickness }
}

function meanRow(runs: readonly Run[]): number {
  let sum = 0
  let weight = 0
  for (const r of runs) {
    sum += r.y * (r.x1 - r.x0)
    weight += r.x1 - r.x0
  }
  return weight === 0 ? 0 : sum / weight
}

function rowRuns({ data, width }: InkMap, y: number, minRun: number): Run[] {
  const runs: Run[] = []
  let start = -1
  let last = -1
  const base = y * width
  for (let x = 0; x <= width; x++) {
    if (x < width && data[base + x] === 1) {
      if (start < 0) start = x
      last = x
    } else if (start >= 0 && (x === width || x - last > MAX_GAP)) {
      if (last + 1 - start >= minRun) runs.push({ x0: start, x1: last + 1, y })
      start = -1
    }
  }
  return runs
}

function transpose({ data, width, height, dpi }: InkMap): InkMap {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out[x * height + y] = data[y * width + x]!
  return { data: out, width: height, height: width, dpi }
}

import type { Rule } from '../records/page.js'
import { type InkMap, paperBrightness } from './image/ink.js'
import type { Raster } from './image/raster.js'

/** Ink that spreads this much further across a rule than the rule is thick belongs to print that touches it. */
const TOUCHING = 0.7
/** The blur of a rule fades out over this distance, points; left standing it would be read as strokes. */
const HALO = 1
/** Specks up to this size in points on either side are dust unless they stand next to larger ink (dots of i, decimal points, 、). */
const SPECK = 1.3
/** Brightness relative to the paper that is drawn black and white for recognition. */
const DARK = 0.1
const LIGHT = 0.88
/** How near larger ink must stand for a speck to be print, points. */
const NEIGHBOURHOOD = 3

/**
 * The straightened page without what confuses recognition: ruling lines (read as |, 一, ‖ or merged with print, and cutting the page
 * into false blocks) and dust. Lengths in points come to pixels by the raster's dpi. The raster is changed in place, the ink map too.
 */
export function cleanForReading(straight: Raster, ink: InkMap, rules: readonly Rule[]): void {
  for (const rule of rules) {
    if (Math.abs(rule.x1 - rule.x0) >= Math.abs(rule.y1 - rule.y0)) eraseLevel(straight, ink, rule)
    else eraseUpright(straight, ink, rule)
  }
  eraseSpecks(straight, ink)
}

/**
 * Clips the grain of the paper to white and stretches the rest, so that recognition sees print only: brightness relative to the local
 * paper from `DARK` to `LIGHT` becomes 0 to 255.
 */
export function whiten(grey: Raster): Raster {
  const paper = paperBrightness(grey)
  const { width, height, data } = grey
  const out = new Uint8Array(data.length)
  const bright = new Float32Array(width)
  for (let y = 0; y < height; y++) {
    paper.row(y, bright)
    for (let x = 0; x < width; x++) {
      const share = (data[y * width + x]! / bright[x]! - DARK) / (LIGHT - DARK)
      out[y * width + x] = share <= 0 ? 0 : share >= 1 ? 255 : share * 255
    }
  }
  return { ...grey, data: out }
}

function eraseLevel(straight: Raster, ink: InkMap, rule: Rule): void {
  const scale = straight.dpi / 72
  const half = Math.ceil((rule.width / 2 + 0.6) * scale)
  const reach = half + Math.ceil(TOUCHING * scale)
  const halo = Math.ceil(HALO * scale)
  const from = Math.max(0, Math.floor(rule.x0 * scale) - 2)
  const to = Math.min(straight.width - 1, Math.ceil(rule.x1 * scale) + 2)
  for (let x = from; x <= to; x++) {
    const share = to === from ? 0 : (x - from) / (to - from)
    const y = Math.round((rule.y0 + (rule.y1 - rule.y0) * share) * scale)
    if (inkAt(ink, x, y - reach) || inkAt(ink, x, y + reach)) continue
    for (let dy = -half; dy <= half; dy++) blank(straight, ink, x, y + dy)
    for (const side of [-1, 1])
      for (let d = half + 1; d <= half + halo && !inkAt(ink, x, y + side * d); d++)
        blank(straight, ink, x, y + side * d)
  }
}

function eraseUpright(straight: Raster, ink: InkMap, rule: Rule): void {
  const scale = straight.dpi / 72
  const half = Math.ceil((rule.width / 2 + 0.6) * scale)
  const reach = half + Math.ceil(TOUCHING * scale)
  const halo = Math.ceil(HALO * scale)
  const from = Math.max(0, Math.floor(rule.y0 * scale) - 2)
  const to = Math.min(straight.height - 1, Math.ceil(rule.y1 * scale) + 2)
  for (let y = from; y <= to; y++) {
    const share = to === from ? 0 : (y - from) / (to - from)
    const x = Math.round((rule.x0 + (rule.x1 - rule.x0) * share) * scale)
    if (inkAt(ink, x - reach, y) || inkAt(ink, x + reach, y)) continue
    for (let dx = -half; dx <= half; dx++) blank(straight, ink, x + dx, y)
    for (const side of [-1, 1])
      for (let d = half + 1; d <= half + halo && !inkAt(ink, x + side * d, y); d++)
        blank(straight, ink, x + side * d, y)
  }
}

function inkAt(ink: InkMap, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < ink.width && y < ink.height && ink.data[y * ink.width + x] === 1
}

function blank(straight: Raster, ink: InkMap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= straight.width || y >= straight.height) return
  straight.data[y * straight.width + x] = 255
  ink.data[y * ink.width + x] = 0
}

/** A connected area of ink, in pixels. */
export interface Blob {
  x0: number
  y0: number
  x1: number
  y1: number
  area: number
}

/** Connected areas (8 neighbours) of an ink map by union-find over runs, from the top. */
export function blobs(ink: InkMap): Blob[] {
  const { data, width, height } = ink
  const parent: number[] = []
  const find = (i: number): number => {
    let root = i
    while (parent[root] !== root) root = parent[root]!
    while (parent[i] !== root) {
      const next = parent[i]!
      parent[i] = root
      i = next
    }
    return root
  }
  const boxes: Blob[] = []
  let above: { x0: number; x1: number; id: number }[] = []
  for (let y = 0; y < height; y++) {
    const row: { x0: number; x1: number; id: number }[] = []
    let a = 0
    let x = 0
    const base = y * width
    while (x < width) {
      if (data[base + x] !== 1) {
        x++
        continue
      }
      const start = x
      while (x < width && data[base + x] === 1) x++
      const id = boxes.length
      boxes.push({ x0: start, y0: y, x1: x, y1: y + 1, area: x - start })
      parent.push(id)
      while (a < above.length && above[a]!.x1 < start) a++
      for (let k = a; k < above.length && above[k]!.x0 <= x; k++) {
        const [p, q] = [find(above[k]!.id), find(id)]
        if (p === q) continue
        const [keep, gone] = p < q ? [p, q] : [q, p]
        parent[gone] = keep
        const into = boxes[keep]!
        const from = boxes[gone]!
        into.x0 = Math.min(into.x0, from.x0)
        into.x1 = Math.max(into.x1, from.x1)
        into.y0 = Math.min(into.y0, from.y0)
        into.y1 = Math.max(into.y1, from.y1)
        into.area += from.area
      }
      row.push({ x0: start, x1: x, id })
    }
    above = row
  }
  return boxes.filter((_, i) => parent[i] === i)
}

function eraseSpecks(straight: Raster, ink: InkMap): void {
  const scale = straight.dpi / 72
  const speck = SPECK * scale
  const near = NEIGHBOURHOOD * scale
  const all = blobs(ink)
  const cell = Math.max(8, Math.ceil(near * 2))
  const columns = Math.ceil(ink.width / cell)
  // Where larger ink stands, on a coarse grid: every cell that a larger blob's box comes near.
  const occupied = new Uint8Array(columns * Math.ceil(ink.height / cell))
  for (const b of all) {
    if (Math.max(b.x1 - b.x0, b.y1 - b.y0) <= speck) continue
    if (b.x1 - b.x0 > ink.width / 3 && b.y1 - b.y0 > ink.height / 3) continue // a frame around the page is next to everything
    for (
      let cy = Math.max(0, Math.floor((b.y0 - near) / cell));
      cy <= Math.min((ink.height - 1) / cell, (b.y1 + near) / cell);
      cy++
    ) {
      for (
        let cx = Math.max(0, Math.floor((b.x0 - near) / cell));
        cx <= Math.min(columns - 1, (b.x1 + near) / cell);
        cx++
      ) {
        occupied[Math.floor(cy) * columns + Math.floor(cx)] = 1
      }
    }
  }
  for (const b of all) {
    if (Math.max(b.x1 - b.x0, b.y1 - b.y0) > speck) continue
    if (occupied[Math.floor(b.y0 / cell) * columns + Math.floor(b.x0 / cell)] === 1) continue
    for (let y = b.y0 - 1; y <= b.y1; y++) for (let x = b.x0 - 1; x <= b.x1; x++) blank(straight, ink, x, y)
  }
}

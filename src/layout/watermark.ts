import { area, overlap } from '../records/bbox.js'
import type { DeidentifiedPage, Word } from '../records/page.js'

/**
 * Indices of the words that are printed across the page and belong to no line: leaning against the page's lines by more than
 * `angle` degrees, light and more than 1.6 times as large as the page's usual type without a dark area behind them, or large and
 * printed over smaller words.
 */
export function watermarkWords(page: DeidentifiedPage, angle: number): Set<number> {
  const sizes = page.words.map((w) => w.style.size ?? w.bbox[3] - w.bbox[1]).sort((a, b) => a - b)
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 10
  const out = new Set<number>()
  for (const [i, word] of page.words.entries()) {
    if (lean(word.angle - page.skew) > angle || isPale(word, usual, page) || overprints(word, usual, page)) out.add(i)
  }
  return out
}

/** Absolute lean, 0-180 degrees. */
function lean(angle: number): number {
  const turned = ((angle % 360) + 360) % 360
  return turned > 180 ? 360 - turned : turned
}

/** Type of 1.8 times the usual size whose box covers much of two smaller words: printed over them. */
function overprints(word: Word, usual: number, page: DeidentifiedPage): boolean {
  const size = word.style.size
  if (word.source !== 'text' || size === null || size < usual * 1.8) return false
  let covered = 0
  for (const other of page.words) {
    if (other === word || (other.style.size ?? size) > size * 0.7) continue
    if (overlap(word.bbox, other.bbox) > area(other.bbox) * 0.3) covered++
    if (covered >= 2) return true
  }
  return false
}

function isPale(word: Word, usual: number, page: DeidentifiedPage): boolean {
  const size = word.style.size
  if (size === null || word.style.color === null || size < usual * 1.6) return false
  const light = luminance(word.style.color)
  if (light < 0.7) return false
  // Type and ground of a scan are measured from pixels: light type of usual size is a header on a dark ground.
  if (word.source === 'ocr' && size < usual * 2.4) return false
  const [x0, y0, x1, y1] = word.bbox
  const x = (x0 + x1) / 2
  const y = (y0 + y1) / 2
  const dark = page.fills.some(
    (f) => f.bbox[0] <= x && f.bbox[2] >= x && f.bbox[1] <= y && f.bbox[3] >= y && luminance(f.color) < light - 0.2,
  )
  return !dark && light < 0.995
}

/** Relative luminance of `#rrggbb`, 0 black to 1 white (weights of ITU-R BT.709, without linearisation). */
export function luminance(color: string): number {
  const n = Number.parseInt(color.slice(1), 16)
  return (0.2126 * ((n >> 16) & 255) + 0.7152 * ((n >> 8) & 255) + 0.0722 * (n & 255)) / 255
}

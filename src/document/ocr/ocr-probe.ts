import { blobs, whiten } from '../clean.js'
import type { DocumentConfig } from '../config.js'
import type { QuarterTurn } from '../frame.js'
import { inkMap } from '../image/ink.js'
import { crop, type Raster, turn } from '../image/raster.js'
import { estimateSkew } from '../image/skew.js'
import { deskewing, warp } from '../image/warp.js'
import { installedLanguages } from './ocr-language.js'
import { recognize } from './ocr-run.js'
import { hanShare, meanConfidence, type RecognizedWord, toWords } from './ocr-words.js'

/** A probe with the English model at or above this confidence settles the language. */
const SURELY_LATIN = 0.8
/** Share of Han letters from which a probe by the Chinese model counts as Chinese. */
const HAN_SHARE = 0.2
/** Heights of type in points by which the densest strip is found. */
const MIN_TYPE = 3.5
const MAX_TYPE = 26
/** Height of the strip that probes read, as a share of the page. */
const PROBE_HEIGHT = 0.14
/** Sparse text, as for pages. */
const SEGMENTATION = 11

/** Reads a strip with a Latin model, then with the Chinese one when in doubt. */
export async function measureLanguage(grey: Raster, config: DocumentConfig['ocr']): Promise<string> {
  const latinModel = installedLanguages(config.languages).find((language) => language !== 'chi_sim')
  if (latinModel === undefined) return 'chi_sim'
  if (!config.languages.includes('chi_sim')) return latinModel
  const strip = whiten(probeStrip(grey))
  const ink = inkMap(strip)
  const read = async (language: string): Promise<RecognizedWord[]> =>
    toWords(await recognize(config, strip, { language, segmentation: SEGMENTATION }), 0, ink)
  const latin = await read(latinModel)
  if (latin.length > 3 && meanConfidence(latin) >= SURELY_LATIN) return latinModel
  const han = await read('chi_sim')
  return hanShare(han.map((w) => w.text).join('')) >= HAN_SHARE && meanConfidence(han) > meanConfidence(latin) - 0.1
    ? 'chi_sim'
    : latinModel
}

/** The orientation and language in which a strip of the page reads surest. */
export async function bestRotation(
  grey: Raster,
  candidates: readonly QuarterTurn[],
  config: DocumentConfig['ocr'],
  languages: readonly string[],
): Promise<{ rotation: QuarterTurn; language: string }> {
  let best = { rotation: candidates[0]!, language: languages[0]! }
  let top = -1
  for (const language of languages) {
    for (const rotation of candidates) {
      const strip = whiten(probeStrip(turn(grey, rotation)))
      const lines = await recognize(config, strip, { language, segmentation: SEGMENTATION })
      const words = toWords(lines, 0, inkMap(strip))
      // The Chinese model finds Han characters in Latin print too, but few.
      const plausible =
        language !== 'chi_sim' || languages.length === 1 || hanShare(words.map((w) => w.text).join('')) >= HAN_SHARE
      const score = words.length < 2 || !plausible ? 0 : meanConfidence(words)
      if (score > top) {
        top = score
        best = { rotation, language }
      }
    }
  }
  return best
}

/** The strip with the most type, straightened. Barcodes, pictures and lines have not the size of type. */
function probeStrip(grey: Raster): Raster {
  const ink = inkMap(grey)
  const { map, width, height } = deskewing(grey.width, grey.height, estimateSkew(ink, 5))
  const straight = warp(grey, map, width, height)
  const scale = 72 / straight.dpi
  const rows = new Float64Array(height + 1)
  for (const b of blobs(inkMap(straight))) {
    const [w, h] = [b.x1 - b.x0, b.y1 - b.y0]
    if (h * scale < MIN_TYPE || h * scale > MAX_TYPE || w < h * 0.2 || w > h * 4) continue
    rows[Math.floor((b.y0 + b.y1) / 2) + 1]!++
  }
  for (let y = 0; y < height; y++) rows[y + 1]! += rows[y]!
  const strip = Math.max(Math.min(height, Math.round(grey.dpi)), Math.round(height * PROBE_HEIGHT))
  let best = 0
  for (let y = 0; y + strip <= height; y++)
    if (rows[y + strip]! - rows[y]! > rows[best + strip]! - rows[best]!) best = y
  return crop(straight, [0, best * scale, width * scale, Math.min(height, best + strip) * scale]) ?? straight
}

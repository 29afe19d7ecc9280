import type { Bbox } from '../records/bbox.js'
import type { OcrSummary, Rule, Word } from '../records/page.js'
import { withArrows } from './arrows.js'
import { blobs, cleanForReading, whiten } from './clean.js'
import { withComparators } from './comparators.js'
import type { DocumentConfig } from './config.js'
import { withDashes } from './dashes.js'
import { liftPalePrint, printMask } from './faint-print.js'
import { type QuarterTurn, round2, roundBox } from './frame.js'
import { evenLight, type InkMap, inkMap, inkShare } from './ink.js'
import { inkColour } from './ink-colour.js'
import { withMicroByShape } from './micro.js'
import { type OcrEngine, type OcrRequest, startTesseractJs } from './ocr-engine.js'
import { startNativeTesseract } from './ocr-native.js'
import { type Divider, hanShare, meanConfidence, printedLines, type RecognizedWord, toWords } from './ocr-words.js'
import { withPercentSigns } from './percent.js'
import { findRules } from './pixel-rules.js'
import { withPrintedPoints } from './points.js'
import { withCarets } from './powers.js'
import { withRaisedFigures } from './raised.js'
import { crop, type Raster, toGrey, toSharp, turn } from './raster.js'
import { withoutRepeats } from './repeats.js'
import { turnReversedPrint } from './reversed-print.js'
import { doubtfulWords, isBesideDivider, mosaicOf, unreadPrint, withSecondReadings } from './second-look.js'
import { estimateSkew, isSideways } from './skew.js'
import { withMicro } from './unit-shape.js'
import { deskewing, type Homography, project, warp } from './warp.js'

/** What OCR sees in a picture, in points of the picture turned upright by `rotation`. */
export interface PictureReading {
  rotation: QuarterTurn
  skew: number
  words: Word[]
  rules: Rule[]
  summary: OcrSummary
}

/** What one report's pages share: the language, once measured. */
export interface OcrSession {
  language: string | null
}

/** Below this mean confidence a reading is doubted and other orientations are tried: upside-down Chinese print still measured .62, upright pages .87 and more. */
const DOUBTFUL = 0.74
/** A probe with the English model at or above this confidence settles the language. */
const SURELY_LATIN = 0.8
/** Share of Han letters from which a probe by the Chinese model counts as Chinese. */
const HAN_SHARE = 0.2
/**
 * Sparse text: on whitened pages it found every value of the shared scans and photos, where mode 3 (automatic layout) dropped whole
 * columns of some tables (13 of 19 values left on one page). Lines are grouped by `printedLines` instead.
 */
const PAGE_SEGMENTATION = 11
/** Height of the strip that probes read, as a share of the page. */
const PROBE_HEIGHT = 0.14

let engine: Promise<OcrEngine> | null = null

function startEngine(config: DocumentConfig['ocr']): Promise<OcrEngine> {
  engine ??=
    config.engine === 'tesseract.js'
      ? startTesseractJs()
      : startNativeTesseract().then((native) => {
          if (native !== null) return native
          if (config.engine === 'auto') return startTesseractJs()
          throw new Error(
            "document.ocr.engine is 'tesseract' but no tesseract binary runs: install it, or set 'tesseract.js' or 'auto'",
          )
        })
  return engine
}

/** Stops the process's OCR engine; the next use starts it again. */
export async function closeOcr(): Promise<void> {
  const closing = engine
  engine = null
  await (await closing?.catch(() => null))?.close()
}

let queue: Promise<unknown> = Promise.resolve()

/** One request at a time: parameters belong to the engine, not to the request. */
function recognize(
  config: DocumentConfig['ocr'],
  grey: Raster,
  request: OcrRequest,
): ReturnType<OcrEngine['recognize']> {
  const run = queue.then(async () => await (await startEngine(config)).recognize(grey, request))
  queue = run.catch(() => null)
  return run
}

/**
 * Reads a picture of a page: orientation, lighting, skew, words with ink colours, ruling lines.
 *
 * @param options.rotation the known orientation; measured when null
 */
export async function readPicture(
  picture: Raster,
  config: DocumentConfig['ocr'],
  session: OcrSession,
  options: { rotation: QuarterTurn | null } = { rotation: null },
): Promise<PictureReading> {
  const grey = await atOcrResolution(toGrey(picture), config)
  const even = evenLight(grey)
  let rotation: QuarterTurn = options.rotation ?? 0
  const lying = inkMap(even)
  const sideways = options.rotation === null && isSideways(lying)
  // A language measured on a page that may stand on its head is settled together with the orientation.
  const open = session.language === null ? config.languages : [session.language]
  if (sideways) {
    const best = await bestRotation(even, [90, 270], config, open)
    rotation = best.rotation
    session.language ??= best.language
  }
  session.language ??= await measureLanguage(even, config)
  let reading = await readUpright(turn(even, rotation), config, session.language, rotation === 0 ? lying : null)
  if (options.rotation === null && meanConfidence(reading.words) < DOUBTFUL && inkShare(lying) > 0.002) {
    const better = await bestRotation(even, [0, 90, 180, 270], config, open)
    if (better.rotation !== rotation || better.language !== session.language) {
      const second = await readUpright(turn(even, better.rotation), config, better.language, null)
      if (meanConfidence(second.words) > meanConfidence(reading.words)) {
        reading = second
        rotation = better.rotation
        session.language = better.language
      }
    }
  }
  const upright = turn(picture, rotation)
  return {
    rotation,
    ...describe(reading, upright, {
      dpi: grey.dpi,
      language: session.language,
      engine: (await startEngine(config)).name,
    }),
  }
}

interface UprightReading {
  skew: number
  words: RecognizedWord[]
  rules: Rule[]
  /** From pixels of the straightened picture to pixels of the upright one. */
  back: Homography
  dpi: number
}

/** `known`: the ink of the upright picture, where measured already. */
async function readUpright(
  upright: Raster,
  config: DocumentConfig['ocr'],
  language: string,
  known: InkMap | null,
): Promise<UprightReading> {
  const skew = estimateSkew(known ?? inkMap(upright), config.max_skew)
  const { map, width, height } = deskewing(upright.width, upright.height, skew)
  const level = skew === 0 ? { ...upright, data: Uint8Array.from(upright.data) } : warp(upright, map, width, height)
  turnReversedPrint(level)
  const straight = whiten(level)
  const drawn = printMask(straight)
  const rules = findRules(drawn)
  cleanForReading(straight, drawn, rules)
  liftPalePrint(straight, rules)
  const ink = inkMap(straight)
  const lines = await recognize(config, straight, { language, segmentation: PAGE_SEGMENTATION })
  const parts = blobs(ink)
  const columnRules = dividers(rules, straight.dpi)
  const read = toWords(lines, 0, ink, columnRules)
  // Traces of erased rules are read as figures and strokes.
  const print = read.filter(
    (w) => !/^[1|lI丨[\]]$/u.test(w.text) || !isBesideDivider(w.bbox, columnRules, straight.dpi),
  )
  let words = withArrows(print, ink, parts)
  words.push(...unreadPrint(words, parts, straight.dpi, columnRules))
  words = withPercentSigns(withPrintedPoints(words, parts), ink)
  // The page's own model first, then the Latin one for its kind of words and for what is still unread: one change of model a page.
  for (const model of language === 'eng' ? ['eng'] : [language, 'eng']) {
    const { latin, unread } = doubtfulWords(words)
    const mosaic = mosaicOf(straight, words, model === 'eng' ? [...latin, ...unread] : unread)
    if (mosaic === null) continue
    const lines = await recognize(config, mosaic.picture, { language: model, segmentation: 6 })
    words = withSecondReadings(words, mosaic, lines)
  }
  words = withCarets(withPercentSigns(withPrintedPoints(words, parts), ink), ink)
  words = withMicroByShape(withRaisedFigures(words, ink, parts).map(withMicro), ink, parts)
  words = withoutRepeats(
    withDashes(withComparators(words, ink, parts), ink, parts).filter(
      (word) => word.text !== '' && word.confidence >= config.min_word_confidence,
    ),
  )
  words = printedLines(words)
  return { skew, words, rules, back: map, dpi: upright.dpi }
}

/** The upright rules in pixels. */
function dividers(rules: readonly Rule[], dpi: number): Divider[] {
  return rules
    .filter((r) => Math.abs(r.y1 - r.y0) > Math.abs(r.x1 - r.x0))
    .map((r) => ({
      x: ((r.x0 + r.x1) * dpi) / 144,
      y0: (Math.min(r.y0, r.y1) * dpi) / 72,
      y1: (Math.max(r.y0, r.y1) * dpi) / 72,
    }))
}

function describe(
  reading: UprightReading,
  upright: Raster,
  by: { dpi: number; language: string; engine: OcrEngine['name'] },
): Omit<PictureReading, 'rotation'> {
  const scale = 72 / reading.dpi
  const point = (x: number, y: number): [number, number] => {
    const [px, py] = project(reading.back, x, y)
    return [px * scale, py * scale]
  }
  const rules = reading.rules.map((rule): Rule => {
    const [x0, y0] = point(rule.x0 / scale, rule.y0 / scale)
    const [x1, y1] = point(rule.x1 / scale, rule.y1 / scale)
    return { x0: round2(x0), y0: round2(y0), x1: round2(x1), y1: round2(y1), width: round2(rule.width) }
  })
  const words = reading.words.map((word): Word => {
    const corners = [
      [word.bbox[0], word.bbox[1]],
      [word.bbox[2], word.bbox[1]],
      [word.bbox[2], word.bbox[3]],
      [word.bbox[0], word.bbox[3]],
    ].map(([x, y]) => point(x!, y!))
    const xs = corners.map((c) => c[0])
    const ys = corners.map((c) => c[1])
    const bbox = roundBox([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)])
    return {
      text: word.text,
      bbox,
      confidence: Math.round(word.confidence * 1000) / 1000,
      source: 'ocr',
      angle: 0,
      line: word.line,
      style: { size: round2(word.height * scale), bold: null, italic: null, color: inkColour(upright, bbox) },
    }
  })
  return {
    skew: reading.skew,
    words,
    rules,
    summary: {
      engine: by.engine,
      language: by.language,
      dpi: Math.round(by.dpi),
      mean_confidence: Math.round(meanConfidence(words) * 1000) / 1000,
      words: words.length,
    },
  }
}

/** Small pictures are enlarged to the OCR resolution (at most threefold), large ones reduced: Tesseract wants letters 20-40 pixels tall. */
async function atOcrResolution(grey: Raster, config: DocumentConfig['ocr']): Promise<Raster> {
  const factor = Math.min(3, config.dpi / grey.dpi)
  if (factor > 0.8 && factor < 1.15) return grey
  const width = Math.round(grey.width * factor)
  const height = Math.round(grey.height * factor)
  const { data } = await toSharp(grey)
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width, height, channels: 1, dpi: grey.dpi * factor }
}

/** Reads a strip with the English model, then with the Chinese one when in doubt. */
async function measureLanguage(grey: Raster, config: DocumentConfig['ocr']): Promise<string> {
  if (config.languages.length === 1) return config.languages[0]!
  const strip = whiten(probeStrip(grey))
  const latin = toWords(
    await recognize(config, strip, { language: 'eng', segmentation: PAGE_SEGMENTATION }),
    0,
    inkMap(strip),
  )
  if (latin.length > 3 && meanConfidence(latin) >= SURELY_LATIN) return 'eng'
  const han = toWords(
    await recognize(config, strip, { language: 'chi_sim', segmentation: PAGE_SEGMENTATION }),
    0,
    inkMap(strip),
  )
  return hanShare(han.map((w) => w.text).join('')) >= HAN_SHARE && meanConfidence(han) > meanConfidence(latin) - 0.1
    ? 'chi_sim'
    : 'eng'
}

/** The orientation and language in which a strip of the page reads surest. */
async function bestRotation(
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
      const lines = await recognize(config, strip, { language, segmentation: PAGE_SEGMENTATION })
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

/** The strip with the most changes between ink and paper, straightened: where the print is densest. */
function probeStrip(grey: Raster): Raster {
  const ink = inkMap(grey)
  const { map, width, height } = deskewing(grey.width, grey.height, estimateSkew(ink, 5))
  const straight = warp(grey, map, width, height)
  const map2 = inkMap(straight)
  const rows = new Float64Array(height + 1)
  for (let y = 0; y < height; y++) {
    let changes = 0
    for (let x = 1; x < width; x++) if (map2.data[y * width + x] !== map2.data[y * width + x - 1]) changes++
    rows[y + 1] = rows[y]! + changes
  }
  const strip = Math.max(Math.min(height, Math.round(grey.dpi)), Math.round(height * PROBE_HEIGHT))
  let best = 0
  for (let y = 0; y + strip <= height; y++)
    if (rows[y + strip]! - rows[y]! > rows[best + strip]! - rows[best]!) best = y
  const scale = 72 / straight.dpi
  return crop(straight, [0, best * scale, width * scale, Math.min(height, best + strip) * scale]) ?? straight
}

/** What a second look at a region reads; boxes are left out because the region is one cell or line. */
export interface RegionReading {
  text: string
  confidence: number
}

/**
 * Reads one cell or line of a page's raster (box in points of the raster's frame) on its own crop, enlarged. `digits` allows only
 * what results are written with, so that letters cannot stand in for digits; it never adds a character that is not printed.
 */
export async function recognizeRegion(
  raster: Raster,
  bbox: Bbox,
  options: { digits: boolean; language: string; lines?: 'one' | 'many' },
  config: DocumentConfig['ocr'],
): Promise<RegionReading> {
  const margin = 2
  const region = crop(toGrey(raster), [bbox[0] - margin, bbox[1] - margin, bbox[2] + margin, bbox[3] + margin])
  if (region === null) return { text: '', confidence: 0 }
  const large = await padded(await atOcrResolution(region, { ...config, dpi: Math.max(300, config.dpi) }))
  const request: OcrRequest = { language: options.language, segmentation: options.lines === 'many' ? 6 : 7 }
  if (options.digits) request.whitelist = '0123456789.,<>≤≥=+-~～–—/:^*×xEe%()↑↓HL '
  const words = toWords(await recognize(config, large, request), 0, inkMap(large))
  const byLine = new Map<number, string[]>()
  for (const word of words) byLine.set(word.line, [...(byLine.get(word.line) ?? []), word.text])
  return { text: [...byLine.values()].map((line) => line.join(' ')).join('\n'), confidence: meanConfidence(words) }
}

/** Tesseract loses characters that touch the border: a white margin of .1 inch. */
async function padded(grey: Raster): Promise<Raster> {
  const margin = Math.round(grey.dpi * 0.1)
  const width = grey.width + 2 * margin
  const height = grey.height + 2 * margin
  const data = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < grey.height; y++)
    data.set(grey.data.subarray(y * grey.width, (y + 1) * grey.width), (y + margin) * width + margin)
  return { data, width, height, channels: 1, dpi: grey.dpi }
}

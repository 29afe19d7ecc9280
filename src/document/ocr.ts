import type { OcrSummary, Rule, Word } from '../records/page.js'
import { blobs, cleanForReading, whiten } from './clean.js'
import type { DocumentConfig } from './config.js'
import { type QuarterTurn, round2, roundBox } from './frame.js'
import { eraseLeaders } from './image/dot-leaders.js'
import { liftPalePrint, printMask } from './image/faint-print.js'
import { evenLight, type InkMap, inkMap, inkShare } from './image/ink.js'
import { inkColour } from './image/ink-colour.js'
import { type Corners, findSheet, turnCorners, withoutGround } from './image/paper-area.js'
import { findRules } from './image/pixel-rules.js'
import { type Raster, toSharp, turn } from './image/raster.js'
import { greyWithoutStamps } from './image/red-stamps.js'
import { turnReversedPrint } from './image/reversed-print.js'
import { isSideways } from './image/skew.js'
import { straighten } from './image/straighten.js'
import { type Homography, project } from './image/warp.js'
import type { OcrEngine } from './ocr/ocr-engine.js'
import { installedLanguages, latinLanguageOf } from './ocr/ocr-language.js'
import { bestRotation, measureLanguage } from './ocr/ocr-probe.js'
import { recognize, startEngine } from './ocr/ocr-run.js'
import { type Divider, meanConfidence, printedLines, type RecognizedWord, toWords } from './ocr/ocr-words.js'
import { doubtfulWords, isBesideDivider, mosaicOf, unreadPrint, withSecondReadings } from './ocr/second-look.js'
import { withArrows, withoutArrowTraces } from './signs/arrows.js'
import { withComparators } from './signs/comparators.js'
import { withDashes } from './signs/dashes.js'
import { DIGITS, doubtedNumbers, withDigitReadings } from './signs/digit-look.js'
import { withShapeDoubts } from './signs/digit-shape.js'
import { joinedNumbers } from './signs/joined-numbers.js'
import { joinedPowers, joinedUnits } from './signs/joined-units.js'
import { withMicroByShape } from './signs/micro.js'
import { withPercentSigns } from './signs/percent.js'
import { withPlusMinus } from './signs/plus-minus.js'
import { withPrintedPoints } from './signs/points.js'
import { withCarets } from './signs/powers.js'
import { withPrintedSpaces } from './signs/printed-spaces.js'
import { withRaisedFigures } from './signs/raised.js'
import { withoutRepeats } from './signs/repeats.js'
import { withSlashes } from './signs/slashes.js'
import { withGrade, withMicro } from './signs/unit-shape.js'

export { closeOcr } from './ocr/ocr-run.js'

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
/** A reading in the page's own language may be this much less sure than the English one: its models are, and their accents are right. */
const ALIKE = 0.02
/**
 * Sparse text: on whitened pages it found every value of the shared scans and photos, where mode 3 (automatic layout) dropped whole
 * columns of some tables (13 of 19 values left on one page). Lines are grouped by `printedLines` instead.
 */
const PAGE_SEGMENTATION = 11

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
  const grey = await atOcrResolution(greyWithoutStamps(picture), config)
  const sheet = findSheet(grey)
  const even = evenLight(sheet === null ? grey : withoutGround(grey, sheet))
  const sheetAt = (turned: QuarterTurn): Corners | null =>
    sheet === null ? null : turnCorners(sheet, grey.width, grey.height, turned)
  let rotation: QuarterTurn = options.rotation ?? 0
  const lying = inkMap(even)
  const sideways = options.rotation === null && isSideways(lying)
  if (sideways) {
    // A language measured on a page that may stand on its head is settled together with the orientation.
    const open = session.language === null ? orientationModels(config) : [session.language]
    const best = await bestRotation(even, [90, 270], config, open)
    rotation = best.rotation
    session.language ??= best.language
  }
  session.language ??= await measureLanguage(even, config)
  let reading = await readUpright(
    turn(even, rotation),
    config,
    session.language,
    rotation === 0 ? lying : null,
    sheetAt(rotation),
  )
  if (options.rotation === null && meanConfidence(reading.words) < DOUBTFUL && inkShare(lying) > 0.002) {
    // The language may have been measured on a cover without much type.
    const better = await bestRotation(even, [0, 90, 180, 270], config, orientationModels(config))
    if (better.rotation !== rotation || better.language !== session.language) {
      const second = await readUpright(
        turn(even, better.rotation),
        config,
        better.language,
        null,
        sheetAt(better.rotation),
      )
      if (meanConfidence(second.words) > meanConfidence(reading.words)) {
        reading = second
        rotation = better.rotation
        session.language = better.language
      }
    }
  }
  const upright = turn(picture, rotation)
  const other = languageToTry(reading.words, session, config)
  if (other !== null) {
    const second = await readUpright(turn(even, rotation), config, other, null, sheetAt(rotation))
    if (meanConfidence(second.words) >= meanConfidence(reading.words) - ALIKE) {
      reading = second
      session.language = other
    }
  }
  return {
    rotation,
    ...describe(reading, upright, {
      dpi: grey.dpi,
      language: session.language,
      engine: (await startEngine(config)).name,
    }),
  }
}

/** The models that tell the orientation: one for each script. */
function orientationModels(config: DocumentConfig['ocr']): string[] {
  const latin = installedLanguages(config.languages).find((language) => language !== 'chi_sim')
  return [latin, config.languages.find((language) => language === 'chi_sim')].filter((l) => l !== undefined)
}

/** Another Latin language that the page is written in, once a report. */
function languageToTry(
  words: readonly RecognizedWord[],
  session: OcrSession,
  config: DocumentConfig['ocr'],
): string | null {
  if (session.language !== 'eng') return null
  return latinLanguageOf(
    words.map((w) => w.text),
    installedLanguages(config.languages),
  )
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
  sheet: Corners | null,
): Promise<UprightReading> {
  const { picture, back, skew } = straighten(upright, config.max_skew, known, sheet)
  turnReversedPrint(picture)
  const straight = whiten(picture)
  const drawn = printMask(straight)
  const rules = findRules(drawn)
  cleanForReading(straight, drawn, rules)
  eraseLeaders(straight, drawn)
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
  let words = withArrows(withPrintedSpaces(joinedNumbers(print, parts), ink), ink, parts)
  words.push(...unreadPrint(words, parts, straight.dpi, columnRules))
  words = withShapeDoubts(withPercentSigns(withPrintedPoints(words, parts), ink), ink, parts)
  // The page's own model first, then the Latin one for its kind of words and for what is still unread: one change of model a page.
  const latinModel = language === 'chi_sim' ? 'eng' : language
  for (const model of new Set([language, latinModel])) {
    const { latin, unread } = doubtfulWords(words)
    const mosaic = mosaicOf(straight, model === latinModel ? [...latin, ...unread] : unread)
    if (mosaic === null) continue
    const lines = await recognize(config, mosaic.picture, { language: model, segmentation: 6 })
    words = withSecondReadings(words, mosaic, lines)
  }
  const figures = mosaicOf(straight, doubtedNumbers(words))
  if (figures !== null) {
    const request = { language: 'eng', segmentation: 6, whitelist: DIGITS } as const
    words = withDigitReadings(words, figures, await recognize(config, figures.picture, request))
  }
  words = withCarets(withPercentSigns(withPrintedPoints(withoutArrowTraces(words), parts), ink), ink)
  words = joinedUnits(joinedPowers(withRaisedFigures(words, ink, parts)), parts).map((word) =>
    withMicro(withGrade(word)),
  )
  words = withPlusMinus(withMicroByShape(withSlashes(words, ink, parts), ink, parts), ink, parts)
  words = withoutRepeats(
    withDashes(withComparators(words, ink, parts), ink, parts).filter(
      (word) => word.text !== '' && word.confidence >= config.min_word_confidence,
    ),
  )
  words = printedLines(words)
  return { skew, words, rules, back, dpi: upright.dpi }
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

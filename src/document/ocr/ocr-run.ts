import type { DocumentConfig } from '../config.js'
import type { Raster } from '../image/raster.js'
import { type OcrEngine, type OcrRequest, startTesseractJs } from './ocr-engine.js'
import { startNativeTesseract } from './ocr-native.js'

let engine: Promise<OcrEngine> | null = null

/** The process's engine, started at first use. @throws Error when the configured binary does not run */
export function startEngine(config: DocumentConfig['ocr']): Promise<OcrEngine> {
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
export function recognize(
  config: DocumentConfig['ocr'],
  grey: Raster,
  request: OcrRequest,
): ReturnType<OcrEngine['recognize']> {
  const run = queue.then(async () => await (await startEngine(config)).recognize(grey, request))
  queue = run.catch(() => null)
  return run
}

import { readFile } from 'node:fs/promises'
import { readDocument } from '../src/document/document.js'
import type { ReportStage } from '../src/engine/stage.js'
import { QuarantineError } from '../src/records/quarantine.js'
import type { BuildConfig } from './config.js'

/** Reads the bytes of a source. The system's message is dropped: it holds the file's name. */
export async function readSource(payload: unknown): Promise<Uint8Array> {
  try {
    return await readFile((payload as { path: string }).path)
  } catch (error) {
    throw new QuarantineError('unreadable_file', (error as NodeJS.ErrnoException).code ?? null)
  }
}

/** Raw file → words with boxes, lines, images of every page (OCR where the text layer cannot be trusted). Stays in the vault. */
export const ingest: ReportStage = {
  scope: 'report',
  name: 'ingest',
  version: 5,
  store: 'vault',
  source: true,
  inputs: [],
  knowledge: [],
  config: (config) => (config as BuildConfig).document,
  async run(context) {
    const config = context.config as BuildConfig['document']
    const reading = await readDocument(await readSource(context.payload), config, context.progress)
    const counts: Record<string, number> = {
      pages: reading.pages.length,
      ocr_pages: reading.pages.filter((p) => p.ocr !== null).length,
      words: reading.pages.reduce((n, p) => n + p.words.length, 0),
    }
    for (const { ocr } of reading.pages)
      if (ocr !== null) counts[`ocr_engine.${ocr.engine}`] = (counts[`ocr_engine.${ocr.engine}`] ?? 0) + 1
    return { artefact: reading, counts }
  },
}

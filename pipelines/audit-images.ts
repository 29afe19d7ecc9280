import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import { z } from 'zod'
import type { DocumentConfig } from '../src/document/config.js'
import { digestOf } from '../src/engine/digest.js'
import { workerCount } from '../src/engine/machine.js'
import type { ArtefactStore } from '../src/engine/store.js'
import type { ImageReading, ImageTask } from './audit-ocr-worker.js'

/** Raised when an image would be read differently. */
const READING_VERSION = 1
/** A process that recognises text holds two models and a page at 300 dpi, MB. */
const WORKER_MB = 700

const Reading = z.object({
  text: z.string(),
  words: z.number(),
  confidence: z.number(),
  codes: z.array(z.string()),
  metadata: z.array(z.string()),
})

/** The folder of the vault that keeps what was read, by the image's sha256. */
export const READINGS = 'audit-readings'

/** Reads published images back, each once: the vault remembers by content, so that a second audit costs no recognition. */
export class ImageReader {
  #pool: Tinypool | null = null
  readonly #under: string
  /** Images recognised now, and those that the vault remembered. */
  readonly counts = { read: 0, remembered: 0 }

  constructor(
    private readonly vault: ArtefactStore,
    private readonly ocr: DocumentConfig['ocr'],
    private readonly workers: number | 'auto' = 'auto',
  ) {
    this.#under = `${READINGS}/${digestOf({ version: READING_VERSION, ocr }).slice(0, 16)}`
  }

  /** @param bytes the image's bytes; `path` is handed to the worker instead where there is one */
  async read(
    bytes: Uint8Array,
    path: string | null,
    { dpi, language }: Pick<ImageTask, 'dpi' | 'language'>,
  ): Promise<ImageReading> {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const file = `${this.#under}/${sha256}.json`
    const known = await this.#remembered(file)
    if (known !== null) {
      this.counts.remembered += 1
      return known
    }
    this.#pool ??= startPool(workerCount(this.workers, WORKER_MB))
    const task: ImageTask = { source: path ?? bytes, dpi, language, ocr: this.ocr }
    const reading = Reading.parse(await this.#pool.run(task))
    await this.vault.write(file, Buffer.from(`${JSON.stringify(reading)}\n`), { durable: false })
    this.counts.read += 1
    return reading
  }

  async close(): Promise<void> {
    await this.#pool?.destroy()
  }

  async #remembered(file: string): Promise<ImageReading | null> {
    try {
      const bytes = await this.vault.read(file)
      return bytes === null ? null : Reading.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    } catch {
      // A note that cannot be opened or understood is made again.
      return null
    }
  }
}

function startPool(size: number): Tinypool {
  return new Tinypool({
    filename: fileURLToPath(new URL('./audit-ocr-worker.js', import.meta.url)),
    runtime: 'child_process',
    minThreads: size,
    maxThreads: size,
    idleTimeout: 60_000,
  })
}

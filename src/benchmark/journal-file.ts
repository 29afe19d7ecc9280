import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'

/** A journal that a run cannot continue. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
}

/**
 * An append-only file of lines. A line is written whole and synced before it counts; a line torn by a kill is cut off when the file is
 * opened again, so that nothing is lost or doubled.
 */
export class JournalFile {
  readonly #file: number

  /**
   * Opens or begins the file.
   * @param read takes the whole lines that it held; what it throws leaves the file closed
   */
  constructor(path: string, read: (text: string) => void) {
    const held = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const text = held.slice(0, held.lastIndexOf('\n') + 1)
    read(text)
    if (text.length < held.length) {
      const file = openSync(path, 'r+')
      ftruncateSync(file, Buffer.byteLength(text))
      closeSync(file)
    }
    this.#file = openSync(path, 'a')
  }

  append(line: unknown): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    fsyncSync(this.#file)
  }

  close(): void {
    closeSync(this.#file)
  }
}

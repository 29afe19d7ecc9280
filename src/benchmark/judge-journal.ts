import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { JournalError } from './run-journal.js'

/** How a question to a judge ended. `abstained` is an answer; the others say why there is none. */
export const JudgeOutcome = z.enum(['ok', 'abstained', 'refusal', 'invalid', 'truncated', 'timeout', 'error'])
export type JudgeOutcome = z.infer<typeof JudgeOutcome>

/** One answer of a judge. It holds no text of report or card: the key is the digest of all that was asked. */
export const JudgeLine = z.strictObject({
  key: z.string(),
  outcome: JudgeOutcome,
  verdict: z.union([z.number().int(), z.enum(['first', 'second', 'tie'])]).nullable(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cost: z.number().nullable(),
})
export type JudgeLine = z.infer<typeof JudgeLine>

/** The append-only cache of a judge's answers: the same question is asked once, also after a kill. */
export class JudgeJournal {
  readonly #file: number
  readonly #byKey = new Map<string, JudgeLine>()
  #cost = 0
  #largest = 0

  private constructor(path: string, text: string) {
    text.split('\n').forEach((line, i) => {
      if (line.trim() === '') return
      let data: unknown = null
      try {
        data = JSON.parse(line)
      } catch {}
      const parsed = JudgeLine.safeParse(data)
      if (!parsed.success)
        throw new JournalError(`${path}, line ${i + 1}: no answer of a judge; mend the line or delete the file`)
      this.#take(parsed.data)
    })
    this.#file = openSync(path, 'a')
  }

  /** Opens or begins a file; a line torn by a kill is cut off. */
  static open(path: string): JudgeJournal {
    let text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    const whole = text.lastIndexOf('\n') + 1
    if (whole < text.length) {
      text = text.slice(0, whole)
      const file = openSync(path, 'r+')
      ftruncateSync(file, Buffer.byteLength(text))
      closeSync(file)
    }
    return new JudgeJournal(path, text)
  }

  get(key: string): JudgeLine | null {
    return this.#byKey.get(key) ?? null
  }

  append(line: JudgeLine): void {
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at)
    fsyncSync(this.#file)
    this.#take(line)
  }

  /** Money spent in all sessions, and on the dearest answer. */
  get cost(): { readonly sum: number; readonly largest: number } {
    return { sum: this.#cost, largest: this.#largest }
  }

  close(): void {
    closeSync(this.#file)
  }

  #take(line: JudgeLine): void {
    this.#byKey.set(line.key, line)
    this.#cost += line.cost ?? 0
    this.#largest = Math.max(this.#largest, line.cost ?? 0)
  }
}

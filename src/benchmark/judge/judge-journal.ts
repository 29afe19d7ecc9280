import { z } from 'zod'
import { JournalError, JournalFile } from '../journal-file.js'

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
  readonly #file: JournalFile
  readonly #byKey = new Map<string, JudgeLine>()
  #cost = 0
  #largest = 0

  /** Opens or begins a file; a line torn by a kill is cut off. */
  constructor(path: string) {
    this.#file = new JournalFile(path, (text) => {
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
    })
  }

  get(key: string): JudgeLine | null {
    return this.#byKey.get(key) ?? null
  }

  append(line: JudgeLine): void {
    this.#file.append(line)
    this.#take(line)
  }

  /** Money spent in all sessions, and on the dearest answer. */
  get cost(): { readonly sum: number; readonly largest: number } {
    return { sum: this.#cost, largest: this.#largest }
  }

  close(): void {
    this.#file.close()
  }

  #take(line: JudgeLine): void {
    this.#byKey.set(line.key, line)
    this.#cost += line.cost ?? 0
    this.#largest = Math.max(this.#largest, line.cost ?? 0)
  }
}

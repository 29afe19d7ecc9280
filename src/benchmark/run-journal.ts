import { JournalError, JournalFile } from './journal-file.js'
import type { Prediction } from './prediction.js'
import { printProblem, readPredictions } from './predictions-file.js'

/** The append-only predictions file of a run: no answer is lost or doubled, also after a kill. */
export class RunJournal {
  readonly #file: JournalFile
  readonly #byKey = new Map<string, Prediction>()
  readonly #places = new Map<string, string>()
  #cost = 0
  #largest = 0
  #tokens: readonly [number, number] = [0, 0]
  #seconds = 0

  /** Opens or begins a file. */
  constructor(path: string) {
    this.#file = new JournalFile(path, (text) => {
      const { predictions, superseded, problems } = readPredictions(text, null)
      if (problems.length > 0)
        throw new JournalError(`${path}: ${printProblem(problems[0]!)}; mend the line or name another file with --out`)
      for (const p of [...superseded, ...predictions]) this.#take(p)
    })
  }

  /** The last answer to a piece of work, null when there is none. */
  get(key: string): Prediction | null {
    return this.#byKey.get(key) ?? null
  }

  /** Whether the file holds an answer for this place to other work (another model, prompt or input). */
  holdsOther(reportId: string, sample: number, variant: string | null, key: string): boolean {
    const known = this.#places.get(`${reportId} ${sample} ${variant ?? ''}`)
    return known !== undefined && known !== key
  }

  append(prediction: Prediction): void {
    this.#file.append(prediction)
    this.#take(prediction)
  }

  /** Money spent in all sessions, failed and replaced answers included. */
  get cost(): number {
    return this.#cost
  }

  /** Tokens and seconds of all sessions, failed and replaced answers included. */
  get totals(): { readonly input_tokens: number; readonly output_tokens: number; readonly seconds: number } {
    const [input_tokens, output_tokens] = this.#tokens
    return { input_tokens, output_tokens, seconds: Math.round(this.#seconds) }
  }

  /** The dearest answer so far. */
  get largestCost(): number {
    return this.#largest
  }

  close(): void {
    this.#file.close()
  }

  #take(prediction: Prediction): void {
    const { report_id, sample, variant } = prediction
    this.#places.set(`${report_id} ${sample} ${variant ?? ''}`, prediction.run?.key ?? '')
    const { run } = prediction
    if (run === undefined) return
    this.#byKey.set(run.key, prediction)
    this.#cost += run.cost ?? 0
    this.#largest = Math.max(this.#largest, run.cost ?? 0)
    this.#tokens = [this.#tokens[0] + run.input_tokens, this.#tokens[1] + run.output_tokens]
    this.#seconds += run.latency_ms / 1000
  }
}

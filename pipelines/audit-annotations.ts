import { appendFileSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { chain, EMPTY_HEAD, type LogCheck, type LogDecision, type LogHead, verifyLog } from '../src/deid/audit/log.js'
import { drawSample, SampleEvent, type SamplePage, type SampleState, sampleState } from '../src/deid/audit/sample.js'
import type { ArtefactStore } from '../src/engine/store.js'
import { auditAnnotation, readLines } from './audit-content.js'

/** Where the vault remembers how the audit log ends. */
const HEAD = 'audit/log-head.json'

/** Appends lines to an annotation and waits until they are on the disk. */
export function appendLines(file: string, text: string): void {
  if (text === '') return
  mkdirSync(dirname(file), { recursive: true })
  appendFileSync(file, text)
  const opened = openSync(file, 'r')
  fsyncSync(opened)
  closeSync(opened)
}

/** The audit log of a project, and its end as the vault remembers it. */
export class AuditLog {
  readonly #file: string

  constructor(
    annotations: string,
    private readonly vault: ArtefactStore,
  ) {
    this.#file = auditAnnotation(annotations, 'log.jsonl')
  }

  text(): string {
    return existsSync(this.#file) ? readFileSync(this.#file, 'utf8') : ''
  }

  async verify(): Promise<LogCheck> {
    return verifyLog(this.text(), await this.#head())
  }

  /** Appends decisions to a log that has just been verified. */
  async append(from: LogHead, decisions: readonly LogDecision[]): Promise<LogHead> {
    if (decisions.length === 0) return from
    const { text, head } = chain(from, decisions)
    appendLines(this.#file, text)
    // The vault comes second: a kill between the two leaves a log that is longer than the vault knows, which is whole.
    await this.vault.write(HEAD, Buffer.from(`${JSON.stringify(head)}\n`))
    return head
  }

  async #head(): Promise<LogHead | null> {
    const bytes = await this.vault.read(HEAD)
    return bytes === null ? null : { ...EMPTY_HEAD, ...(JSON.parse(Buffer.from(bytes).toString('utf8')) as LogHead) }
  }
}

/** The human sample of a project: which pages were drawn, what was seen on them. */
export class AuditSample {
  readonly #file: string

  constructor(annotations: string) {
    this.#file = auditAnnotation(annotations, 'sample.jsonl')
  }

  state(pages: readonly SamplePage[]): SampleState {
    return sampleState(readLines(this.#file, 'sample of audits', SampleEvent), pages)
  }

  /** Draws until `n` pages of what is published now are in the sample; pages drawn before stay in it. */
  draw(pages: readonly SamplePage[], n: number, seed: number): void {
    const drawn = new Set(this.state(pages).drawn.map(({ report_id, page }) => `${report_id} ${page}`))
    const wanted = drawSample(pages, n, seed).filter((p) => !drawn.has(`${p.report_id} ${p.page}`))
    const events = wanted.slice(0, Math.max(0, n - drawn.size)).map((page) => ({ event: 'drawn', ...page }))
    appendLines(this.#file, events.map((event) => `${JSON.stringify(event)}\n`).join(''))
  }

  /** Records what an auditor saw on a page. */
  judge(page: SamplePage, misses: number, by: string): void {
    const { report_id, page: number, image } = page
    appendLines(this.#file, `${JSON.stringify({ event: 'judged', report_id, page: number, image, misses, by })}\n`)
  }
}

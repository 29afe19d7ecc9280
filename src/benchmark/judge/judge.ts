import { createHash } from 'node:crypto'
import type { ChatClient } from '../../models/chat-client.js'
import { costOf } from '../../models/model-config.js'
import type { JudgeJournal, JudgeLine, JudgeOutcome } from './judge-journal.js'
import type { JudgeQuestion } from './judge-prompt.js'

/** A judge ran into the spend limit: what it has said is kept. */
export class JudgeSpendError extends Error {
  override readonly name = 'JudgeSpendError'
}

/** A model as judge: every question is asked once and kept; what a server may do is an outcome, never an error. */
export class Judge {
  #underWay = 0

  constructor(
    private readonly client: ChatClient,
    private readonly prompt: { readonly digest: string },
    private readonly journal: JudgeJournal,
    private readonly options: { readonly maxCost: number | null; readonly retryErrors: boolean },
  ) {}

  /** @throws JudgeSpendError before the spend limit is passed; ModelRefusedError when key or model is refused */
  async ask(question: JudgeQuestion): Promise<JudgeLine> {
    const { model } = this.client
    const key = createHash('sha256')
      .update(JSON.stringify([model.base_url, model.model, model.parameters, this.prompt.digest, question.messages]))
      .digest('hex')
    const known = this.journal.get(key)
    if (known !== null && !(this.options.retryErrors && (known.outcome === 'error' || known.outcome === 'timeout')))
      return known
    const { sum, largest } = this.journal.cost
    if (this.options.maxCost !== null && sum + (this.#underWay + 1) * largest > this.options.maxCost)
      throw new JudgeSpendError(`the judge stopped at the spend limit: raise --max-cost and run again to go on`)
    this.#underWay += 1
    try {
      const reply = await this.client.ask(question.messages, question.form)
      const verdict = reply.kind === 'text' ? question.read(reply.text) : undefined
      const line: JudgeLine = {
        key,
        outcome: outcomeOf(reply.kind, verdict),
        verdict: verdict ?? null,
        input_tokens: reply.input_tokens,
        output_tokens: reply.output_tokens,
        cost: costOf(reply, model),
      }
      this.journal.append(line)
      return line
    } finally {
      this.#underWay -= 1
    }
  }
}

function outcomeOf(kind: string, verdict: unknown): JudgeOutcome {
  if (kind === 'text') return verdict === undefined ? 'invalid' : verdict === null ? 'abstained' : 'ok'
  return kind === 'unsupported' ? 'error' : (kind as JudgeOutcome)
}

import type { ChatClient, ChatMessage, ChatReply } from '../models/chat-client.js'
import type { OutputMode, RemoteModelConfig } from '../models/model-config.js'
import type { Outcome, PredictedCard } from './prediction.js'
import type { Prompt } from './prompt.js'
import { ACTION_CARDS, parseAnswer } from './scoring/answer.js'
import type { TrackInput } from './track-input.js'

/** What came of asking a model about one report: one outcome, whatever happened. */
export interface ModelAnswer {
  readonly outcome: Exclude<Outcome, 'missing'>
  readonly cards: readonly PredictedCard[]
  readonly mode: OutputMode
  readonly repaired: boolean
  readonly attempts: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly latency_ms: number
  readonly reason: string | null
}

/** A model that is asked for the cards of reports. */
export class RemoteModel {
  constructor(
    private readonly client: ChatClient,
    private readonly prompt: Prompt,
    private readonly refusals: readonly RegExp[],
  ) {}

  get config(): RemoteModelConfig {
    return this.client.model
  }

  /** Asks for the cards of one report; an answer that cannot be read gets one chance of repair. */
  async answer(input: TrackInput, language: 'zh' | 'en'): Promise<ModelAnswer> {
    const messages = opening(this.prompt, input, language)
    const replies: ChatReply[] = []
    const first = await this.#ask(messages, replies)
    if (first.kind !== 'text') return this.#ended(outcomeOf(first), [], first.reason, replies, false)
    const parsed = parseAnswer(first.text)
    if (parsed.ok) return this.#ended('ok', parsed.cards, null, replies, false)
    if (this.#refuses(first.text, parsed.reason)) return this.#ended('refusal', [], 'refusal_in_words', replies, false)
    const problems = parsed.problems.map((p) => `- ${p}`).join('\n')
    const again = await this.#ask(
      [
        ...messages,
        { role: 'assistant', content: first.text },
        { role: 'user', content: this.prompt.repair.replace('{{problems}}', () => problems) },
      ],
      replies,
    )
    if (again.kind !== 'text') return this.#ended(outcomeOf(again), [], again.reason, replies, true)
    const repaired = parseAnswer(again.text)
    if (repaired.ok) return this.#ended('ok', repaired.cards, null, replies, true)
    if (this.#refuses(again.text, repaired.reason)) return this.#ended('refusal', [], 'refusal_in_words', replies, true)
    return this.#ended('invalid', [], repaired.reason, replies, true)
  }

  async #ask(messages: readonly ChatMessage[], replies: ChatReply[]): Promise<ChatReply> {
    const reply = await this.client.ask(messages, ACTION_CARDS)
    replies.push(reply)
    return reply
  }

  #refuses(text: string, reason: string): boolean {
    return reason === 'no_json' && this.refusals.some((r) => r.test(text))
  }

  #ended(
    outcome: ModelAnswer['outcome'],
    cards: readonly PredictedCard[],
    reason: string | null,
    replies: readonly ChatReply[],
    repaired: boolean,
  ): ModelAnswer {
    const total = (of: (r: ChatReply) => number) => replies.reduce((sum, r) => sum + of(r), 0)
    return {
      outcome,
      cards,
      mode: replies.at(-1)!.mode,
      repaired,
      attempts: total((r) => r.attempts),
      input_tokens: total((r) => r.input_tokens),
      output_tokens: total((r) => r.output_tokens),
      latency_ms: total((r) => r.latency_ms),
      reason,
    }
  }
}

function outcomeOf(reply: ChatReply): ModelAnswer['outcome'] {
  return reply.kind === 'text' ? 'ok' : reply.kind === 'unsupported' ? 'error' : reply.kind
}

function opening(prompt: Prompt, input: TrackInput, language: 'zh' | 'en'): ChatMessage[] {
  const text = prompt.user
    .replaceAll('{{language}}', () => (language === 'zh' ? 'Chinese' : 'English'))
    .replace('{{report}}', () => input.text)
  const images = input.images.map(({ mime, bytes }) => ({
    type: 'image_url',
    image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` },
  }))
  return [
    { role: 'system', content: prompt.system },
    { role: 'user', content: images.length === 0 ? text : [{ type: 'text', text }, ...images] },
  ]
}

import { z } from 'zod'
import { OutputMode, type RemoteModelConfig } from './model-config.js'
import { askedWait, backoff, Pace, REAL_EFFECTS, type RunEffects } from './pace.js'

/** A message of the chat completions API. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string | readonly object[]
}

/** How one request ended, whatever the server did. `unsupported` means that the output mode was refused. */
export interface ChatReply {
  readonly kind: 'text' | 'refusal' | 'truncated' | 'timeout' | 'error' | 'unsupported'
  readonly text: string
  /** Machine-readable cause where there is no text (`http_500`, `timeout`); never content. */
  readonly reason: string | null
  readonly mode: OutputMode
  readonly attempts: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly latency_ms: number
}

/** The form of the answer: a name for the server, and a JSON Schema in the strict subset (every key required, none added). */
export interface AnswerForm {
  readonly name: string
  readonly schema: object
}

/** The server refuses the model or the key: no other request will fare better, so the run stops. */
export class ModelRefusedError extends Error {
  override readonly name = 'ModelRefusedError'
}

const Usage = z.looseObject({ prompt_tokens: z.number().catch(0), completion_tokens: z.number().catch(0) })
const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }),
      }),
    )
    .min(1),
  usage: Usage.nullish(),
})
const Chunk = z.looseObject({
  choices: z.array(
    z.looseObject({
      finish_reason: z.string().nullish(),
      delta: z.looseObject({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
    }),
  ),
  usage: Usage.nullish(),
})

type Read = Omit<ChatReply, 'mode' | 'attempts' | 'latency_ms'> & {
  readonly retry: boolean
  readonly wait: number | null
}

/**
 * A model behind an OpenAI-compatible server. Remembers which output mode the server honours; spaces its requests by the limits of the
 * model's file, whoever asks.
 */
export class ChatClient {
  #mode: OutputMode
  readonly #pace: Pace

  /** @param key sent as bearer token; null for servers without (see `modelKey`) */
  constructor(
    readonly model: RemoteModelConfig,
    private readonly key: string | null,
    private readonly effects: RunEffects = REAL_EFFECTS,
  ) {
    this.#mode = model.structured_output
    this.#pace = new Pace(model.limits.requests_per_minute, effects)
  }

  /** The output mode of the next request. */
  get mode(): OutputMode {
    return this.#mode
  }

  /**
   * Asks for one answer: retries on 429, 5xx and lost connections, steps down from json_schema to json_object to the prompt alone while
   * the server refuses the mode. Never throws for what a server may do, but for a refused key or model. Attempts and latency count all
   * requests.
   * @throws ModelRefusedError on 401, 403 and 404
   */
  async ask(messages: readonly ChatMessage[], form: AnswerForm): Promise<ChatReply> {
    let [attempts, latency] = [0, 0]
    for (;;) {
      const mode = this.#mode
      const reply = await this.#askIn(mode, messages, form)
      attempts += reply.attempts
      latency += reply.latency_ms
      const next = OutputMode.options[OutputMode.options.indexOf(mode) + 1]
      if (reply.kind !== 'unsupported' || next === undefined) return { ...reply, attempts, latency_ms: latency }
      // Requests run side by side: only the first to be refused steps down.
      if (this.#mode === mode) this.#mode = next
    }
  }

  async #askIn(mode: OutputMode, messages: readonly ChatMessage[], form: AnswerForm): Promise<ChatReply> {
    const { model, effects } = this
    const body = JSON.stringify({
      model: model.model,
      messages,
      [model.max_tokens_parameter]: model.limits.max_output_tokens,
      ...model.parameters,
      ...responseFormat(mode, form),
    })
    let latency = 0
    for (let attempt = 1; ; attempt++) {
      await this.#pace.turn()
      const started = effects.now()
      const read = await send(model, this.key, body, mode, effects)
      latency += effects.now() - started
      if (read.wait !== null) this.#pace.pause(read.wait)
      if (!read.retry || attempt >= model.limits.attempts) {
        const { retry: _, wait: __, ...reply } = read
        return { ...reply, mode, attempts: attempt, latency_ms: Math.round(latency) }
      }
      if (read.wait === null) await effects.sleep(backoff(attempt))
    }
  }
}

function responseFormat(mode: OutputMode, form: AnswerForm): object {
  if (mode === 'json_schema')
    return {
      response_format: { type: 'json_schema', json_schema: { name: form.name, strict: true, schema: form.schema } },
    }
  return mode === 'json_object' ? { response_format: { type: 'json_object' } } : {}
}

async function send(
  model: RemoteModelConfig,
  key: string | null,
  body: string,
  mode: OutputMode,
  effects: RunEffects,
): Promise<Read> {
  let response: Response
  let text: string
  try {
    response = await effects.fetch(`${model.base_url.replace(/\/$/, '')}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
      body,
      signal: AbortSignal.timeout(model.limits.timeout_seconds * 1000),
    })
    text = await response.text()
  } catch (error) {
    const name = (error as Error).name
    if (name === 'TimeoutError' || name === 'AbortError') return ended('timeout', 'timeout')
    return { ...ended('error', 'connection'), retry: true }
  }
  const { status } = response
  if (status === 401 || status === 403 || status === 404)
    throw new ModelRefusedError(
      `${model.id}: the server answers ${status}: check base_url, model and the key in ${model.key_env ?? 'key_env'}`,
    )
  if (status === 429 || status === 408 || status >= 500)
    return { ...ended('error', `http_${status}`), retry: true, wait: askedWait(response.headers, Date.now()) }
  if ((status === 400 || status === 422) && mode !== 'prompt') return ended('unsupported', `http_${status}`)
  if (status !== 200) return ended('error', `http_${status}`)
  const type = response.headers.get('content-type') ?? ''
  return type.includes('text/event-stream') || text.startsWith('data:') ? readStream(text) : readCompletion(text)
}

function ended(kind: ChatReply['kind'], reason: string): Read {
  return { kind, text: '', reason, input_tokens: 0, output_tokens: 0, retry: false, wait: null }
}

function readCompletion(text: string): Read {
  const completion = Completion.safeParse(parse(text))
  if (!completion.success) return ended('error', 'not_a_completion')
  const choice = completion.data.choices[0]!
  return finish(
    choice.message.content ?? '',
    choice.message.refusal ?? null,
    choice.finish_reason ?? null,
    completion.data.usage,
  )
}

/** Some servers stream although nobody asked them to, and some report an error in the middle of it. */
function readStream(text: string): Read {
  let [content, refusal, reason] = ['', '', null as string | null]
  let usage: z.infer<typeof Usage> | null | undefined
  let done = false
  for (const line of text.split('\n')) {
    if (!line.startsWith('data:')) continue
    const data = line.slice('data:'.length).trim()
    if (data === '[DONE]') {
      done = true
      continue
    }
    const chunk = Chunk.safeParse(parse(data))
    if (!chunk.success) return ended('error', 'error_in_stream')
    usage = chunk.data.usage ?? usage
    for (const choice of chunk.data.choices) {
      content += choice.delta?.content ?? ''
      refusal += choice.delta?.refusal ?? ''
      reason = choice.finish_reason ?? reason
    }
  }
  if (!done && reason === null) return { ...ended('error', 'stream_broke_off'), retry: true }
  return finish(content, refusal === '' ? null : refusal, reason, usage)
}

function finish(
  content: string,
  refusal: string | null,
  reason: string | null,
  usage: z.infer<typeof Usage> | null | undefined,
): Read {
  const counted = { input_tokens: usage?.prompt_tokens ?? 0, output_tokens: usage?.completion_tokens ?? 0 }
  const read = (kind: ChatReply['kind'], why: string | null): Read => ({
    ...ended(kind, ''),
    text: content,
    reason: why,
    ...counted,
  })
  if (refusal !== null) return read('refusal', 'refusal')
  if (reason === 'content_filter') return read('refusal', 'content_filter')
  if (reason === 'length') return read('truncated', 'length')
  if (content.trim() === '') return read('error', 'empty_answer')
  return read('text', null)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

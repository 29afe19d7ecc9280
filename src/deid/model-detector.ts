import { z } from 'zod'
import { ChatClient, type ChatMessage, ModelRefusedError } from '../models/chat-client.js'
import { modelKey, type RemoteModelConfig } from '../models/model-config.js'
import type { RunEffects } from '../models/pace.js'
import type { DocumentReading } from '../records/page.js'
import { Category } from './category.js'
import type { ModelDetectorConfig } from './config.js'
import { sheetOfPage } from './page/page-sheet.js'
import type { Proposal, Proposals } from './proposals.js'

/** What a model may call an identifier: the categories of text. */
const TextCategory = Category.exclude(['BARCODE', 'QR', 'PORTRAIT', 'SIGNATURE', 'SEAL', 'LOGO', 'IMAGE'])

const Answer = z.object({ identifiers: z.array(z.object({ category: z.string(), text: z.string() })) })

const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['identifiers'],
  properties: {
    identifiers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['category', 'text'],
        properties: { category: { type: 'string', enum: TextCategory.options }, text: { type: 'string' } },
      },
    },
  },
} as const

const TASK = `You find what identifies a person or an institution in one page of a health check-up report.
List every identifier: names of patients, relatives and staff; identity, record, sample and licence numbers; telephone, fax, e-mail, web and network addresses; postal
addresses and places below the state or province; institutions; employers; dates; ages of 90 and more; serial numbers; vehicle plates; accounts.
Copy each one letter by letter as it is printed, without its label, and once even if it stands there more often.
Never list results, units, reference ranges, tests, organisms, drugs, illnesses, eponyms or headings.
Answer with JSON: {"identifiers": [{"category": one of ${TextCategory.options.join(', ')}, "text": "..."}]}. With nothing to list: {"identifiers": []}.`

const LIMITS = { requests_per_minute: null, concurrency: 1, max_output_tokens: 4096, attempts: 3 } as const

/**
 * Asks the model about every page's text. Never throws for what the server does: where one request fails the proposals say why, and nothing of that report's other
 * pages is used, so that the outcome does not depend on which request failed.
 * @param environment holds the key under the configured name
 */
export async function proposeIdentifiers(
  reading: DocumentReading,
  config: ModelDetectorConfig,
  environment: Readonly<Record<string, string | undefined>>,
  effects?: RunEffects,
): Promise<Proposals> {
  const detector = `model:${config.model}`
  const failed = (cause: string): Proposals => ({ detector, pages: [], failed: cause })
  const model: RemoteModelConfig = {
    id: 'deid.model',
    kind: 'openai',
    title: config.model,
    base_url: config.base_url,
    model: config.model,
    key_env: config.key_env,
    tracks: ['text'],
    structured_output: config.structured_output,
    parameters: config.parameters,
    max_tokens_parameter: 'max_tokens',
    limits: { ...LIMITS, timeout_seconds: config.timeout_seconds },
    price: null,
    licence: null,
    status: 'not_run',
  }
  let key: string | null
  try {
    key = modelKey(model, environment)
  } catch {
    return failed('no_key')
  }
  const client = new ChatClient(model, key, effects)
  const pages: Proposals['pages'] = []
  for (const page of reading.pages) {
    const found: Proposal[] = []
    for (const text of chunks(sheetOfPage(page).text, config.max_characters)) {
      const answer = await ask(client, text)
      if (typeof answer === 'string') return failed(answer)
      found.push(...answer)
    }
    pages.push({ page: page.number, found })
  }
  return { detector, pages, failed: null }
}

/** The identifiers that the model lists, or why there is no list. */
async function ask(client: ChatClient, text: string): Promise<Proposal[] | string> {
  const messages: ChatMessage[] = [
    { role: 'system', content: TASK },
    { role: 'user', content: text },
  ]
  try {
    const reply = await client.ask(messages, { name: 'identifiers', schema: SCHEMA })
    if (reply.kind !== 'text') return reply.reason ?? reply.kind
    const answer = Answer.safeParse(read(reply.text))
    if (!answer.success) return 'answer_invalid'
    return answer.data.identifiers.flatMap(({ category, text: copy }) => {
      const known = TextCategory.safeParse(category)
      return known.success ? [{ category: known.data, text: copy }] : []
    })
  } catch (error) {
    if (error instanceof ModelRefusedError) return 'refused'
    throw error
  }
}

/** JSON, also where a model wraps it in a code fence. */
function read(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\s*```(?:json)?\s*|\s*```\s*$/g, ''))
  } catch {
    return null
  }
}

/** A text in parts of at most so many characters, cut at line ends; nothing for a text without a letter. */
function chunks(text: string, most: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const line of text.split('\n')) {
    if (part !== '' && part.length + 1 + line.length > most) {
      parts.push(part)
      part = ''
    }
    part = part === '' ? line : `${part}\n${line}`
    while (part.length > most) {
      parts.push(part.slice(0, most))
      part = part.slice(most)
    }
  }
  return [...parts, part].filter((one) => /\p{L}/u.test(one))
}

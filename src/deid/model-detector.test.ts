import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { pageOf, wordAt } from '../records/page.fixture.js'
import type { DocumentReading } from '../records/page.js'
import { ModelDetectorConfig } from './config.js'
import { identify } from './identify.js'
import { proposeIdentifiers } from './model-detector.js'

let server: Server | null = null
afterEach(() => new Promise<void>((done) => (server === null ? done() : server.close(() => done()))))

const requests: { authorization: string | undefined; content: string }[] = []

/** A server that answers every chat request with what `answer` makes of the text it was sent. */
async function host(answer: (text: string) => { status?: number; content: string }): Promise<string> {
  requests.length = 0
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      const { messages } = JSON.parse(body) as { messages: { content: string }[] }
      const text = messages.at(-1)!.content
      requests.push({ authorization: request.headers.authorization, content: text })
      const { status = 200, content } = answer(text)
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
      response.end(JSON.stringify({ choices: [{ finish_reason: 'stop', message: { content } }] }))
    })
  })
  await new Promise<void>((done) => server!.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

const reading: DocumentReading = {
  media_type: 'application/pdf',
  side_texts: [],
  pages: [
    pageOf([
      ...['our', 'dear', 'quillon', 'came', 'with', 'hashimoto', 'thyroiditis'].map((text, i) =>
        wordAt(text, 40 + 70 * i, 50),
      ),
      wordAt('Glucose', 40, 80),
      wordAt('5.6', 250, 80),
      wordAt('mmol/L', 330, 80),
      wordAt('quillon', 40, 110),
    ]),
  ],
}

const config = (base_url: string, more: object = {}) =>
  ModelDetectorConfig.parse({ base_url, model: 'finder', ...more })
const identifiers = (list: object[]) => ({ content: JSON.stringify({ identifiers: list }) })

it('covers what the model copies from the page, under its name, and nothing else', async () => {
  const url = await host(() =>
    identifiers([
      { category: 'NAME', text: 'quillon' },
      { category: 'NAME', text: 'hashimoto' },
      { category: 'NAME', text: 'Nobody Here' },
      { category: 'ID', text: '5.6' },
      { category: 'SPELL', text: 'came' },
      { category: 'NAME', text: 'quill' },
    ]),
  )
  const proposals = await proposeIdentifiers(reading, config(url, { key_env: 'FINDER_KEY' }), { FINDER_KEY: 'k' })
  expect(requests[0]).toMatchObject({ authorization: 'Bearer k' })
  expect(requests[0]!.content).toContain('quillon')
  const found = identify(reading, { proposals })
  expect(found.identifiers.map(({ category, text, detector }) => [category, text, detector])).toEqual([
    ['NAME', 'quillon', 'model:finder'],
    ['NAME', 'quillon', 'model:finder'],
  ])
  expect(found.review_reasons).not.toContain('model_detector_failed')
})

it('cuts long pages at line ends', async () => {
  const url = await host(() => identifiers([]))
  const words = Array.from({ length: 30 }, (_, i) => wordAt('some words of text', 40, 20 + 20 * i))
  await proposeIdentifiers({ ...reading, pages: [pageOf(words)] }, config(url, { max_characters: 200 }), {})
  expect(requests.length).toBeGreaterThan(2)
  expect(
    requests.every(({ content }) => content.length <= 200 && content.startsWith('some') && content.endsWith('text')),
  ).toBe(true)
})

it.each<[string, string, Parameters<typeof host>[0]]>([
  ['http_500', 'http_500', () => ({ status: 500, content: '' })],
  ['a refused key', 'refused', () => ({ status: 401, content: '' })],
  ['prose', 'answer_invalid', () => ({ content: 'I found three names.' })],
  ['another form', 'answer_invalid', () => ({ content: '{"identifiers": "none"}' })],
])('says why there are no proposals, without content: %s', async (_, cause, answer) => {
  const proposals = await proposeIdentifiers(reading, config(await host(answer)), {})
  expect(proposals).toEqual({ detector: 'model:finder', pages: [], failed: cause })
  expect(identify(reading, { proposals }).review_reasons).toContain('model_detector_failed')
})

it('does not ask without the key that the configuration names', async () => {
  const url = await host(() => identifiers([]))
  expect((await proposeIdentifiers(reading, config(url, { key_env: 'FINDER_KEY' }), {})).failed).toBe('no_key')
  expect(requests).toEqual([])
})

it('says that nobody listens', async () => {
  expect((await proposeIdentifiers(reading, config('http://127.0.0.1:9/v1'), {})).failed).toBe('connection')
}, 30_000)

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { DeidConfig } from '../src/deid/config.js'
import type { StageContext } from '../src/engine/stage.js'
import { pageOf, wordAt } from '../src/records/page.fixture.js'
import { propose } from './propose.js'

const reading = { media_type: 'application/pdf', pages: [], side_texts: [] }
const page = pageOf([wordAt('quillon', 40, 50)])

function context(model: object | null, input: object = { ...reading, pages: [page] }): StageContext {
  const config = DeidConfig.parse({ model }).model
  return { config, input: async () => input } as unknown as StageContext
}

/** A server that always fails, and how often it was asked. */
async function failing(run: (base_url: string) => Promise<void>): Promise<number> {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.writeHead(400).end('quillon')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`)
  await new Promise((done) => server.close(done))
  return asked
}

it('asks nobody and reads nothing unless a host is named', async () => {
  const blind = { config: null, input: () => Promise.reject(new Error('read')) } as unknown as StageContext
  expect(await propose.run(blind)).toEqual({ artefact: { detector: null, pages: [], failed: null } })
})

it('sets the report aside when the host fails, without a word of it', async () => {
  const asked = await failing(async (base_url) => {
    const attempt = propose.run(context({ base_url, model: 'finder' }))
    await expect(attempt).rejects.toMatchObject({ reason: 'detector_failed', measured: 'http_400' })
    await expect(attempt).rejects.not.toThrow(/quillon/)
  })
  expect(asked).toBeGreaterThan(0)
})

it('goes on where the configuration says so, and keeps the cause', async () => {
  await failing(async (base_url) => {
    const { artefact } = await propose.run(context({ base_url, model: 'finder', on_error: 'continue' }))
    expect(artefact).toEqual({ detector: 'model:finder', pages: [], failed: 'http_400' })
  })
})

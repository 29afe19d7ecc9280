import { expect, test } from 'vitest'
import { costOf, loadModel, type ModelConfig, modelIds, modelKey, type RemoteModelConfig } from './model-config.js'

test('every shipped model file is valid; those that were not run say so', () => {
  const models = modelIds('configs/models').map((id): ModelConfig => loadModel('configs/models', id))
  expect(models.filter((m) => m.kind === 'baseline').length).toBe(4)
  expect(models.filter((m) => m.kind === 'openai').length).toBeGreaterThanOrEqual(10)
  expect(() => loadModel('configs/models', 'nobody')).toThrow(/known: .*rule-drafter/)
})

test('a key comes from the variable that the file names, an empty one is none', () => {
  const model = loadModel('configs/models', 'gpt-4.1') as RemoteModelConfig
  expect(modelKey(model, { OPENAI_API_KEY: 'k' })).toBe('k')
  expect(() => modelKey(model, { OPENAI_API_KEY: '' })).toThrow(/OPENAI_API_KEY/)
  expect(modelKey({ ...model, key_env: null }, {})).toBeNull()
})

test('tokens cost what the price says, and nothing is said without one', () => {
  const model = loadModel('configs/models', 'gpt-4.1') as RemoteModelConfig
  const price = { currency: 'USD', input: 2, output: 8, as_of: '2026-01-01' }
  expect(costOf({ input_tokens: 500_000, output_tokens: 250_000 }, { ...model, price })).toBe(3)
  expect(costOf({ input_tokens: 1, output_tokens: 1 }, { ...model, price: null })).toBeNull()
})

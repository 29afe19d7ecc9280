import { expect, test } from 'vitest'
import { z } from 'zod'
import { EngineConfig } from './config.js'
import { ConfigError, nearestKey, parseConfig } from './yaml-config.js'

const Schema = z.strictObject({
  engine: EngineConfig.prefault({}),
  mode: z.enum(['grey', 'colour']).default('colour'),
  names: z.array(z.string()).default([]),
})

function refusal(text: string): ConfigError {
  try {
    parseConfig(text, 'test.yaml', Schema)
  } catch (error) {
    if (error instanceof ConfigError) return error
  }
  throw new Error('nothing was refused')
}

test('keys left out take their defaults', () => {
  expect(parseConfig('', 'test.yaml', Schema)).toMatchObject({ mode: 'colour', engine: { workers: 'auto' } })
  expect(parseConfig('engine: { workers: 3 }', 'test.yaml', Schema).engine.workers).toBe(3)
})

test.each([
  ['mode: grau', 'mode', 'test.yaml: mode is "grau", allowed is one of "grey", "colour"'],
  [
    'engine: { workers: lots }',
    'engine.workers',
    'engine.workers is "lots", allowed is "auto" or a whole number >= 1 <= 256',
  ],
  ['engine: { timeout_seconds: 0 }', 'engine.timeout_seconds', 'is 0, allowed is a number > 0 <= 86400'],
  ['names: [1]', 'names.0', 'names.0 is 1, allowed is a text'],
  ['engine: 4', 'engine', 'engine is 4, allowed is a block of keys'],
  ['engine: { worker: 4 }', 'engine.worker', 'engine.worker is not a known key: did you mean engine.workers?'],
  ['colour: true', 'colour', 'colour is not a known key: known keys here: engine, mode, names'],
])('%s is refused with the key, the value and what is allowed', (text, key, message) => {
  const error = refusal(text)
  expect(error.key).toBe(key)
  expect(error.message).toContain(message)
  expect(error.exitCode).toBe(2)
})

test('broken YAML and a key given twice are refused with the line', () => {
  expect(refusal('mode: grey\nnames: [').message).toContain('line 2')
  expect(refusal('mode: grey\nmode: colour').message).toContain('DUPLICATE_KEY')
})

test('a far key suggests nothing', () => {
  expect(nearestKey('timeout_second', ['timeout_seconds', 'workers'])).toBe('timeout_seconds')
  expect(nearestKey('banana', ['timeout_seconds', 'workers'])).toBeNull()
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../src/engine/yaml-config.js'
import { Config } from './config.js'

const file = join(import.meta.dirname, '..', 'configs', 'default.yaml')

it('configs/default.yaml holds every key with its default', () => {
  const defaults = Config.parse({})
  expect(loadConfig(file, Config)).toEqual(defaults)
  expect(parse(readFileSync(file, 'utf8'))).toEqual(defaults)
})

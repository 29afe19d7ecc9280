import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAccessToken, withoutTokens } from './access-token.js'

const home = mkdtempSync(join(tmpdir(), 'token-'))
afterAll(() => rmSync(home, { recursive: true }))
const file = (path: string, token: string): void => {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), `${token}\n`)
}

describe('readAccessToken', () => {
  it('prefers the environment, then the standard file in its places', () => {
    expect(readAccessToken({}, home)).toBe(null)
    file('.cache/huggingface/token', 'hf_a')
    file('xdg/huggingface/token', 'hf_b')
    file('hf/token', 'hf_c')
    file('elsewhere', 'hf_d')
    const more: NodeJS.ProcessEnv = {}
    const found = (added: NodeJS.ProcessEnv): string | null => readAccessToken(Object.assign(more, added), home)
    expect(found({})).toBe('hf_a')
    expect(found({ XDG_CACHE_HOME: join(home, 'xdg') })).toBe('hf_b')
    expect(found({ HF_HOME: join(home, 'hf') })).toBe('hf_c')
    expect(found({ HF_TOKEN_PATH: join(home, 'elsewhere') })).toBe('hf_d')
    expect(found({ HUGGING_FACE_HUB_TOKEN: 'hf_e' })).toBe('hf_e')
    expect(found({ HF_TOKEN: ' hf_f ' })).toBe('hf_f')
  })

  it('does not print a token of the wrong form', () => {
    expect(() => readAccessToken({ HF_TOKEN: 'sk-secret' }, home)).toThrow(/^(?!.*secret)/)
  })
})

it('tokens and signatures do not survive in messages', () => {
  expect(withoutTokens('a hf_abcDEF123 Bearer xyz.1 https://s?X-Amz-Signature=q1&b=2')).toBe(
    'a hf_… Bearer… https://s?X-Amz-Signature=…&b=2',
  )
})

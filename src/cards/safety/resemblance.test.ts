import { describe, expect, test } from 'vitest'
import { knowledge } from '../fixtures/drafting.js'
import { resemblanceTo } from './resemblance.js'

describe('how a sentence reads beside the examples', () => {
  test.each([
    ['en', 'Numbers such as yours straighten themselves out.', 'A drink before the test can push the number up.'],
    ['zh', '这点偏高谁都会有，睡一觉就好。', '检查前熬夜也可能使结果偏高。'],
  ] as const)('%s: what was never listed weighs by what it shares with them', (language, refused, allowed) => {
    const reads = resemblanceTo(language, knowledge)
    expect(reads(refused).odds).toBeGreaterThan(0)
    expect(reads(allowed).odds).toBeLessThan(0)
    expect(reads(allowed).like()).toBeNull()
  })

  test('names the class it reads like', () => {
    expect(resemblanceTo('en', knowledge)('Your marrow has stopped making red cells.').like()).toBe(
      'diagnosis_asserted',
    )
  })

  test('is learnt the same every time', () => {
    const again = { ...knowledge }
    const sentence = 'You may leave it until the spring.'
    expect(resemblanceTo('en', again)(sentence).odds).toBe(resemblanceTo('en', knowledge)(sentence).odds)
  })
})

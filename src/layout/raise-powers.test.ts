import { describe, expect, it } from 'vitest'
import { raisePowers } from './line.js'

describe('raised digits that a text layer holds as plain ones', () => {
  it.each([
    ['109/L', '10⁹/L'],
    ['1012/L', '10¹²/L'],
    ['6.55109/L', '6.5510⁹/L'],
    ['115109/L', '11510⁹/L'],
    ['6.96 109/L', '6.96 10⁹/L'],
    ['5.2 103/uL', '5.2 10³/uL'],
  ])('%s is %s', (plain, raised) => {
    expect(raisePowers(plain)).toBe(raised)
  })

  it.each(['106/uL', '109/Lm', '10^9/L', '140/90', '1.109/L'])('leaves %s alone', (text) => {
    expect(raisePowers(text)).toBe(text)
  })
})

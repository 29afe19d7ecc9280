import { describe, expect, it } from 'vitest'
import { Prng } from './prng.js'

describe('the random source', () => {
  it('repeats itself for a seed and differs for another', () => {
    const take = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (rng) => () =>
            rng.next()
        )(new Prng(seed)),
      )
    expect(take(7)).toEqual(take(7))
    expect(take(7)).not.toEqual(take(8))
  })

  it('forks streams that do not advance the parent', () => {
    const rng = new Prng(3)
    const a = rng.fork('a').next()
    expect(rng.fork('a').next()).toBe(a)
    expect(rng.fork('b').next()).not.toBe(a)
    expect(rng.next()).toBe(new Prng(3).next())
  })

  it('draws evenly', () => {
    const rng = new Prng(1)
    const counts = [0, 0, 0, 0]
    for (let i = 0; i < 8000; i++) counts[rng.int(0, 3)]!++
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})

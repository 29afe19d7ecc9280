import { expect, test } from 'vitest'
import { Toy, texts } from './toy.js'

// Behaviour is asserted (no stage runs, no worker starts); the times are printed for the reader.
test('a no-op build of 5,000 reports runs nothing', async () => {
  const toy = new Toy(texts(5000))
  try {
    const config = { marks: undefined }
    const first = await toy.build({ config })
    expect(first.code).toBe(0)
    const second = await toy.build({ config })
    expect(second.summary.message).toBe('nothing to do: 5000 reports are up to date')
    expect(second.summary.stages.every(({ ran }) => ran === 0)).toBe(true)
    expect(second.summary.peak_rss_mb.workers).toEqual([])
    console.log(`5,000 reports: first build ${first.summary.seconds} s, no-op ${second.summary.seconds} s`)
    console.log(`peak memory of the parent ${second.summary.peak_rss_mb.parent} MB`)
  } finally {
    toy.remove()
  }
}, 300_000)

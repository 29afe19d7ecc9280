import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

function times(text: string): string[] {
  return detectText(text, { lang: 'en' })
    .filter(({ category }) => category === 'DATE')
    .map(({ start, end }) => text.slice(start, end))
}

describe('times of four figures', () => {
  it.each([
    ['Time\t0640\t1915\nSodium\t139\t140', ['0640', '1915']],
    ['Time\tBP\tPulse\n0830\t128/82\t66\n0915\t120/80\t64', ['0830', '0915']],
    ['Pulse rechecked 0715 by the nurse.', ['0715']],
    ['Specimen received 2140 by courier', ['2140']],
  ])('covers %j', (text, found) => {
    expect(times(text)).toEqual(found)
  })

  it.each([
    'Time\t2021\t2022\t2023',
    'Time (min)\t0\t60\t120',
    'Volume collected 1200 mL, repeated 1500 mL.',
    'Urine volume repeated 1450 mL',
  ])('leaves %j', (text) => {
    expect(times(text)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

function places(text: string): string {
  return detectText(text, { lang: 'en' })
    .filter(({ category }) => category === 'ADDRESS')
    .map(({ start, end }) => text.slice(start, end))
    .join('|')
}

describe('unit numbers of flats and suites', () => {
  it.each([
    ['Blk 71 Lorong Teratai\n#11-208\nSingapore 310071', '#11-208'],
    ['See me at Opal Tower #05-12 next week.', 'Opal Tower #05-12'],
    ['Collect it at Heron Medical Suites, #B1-07/08, by Friday.', '#B1-07/08'],
  ])('covers %j', (text, unit) => {
    expect(places(text)).toContain(unit)
  })

  it.each([
    'Caries of teeth #14-15 restored, crown on #3-5.',
    'Item #3-4 of the questionnaire',
    'Implants #18-028 seated',
  ])('leaves %j', (text) => {
    expect(places(text)).toBe('')
  })
})

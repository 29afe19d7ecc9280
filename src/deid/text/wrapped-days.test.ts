import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) => detectText(text, { lang: 'en' }).map((span) => text.slice(span.start, span.end))

describe('days that a line end broke off their month', () => {
  it('are found with the month below', () => {
    const text = 'The nurse called the clinic on 28\nNovember to arrange the review and it went well.'
    expect(found(text)).toEqual(expect.arrayContaining(['28', 'November']))
  })
  it('are none without a month, or where it is a verb', () => {
    expect(found('The ward has beds for 28\nNormal patients at this time.')).toEqual([])
    expect(found('The pulse was taken and it was 28\nmay be repeated later on.')).toEqual([])
  })
})

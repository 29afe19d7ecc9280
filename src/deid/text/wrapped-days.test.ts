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

describe('days that a line end broke off their year, or within their figures', () => {
  it.each([
    ['Date of Birth\tJanuary 18th,\n              1955', '1955'],
    ['Sample collected on\tNovember 20th,\n                    2023 11:57', '2023 11:57'],
    ['Received\t20 November\n         2023', '2023'],
    ['DOB\tSeptember\n    12th, 1995', '12th, 1995'],
    ['DOB\tSeptember\n    12th,\n    1995', '1995'],
    ['DOB\tSeptember\n    12th,\n    1995', 'September'],
    ['Repeat in the second week of April\n2025.', '2025'],
    ['Birth date\t20\n           September\n           1976', 'September'],
    ['Birth date\t20\n           September\n           1976', '1976'],
    ['Birth date\t20\n           September 1976', 'September 1976'],
    ['Collected\t2023-11-\n          20', '20'],
    ['Reported\t11/20/\n         2023', '2023'],
    ['采样时间\t2023年11月\n         20日 09:30', '20日 09:30'],
  ])('%j', (text, rest) => {
    expect(found(text)).toContain(rest)
  })
  it('leaves years and numbers below other words', () => {
    expect(found('Guideline of the Society for 12\n2023 update')).toEqual([])
    expect(found('Ratio 2-3-\n20 mm')).toEqual([])
    expect(found('30 March 2023\n5.57')).toEqual(['30 March 2023'])
    expect(found('5.57\n30 March 2023')).toEqual(['30 March 2023'])
  })
})

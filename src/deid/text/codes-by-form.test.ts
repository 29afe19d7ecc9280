import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

function covered(text: string): string {
  return detectText(text, { lang: 'en' })
    .map(({ start, end }) => text.slice(start, end))
    .join('|')
}

describe('codes told by their form', () => {
  it.each([
    ['He flew on Lotus-Gold 7715 330 2840 last week.', '7715 330 2840'],
    ['Join by Zoom 733 2208 1946 at noon.', '733 2208 1946'],
    ['Vehicle for the valet: SKD 2218 R', 'SKD 2218 R'],
    ['SSN (last 4)\txxx-xx-7702\tRow 3', 'xxx-xx-7702'],
    ['Previous excision (KH21:30418) showed a naevus.', 'KH21:30418'],
    ['Requesting provider Dr Q. Ashdown 3310742K; bulk bill', '3310742K'],
    ['Audiogram by a tester with CAOHC 60318.', '60318'],
    ['Hearing tested in booth AB-112.', 'AB-112'],
    ['Report compiled 03-Jun-2025 09:14 by tkoskela from desk two.', 'tkoskela'],
  ])('covers %j', (text, code) => {
    expect(covered(text)).toContain(code)
  })

  it.each([
    'Counts were 1200 1350 1410 over three visits.',
    'The years 2019 2020 2021 were compared.',
    'ASCP 2023 guideline was followed.',
    'Typed HLA-B27:05 and A02:0101 in the family',
    'Infection caused by rotavirus and typed by serology',
    'The KV-HRS-2021 score replaces the older equation.',
    'Weight\tHeight\tBody fat\tKV-HRS-2021 10-yr risk',
  ])('leaves %j', (text) => {
    expect(covered(text)).toBe('')
  })
})

describe('names of tests', () => {
  it.each([
    'Kettle Valley enceph. IgG\tNot detected\tNot detected',
    'Mitotic count\t2 /mm2',
    'Pagetoid spread\tAbsent',
    'Mitotic rate\t<1 /mm2\nDeep margin\t4.4 mm',
  ])('leaves %j', (text) => {
    expect(covered(text)).toBe('')
  })
})

describe('doctors, works clinics and couriers', () => {
  it.each([
    ['Normal study. Dr VKT, 03/04/25 10:12', 'VKT'],
    ['Normal study, no focal lesion. Dr\nVKT, 03/04/25 10:12', 'VKT'],
    ['Discussed with A/Prof Gudrun Tamsin on Monday.', 'Gudrun Tamsin'],
    ['Floods at her son’s (Petro) farm last month.', 'Petro'],
    ['Flu vaccine given at NLRB depot clinic in the autumn.', 'NLRB depot clinic'],
    ['Bottles released to BrightHare Courier at noon.', 'BrightHare Courier'],
  ])('covers %j', (text, name) => {
    expect(covered(text)).toContain(name)
  })

  it.each(['Visit the on-site clinic or the works medical centre.', 'Samples go by courier service overnight.'])(
    'leaves %j',
    (text) => {
      expect(covered(text)).toBe('')
    },
  )
})

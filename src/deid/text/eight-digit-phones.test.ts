import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

function phones(text: string): string[] {
  return detectText(text, { lang: 'en' })
    .filter(({ category }) => category === 'PHONE' || category === 'FAX')
    .map(({ start, end }) => text.slice(start, end))
}

describe('telephone numbers of eight digits without a country code', () => {
  it.each([
    ['Please ring the ward on 6712 4480 before noon.', '6712 4480'],
    ['Care team\tHP 8223 1904', '8223 1904'],
    ['Review by Dr Teo Hui Min (6355 7210) in May.', '6355 7210'],
    ['Spoke to her son (9133 8042) about the result.', '9133 8042'],
    ['Singapore 229017\nTan Mei Fen\n8834 1170', '8834 1170'],
  ])('covers %j', (text, phone) => {
    expect(phones(text)).toContain(phone)
  })

  it.each([
    'Platelets 8800 9000 in the two runs',
    'Steps 8123 9044 per day were counted.',
    'Range 3500-5000 kcal and 6000-8000 steps, Singapore.',
    'Kidney panel (3120 4410) as reported',
    'WBC count 5200 6100 in both samples',
  ])('leaves %j', (text) => {
    expect(phones(text)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const covered = (text: string) =>
  detectText(text, { lang: 'en' }).map(({ start, end }) => text.slice(start, end).replace(/[.,]$/, ''))

describe('who was told a result, and who told it', () => {
  it.each([
    ['Critical value called to RN Marlow at 12:30 on 03/04/2024 by JLM.', 'Marlow'],
    ['Critical value called to RN Marlow at 12:30 on 03/04/2024 by JLM.', 'JLM'],
    ['Critical result called to and read back by Marlow, RN @ 1230 3/4/24.', 'Marlow'],
    ['CALLED TO: MARLOW RN   BY: JLM   ON: 03/04/24', 'MARLOW'],
    ['Potassium phoned to Odile at the ward 09:35', 'Odile'],
  ])('%s', (text, name) => {
    expect(covered(text).some((span) => span.includes(name))).toBe(true)
  })
  it.each([
    'Results were discussed with the patient by telephone.',
    'Critical value called to Intensive Care by the laboratory.',
    'The viral load was confirmed by PCR and notified to Public Health.',
  ])('is no ward, office or method: %s', (text) => {
    expect(covered(text)).toEqual([])
  })
})

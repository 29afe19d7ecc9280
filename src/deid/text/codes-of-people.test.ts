import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const codes = (text: string) =>
  detectText(text, { lang: 'auto' })
    .filter((span) => span.category === 'ID')
    .map((span) => text.slice(span.start, span.end))

describe('codes of people', () => {
  it.each([
    ['Specimen collected by Dr. Anna Holt (PHL-031) at home', 'PHL-031'],
    ['Verified by: Dr. Anna Holt (Staff No. 4471)', '4471'],
    ['审核医师：罗青云（0417）', '0417'],
    ['Nurse: Anna Holt (rn20417)', 'rn20417'],
    ['Home collection by Venkatesh (PHB-204). Report sent by post.', 'PHB-204'],
  ])('stand in parentheses behind the name: %s', (text, code) => {
    expect(codes(text)).toContain(code)
  })
  it.each([
    'Seen by Dr. Anna Holt (1998)',
    'Patient: Anna Holt (F45)',
    'the score of Child and Pugh (A5)',
    'Seen with Anna Holt (aged 45)',
    'Patient: Anna Holt (AGED 45)',
    'Reviewed by Dr. Anna Holt (ward 12)',
    'Nurse: Anna Holt (Bed 14)',
  ])('are no years, ages, places or scores: %s', (text) => {
    expect(codes(text)).toEqual([])
  })
})

import { describe, expect, test } from 'vitest'
import { draft, summary } from './fixtures/drafting.js'
import { quantity, records } from './fixtures/records.js'

describe('what contradicts itself is said', () => {
  test('a mark against the value: the value decides, the card says so', () => {
    const cards = draft(
      records([quantity('alt', 'ALT', 58, 'U/L', 9, 50, { flag: 'L', flag_printed: 'L', agreement: 'disagree' })]),
    )
    expect(cards[0]!.issue).toBe('liver_enzymes_raised')
    expect(cards[0]!.safety.violations).toEqual([])
    expect(cards[0]!.explanation).toContain('marks it as "L"')
    expect(cards[0]!.safety.verdict).toBe('pass')
  })

  test('a mark on a value within its range: a card of its own, soon when the mark is critical', () => {
    const r = records([
      quantity('alt', 'ALT', 40, 'U/L', 9, 50, { flag: 'H', flag_printed: 'H', agreement: 'disagree' }),
    ])
    const asked = { card_for_flag_conflict: true }
    expect(summary(r)).toEqual([])
    expect(draft(r, null, asked).map((c) => c.issue)).toEqual(['mark_contradicts_value'])
    const misread = records([
      quantity('alt', 'ALT', 40, 'U/L', 9, 50, {
        flag: 'H',
        flag_printed: 'H',
        agreement: 'disagree',
        review_reasons: ['low_ocr_confidence'],
      }),
    ])
    expect(draft(misread, null, asked)).toEqual([])
    const critical = records([
      quantity('alt', 'ALT', 40, 'U/L', 9, 50, { flag: 'HH', flag_printed: 'HH', agreement: 'disagree' }),
    ])
    expect(summary(critical)).toEqual(['mark_contradicts_value:high'])
  })

  test('a printed critical mark is at least high', () => {
    expect(summary(records([quantity('ck', 'CK', 300, 'U/L', 26, 200, { interpretation: 'HH' })]))).toEqual([
      'muscle_enzymes_raised:high',
    ])
  })

  test('a mark that grades the distance is not a critical mark', () => {
    const marked = (flag_printed: string) =>
      summary(records([quantity('tpo_ab', 'Anti-TPO', 380, 'IU/mL', 0, 30, { flag: 'HH', flag_printed })]))
    expect(marked('++')).toEqual(['thyroid_antibodies:low'])
    expect(marked('HH')).toEqual(['thyroid_antibodies:high'])
  })

  test('an urgent number that may be misread is not urgent on its own; the card says so and asks for a check soon', () => {
    const prose = { range_printed: null, review_reasons: ['from_prose'] }
    const [card] = draft(records([quantity('platelets', 'Platelets', 7.11, '10^9/L', null, null, prose)]))
    expect(card).toMatchObject({ priority: 'high', window_max_days: 3, safety: { verdict: 'pass' } })
    expect(card!.explanation).toContain('may have been misread')
    // A mark that says the same, or a second sound record, clears the doubt.
    const marked = { ...prose, flag: 'L' as const, flag_printed: 'L', agreement: 'agree' as const }
    expect(summary(records([quantity('platelets', 'Platelets', 7.11, '10^9/L', 125, 350, marked)]))).toEqual([
      'platelets_low:urgent',
    ])
    const misread = { review_reasons: ['decimal_point_doubtful'], flag: 'L' as const, agreement: 'agree' as const }
    expect(summary(records([quantity('platelets', 'Platelets', 7.11, '10^9/L', 125, 350, misread)]))).toEqual([
      'platelets_low:high',
    ])
  })

  test('a mild threshold does not speak where the report prints a range that was not understood and leaves the value unmarked', () => {
    const vitamin = (part: object) =>
      quantity('vitamin_d_25oh', '25-OH-D', 64, 'nmol/L', null, null, { canonical_unit: 'nmol/L', ...part })
    const other = quantity('alt', 'ALT', 58, 'U/L', 9, 50, { flag: 'H', flag_printed: '↑', agreement: 'agree' })
    expect(summary(records([vitamin({ range_printed: '50.0一125.0' }), other]))).toEqual(['liver_enzymes_raised:low'])
    expect(summary(records([vitamin({ range_printed: null }), other]))).toContain('vitamin_d_low:low')
    expect(summary(records([vitamin({ range_printed: '50.0一125.0' })]))).toEqual(['vitamin_d_low:low'])
  })

  test('an urgent number in a sentence is urgent when its range stands beside it', () => {
    const prose = { review_reasons: ['from_prose'], agreement: 'disagree' as const }
    const [card] = draft(records([quantity('potassium', 'Potassium', 6.8, 'mmol/L', 3.5, 5.3, prose)]))
    expect(card!.priority).toBe('urgent')
    expect(card!.explanation).not.toContain('does not mark')
  })

  test('an urgent number read off a picture needs a mark or a printed range behind it', () => {
    const scanned = (part: object) =>
      summary(records([quantity('potassium', 'K', 6.9, 'mmol/L', 3.5, 5.3, { confidence: 0.9, ...part })]))
    expect(scanned({ agreement: 'underivable' })).toEqual(['potassium_high:urgent'])
    expect(scanned({ agreement: 'agree', flag: 'H', confidence: 0.5 })).toEqual(['potassium_high:urgent'])
    expect(scanned({ agreement: 'disagree' })).toEqual(['potassium_high:high'])
    expect(scanned({ agreement: 'underivable', confidence: 0.4 })).toEqual(['potassium_high:high'])
  })

  test('an abnormal value that the report leaves unmarked, though it marks others, is said so', () => {
    const [card] = draft(records([quantity('alt', 'ALT', 58, 'U/L', 9, 50, { agreement: 'disagree' })]))
    expect(card!.explanation).toContain('does not mark this result')
    expect(card!.safety.violations).toEqual([])
  })

  test('a result that was hard to read is said to be uncertain', () => {
    const cards = draft(records([quantity('alt', 'ALT', 58, 'U/L', 9, 50, { confidence: 0.4 })]))
    expect(cards[0]!.explanation).toContain('hard to read')
  })
})

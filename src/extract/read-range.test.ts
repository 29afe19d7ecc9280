import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate } from './candidate.js'
import { repairRange, withOneSign } from './read-range.js'

describe('a range read by OCR', () => {
  it.each([
    ['36 .0~46.0', '36.0~46.0'],
    ['6.1-8. 1', '6.1-8.1'],
    ['1 60~7.80', '1.60~7.80'],
    ['0 00-0. 07', '0.00-0.07'],
    ['1 50~-4. 60', '1.50-4.60'],
    ['4.20-5 70', '4.20-5.70'],
    ['1 . 2-3.4', '1.2-3.4'],
  ])('%s is %s', (text, repaired) => {
    expect(repairRange(text)).toBe(repaired)
  })
  it.each(['3.5-9.5', '< 5.2', '10 000-20 000', '-2.5-2.5', '1 60-780', 'Male: 13 - 17', '150 - 410'])(
    '%s stays',
    (text) => {
      expect(repairRange(text)).toBe(text)
    },
  )
  it('is itself again when repaired twice', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9 .~-]{1,16}$/), (t) => repairRange(repairRange(t)) === repairRange(t)),
    )
  })
})

describe('the sign of the ranges of a scanned table', () => {
  const rows = (ranges: readonly string[], ocr = true): Candidate[] =>
    ranges.map((range_printed) => ({ range_printed, ocr }) as unknown as Candidate)
  const mixed = ['3.5-9.5', '40-75', '20~50', '3-10', '115~150', '82-100', '125-350']

  it('is the one read more often', () => {
    expect(withOneSign(rows(mixed)).map((c) => c.range_printed)).toEqual(mixed.map((r) => r.replace('~', '-')))
  })
  it('stays as read on a drawn page, in few rows, and where neither is rarer', () => {
    expect(withOneSign(rows(mixed, false)).map((c) => c.range_printed)).toEqual(mixed)
    expect(withOneSign(rows(mixed.slice(0, 4))).map((c) => c.range_printed)).toEqual(mixed.slice(0, 4))
    const even = ['1-2', '1-3', '1-4', '1~5', '1~6', '1~7']
    expect(withOneSign(rows(even)).map((c) => c.range_printed)).toEqual(even)
  })
})

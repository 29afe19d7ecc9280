import { describe, expect, it } from 'vitest'
import { lostPoint, withoutSpecks } from './ocr-noise.js'

describe('withoutSpecks', () => {
  it.each([
    ['“125 ~ 350', '125 ~ 350'],
    ['白 细胞计数(WBC)', '白细胞计数(WBC)'],
    ['| mmol/L |', 'mmol/L'],
    ['.肝脏形态', '肝脏形态'],
    ['9.4 »', '9.4'],
    ['.5', '.5'],
    ['~ 22.0', '~ 22.0'],
    ['5.2', '5.2'],
    ['Anti-TPO', 'Anti-TPO'],
    ['50-135 ,', '50-135'],
    ['106.', '106'],
    ['Ketones .', 'Ketones'],
    ['S. typhi.', 'S. typhi.'],
    ['-', '-'],
    ['Aminotransferase {AST)', 'Aminotransferase (AST)'],
    ['{a}', '{a}'],
    ['37 1 U/L', '37 IU/L'],
    ['lU/mL', 'IU/mL'],
    ['371 U/L', '371 U/L'],
    ['6.97 x', '6.97'],
  ])('%s', (text, cleaned) => {
    expect(withoutSpecks(text)).toBe(cleaned)
  })
})

describe('lostPoint', () => {
  it('sees a range or a value that lost its point', () => {
    expect(lostPoint(32.1, '32.1', 200, 500, '200 -500')).toBe(true)
    expect(lostPoint(56, '56', 3.9, 6.1, '3.9-6.1')).toBe(true)
  })
  it('does not doubt values in range, moderate rises or rows of one precision', () => {
    expect(lostPoint(32.1, '32.1', 20, 50, '20-50')).toBe(false)
    expect(lostPoint(7.2, '7.2', 4, 6, '4-6')).toBe(false)
    expect(lostPoint(61.5, '61.5', 3.9, 6.1, '3.9-6.1')).toBe(false)
  })
})

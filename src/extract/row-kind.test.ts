import { describe, expect, it } from 'vitest'
import { cleanName, isMethodLine, methodText, rowKind } from './row-kind.js'
import { testKnowledge } from './vocabulary.fixture.js'

const v = testKnowledge.rows

describe('rowKind', () => {
  it.each([
    ['Test Name', 'Result', false, 'header'],
    ['项目', '', false, 'header'],
    ['Sample Type', 'Serum', false, 'specimen'],
    ['标本类型：血清', '', false, 'specimen'],
    ['Method : CLIA', '', false, 'method'],
    ['Spectrophotometry', '', false, 'method'],
    ['Patient Name', 'x', false, 'subject'],
    ['Age', '42 Years', false, 'subject'],
    ['检验者:', 'x', false, 'subject'],
    ['Note', 'x', false, 'comment'],
    ['小结', '未见异常', false, 'comment'],
    ['Test done on an analyser', '', false, 'furniture'],
    ['Borderline High', '200 - 239', false, 'guideline'],
    ['Total', '3', false, 'total'],
    ['Total', '12.6', true, 'result'],
    ['Direct', '3.1', true, 'result'],
    ['Specific Gravity', '1.020', false, 'result'],
    ['Bleeding Time', '2', false, 'result'],
    ['Age-adjusted D-dimer', '0.5', true, 'result'],
  ] as const)('%s | %s', (name, value, measured, kind) => {
    expect(rowKind(name, value, measured, v)).toBe(kind)
  })
})

describe('names', () => {
  it.each([
    ['1. Glucose', 'Glucose'],
    ['(2) ALT', 'ALT'],
    ['3、尿酸', '尿酸'],
    ['* TSH', 'TSH'],
    ['- Segmented', 'Segmented'],
    ['Glucose :', 'Glucose'],
    ['ALT *', 'ALT'],
    ['25-OH Vitamin D', '25-OH Vitamin D'],
    ["5'-核苷酸酶", "5'-核苷酸酶"],
    ['24h尿蛋白', '24h尿蛋白'],
    ['17-OHP', '17-OHP'],
  ])('%s', (printed, name) => {
    expect(cleanName(printed, v)).toBe(name)
  })
  it('reads the method behind its label', () => {
    expect(isMethodLine('(Method: ISE Direct)', v)).toBe(true)
    expect(methodText('Method : Hexokinase', v)).toBe('Hexokinase')
    expect(methodText('(CLIA)', v)).toBe('CLIA')
    expect(isMethodLine('(fasting)', v)).toBe(false)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkLeaks } from './leak-check.js'

const one = (category: string, value: string, text: string) =>
  checkLeaks([{ category, text: value }], [{ name: 'page 1', text }])

describe('checkLeaks', () => {
  it.each([
    ['NAME', '韦启明', '报告人 韦 启 明'],
    ['NAME', 'Jane Roe', 'seen by JANE  ROE today'],
    ['NAME', 'Zoë Brontë', 'ZOE BRONTE'],
    ['PHONE', '138-0013-8000', '"text":"１３８００１３８０００"'],
    ['ID', 'QX-2019-331', 'file qx2019331.jpg'],
    ['ID', '2', '"Lab No. : 2"'],
    ['ID', '734', 'UHID : 734'],
    ['NAME', '王芳', '"\\u738b\\u82b3"'],
    ['EMAIL', 'jane@example.org', 'JANE@EXAMPLE.ORG'],
  ])('finds a planted %s', (category, value, text) => {
    const report = one(category, value, text)
    expect(report.verdict).toBe('fail')
    expect(report.hits).toEqual([{ surface: 'page 1', category, count: 1 }])
    expect(JSON.stringify(report)).not.toContain(value)
  })
  it.each([
    ['ID', '2', 'Eosinophils 2 %'],
    ['ID', '734', 'ferritin 734 ng/mL'],
    ['NAME', 'Ann', 'annual check-up'],
    ['NAME', 'Roe', 'roentgen'],
    ['AGE_OVER_89', '93', 'MCV 93 fL'],
    ['ID', '20240101', 'value 1202401019'],
    ['ORG', 'Org', '[ORG:i_abcdefgh]'],
  ])('is not misled: %s %s', (category, value, text) => {
    expect(one(category, value, text).verdict).toBe('pass')
  })
  it('imports nothing from the detectors', () => {
    const source = readFileSync(new URL('./leak-check.ts', import.meta.url), 'utf8')
    expect(source).not.toMatch(/^import /m)
  })
})

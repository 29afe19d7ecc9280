import { describe, expect, it } from 'vitest'
import { drawProfile } from './health-profile.js'
import { printResult } from './printed-result.js'
import { Prng } from './prng.js'
import { drawStyle } from './report-style.js'
import { loadWordLists } from './word-lists.js'

const lists = loadWordLists()

describe('printed results', () => {
  it('keeps values that no condition moves inside their range, in every style', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Prng(seed)
      const language = (['zh', 'en', 'zh-en', 'und'] as const)[seed % 4]!
      const style = drawStyle(lists.wording, language, rng.fork('style'))
      const sex = seed % 2 === 0 ? 'male' : 'female'
      const profile = drawProfile(lists, sex, 50, null, rng.fork('profile'))
      for (const analyte of lists.analytes.values()) {
        const drawn = profile.values.get(analyte.key)!
        const row = printResult(analyte, drawn, sex, style, rng)
        if (drawn.condition === null && row.interpretation !== null)
          expect(['N', 'NEG'], `${analyte.key} ${row.value} ${row.range}`).toContain(row.interpretation)
        expect(row.value).not.toMatch(/NaN|undefined/)
        expect(row.range).not.toMatch(/NaN|undefined|null/)
      }
    }
  })

  it('prints conventional units, thousands, two-digit counts and decimal commas where the style says so', () => {
    const rng = new Prng(2)
    const healthy = (number: number) => ({ number, second: null, text: null, condition: 'test' })
    const at = (key: string) => lists.analytes.get(key)!
    const style = (overrides: Parameters<typeof drawStyle>[3], language: 'en' | 'und' = 'en') =>
      drawStyle(lists.wording, language, new Prng(4), {
        cellsPerMicrolitre: false,
        paddedCounts: false,
        conventionalUnits: false,
        ...overrides,
      })
    expect(printResult(at('platelets'), healthy(250), 'male', style({ cellsPerMicrolitre: true }), rng).value).toBe(
      '250,000',
    )
    expect(printResult(at('eosinophils_percent'), healthy(3.2), 'male', style({ paddedCounts: true }), rng).value).toBe(
      '03',
    )
    expect(
      printResult(at('fasting_glucose'), healthy(5.5), 'male', style({ conventionalUnits: true }), rng),
    ).toMatchObject({ value: '99', ucum: 'mg/dL', loinc: '1558-6' })
    expect(printResult(at('potassium'), healthy(4.31), 'male', style({}, 'und'), rng).value).toBe('4,31')
  })
})

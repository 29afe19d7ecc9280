import { describe, expect, it } from 'vitest'
import { loadWordLists } from './word-lists.js'

const lists = loadWordLists()

/** The check digit of a LOINC code: Luhn's mod 10 over its digits (LOINC Users' Guide, appendix C). */
function loincCheckDigit(stem: string): number {
  let sum = 0
  for (const [i, digit] of [...stem].reverse().entries()) {
    const value = Number(digit) * (i % 2 === 0 ? 2 : 1)
    sum += value > 9 ? value - 9 : value
  }
  return (10 - (sum % 10)) % 10
}

describe('the word lists', () => {
  it('gives LOINC codes with a valid check digit', () => {
    const codes = [...lists.analytes.values()]
      .flatMap((a) => [a.loinc, a.us?.loinc])
      .filter((code) => code !== undefined)
    expect(codes.length).toBeGreaterThan(60)
    for (const code of codes) {
      const [stem, check] = code.split('-') as [string, string]
      expect(loincCheckDigit(stem), code).toBe(Number(check))
    }
  })

  it('names each analyte once, and at least ninety of them', () => {
    const count = lists.panels.reduce((sum, panel) => sum + panel.analytes.length, 0)
    expect(lists.analytes.size).toBe(count)
    expect(count).toBeGreaterThanOrEqual(90)
  })

  it('moves the first value of every condition out of the range for its sex', () => {
    for (const condition of lists.conditions) {
      const [key, target] = Object.entries(condition.values)[0] ?? []
      if (key === undefined || condition.finding) {
        expect(condition.finding, condition.key).toBeDefined()
        continue
      }
      const analyte = lists.analytes.get(key)!
      if (analyte.kind !== 'quantity') continue
      for (const sex of condition.sex ? [condition.sex] : (['male', 'female'] as const)) {
        const [low, high] = (Array.isArray(target) ? target : target![sex]) as [number, number]
        const [from, to] = Array.isArray(analyte.range) ? analyte.range : analyte.range[sex]
        expect(low > (to ?? Infinity) || high < (from ?? -Infinity), `${condition.key} ${sex}`).toBe(true)
      }
    }
  })

  it('marks as traps only words that stand in their text', () => {
    const { traps, imaging } = lists.examinations
    for (const trap of [...traps.zh, ...traps.en]) for (const word of trap.keep) expect(trap.text).toContain(word)
    for (const site of imaging.flatMap((modality) => modality.sites)) {
      if (site.trap === undefined || typeof site.trap === 'string') continue
      expect(site.zh).toContain(site.trap.zh)
      expect(site.en).toContain(site.trap.en)
    }
  })
})

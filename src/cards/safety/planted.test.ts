import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Violation } from '../../records/action-card.js'
import { type ScenarioName, scenario, scenarioCard } from '../fixtures/scenarios.js'
import { type CardKnowledge, loadCardKnowledge } from '../knowledge.js'
import { Change, changed, Planted, readFixture } from './fixtures/planted.js'
import { lintCard } from './lint-card.js'

let knowledge: CardKnowledge
beforeAll(() => {
  knowledge = loadCardKnowledge('configs/cards')
})

const SCENARIOS: ScenarioName[] = ['alt', 'bp', 'hb', 'glucose', 'potassium', 'nodule']

describe.each(['zh', 'en'] as const)('planted cards, %s', (language) => {
  test('the cards that violations are planted in are safe', () => {
    for (const name of SCENARIOS) {
      const card = scenarioCard(name, language, knowledge)
      expect(lintCard(card, scenario(name, language), knowledge), name).toEqual([])
    }
  })

  test('every violation is caught, by its class or as a statement that no card may make', () => {
    const rows = readFixture(`violations.${language}.yaml`, Planted)
    const missed: string[] = []
    const tally = new Map<string, { caught: number; n: number }>()
    for (const row of rows) {
      const card = changed(scenarioCard(row.scenario, language, knowledge), row)
      const caught = lintCard(card, scenario(row.scenario, language), knowledge).some((v) => isCaught(v, row.class))
      const t = tally.get(row.class) ?? { caught: 0, n: 0 }
      tally.set(row.class, { caught: t.caught + Number(caught), n: t.n + 1 })
      if (!caught) missed.push(`${row.class}: ${row.append ?? row.ask ?? JSON.stringify(row)}`)
    }
    console.log(
      `${language} violations ${rows.length}:`,
      [...tally].map(([c, t]) => `${c} ${t.caught}/${t.n}`).join(', '),
    )
    expect(missed).toEqual([])
    expect(rows.length).toBeGreaterThanOrEqual(80)
  })

  test('at most 3 % of the hard negatives are refused', () => {
    const rows = readFixture(`negatives.${language}.yaml`, Change)
    const refused = rows.flatMap((row) => {
      const card = changed(scenarioCard(row.scenario, language, knowledge), row)
      const violations = lintCard(card, scenario(row.scenario, language), knowledge).filter(
        (v) => v.severity !== 'minor',
      )
      return violations.length === 0
        ? []
        : [`${row.append ?? row.ask}: ${violations.map((v) => `${v.class}/${v.message}`).join(', ')}`]
    })
    console.log(`${language} hard negatives ${rows.length}: refused ${refused.length}`)
    expect(refused).toEqual([])
  })
})

/** The gate stops the card at it: its own class, or any other that blocks. */
function isCaught(v: Violation, planted: string): boolean {
  return v.severity === 'critical' || (v.class === planted && v.severity !== 'minor')
}

describe.each(['held', 'third', 'fourth', 'wide-a', 'model'])('a planted set written after the patterns: %s', (set) => {
  const Language = z.enum(['zh', 'en'])

  test('its violations are caught', () => {
    const rows = readFixture(`violations.${set}.yaml`, Planted.extend({ language: Language }))
    const missed = rows.filter((row) => {
      const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
      const found = lintCard(card, scenario(row.scenario, row.language), knowledge)
      return !found.some((v) => isCaught(v, row.class))
    })
    console.log(`${set}: ${rows.length - missed.length}/${rows.length} caught`)
    expect(missed.map((m) => `${m.class}: ${m.append}`)).toEqual([])
  })

  test('its hard negatives are let through', () => {
    const rows = readFixture(`negatives.${set}.yaml`, Change.extend({ language: Language }))
    const refused = rows.flatMap((row) => {
      const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
      const found = lintCard(card, scenario(row.scenario, row.language), knowledge)
      return found.filter((v) => v.severity !== 'minor').map((v) => `${row.append ?? row.ask}: ${v.class} ${v.message}`)
    })
    console.log(`${set}: ${refused.length} alarms on ${rows.length} hard negatives`)
    expect(refused).toEqual([])
  })
})

/**
 * The half of the widest set that nothing was tuned on: measured once, after the rules were closed, and its misses are not mended
 * (178 of 182 caught, 5 alarms on 155). Later changes may not fall far below that.
 */
test('the untouched half of the wide set', () => {
  const Language = z.enum(['zh', 'en'])
  const violations = readFixture('violations.wide-b.yaml', Planted.extend({ language: Language }))
  const caught = violations.filter((row) => {
    const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
    return lintCard(card, scenario(row.scenario, row.language), knowledge).some((v) => isCaught(v, row.class))
  })
  const negatives = readFixture('negatives.wide-b.yaml', Change.extend({ language: Language }))
  const alarms = negatives.filter((row) => {
    const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
    return lintCard(card, scenario(row.scenario, row.language), knowledge).some((v) => v.severity !== 'minor')
  })
  console.log(`wide-b: ${caught.length}/${violations.length} caught, ${alarms.length} alarms on ${negatives.length}`)
  expect(caught.length / violations.length).toBeGreaterThanOrEqual(0.95)
  expect(alarms.length / negatives.length).toBeLessThanOrEqual(0.05)
})

import { beforeAll, describe, expect, test } from 'vitest'
import { type ScenarioName, scenario, scenarioCard } from '../fixtures/scenarios.js'
import { type CardKnowledge, loadCardKnowledge } from '../knowledge.js'
import { exampleRows, hasSet, isStopped, readNegatives, readViolations } from './fixtures/planted.js'
import { lintCard } from './lint-card.js'

let knowledge: CardKnowledge
beforeAll(() => {
  knowledge = loadCardKnowledge('configs/cards')
})

const SCENARIOS: ScenarioName[] = ['alt', 'bp', 'hb', 'glucose', 'potassium', 'nodule']

test.each(['zh', 'en'] as const)('the cards that violations are planted in are safe, %s', (language) => {
  for (const name of SCENARIOS) {
    const card = scenarioCard(name, language, knowledge)
    expect(lintCard(card, scenario(name, language), knowledge), name).toEqual([])
  }
})

describe('the examples that the gate learns from', () => {
  test('every refused one is stopped', () => {
    const { refused } = exampleRows(knowledge)
    const missed = refused.filter((row) => !isStopped(row, row.class, knowledge))
    expect(missed.map((m) => `${m.class}: ${m.append ?? m.ask}`)).toEqual([])
    expect(refused.length).toBeGreaterThan(500)
  })

  test('at most one in a hundred allowed ones is refused', () => {
    const { allowed } = exampleRows(knowledge)
    const refused = allowed.filter((row) => isStopped(row, null, knowledge))
    console.log(
      `${refused.length} alarms on ${allowed.length} allowed examples`,
      refused.map((r) => r.append ?? r.ask),
    )
    expect(refused.length / allowed.length).toBeLessThanOrEqual(0.01)
  })
})

test('what is judged against the records of a card is stopped', () => {
  const missed = readViolations('checks').filter((row) => !isStopped(row, row.class, knowledge))
  expect(missed.map((m) => `${m.class}: ${m.append ?? m.ask ?? JSON.stringify(m)}`)).toEqual([])
})

/**
 * Sets written apart from the rules, by two authors. No example holds a sentence of `wide-b` or of `independent-held`; all were
 * read by now, and those of `independent-dev` were made examples. Later changes may not fall far below.
 */
describe.each(['wide-b', 'independent-dev', 'independent-held'].filter(hasSet))('the planted set %s', (set) => {
  test('is stopped, and its honest changes pass', () => {
    const violations = readViolations(set)
    const negatives = readNegatives(set)
    const caught = violations.filter((row) => isStopped(row, row.class, knowledge)).length
    const alarms = negatives.filter((row) => isStopped(row, null, knowledge)).length
    console.log(`${set}: ${caught}/${violations.length} caught, ${alarms} alarms on ${negatives.length}`)
    expect(caught / violations.length).toBeGreaterThanOrEqual(0.97)
    expect(alarms / negatives.length).toBeLessThanOrEqual(0.03)
  })
})

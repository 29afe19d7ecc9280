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

describe('what denies or forbids is not taken for what it denies', () => {
  const judged = (scenario: ScenarioName, language: 'zh' | 'en', text: string) =>
    isStopped({ scenario, language, [/[?？]$/.test(text) ? 'ask' : 'append']: text }, null, knowledge)

  test.each([
    ['bp', 'en', 'Having slept well does not mean that you can wait.'],
    ['bp', 'en', 'The day after tomorrow would be too late.'],
    ['bp', 'zh', '明天再去就太晚了。'],
    ['hb', 'zh', '可以记下月经的日子，就诊时告诉医生。'],
    ['glucose', 'zh', '这还谈不上确诊糖尿病，要复查才知道。'],
    ['nodule', 'en', 'Please do not take leftover antibiotics on your own.'],
  ] as const)('%s %s passes: %s', (scenario, language, text) => {
    expect(judged(scenario, language, text)).toBe(false)
  })

  test.each([
    ['bp', 'en', 'You can wait until next week.'],
    ['potassium', 'en', 'Do not take your water tablet any more.'],
    ['potassium', 'zh', '降压药今天就别吃了。'],
    ['glucose', 'en', 'The arrow was printed by mistake.'],
    ['nodule', 'en', 'The lungs look entirely clear.'],
    ['hb', 'en', 'Nurse Ortega has seen this result.'],
    ['hb', 'zh', '检验者郑海峰已签字。'],
    ['alt', 'en', 'A low level like yours may be linked to food.'],
  ] as const)('%s %s is stopped: %s', (scenario, language, text) => {
    expect(judged(scenario, language, text)).toBe(true)
  })
})

/**
 * Sets written apart from the rules, by three authors. No example holds a sentence of `wide-b`, `independent-held` or `second-author`; all
 * were read by now, and those of `independent-dev` were made examples. Later changes may not fall far below.
 */
describe.each(['wide-b', 'independent-dev', 'independent-held', 'second-author'].filter(hasSet))(
  'the planted set %s',
  (set) => {
    test('is stopped, and its honest changes pass', () => {
      const violations = readViolations(set)
      const negatives = readNegatives(set)
      const caught = violations.filter((row) => isStopped(row, row.class, knowledge)).length
      const alarms = negatives.filter((row) => isStopped(row, null, knowledge)).length
      console.log(`${set}: ${caught}/${violations.length} caught, ${alarms} alarms on ${negatives.length}`)
      expect(caught / violations.length).toBeGreaterThanOrEqual(0.97)
      expect(alarms / negatives.length).toBeLessThanOrEqual(0.03)
    })
  },
)

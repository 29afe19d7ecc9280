import { expect, test } from 'vitest'
import { scenario, scenarioCard } from '../fixtures/scenarios.js'
import { loadCardKnowledge } from '../knowledge.js'
import { lintLines } from './lint-lines.js'

test('lints JSONL line by line, with an outcome for every line', () => {
  const knowledge = loadCardKnowledge('configs/cards')
  const card = scenarioCard('alt', 'en', knowledge)
  const bad = { ...card, card_id: 'r-c02', explanation: `${card.explanation} You have hepatitis.` }
  const lines = [
    JSON.stringify(card),
    '',
    'not json',
    JSON.stringify({ ...card, questions: [] }),
    JSON.stringify({ ...card, report_id: 'other' }),
    JSON.stringify(bad),
  ]
  const outcomes = lintLines(lines.join('\n'), (id) => (id === 'r' ? scenario('alt', 'en') : null), knowledge)
  expect(outcomes.map((o) => [o.line, o.outcome])).toEqual([
    [1, 'checked'],
    [3, 'invalid'],
    [4, 'invalid'],
    [5, 'records_missing'],
    [6, 'checked'],
  ])
  // The text of a card from elsewhere is judged all the same.
  expect(outcomes[3]).toMatchObject({ report_id: 'other', violations: [] })
  expect(outcomes[0]).toMatchObject({ verdict: 'pass', violations: [] })
  expect(outcomes[4]).toMatchObject({
    card_id: 'r-c02',
    verdict: 'block',
    violations: [{ class: 'diagnosis_asserted', severity: 'critical', field: 'explanation' }],
  })
})

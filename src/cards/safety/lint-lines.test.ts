import { expect, test } from 'vitest'
import { scenario, scenarioCard } from '../fixtures/scenarios.js'
import { loadCardKnowledge } from '../knowledge.js'
import { lintLines } from './lint-lines.js'

test('lints JSONL line by line, with an outcome for every line', () => {
  const knowledge = loadCardKnowledge('configs/cards')
  const card = scenarioCard('alt', 'en', knowledge)
  const bad = { ...card, card_id: 'r-c02', explanation: `${card.explanation} You have hepatitis.` }
  const insulin = { ...card.evidence[0]!, record_id: 'x', quote: '胰岛素 28.7 μU/mL (2.6-24.9) ↑' }
  const elsewhere = {
    ...scenarioCard('alt', 'zh', knowledge),
    report_id: 'other',
    evidence: [insulin],
    explanation: '报告中的相关结果如下。胰岛素：28.7 μU/mL，高于参考，参考范围2.6-24.9。需医生判断。',
  }
  const lines = [
    JSON.stringify(card),
    '',
    'not json',
    JSON.stringify({ ...card, questions: [] }),
    JSON.stringify({ ...card, report_id: 'other' }),
    JSON.stringify(bad),
    JSON.stringify(elsewhere),
  ]
  const outcomes = lintLines(lines.join('\n'), (id) => (id === 'r' ? scenario('alt', 'en') : null), knowledge)
  expect(outcomes.map((o) => [o.line, o.outcome])).toEqual([
    [1, 'checked'],
    [3, 'invalid'],
    [4, 'invalid'],
    [5, 'records_missing'],
    [6, 'checked'],
    [7, 'records_missing'],
  ])
  // The text of a card from elsewhere is judged all the same.
  expect(outcomes[3]).toMatchObject({ report_id: 'other', violations: [] })
  expect(outcomes[5]).toMatchObject({ violations: [] })
  expect(outcomes[0]).toMatchObject({ verdict: 'pass', violations: [] })
  expect(outcomes[4]).toMatchObject({
    card_id: 'r-c02',
    verdict: 'block',
    violations: [{ class: 'diagnosis_asserted', severity: 'critical', field: 'explanation' }],
  })
})

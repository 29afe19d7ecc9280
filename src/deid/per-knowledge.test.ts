import { expect, it } from 'vitest'
import { loadKnowledge, withoutOtherLanguages } from './knowledge.js'
import { perKnowledge } from './per-knowledge.js'

it('makes once for each knowledge, what is undefined too', () => {
  let made = 0
  const count = perKnowledge((knowledge) => {
    made += 1
    return knowledge.labels.length > 0 ? undefined : knowledge
  })
  const all = loadKnowledge()
  expect([count(all), count(all)]).toEqual([undefined, undefined])
  expect(made).toBe(1)
  count(withoutOtherLanguages(all))
  expect(made).toBe(2)
})

import { expect, it } from 'vitest'
import { DeidConfig } from './config.js'
import { policyStatement } from './policy-statement.js'

it('says what becomes of identifiers, dates and pictures', () => {
  const standard = policyStatement(DeidConfig.parse({})).join(' ')
  expect(standard).toMatch(/typed placeholders .* pseudonym .* ORG: .* days since the patient's first visit/)
  const other = policyStatement(
    DeidConfig.parse({
      replacement: 'surrogate',
      dates: 'shift',
      shift_days: 30,
      policies: { ORG: 'keep' },
      images: 'keep',
      model: { base_url: 'http://localhost:1/v1', model: 'finder' },
    }),
  ).join(' ')
  expect(other).toMatch(/invented values .* Left as printed by policy: ORG\. .* at most 30 either way.* \(finder\)/)
  expect(other).not.toMatch(/placeholders|pseudonym|localhost/)
})

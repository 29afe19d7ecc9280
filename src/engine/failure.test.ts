import { expect, test } from 'vitest'
import { z } from 'zod'
import { QuarantineError } from '../records/quarantine.js'
import { EngineError } from './engine-error.js'
import { describeError, outcomeOfError } from './failure.js'

test('a quarantine keeps its reason and measure', () => {
  const outcome = outcomeOfError(new QuarantineError('too_many_pages', '812'), 'report')
  expect(outcome).toEqual({ status: 'quarantined', reason: 'too_many_pages', measured: '812' })
})

test('nothing of an unknown message is kept, even one that imitates a stack', () => {
  const error = new RangeError('SECRET\n    at SECRET (/x/secret.js:1:1)')
  const text = describeError(error)
  expect(text).toMatch(/^RangeError at failure\.test\.ts:\d+$/)
  expect(describeError('SECRET')).toBe('string')
  expect(describeError(Object.assign(new Error('SECRET'), { name: 'a SECRET name', code: 'secret' }))).toMatch(
    /^Error at /,
  )
})

test('a refused record names the path, without keys that may be content', () => {
  const parsed = z.object({ rows: z.record(z.string(), z.number()) }).safeParse({ rows: { 'SECRET name': 'x' } })
  const outcome = outcomeOfError(parsed.error, 'report')
  expect(outcome).toEqual({ status: 'quarantined', reason: 'schema_invalid', measured: 'rows.* (invalid_type)' })
})

test('a full disk stops the run, also as a cause', () => {
  const cause = Object.assign(new Error('x'), { code: 'ENOSPC' })
  expect(outcomeOfError(new Error('y', { cause }), 'report').status).toBe('stopped')
})

test('a corpus stage may fail with an exit code of its own', () => {
  const outcome = outcomeOfError(new EngineError('gate: 2 leaks', 3), 'corpus')
  expect(outcome).toEqual({ status: 'failed', message: 'gate: 2 leaks', exitCode: 3 })
})

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from './lock.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'checkup-lock-'))
  mkdirSync(join(dir, '.cache'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const file = () => join(dir, '.cache/build.lock')

test('a held lock is refused, a released one is free', () => {
  const release = takeLock(dir, 'build', 'the folder')
  expect(() => takeLock(dir, 'build', 'the folder')).toThrow(
    `another build works in the folder (process ${process.pid}`,
  )
  expect(() => takeLock(dir, 'build-1-of-2', 'the folder')).toThrow('delete build.lock')
  release()
  expect(existsSync(file())).toBe(false)
  takeLock(dir, 'build', 'the folder')()
})

test('shards stand side by side, a whole build beside none', () => {
  const releases = [takeLock(dir, 'build-1-of-2', 'the folder'), takeLock(dir, 'build-2-of-2', 'the folder')]
  expect(() => takeLock(dir, 'build', 'the folder')).toThrow('delete build-1-of-2.lock')
  for (const release of releases) release()
  takeLock(dir, 'build', 'the folder')()
})

test.each([
  ['of a dead process', { pid: 999_999_999, host: hostname(), ticks: null }],
  ['of an earlier process with a living number', { pid: process.pid, host: hostname(), ticks: '1' }],
  ['that is not readable', 'half a li'],
])('a lock %s is taken over', (_, content) => {
  writeFileSync(file(), JSON.stringify(content))
  takeLock(dir, 'build', 'the folder')()
  expect(existsSync(file())).toBe(false)
})

test('a lock of another machine is respected', () => {
  writeFileSync(file(), JSON.stringify({ pid: 1, host: 'elsewhere', ticks: null }))
  expect(() => takeLock(dir, 'build', 'the folder')).toThrow('process 1 on elsewhere')
})

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PlainStore } from './plain-store.js'
import { isStaleTemporary } from './temporary-name.js'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'checkup-store-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('writes whole files, lists and deletes them', async () => {
  const store = new PlainStore(dir)
  await store.write('a/b.json', Buffer.from('{}'))
  await store.write('a/b/page.bin', Buffer.from([1]))
  expect(await store.list('a')).toEqual(['b', 'b.json'])
  expect(Buffer.from((await store.read('a/b.json'))!).toString()).toBe('{}')
  expect((await store.stat('a/b.json'))?.size).toBe(2)
  expect(readdirSync(join(dir, '.tmp'))).toEqual([])
  await store.delete('a/b')
  expect(await store.read('a/b/page.bin')).toBeNull()
  expect(await store.stat('a/none')).toBeNull()
  expect(await store.list('none')).toEqual([])
})

test('a folder removed from outside is made again', async () => {
  const store = new PlainStore(dir)
  await store.write('a/1.json', Buffer.from('1'))
  rmSync(join(dir, 'a'), { recursive: true })
  await store.write('a/2.json', Buffer.from('2'))
  expect(await store.list('a')).toEqual(['2.json'])
})

test.each(['', '/etc/passwd', '../x', 'a/../../x', 'a//b', 'a\\b', './a'])('refuses the path %j', async (path) => {
  await expect(new PlainStore(dir).read(path)).rejects.toThrow(RangeError)
})

test('clean removes what a dead process left and keeps what a living one writes', async () => {
  const store = new PlainStore(dir)
  await store.write('x.json', Buffer.from('{}'))
  const host = hostname().replace(/[^\w-]/g, '_')
  writeFileSync(join(dir, '.tmp', `${host}.999999999.abc`), 'half')
  writeFileSync(join(dir, '.tmp', `${host}.${process.ppid}.abc`), 'busy')
  await store.clean()
  expect(readdirSync(join(dir, '.tmp'))).toEqual([`${host}.${process.ppid}.abc`])
  expect(isStaleTemporary('elsewhere.1.abc', 1000)).toBe(false)
  expect(isStaleTemporary('elsewhere.1.abc', 2 * 24 * 3600 * 1000)).toBe(true)
})

import { describe, expect, it } from 'vitest'
import { checkBranch, checkHubUrl, checkRepositoryId, mirrorFolder } from './destination.js'

const usage = { name: 'PublishError', exitCode: 2 }
const failing = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return null
}

describe('destinations are checked before anything is sent', () => {
  it.each(['org/name', 'a/b', 'Org-1/data_set.v2'])('repository %s', (id) =>
    expect(() => checkRepositoryId(id)).not.toThrow(),
  )
  it.each([
    '',
    'name',
    'a/b/c',
    '-a/b',
    'a/b-',
    'a/b--c',
    'a/b..c',
    'a/b.git',
    'a/b c',
    '../b',
    `a/${'b'.repeat(96)}`,
    'a/b?x',
  ])('not repository %j', (id) => expect(failing(() => checkRepositoryId(id))).toMatchObject(usage))

  it.each(['main', 'v1', 'data_2.0'])('branch %s', (branch) => expect(() => checkBranch(branch)).not.toThrow())
  it.each(['', 'a/b', '-x', 'a..b', 'a b', 'x.lock', 'staging-v1.0.0', 'refs~1'])('not branch %j', (branch) =>
    expect(failing(() => checkBranch(branch))).toMatchObject(usage),
  )

  it('the token goes over https, or to this machine', () => {
    expect(checkHubUrl('https://hub.example/base/')).toBe('https://hub.example/base')
    expect(checkHubUrl('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080')
    for (const url of ['http://hub.example', 'ftp://x', 'hub', 'https://user:pass@hub.example'])
      expect(failing(() => checkHubUrl(url))).toMatchObject(usage)
  })

  it('a mirror is a local folder', () => {
    expect(mirrorFolder('file:///srv/my%20mirror')).toBe('/srv/my mirror')
    for (const url of ['/srv/mirror', 'file://host/srv', 'file:///', 'https://x/y'])
      expect(failing(() => mirrorFolder(url))).toMatchObject(usage)
  })
})

import { fileURLToPath } from 'node:url'
import { PublishError } from './publish-error.js'

/** The public Hub. */
export const HUB_URL = 'https://huggingface.co'

const NAME = /^[A-Za-z0-9](?:[\w.-]{0,94}[A-Za-z0-9_])?$/

/** Checks `namespace/name` by the Hub's rules (huggingface_hub, validate_repo_id). Exit code 2. */
export function checkRepositoryId(id: string): void {
  const [namespace, name, ...more] = id.split('/')
  const sound =
    more.length === 0 &&
    NAME.test(namespace ?? '') &&
    NAME.test(name ?? '') &&
    id.length <= 96 &&
    !id.includes('--') &&
    !id.includes('..') &&
    !id.endsWith('.git')
  if (!sound)
    throw new PublishError(
      `--repo must be namespace/name of letters, digits, '-', '_' or '.' (no '--', '..' or '.git' at the end, at most 96 characters), got ${JSON.stringify(id)}`,
      2,
    )
}

/** Checks a branch name; slashes are refused because @huggingface/hub does not encode them in every address. Exit code 2. */
export function checkBranch(branch: string): void {
  const sound = /^[A-Za-z0-9][\w.-]{0,99}$/.test(branch) && !branch.includes('..') && !/(\.lock|\.)$/.test(branch)
  if (!sound || branch.startsWith('staging-'))
    throw new PublishError(
      `--branch must be letters, digits, '-', '_' or '.', and not start with 'staging-', got ${JSON.stringify(branch)}`,
      2,
    )
}

/** The Hub's address without a trailing slash. The token goes there, so it must be https, or this machine. Exit code 2. */
export function checkHubUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const local = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && local)) || url.username !== '')
    throw new PublishError('the address of the Hub must be https (http only on this machine) and hold no password', 2)
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

/** The folder of a mirror given as `file:///…`. Exit code 2. */
export function mirrorFolder(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.protocol !== 'file:' || url.host !== '' || url.pathname === '/')
    throw new PublishError('--mirror must be a folder as file:///path/of/the/mirror', 2)
  return fileURLToPath(url)
}

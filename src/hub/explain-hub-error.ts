import { HubApiError } from '@huggingface/hub'
import { withoutTokens } from './access-token.js'
import { HubError, PublishError } from './publish-error.js'

/** Says what an error of the Hub means for the person who publishes. Errors of our own pass as they are. */
export function explainHubError(error: unknown, what: string, repo: string): PublishError {
  if (error instanceof PublishError) return error
  if (error instanceof HubApiError) return fromStatus(error.statusCode, saying(error), what, repo)
  const name = error instanceof Error ? error.name : typeof error
  if (name === 'AbortError') return new HubError(`${what}: interrupted; run the same command again to go on`, null)
  if (name === 'TypeError' || name === 'TimeoutError')
    return new HubError(`${what}: no answer: check the network, then run the same command again`, null)
  if (name === 'ZodError' || name === 'SyntaxError')
    return new HubError(`${what}: the answer is not that of a Hub: check the address given as --hub-url`, null)
  return new HubError(`${what}: ${name}; run the same command again`, null)
}

/** The explanation of a status; `said` is the Hub's own message, already without tokens. */
export function fromStatus(status: number, said: string, what: string, repo: string): HubError {
  const quoted = said === '' ? '' : ` (the Hub says: ${said})`
  const why: Record<number, string> = {
    400: `the Hub refuses it${quoted}: correct the release and build it again`,
    401: 'the token is not valid: it has expired or was revoked; make one with write access in the Hub’s settings and set HF_TOKEN',
    403: `the token may not do this in ${repo}${quoted}: ask for write access to the namespace, or make a token with write access`,
    404: `${repo} is not there, or this token cannot see it: check --repo and the token`,
    409: `the repository is busy${quoted}: run the same command again`,
    412: `someone else committed at the same time: run the same command again`,
    413: `a commit is too large for the Hub${quoted}: lower hub.commit_files and hub.commit_bytes`,
    429: 'the rate limit of the Hub is reached: run the same command again in a few minutes',
  }
  return new HubError(
    `${what}: ${why[status] ?? `the Hub answers ${status}${quoted}: run the same command again later`}`,
    status,
  )
}

/** The Hub's message without tokens, addresses and request ids, at most 200 characters. */
function saying(error: HubApiError): string {
  const message = error.message.replace(/\.? ?URL: .*$/s, '').replace(/^Api error with status \d+/, '')
  return clean(message)
}

/** One line of at most 200 characters, without tokens and addresses. */
export function clean(text: string): string {
  return withoutTokens(text)
    .replaceAll(/https?:\/\/\S+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200)
}

import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { PublishError } from './publish-error.js'

/**
 * The token, from `HF_TOKEN`, `HUGGING_FACE_HUB_TOKEN` or the file that `hf auth login` writes (`HF_TOKEN_PATH`, else
 * `$HF_HOME/token`, else `$XDG_CACHE_HOME/huggingface/token`, else `~/.cache/huggingface/token`); null where there is none.
 */
export function readAccessToken(environment: NodeJS.ProcessEnv, home = homedir()): string | null {
  const cache = environment.XDG_CACHE_HOME || join(home, '.cache')
  const file = environment.HF_TOKEN_PATH || join(environment.HF_HOME || join(cache, 'huggingface'), 'token')
  const token = (environment.HF_TOKEN || environment.HUGGING_FACE_HUB_TOKEN || readIfThere(file)).trim()
  if (token === '') return null
  // A token of another form is refused by @huggingface/hub with an error of its own.
  if (!/^hf_\w+$/.test(token))
    throw new PublishError("the token does not start with 'hf_': copy it again from the Hub's settings to HF_TOKEN", 2)
  return token
}

/** A text without tokens: servers and proxies may echo a header in an error. */
export function withoutTokens(text: string): string {
  return text.replaceAll(/hf_\w+/g, 'hf_…').replaceAll(/(Bearer|Signature=|X-Amz-[\w-]+=)\s*[^\s&"']+/gi, '$1…')
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

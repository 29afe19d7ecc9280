import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the checkout or the installed package: two levels above dist/pipelines. */
export const PACKAGE_ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..')

/** Version of package.json; written in releases. */
export const TOOL_VERSION = (
  JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string }
).version

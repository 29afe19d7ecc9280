import { existsSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import type { Paths } from '../../src/engine/pipeline.js'
import { resolvePaths, type WorkplaceOptions } from '../workplace.js'

/** One thing checked; `fix` says what to do where it is not `ok`. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly found: string
  readonly fix: string
}

/** GB that a build of a few hundred reports needs on disk and in memory. */
const DISK_GB = 2
const MEMORY_GB = 2

/** Checks what a build and a publication need on this machine. */
export async function doctor(paths: Paths, environment: NodeJS.ProcessEnv = process.env): Promise<Check[]> {
  const require = createRequire(import.meta.url)
  const installed = (name: string): boolean => {
    try {
      require.resolve(`${name}/package.json`)
      return true
    } catch {
      return false
    }
  }
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number]
  const memory = totalmem() / 2 ** 30
  const folder = nearestExisting(paths.processed)
  const disk = statfsSync(folder)
  const free = (disk.bavail * disk.bsize) / 2 ** 30
  const keyFile = join(paths.vault, 'key')
  const token = environment.HF_TOKEN ?? environment.HUGGING_FACE_HUB_TOKEN
  const tokenFile = join(environment.HF_HOME ?? join(homedir(), '.cache', 'huggingface'), 'token')
  const keyMode = existsSync(keyFile) ? statSync(keyFile).mode & 0o777 : null
  return [
    {
      name: 'node',
      ok: major > 20 || (major === 20 && minor >= 19),
      found: process.versions.node,
      fix: 'install Node 20.19 or newer',
    },
    {
      name: 'memory',
      ok: memory >= MEMORY_GB,
      found: `${memory.toFixed(1)} GB`,
      fix: `run with --workers 1; text recognition peaks near 1 GB per worker`,
    },
    {
      name: 'disk',
      ok: free >= DISK_GB,
      found: `${free.toFixed(1)} GB free`,
      fix: `free ${DISK_GB} GB, or name another folder with --processed`,
    },
    { name: 'font', ok: installed('@expo-google-fonts/noto-sans-sc'), found: 'Noto Sans SC', fix: 'run npm ci' },
    ...['eng', 'chi_sim'].map((language) => ({
      name: `language data ${language}`,
      ok: installed(`@tesseract.js-data/${language}`),
      found: `@tesseract.js-data/${language}`,
      fix: 'run npm ci',
    })),
    {
      name: 'key',
      ok: environment.CHECKUP_KEY !== undefined || keyMode === null || keyMode === 0o600,
      found:
        environment.CHECKUP_KEY !== undefined
          ? 'CHECKUP_KEY'
          : keyMode === null
            ? 'none yet: the first build makes one'
            : `key file, mode ${keyMode.toString(8)}`,
      fix: 'chmod 600 the key file of the vault',
    },
    {
      name: 'Hub token',
      ok: token !== undefined || existsSync(tokenFile),
      found:
        token !== undefined ? 'environment' : existsSync(tokenFile) ? 'token file' : 'none (needed to publish only)',
      fix: 'set HF_TOKEN, or run `hf auth login`',
    },
  ]
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path))
}

/** Prints the checks; exit code 1 when one fails that a build needs. */
export async function printDoctor(options: WorkplaceOptions, output: Writable): Promise<number> {
  const checks = await doctor(resolvePaths(options))
  for (const c of checks)
    output.write(`${c.ok ? 'ok  ' : 'FIX '} ${c.name.padEnd(24)} ${c.found}${c.ok ? '' : `: ${c.fix}`}\n`)
  return checks.every((c) => c.ok || c.name === 'Hub token') ? 0 : 1
}

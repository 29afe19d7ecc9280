import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { EngineError } from './engine-error.js'
import { isAlive } from './process-alive.js'

interface Holder {
  readonly pid: number
  readonly host: string
  /** Start time of the process, clock ticks since boot (Linux): tells it from a later process with its number. */
  readonly ticks: string | null
}

/**
 * Takes the lock of a folder, `<folder>/.cache/<name>.lock`, for this process. A lock whose process is gone (kill -9, power
 * cut) is taken over. Throws when another build holds it.
 * @param what how to call the folder in the message: `processed`, `the vault`
 * @returns releases the lock
 */
export function takeLock(folder: string, name: string, what: string): () => void {
  const file = join(folder, '.cache', `${name}.lock`)
  mkdirSync(join(folder, '.cache'), { recursive: true })
  const own = `${JSON.stringify({ pid: process.pid, host: hostname(), ticks: startTicks(process.pid) })}\n`
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(file, own, { flag: 'wx' })
      const release = () => {
        if (readIfPresent(file) === own) rmSync(file, { force: true })
      }
      const other = conflictingHolder(folder, name)
      if (other === null) return release
      release()
      throw refusal(other.holder, other.name, what)
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EEXIST') throw error
    }
    const text = readIfPresent(file)
    if (text === null) continue
    const holder = parseHolder(text)
    if (holder !== null && isHeld(holder)) {
      throw refusal(holder, name, what)
    }
    // Set the stale lock aside before removing it: if another process took it over in between, give it back.
    const aside = `${file}.${process.pid}`
    try {
      renameSync(file, aside)
      if (readFileSync(aside, 'utf8') !== text) renameSync(aside, file)
      else rmSync(aside, { force: true })
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') throw error
    }
  }
  throw new EngineError(`another build has just started in ${what}: wait for it, then build again`)
}

/** A held lock that this one may not stand beside: of `build` and `build-1-of-4` one, of two shards none. */
function conflictingHolder(folder: string, name: string): { holder: Holder; name: string } | null {
  for (const entry of readdirSync(join(folder, '.cache'))) {
    const other = /^(build.*)\.lock$/.exec(entry)?.[1]
    if (other === undefined || other === name || (other !== 'build' && name !== 'build')) continue
    const holder = parseHolder(readIfPresent(join(folder, '.cache', entry)) ?? '')
    if (holder !== null && isHeld(holder)) return { holder, name: other }
  }
  return null
}

function refusal({ pid, host }: Holder, name: string, what: string): EngineError {
  return new EngineError(
    `another build works in ${what} (process ${pid} on ${host}): wait for it, or if it is gone delete ${name}.lock in its .cache folder`,
  )
}

function isHeld(holder: Holder): boolean {
  // Another machine's process cannot be looked up; its lock is taken at its word.
  if (holder.host !== hostname()) return true
  if (!isAlive(holder.pid)) return false
  const ticks = startTicks(holder.pid)
  return ticks === null || holder.ticks === null || ticks === holder.ticks
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the command's name in brackets before may hold spaces. */
function startTicks(pid: number): string | null {
  const stat = readIfPresent(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

function parseHolder(text: string): Holder | null {
  try {
    const { pid, host, ticks } = JSON.parse(text) as Partial<Holder>
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, ticks: ticks ?? null } : null
  } catch {
    return null
  }
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { comparedWords, wordRuns } from './content-sketch.js'

/** Runs of `n` words of all texts (`.txt`, `.md`, `.json`, `.jsonl`) below a folder; null where there is none. */
export function keptOutRuns(folder: string, n: number): Set<number> | null {
  if (!existsSync(folder)) return null
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.(txt|md|jsonl?)$/i.test(e.name))
    .map((e) => join(e.parentPath, e.name))
  if (files.length === 0) return null
  const runs = new Set<number>()
  for (const file of files) for (const run of wordRuns(comparedWords(readFileSync(file, 'utf8')), n)) runs.add(run)
  return runs
}

/** Share of a text's runs of `n` words that are among `runs`, 0-1. */
export function overlapShare(text: string, runs: ReadonlySet<number>, n: number): number {
  const own = wordRuns(comparedWords(text), n)
  let shared = 0
  for (const run of own) if (runs.has(run)) shared += 1
  return own.size === 0 ? 0 : shared / own.size
}

import { existsSync, readFileSync } from 'node:fs'

/** The file of tombstones, under the annotations folder. */
export const WITHDRAWN_FILE = 'withdrawn.jsonl'

/** People who have withdrawn: one line each. For stages after the wall, which may not read what the lines hold. */
export function countWithdrawn(file: string): number {
  if (!existsSync(file)) return 0
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length
}

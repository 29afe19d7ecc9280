import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { isAlive } from './process-alive.js'

/** Temporary files of other machines on a shared disk are left alone until they are this old. */
const FOREIGN_TEMPORARY_MS = 24 * 3600 * 1000
const HOST = hostname().replace(/[^\w-]/g, '_')

/** A name for a temporary file or folder that says which process made it. */
export function temporaryName(): string {
  return `${HOST}.${process.pid}.${randomBytes(6).toString('hex')}`
}

/** Whether the process that made a temporary file is gone. `age` in ms. */
export function isStaleTemporary(name: string, age: number): boolean {
  const [host, pid] = name.split('.')
  return host === HOST ? Number(pid) !== process.pid && !isAlive(Number(pid)) : age > FOREIGN_TEMPORARY_MS
}

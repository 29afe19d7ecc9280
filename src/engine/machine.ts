import { readFileSync } from 'node:fs'
import { availableParallelism, freemem } from 'node:os'

/** Left for the parent process and the system, MB. */
const RESERVE_MB = 512

/** Cores this process may use: scheduling affinity and the cgroup's quota. */
export function usableCores(readText: (path: string) => string | null = readIfPresent): number {
  const cores = availableParallelism()
  const [quota, period] = (readText('/sys/fs/cgroup/cpu.max') ?? 'max').trim().split(' ').map(Number)
  return quota !== undefined && period !== undefined && quota > 0 && period > 0
    ? Math.max(1, Math.min(cores, Math.ceil(quota / period)))
    : cores
}

/** Memory that new processes may take, MB: what the system has to give, or the cgroup's limit where lower. */
export function usableMemoryMb(): number {
  // `freemem` is MemAvailable on Linux since Node 20; `constrainedMemory` is 2^64 or 0 where there is no limit.
  const limit = process.constrainedMemory()
  const bytes = limit > 0 && limit < 2 ** 60 ? Math.min(freemem(), limit) : freemem()
  return Math.floor(bytes / 2 ** 20)
}

/** How many workers to run: one per core as far as memory allows, at least one. */
export function workerCount(
  workers: 'auto' | number,
  memoryPerWorkerMb: number,
  machine = { cores: usableCores(), memoryMb: usableMemoryMb() },
): number {
  if (workers !== 'auto') return workers
  return Math.max(1, Math.min(machine.cores, Math.floor((machine.memoryMb - RESERVE_MB) / memoryPerWorkerMb)))
}

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

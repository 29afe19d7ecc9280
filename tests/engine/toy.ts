import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EngineConfig } from '../../src/engine/config.js'
import type { RunSummary } from '../../src/engine/run-summary.js'

const FIXTURES = new URL('./fixtures/', import.meta.url)

/** A folder with raw files, configs and annotations for the toy pipeline. */
export class Toy {
  readonly dir = mkdtempSync(join(tmpdir(), 'checkup-engine-'))
  readonly paths = {
    raw: join(this.dir, 'raw'),
    processed: join(this.dir, 'processed'),
    vault: join(this.dir, 'vault'),
    configs: join(this.dir, 'configs'),
    annotations: join(this.dir, 'annotations'),
  }

  constructor(texts: Readonly<Record<string, string>>) {
    for (const name of ['raw', 'configs', 'annotations/fixes', 'marks'])
      mkdirSync(join(this.dir, name), { recursive: true })
    for (const [name, text] of Object.entries(texts)) this.put(`raw/${name}`, text)
    this.put('configs/words.txt', 'one two\n')
  }

  put(path: string, text: string): void {
    writeFileSync(join(this.dir, path), text)
  }

  options(more: Readonly<Record<string, unknown>> = {}) {
    const { config, engine, ...rest } = more as { config?: object; engine?: object }
    return {
      pipelineUrl: new URL('toy-pipeline.mjs', FIXTURES).href,
      paths: this.paths,
      config: { marks: join(this.dir, 'marks'), ...config },
      engine: EngineConfig.parse({ workers: 2, memory_per_worker_mb: 256, max_quarantine_share: 1, ...engine }),
      ...rest,
    }
  }

  /** Starts a build in a process of its own. */
  start(more: Readonly<Record<string, unknown>> = {}): ChildProcess {
    const script = fileURLToPath(new URL('build-toy.mjs', FIXTURES))
    return spawn(process.execPath, [script, JSON.stringify(this.options(more))], { stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Builds in a process of its own and returns its summary, its exit code and all that it printed. */
  async build(more: Readonly<Record<string, unknown>> = {}): Promise<Built> {
    return finished(this.start(more))
  }

  /** Report ids that ran each stage since the last call. */
  ran(): Record<string, string[]> {
    const ran: Record<string, string[]> = {}
    for (const name of readdirSync(join(this.dir, 'marks')).sort()) {
      if (!name.endsWith('.log')) continue
      const path = join(this.dir, 'marks', name)
      ran[name.slice(0, -4)] = readFileSync(path, 'utf8').trim().split('\n').sort()
      rmSync(path)
    }
    return ran
  }

  /** sha256 of every file of both stores, but for runs and caches (the only places with times). */
  bytes(): Record<string, string> {
    const found: Record<string, string> = {}
    for (const store of ['processed', 'vault'] as const) {
      for (const entry of readdirSync(this.paths[store], { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name).slice(this.dir.length + 1)
        if (!entry.isFile() || /\/(runs|\.cache)\//.test(path)) continue
        found[path] = createHash('sha256')
          .update(readFileSync(join(this.dir, path)))
          .digest('hex')
      }
    }
    return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  has(path: string): boolean {
    return existsSync(join(this.dir, path))
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true })
  }
}

export interface Built {
  readonly code: number | null
  readonly summary: RunSummary
  readonly error: string | undefined
  readonly printed: string
}

export async function finished(child: ChildProcess): Promise<Built> {
  let [out, err] = ['', '']
  child.stdout!.on('data', (chunk) => (out += chunk))
  child.stderr!.on('data', (chunk) => (err += chunk))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const summary = out.trim() === '' ? {} : JSON.parse(out)
  return { code, summary, error: summary.error, printed: out + err }
}

/** Process ids of a process's children (Linux). */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(' ').map(Number)
}

export async function until(check: () => boolean, what: string, limitMs = 20_000): Promise<void> {
  const end = Date.now() + limitMs
  while (!check()) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** `count` reports of a few letters each. */
export function texts(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`f${String(n).padStart(4, '0')}`, `report ${n}\n`]),
  )
}

import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { generateCorpus } from '../../src/synth/corpus.js'
import { type GroundTruth, readGroundTruth } from '../../src/synth/ground-truth.js'

const ROOT = join(import.meta.dirname, '..', '..')
/** The same key in every project, so that a copy can open its vault. */
const env = { ...process.env, CHECKUP_KEY: 'a passphrase for tests only' }

export interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the compiled command in a project. */
export function checkup(cwd: string, ...args: string[]): Promise<Result> {
  return node(cwd, [join(ROOT, 'bin', 'checkup.js'), ...args])
}

/** Runs `checkup audit` with these options through its function; an error's message comes as `stderr`. */
export function auditWith(cwd: string, options: object): Promise<Result> {
  const module = join(ROOT, 'dist', 'pipelines', 'commands', 'audit.js')
  const script = `import { audit } from ${JSON.stringify(module)}
    try { process.exitCode = await audit(${JSON.stringify(options)}) } catch (e) { process.stderr.write(e.message); process.exitCode = 2 }`
  return node(cwd, ['--input-type=module', '-e', script])
}

function node(cwd: string, args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr })
    })
  })
}

/** Writes two invented one-page reports into a new project. */
export async function makeProject(folder: string): Promise<void> {
  const outDir = join(folder, 'raw', 'reports')
  mkdirSync(outDir, { recursive: true })
  await generateCorpus({ seed: 3, reports: 2, outDir, options: { scans: false, families: ['european_slip'] } })
}

/** A copy with its vault, artefacts and annotations, to spoil. */
export function copyProject(from: string, to: string): string {
  cpSync(from, to, { recursive: true })
  return to
}

/** Ground truth of the reports by the id the vault gives them. */
export async function truthById(folder: string): Promise<Map<string, GroundTruth>> {
  const reports = join(folder, 'raw', 'reports')
  const found = new Map<string, GroundTruth>()
  for (const name of readdirSync(reports).filter((n) => n.endsWith('.pdf'))) {
    const { stdout } = await checkup(folder, 'trace', join('raw', 'reports', name))
    found.set(stdout.trim(), readGroundTruth(join(reports, name.replace(/\.pdf$/, '.truth.json'))))
  }
  return found
}

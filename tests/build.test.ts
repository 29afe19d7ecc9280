import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ReportView } from '../src/records/report-view.js'
import { generateCorpus } from '../src/synth/corpus.js'
import { readGroundTruth } from '../src/synth/ground-truth.js'

const CLI = join(import.meta.dirname, '..', 'bin', 'checkup.js')
const root = mkdtempSync(join(tmpdir(), 'checkup-build-'))
const corpus = join(root, 'corpus')
/** 0: built; 4: built, but some reports are set aside (a scan that cannot be de-identified with certainty is). */
const DONE = [0, 4]

/** The same key in every folder, so that the same reports get the same pseudonyms. */
const env = { ...process.env, CHECKUP_KEY: 'a passphrase for tests only' }

interface Result {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function checkup(cwd: string, ...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args], { cwd, env, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr })
    })
  })
}

/** Path → sha256 of everything under `processed` but the run reports and the cache's notes, which hold times. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile())
  const out: Record<string, string> = {}
  for (const file of files) {
    const path = join(file.parentPath, file.name)
    const name = relative(folder, path)
    if (/^(runs|\.cache|\.tmp)\b/.test(name) || name.startsWith('.')) continue
    out[name] = createHash('sha256').update(readFileSync(path)).digest('hex')
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function project(name: string): string {
  const folder = join(root, name)
  mkdirSync(join(folder, 'raw'), { recursive: true })
  cpSync(corpus, join(folder, 'raw', 'reports'), { recursive: true })
  return folder
}

/** Three digital reports and the shortest scan of a larger corpus: each stage has work, and text recognition stays short. */
async function makeCorpus(): Promise<void> {
  const whole = join(root, 'whole')
  await generateCorpus({ seed: 31, reports: 8, outDir: whole })
  const truths = readdirSync(whole)
    .filter((n) => n.endsWith('.truth.json'))
    .map((n) => ({ name: n.replace('.truth.json', ''), truth: readGroundTruth(join(whole, n)) }))
    .sort((a, b) => a.truth.pages.length - b.truth.pages.length || (a.name < b.name ? -1 : 1))
  const digital = truths.filter((t) => t.truth.kind === 'digital').slice(0, 3)
  const scanned = truths.filter((t) => t.truth.kind === 'scanned').slice(0, 1)
  mkdirSync(corpus)
  for (const { name, truth } of [...digital, ...scanned])
    for (const file of [truth.file, `${name}.truth.json`]) cpSync(join(whole, file), join(corpus, file))
}

let first: string
beforeAll(async () => {
  await makeCorpus()
  first = project('first')
  const built = await checkup(first, 'build', '--workers', '2')
  expect(DONE, built.stdout + built.stderr).toContain(built.code)
}, 300_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('checkup build', () => {
  it('does nothing the second time, and says so', async () => {
    const again = await checkup(first, 'build')
    expect(again.stdout).toMatch(/^nothing to do: /)
    expect((await checkup(first, 'build', '--dry-run')).stdout).not.toMatch(/\b(run|wait) \w/)
  })

  it('gives the same bytes in another folder with another number of workers', async () => {
    const second = project('second')
    const built = await checkup(second, 'build', '--workers', '1')
    expect(DONE, built.stdout + built.stderr).toContain(built.code)
    expect(digests(join(second, 'processed'))).toEqual(digests(join(first, 'processed')))
  }, 300_000)

  it('completes with the same bytes after kill -9 at several points', async () => {
    const third = project('third')
    for (const after of [700, 2500, 5000]) {
      const build: ChildProcess = spawn(process.execPath, [CLI, 'build', '--workers', '2'], {
        cwd: third,
        env,
        stdio: 'ignore',
      })
      const ended = new Promise((resolve) => build.once('exit', resolve))
      await sleep(after)
      build.kill('SIGKILL')
      await ended
    }
    const built = await checkup(third, 'build')
    expect(DONE, built.stdout + built.stderr).toContain(built.code)
    expect(digests(join(third, 'processed'))).toEqual(digests(join(first, 'processed')))
  }, 300_000)

  it('shows every report in the shape that the schema promises, and loses none', async () => {
    const { stdout } = await checkup(first, 'show', '--all', '--format', 'json')
    const views = stdout
      .trim()
      .split('\n')
      .map((line) => ReportView.parse(JSON.parse(line)))
    expect(views).toHaveLength(4)
    for (const view of views) {
      if (view.quarantine !== null) continue
      expect(view.pages.length).toBe(view.report?.page_count)
      for (const b of view.biomarkers) expect(b.report_id).toBe(view.report_id)
      for (const card of view.cards)
        for (const evidence of card.evidence) {
          const ids = [...view.biomarkers.map((b) => b.biomarker_id), ...view.findings.map((f) => f.finding_id)]
          expect(ids).toContain(evidence.record_id)
        }
    }
  })

  it('puts no raw file name, and no labelled identifier, anywhere under processed', () => {
    const files = readdirSync(join(first, 'processed'), { recursive: true, withFileTypes: true }).filter((e) =>
      e.isFile(),
    )
    const text = files
      .map((f) => `${f.name}\n${f.name.endsWith('.jpg') ? '' : readFileSync(join(f.parentPath, f.name), 'utf8')}`)
      .join('\n')
    let searched = 0
    for (const name of readdirSync(corpus)) {
      if (name.endsWith('.truth.json')) continue
      expect(text.includes(name), 'a raw file name').toBe(false)
      const truth = readGroundTruth(join(corpus, name.replace(/\.\w+$/, '.truth.json')))
      for (const i of truth.identifiers) {
        const strong =
          i.place === 'page' &&
          i.labelled &&
          truth.kind === 'digital' &&
          ['NAME', 'ID', 'PHONE', 'EMAIL'].includes(i.category)
        if (!strong || i.text.replace(/\W/g, '').length < 5) continue
        searched += 1
        expect(text.includes(i.text), `${i.category} on page ${i.page} of a ${truth.family}`).toBe(false)
      }
    }
    expect(searched).toBeGreaterThan(5)
  })

  it('runs again only what a changed configuration touches', async () => {
    const config = join(root, 'changed.yaml')
    writeFileSync(config, 'cards:\n  max_quoted: 2\n')
    const plan = await checkup(first, 'build', '--dry-run', '--config', config)
    expect(plan.stdout).toContain('run draft')
    expect(plan.stdout).not.toMatch(/run (ingest|identify|deidentify|layout|extract)\b/)
  })

  it('traces a file to its id and explains the id', async () => {
    const file = readdirSync(corpus).find((n) => n.endsWith('.pdf'))!
    const id = (await checkup(first, 'trace', join('raw', 'reports', file))).stdout.trim()
    expect(id).toMatch(/^r_[a-z2-7]{16}$/)
    expect((await checkup(first, 'trace', id)).stdout.trim()).toBe(file)
    expect((await checkup(first, 'explain', id)).stdout).toMatch(/deidentify\s+fresh/)
  })

  it('refuses a vault among the reports, an unknown key, and a missing folder, each with what to do', async () => {
    const vault = await checkup(first, 'build', '--vault', join('raw', 'reports', 'v'))
    expect([vault.code, vault.stderr]).toEqual([2, expect.stringContaining('--vault')])
    const config = join(root, 'wrong.yaml')
    writeFileSync(config, 'split:\n  seeds: 3\n')
    const unknown = await checkup(first, 'build', '--config', config)
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean split.seed')])
    const missing = await checkup(first, 'build', '--raw', join(root, 'nowhere'))
    expect(missing.code).toBe(2)
  })
})

describe('bad input', () => {
  it('sets each bad file aside with its reason and builds the rest', async () => {
    const folder = join(root, 'bad')
    const reports = join(folder, 'raw', 'reports')
    mkdirSync(reports, { recursive: true })
    const good = readdirSync(corpus).find(
      (n) => n.endsWith('.pdf') && readGroundTruth(join(corpus, n.replace(/\.pdf$/, '.truth.json'))).kind === 'digital',
    )!
    const pdf = readFileSync(join(corpus, good))
    writeFileSync(join(reports, 'good.pdf'), pdf)
    writeFileSync(join(reports, 'copy of good.pdf'), pdf)
    writeFileSync(join(reports, 'good but named wrongly.txt'), Buffer.concat([pdf, Buffer.from('\n')]))
    writeFileSync(join(reports, 'empty.pdf'), '')
    writeFileSync(join(reports, 'truncated.pdf'), pdf.subarray(0, 900))
    writeFileSync(join(reports, 'noise.pdf'), Buffer.from('%PDF-1.7\n').toString() + 'x'.repeat(500))
    writeFileSync(join(reports, 'phone.heic'), Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))
    writeFileSync(join(reports, 'letter.docx'), Buffer.from('PK\x03\x04 a word file', 'latin1'))
    writeFileSync(join(reports, 'notes.md'), '# not a report')
    const built = await checkup(folder, 'build')
    expect(built.code, built.stderr).toBe(3)
    expect(built.stdout).toMatch(/reports in\s+7 \(and 1 duplicates\), 1 other files ignored/)
    const reasons = readdirSync(join(folder, 'processed', 'quarantine')).map(
      (n) =>
        (JSON.parse(readFileSync(join(folder, 'processed', 'quarantine', n), 'utf8')) as { reason: string }).reason,
    )
    expect(reasons.sort()).toEqual(['corrupt', 'corrupt', 'empty', 'unsupported_type', 'unsupported_type'])
    expect(existsSync(join(folder, 'processed', 'deidentified'))).toBe(true)
  }, 120_000)
})

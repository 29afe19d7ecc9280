import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentDigest, isSigned } from '../../pipelines/audit-content.js'
import type { AuditReport } from '../../pipelines/audit-report.js'
import { DeidentifiedArtefact } from '../../src/records/artefact.js'
import type { GroundTruth } from '../../src/synth/ground-truth.js'
import { auditWith, checkup, copyProject, makeProject, type Result, truthById } from './project.js'

const root = mkdtempSync(join(tmpdir(), 'checkup-audit-'))
const clean = join(root, 'clean')
let first: Result
let truth: Map<string, GroundTruth>
let ids: string[]

const readReport = (folder: string): AuditReport =>
  JSON.parse(readFileSync(join(folder, 'processed', 'audit', 'audit.json'), 'utf8')) as AuditReport
const nameOf = (id: string): string => truth.get(id)!.identifiers.find((i) => i.category === 'NAME' && i.labelled)!.text
const idNumber = (id: string): string =>
  truth
    .get(id)!
    .identifiers.filter((i) => i.category === 'ID' && i.labelled)
    .sort((a, b) => b.text.length - a.text.length)[0]!.text

beforeAll(async () => {
  await makeProject(clean)
  const built = await checkup(clean, 'build', '--workers', '2')
  expect(built.code, built.stdout + built.stderr).toBe(0)
  truth = await truthById(clean)
  ids = [...truth.keys()].sort()
  first = await checkup(clean, 'audit')
}, 300_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('checkup audit on a clean build', () => {
  it('passes, having read every page back, and says nothing of anyone', () => {
    expect(first.code, first.stdout + first.stderr).toBe(0)
    const report = readReport(clean)
    expect(report.totals).toMatchObject({ reports: 2, fail: 0, pages: 2, pages_read_back: 2 })
    expect(report.totals.identifiers_searched).toBeGreaterThan(10)
    expect(report.risk.in_bands).toMatchObject({ patients: 2, k: 1 })
    expect(report.not_claimed.map((row) => row.identifier).join()).toContain('biometric')
    const page = readFileSync(join(clean, 'processed', 'audit', 'audit.html'), 'utf8')
    for (const { identifiers } of truth.values())
      for (const { text } of identifiers.filter((i) => i.text.length >= 6)) {
        expect(JSON.stringify(report).includes(text), text).toBe(false)
        expect(page.includes(text), text).toBe(false)
      }
  })

  it('writes the same bytes again, from what the vault remembers of the images', async () => {
    const before = readFileSync(join(clean, 'processed', 'audit', 'audit.json'), 'utf8')
    expect((await checkup(clean, 'audit')).code).toBe(0)
    expect(readFileSync(join(clean, 'processed', 'audit', 'audit.json'), 'utf8')).toBe(before)
  }, 60_000)

  it('logs every covered box once, and names what is wrong with a log', async () => {
    const report = readReport(clean)
    expect(report.log.seq).toBe(report.reports.reduce((sum, r) => sum + r.redactions, 0))
    const verified = await checkup(clean, 'audit', '--verify')
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('the audit log holds')])
    const folder = copyProject(clean, join(root, 'log'))
    const file = join(folder, 'raw', 'annotations', 'audit', 'log.jsonl')
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    writeFileSync(file, `${lines.slice(0, -2).join('\n')}\n`)
    const cut = await checkup(folder, 'audit', '--verify')
    expect([cut.code, cut.stdout]).toEqual([3, expect.stringContaining('the last 2 entries were removed')])
    writeFileSync(
      file,
      `${lines.map((line, i) => (i === 2 ? line.replace(/"page":1/, '"page":2') : line)).join('\n')}\n`,
    )
    expect((await checkup(folder, 'audit', '--verify')).stdout).toContain('line 3 was changed')
  }, 60_000)

  it('draws a sample, takes judgements, bounds the miss rate, and is signed for this content only', async () => {
    const folder = copyProject(clean, join(root, 'signed'))
    const processed = join(folder, 'processed')
    const annotations = join(folder, 'raw', 'annotations')
    const drawn = await auditWith(folder, { sample: 2 })
    expect(drawn.stdout).toContain('2 waiting')
    const judge = readReport(folder).sample.pending.map((p) => `${p.report_id}/${p.page}=0`)
    expect(await isSigned(processed, annotations)).toMatchObject({ signed: false, by: null })
    const signed = await auditWith(folder, { judge, sign: 'Somebody Careful' })
    expect(signed.code, signed.stderr).toBe(0)
    // 1 - 0.05^(1/2)
    expect(readReport(folder).sample).toMatchObject({ pages: 2, misses: 0, upper: 0.776393, pending: [] })
    const state = await isSigned(processed, annotations)
    expect(state).toMatchObject({ signed: true, digest: await contentDigest(processed) })
    expect(state.by).toMatch(/^a_[a-z2-7]{16}$/)
    expect(readFileSync(join(annotations, 'audit', 'signatures.jsonl'), 'utf8')).not.toContain('Careful')
    appendFileSync(join(processed, 'records', `${ids[0]}.json`), ' ')
    expect((await isSigned(processed, annotations)).signed).toBe(false)
  }, 60_000)
})

describe('checkup audit on planted leaks', () => {
  it('finds each of them, names the place and not the value', async () => {
    const folder = copyProject(clean, join(root, 'leaks'))
    const processed = join(folder, 'processed')
    const [a, b] = [ids[0]!, ids[1]!]
    // A name in a record; a name on the page image, with EXIF; a number in a release; a number of one report in the other; a file name.
    const records = join(processed, 'records', `${a}.json`)
    writeFileSync(
      records,
      readFileSync(records, 'utf8').replace(
        '"findings":[',
        `"note":${JSON.stringify(`seen by ${nameOf(a)}`)},"findings":[`,
      ),
    )
    const image = join(processed, 'deidentified', b, 'p0001.jpg')
    const { width } = await sharp(image).metadata()
    const label = Buffer.from(
      `<svg width="${width}" height="60"><rect width="100%" height="60" fill="#fff"/><text x="40" y="42" font-size="34" font-family="sans-serif">${nameOf(b)}</text></svg>`,
    )
    const drawn = await sharp(image)
      .composite([{ input: label, top: 4, left: 0 }])
      .withExif({ IFD0: { Artist: 'x' } })
      .jpeg()
      .toBuffer()
    writeFileSync(image, drawn)
    const version = readdirSync(join(processed, 'release'))[0]!
    const planted = parquetWriteBuffer({
      columnData: [
        { name: 'report_id', data: [a], type: 'STRING' },
        { name: 'value_printed', data: [`no. ${idNumber(a)}`], type: 'STRING' },
      ],
    })
    writeFileSync(join(processed, 'release', version, 'data', 'biomarkers', 'extra.parquet'), new Uint8Array(planted))
    const layout = join(processed, 'layout', `${b}.json`)
    writeFileSync(layout, readFileSync(layout, 'utf8').replace('"pages":[', `"note":"see ${idNumber(a)}","pages":[`))
    appendFileSync(join(processed, 'release', version, 'README.md'), `\nThanks to ${nameOf(a)}.\n`)
    mkdirSync(join(processed, 'notes'))
    writeFileSync(join(processed, 'notes', `${nameOf(b)}.txt`), 'x')
    const audited = await checkup(folder, 'audit')
    expect(audited.code, audited.stderr).toBe(3)
    const report = readReport(folder)
    const reasons = (id: string) => report.reports.find((r) => r.report_id === id)!.reasons
    expect(reasons(a)).toContainEqual(expect.objectContaining({ code: 'leak', category: 'NAME', where: 'records' }))
    expect(reasons(a)).toContainEqual(
      expect.objectContaining({ code: 'leak', category: 'ID', where: `release/${version} biomarkers` }),
    )
    expect(reasons(b)).toContainEqual(
      expect.objectContaining({ code: 'leak', category: 'NAME', where: 'image of page 1' }),
    )
    expect(reasons(b)).toContainEqual(expect.objectContaining({ code: 'image_metadata' }))
    expect(reasons(b)).toContainEqual(expect.objectContaining({ code: 'image_changed' }))
    expect(reasons(b)).toContainEqual(
      expect.objectContaining({ code: 'foreign_identifier', category: 'ID', where: 'layout' }),
    )
    const shared = report.shared.reasons.filter(({ code }) => code === 'leak').map(({ where }) => where)
    expect(shared).toEqual(expect.arrayContaining([`release/${version}`, 'file names']))
    for (const value of [nameOf(a), nameOf(b), idNumber(a)]) {
      expect(JSON.stringify(report).includes(value)).toBe(false)
      expect((audited.stdout + audited.stderr).includes(value)).toBe(false)
    }
  }, 120_000)

  it('fails a report of which the vault holds nothing, instead of passing it unsearched', async () => {
    const folder = copyProject(clean, join(root, 'emptied'))
    rmSync(join(folder, 'raw', '.vault', 'identify', `${ids[0]}.json`))
    const audited = await auditWith(folder, { ocr: 'none' })
    expect(audited.code).toBe(3)
    const codes = readReport(folder).reports.map((r) => r.reasons.map(({ code }) => code))
    expect(codes[0]).toContain('vault_missing')
    // Without reading back there is no pass.
    expect(codes[1]).toContain('image_unread')
  }, 60_000)
})

describe('checkup withdraw', () => {
  it('removes a person, and a rebuild with the raw file still there does not bring them back', async () => {
    const folder = copyProject(clean, join(root, 'withdrawn'))
    const [gone, stays] = [ids[0]!, ids[1]!]
    const annotations = join(folder, 'raw', 'annotations')
    mkdirSync(join(annotations, 'deid'), { recursive: true })
    writeFileSync(join(annotations, 'deid', `${gone}.jsonl`), '')
    writeFileSync(join(annotations, 'splits.json'), JSON.stringify({ [gone]: 'train', [stays]: 'test' }))
    const notes = join(annotations, 'cards', 'reviewer-1.jsonl')
    const dealt = join(annotations, 'card-assignments', 'reviewer-1.json')
    for (const file of [notes, dealt]) mkdirSync(dirname(file), { recursive: true })
    writeFileSync(notes, `{"report_id":"${gone}"}\n{"report_id":"${stays}"}\n`)
    writeFileSync(dealt, JSON.stringify({ reviewer: 'reviewer-1', reports: [gone, stays] }))
    const done = await checkup(folder, 'withdraw', '--report', gone)
    expect(done.code, done.stderr).toBe(0)
    expect(done.stdout).toContain('1 report of one person')
    const left = (below: string) =>
      readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
        .filter((e) => e.isFile())
        .map((e) => join(e.parentPath, e.name))
    const named = [...left('processed'), ...left('raw/.vault'), ...left('raw/annotations')].filter(
      (f) => f.includes(gone) || (!f.includes('.vault') && !f.includes('/runs/') && readFileSync(f).includes(gone)),
    )
    expect(named.map((f) => f.slice(folder.length + 1))).toEqual(['raw/annotations/audit/log.jsonl'])
    expect(JSON.parse(readFileSync(join(annotations, 'splits.json'), 'utf8'))).toEqual({ [stays]: 'test' })
    expect(readFileSync(notes, 'utf8')).toBe(`{"report_id":"${stays}"}\n`)
    expect(JSON.parse(readFileSync(dealt, 'utf8'))).toEqual({ reviewer: 'reviewer-1', reports: [stays] })
    rmSync(notes)
    const tombstone = readFileSync(join(annotations, 'withdrawn.jsonl'), 'utf8')
    expect(tombstone).not.toMatch(/[rp]_[a-z2-7]{16}/)
    expect(tombstone.includes(nameOf(gone))).toBe(false)
    const built = await checkup(folder, 'build')
    expect([0, 4], built.stdout + built.stderr).toContain(built.code)
    expect(readdirSync(join(folder, 'processed', 'deidentified')).filter((n) => n.endsWith('.json'))).toEqual([
      `${stays}.json`,
    ])
    const view = await checkup(folder, 'show', '--all', '--format', 'json')
    expect(view.stdout).not.toContain(gone)
    expect((await checkup(folder, 'audit', '--verify')).code).toBe(0)
    const reports = join(folder, 'raw', 'reports')
    for (const name of readdirSync(reports).filter((n) => n.endsWith('.pdf'))) {
      const { code, stdout } = await checkup(folder, 'withdraw', '--raw', join('raw', 'reports', name))
      expect([code, stdout]).toEqual([0, expect.stringContaining('withdrawn: 1 report of one person')])
    }
    expect(readdirSync(join(folder, 'processed', 'deidentified')).filter((n) => n.endsWith('.json'))).toEqual([])
  }, 120_000)

  it('refuses a corrupted list of withdrawals instead of forgetting one', async () => {
    const folder = copyProject(clean, join(root, 'corrupted'))
    writeFileSync(join(folder, 'raw', 'annotations', 'withdrawn.jsonl'), '{"sources":\n')
    const built = await checkup(folder, 'build')
    expect([built.code, built.stderr]).toEqual([1, expect.stringContaining('line 1')])
    expect((await checkup(folder, 'withdraw', '--report', 'r_aaaaaaaaaaaaaaaa')).code).toBe(2)
  }, 60_000)
})

describe('human corrections', () => {
  it('cover what was marked in the next build, and set a report aside when they cannot be read', async () => {
    const folder = copyProject(clean, join(root, 'corrected'))
    const [marked, broken] = [ids[0]!, ids[1]!]
    const artefact = (id: string) => join(folder, 'processed', 'deidentified', `${id}.json`)
    const { pages } = DeidentifiedArtefact.parse(JSON.parse(readFileSync(artefact(marked), 'utf8')))
    const missed = pages[0]!.words.find((w) => w.source === 'text' && w.text.length > 5 && /^\p{L}+$/u.test(w.text))!
    const notes = join(folder, 'raw', 'annotations', 'deid')
    mkdirSync(notes, { recursive: true })
    writeFileSync(
      join(notes, `${marked}.jsonl`),
      `${JSON.stringify({ action: 'cover', page: 1, bbox: missed.bbox, category: 'NAME' })}\n`,
    )
    writeFileSync(join(notes, `${broken}.jsonl`), '{"action":"cover","page":1\n')
    await checkup(folder, 'build')
    const after = DeidentifiedArtefact.parse(JSON.parse(readFileSync(artefact(marked), 'utf8')))
    expect(after.pages[0]!.words.map((w) => w.text)).not.toContain(missed.text)
    expect(after.pages[0]!.redactions.some((r) => r.detector === 'human' && r.category === 'NAME')).toBe(true)
    const record = JSON.parse(readFileSync(join(folder, 'processed', 'quarantine', `${broken}.json`), 'utf8'))
    expect(record).toMatchObject({ reason: 'annotation_invalid', measured: 'deid corrections, line 1' })
    expect(existsSync(artefact(broken))).toBe(false)
  }, 120_000)
})

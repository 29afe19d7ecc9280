import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { signedEdition } from './audit-statement.js'
import { checkCroissant } from './check-croissant.js'
import { listFiles, readChecksums, sha256File, verifyChecksums } from './checksums.js'
import { ReleaseConfig } from './config.js'
import { dataTestsPage } from './data-tests-page.js'
import { CardTemplateError, datasetCard } from './dataset-card.js'
import { CONFIG_NAMES } from './dataset-schema.js'
import { diffReleases, leastVersion } from './diff.js'
import { ReleaseManifest } from './manifest.js'
import { source, TEMPLATE, whitePage } from './release.fixture.js'
import type { ReportBundle } from './report-rows.js'
import { verifyRelease } from './verify-release.js'
import { writeRelease } from './write-release.js'

const work = mkdtempSync(join(tmpdir(), 'release-files-'))
afterAll(() => rmSync(work, { recursive: true }))
const ids = Array.from({ length: 16 }, (_, i) => `r_${i}`)
const config = (more: object = {}): ReleaseConfig => ReleaseConfig.parse(more)
let image: Uint8Array
let first: string

async function made(
  name: string,
  reports: readonly string[] = ids,
  more: object = {},
  change?: (b: ReportBundle) => ReportBundle,
): Promise<string> {
  const folder = join(work, name)
  mkdirSync(folder)
  await writeRelease(source(reports, image, change), folder, config(more))
  return folder
}

const json = (folder: string, name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>

beforeAll(async () => {
  image = await whitePage()
  first = await made('first')
})

describe('croissant.json', () => {
  const files = () => new Map([...readChecksums(first)].filter(([path]) => path.endsWith('.parquet')))

  it('has the shape that the specification demands, with the checksum of every shard', () => {
    expect(files().size).toBe(15)
    expect(checkCroissant(json(first, 'croissant.json'), files())).toEqual([])
  })

  it.each<[string, (d: Record<string, unknown>) => void, RegExp]>([
    ['no licence', (d) => delete d.license, /has no license/],
    ['no date', (d) => delete d.datePublished, /datePublished/],
    ['another version of the format', (d) => (d.conformsTo = ['http://mlcommons.org/croissant/1.0']), /conformsTo/],
    [
      'a context that renames a term',
      (d) => ((d['@context'] as Record<string, unknown>).field = 'cr:fields'),
      /@context gives field/,
    ],
    ['an unknown property', (d) => (d.licence = 'x'), /licence is no property/],
    ['a file that is not there', (d) => (d.distribution as unknown[]).splice(1, 1), /is not described/],
    [
      'another checksum',
      (d) => ((d.distribution as Record<string, unknown>[])[1]!.sha256 = 'a'.repeat(64)),
      /other bytes/,
    ],
    [
      'a reference to nothing',
      (d) => ((d.recordSet as Record<string, unknown>[])[0]!.key = { '@id': 'splits/x' }),
      /splits\/x/,
    ],
    [
      'a record set without fields',
      (d) => ((d.recordSet as Record<string, unknown>[]).at(-1)!.field = []),
      /has no field/,
    ],
  ])('is refused with %s', (_, spoil, message) => {
    const document = json(first, 'croissant.json')
    spoil(document)
    expect(checkCroissant(document, files()).join('\n')).toMatch(message)
  })

  it('describes every column of every config, and says what the numbers of a class label mean', () => {
    const sets = json(first, 'croissant.json').recordSet as {
      '@id': string
      field: { '@id': string }[]
      data?: unknown[]
    }[]
    for (const name of CONFIG_NAMES) expect(sets.some((s) => s['@id'] === name)).toBe(true)
    const sex = sets.find((s) => s['@id'] === 'reports-sex')!
    expect(sex.data).toEqual([
      { 'reports-sex/index': 0, 'reports-sex/label': 'male' },
      { 'reports-sex/index': 1, 'reports-sex/label': 'female' },
    ])
  })
})

describe('dataset card', () => {
  it('leaves no placeholder, and its front matter names every config and its licence', () => {
    const card = readFileSync(join(first, 'README.md'), 'utf8')
    expect(card).not.toMatch(/\{\{\w+\}\}/)
    const front = parse(/^---\n([\s\S]*?)\n---\n/.exec(card)![1]!) as {
      configs: { config_name: string }[]
      license: string
    }
    expect(front.configs.map((c) => c.config_name)).toEqual([...CONFIG_NAMES])
    expect(front.license).toBe('other')
    expect(card).toContain('Unsigned preview')
  })

  it('refuses a template that lacks a figure or has one that nothing fills', () => {
    const manifest = ReleaseManifest.parse(json(first, 'release.json'))
    expect(() => datasetCard(manifest, config(), TEMPLATE.replace('{{leakage}}', ''))).toThrow(CardTemplateError)
    expect(() => datasetCard(manifest, config(), `${TEMPLATE}{{more}}`)).toThrow(/\{\{more\}\}/)
  })
})

it('shows the data tests on a page, errors first, names escaped', () => {
  const page = dataTestsPage('<x>', [
    { test: 'b', severity: 'warning', checked: 2, failures: 1 },
    { test: 'a & c', severity: 'error', checked: 2, failures: 2 },
  ])
  expect(page).toContain('1 with errors, 1 with warnings')
  expect(page.indexOf('a &amp; c')).toBeLessThan(page.indexOf('<td>b</td>'))
  expect(page).not.toContain('<x>')
})

describe('signedEdition', () => {
  it('changes the card, the manifest and the checksums only, and leaves the release as it was built', async () => {
    const before = await sha256File(join(first, 'SHA256SUMS'))
    const edition = join(work, 'edition')
    signedEdition(first, edition, {
      signed: true,
      by: 'auditor_1',
      content_digest: 'c'.repeat(64),
      pages: 50,
      misses: 0,
      upper_bound: 0.0582,
    })
    const [a, b] = [readChecksums(first), readChecksums(edition)]
    expect([...b].filter(([path, sum]) => a.get(path) !== sum).map(([path]) => path)).toEqual([
      'README.md',
      'release.json',
    ])
    expect(await verifyRelease(edition)).toEqual([])
    expect(await sha256File(join(first, 'SHA256SUMS'))).toBe(before)
    expect(await verifyChecksums(first)).toEqual({ changed: [], missing: [], unlisted: [] })
    const card = readFileSync(join(edition, 'README.md'), 'utf8')
    expect(card).toContain('at most 5.82 % (95 % upper bound)')
    expect(card).not.toContain('Unsigned')
  })
})

describe('verifyRelease', () => {
  const spoiled = (name: string, spoil: (folder: string) => void): string => {
    const folder = join(work, name)
    cpSync(first, folder, { recursive: true })
    spoil(folder)
    return folder
  }

  it('finds nothing in a release as it was made', async () => {
    expect(await verifyRelease(first)).toEqual([])
  })

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'a shard cut short',
      (f) => writeFileSync(join(f, shard(f)), readFileSync(join(f, shard(f))).subarray(0, -9)),
      /changed: data/,
    ],
    ['a shard that is gone', (f) => rmSync(join(f, shard(f))), /missing: data/],
    ['a file more', (f) => writeFileSync(join(f, 'data', 'x.txt'), ''), /unlisted: data\/x\.txt/],
    ['no checksums', (f) => rmSync(join(f, 'SHA256SUMS')), /SHA256SUMS/],
  ])('finds %s', async (name, spoil, message) => {
    expect((await verifyRelease(spoiled(`spoiled ${name}`, spoil))).join('\n')).toMatch(message)
  })
})

const shard = (folder: string): string => listFiles(folder).find((p) => p.startsWith('data/biomarkers/train'))!

describe('diffReleases', () => {
  it('counts added, removed, moved and changed rows, and shifted labels, and proposes the step', async () => {
    const more = await made('more', [...ids, 'r_16', 'r_17'])
    const added = await diffReleases(first, more)
    expect(added.bump).toBe('minor')
    expect(added.configs.reports).toMatchObject({ added: 2, removed: 0, changed: 0, moved: 0 })
    expect((await diffReleases(more, first)).bump).toBe('major')

    const edited = await made('edited', ids, {}, (b) => ({ ...b, report: { ...b.report, age: 45, sex: 'male' } }))
    const changed = await diffReleases(first, edited)
    expect(changed.bump).toBe('patch')
    expect(changed.configs.reports).toMatchObject({
      changed: 16,
      columns: { age: 16, sex: 16 },
      label_shift: { sex: 1 },
    })
    expect(changed.configs.pages.changed).toBe(0)
  })

  it('gives the least version of a step', () => {
    expect(leastVersion('1.2.3', 'major')).toBe('2.0.0')
    expect(leastVersion('1.2.3', 'minor')).toBe('1.3.0')
    expect(leastVersion('1.2.3', 'patch')).toBe('1.2.4')
  })
})

describe('private test', () => {
  it('keeps the gold cards of the test split back and publishes their number and digest', async () => {
    const folder = await made('private', ids, { private_test: true })
    const manifest = ReleaseManifest.parse(json(folder, 'release.json'))
    expect(manifest.rows.action_cards).toEqual({ train: 8, validation: 4, test: 0 })
    expect(manifest.withheld).toMatchObject({ action_cards: 4 })
    expect(manifest.withheld!.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(manifest.withheld!.sha256)
    // The other splits are the same bytes.
    const [a, b] = [readChecksums(first), readChecksums(folder)]
    expect(b.get('data/action_cards/train-00000-of-00001.parquet')).toBe(
      a.get('data/action_cards/train-00000-of-00001.parquet'),
    )
  })
})

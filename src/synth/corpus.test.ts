import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generateCorpus } from './corpus.js'
import { FAMILIES } from './families.js'
import { type GroundTruth, readGroundTruth } from './ground-truth.js'
import { identityCheckDigit } from './identity-number.js'

const work = mkdtempSync(join(tmpdir(), 'synth-'))
const folder = join(work, 'corpus')
let truths: GroundTruth[] = []

/** What a text search sees: no white space, compatibility forms folded. */
const bare = (text: string) => text.normalize('NFKC').replace(/\s+/g, '')

/** The text layer of every page, as PDFium reads it. */
async function pageTexts(pdf: Buffer): Promise<string[]> {
  const document = await (await PDFiumLibrary.init()).loadDocument(pdf)
  try {
    return [...document.pages()].map((page) => page.getText())
  } finally {
    document.destroy()
  }
}

beforeAll(async () => {
  await generateCorpus({ seed: 5, reports: 20, outDir: folder })
  truths = readdirSync(folder)
    .filter((name) => name.endsWith('.truth.json'))
    .sort()
    .map((name) => readGroundTruth(join(folder, name)))
}, 180_000)

afterAll(() => rmSync(work, { recursive: true }))

describe('a corpus of twenty reports', () => {
  it('has every family, a third of image-only files and one photo', () => {
    expect(truths).toHaveLength(20)
    expect(new Set(truths.map((t) => t.family))).toEqual(new Set(Object.keys(FAMILIES)))
    const kinds = truths.map((t) => t.kind)
    expect(kinds.filter((k) => k !== 'digital').length).toBeGreaterThanOrEqual(6)
    expect(kinds.filter((k) => k !== 'digital').length).toBeLessThanOrEqual(8)
    expect(kinds.filter((k) => k === 'photo')).toHaveLength(1)
  })

  it('gives two people a second visit, later, with the same number and other values', () => {
    const second = truths.filter((t) => t.visit_index === 1)
    expect(second).toHaveLength(2)
    for (const visit of second) {
      const first = truths.find((t) => t.patient_key === visit.patient_key && t.visit_index === 0)
      expect(first).toBeDefined()
      expect(visit.days_since_first_visit).toBeGreaterThanOrEqual(180)
      const numbers = (t: GroundTruth) =>
        new Set(t.identifiers.filter((id) => id.category === 'ID').map((id) => bare(id.text)))
      expect([...numbers(visit)].some((number) => numbers(first!).has(number))).toBe(true)
      expect(JSON.stringify(visit.biomarkers)).not.toBe(JSON.stringify(first!.biomarkers))
    }
  })

  it('prints every identifier and survivor of a digital page in its text layer, and none of a scan', async () => {
    for (const truth of truths.filter((t) => t.kind !== 'photo')) {
      const texts = (await pageTexts(readFileSync(join(folder, truth.file)))).map(bare)
      if (truth.kind === 'scanned') {
        expect(texts.join('')).toBe('')
        continue
      }
      for (const item of truth.identifiers)
        if (item.page !== null && item.place !== 'annotation' && !item.in_image)
          expect(texts[item.page - 1], `${truth.family}: ${item.category}`).toContain(bare(item.text))
      for (const item of truth.survive) expect(texts[item.page - 1]).toContain(bare(item.text))
    }
  })

  it('prints every biomarker name, value and unit of a digital page', async () => {
    for (const truth of truths.filter((t) => t.kind === 'digital')) {
      const texts = (await pageTexts(readFileSync(join(folder, truth.file)))).map(bare)
      for (const row of truth.biomarkers) {
        // A cell that wraps is read in lines that other cells interrupt: only its first line's start is looked for.
        expect(texts[row.page - 1]).toContain(bare(row.name).slice(0, 2))
        expect(texts[row.page - 1]).toContain(bare(row.value))
        if (row.unit !== null) expect(texts[row.page - 1]).toContain(bare(row.unit))
      }
    }
  })

  it('keeps every box on its page and every evidence index in range', () => {
    for (const truth of truths) {
      const inside = (page: number, [x0, y0, x1, y1]: readonly number[]) => {
        const { width, height } = truth.pages[page - 1]!
        return x0! >= 0 && y0! >= 0 && x1! <= width && y1! <= height && x1! > x0! && y1! > y0!
      }
      for (const row of truth.biomarkers) expect(inside(row.page, row.bbox), `${truth.file} ${row.name}`).toBe(true)
      for (const item of truth.identifiers) {
        expect(item.place !== 'page' || item.bboxes.length > 0).toBe(true)
        for (const box of item.bboxes)
          expect(inside(item.page!, box), `${truth.family} ${item.category} ${box.join()}`).toBe(true)
      }
      for (const issue of truth.issues) {
        expect(issue.evidence.biomarkers.length + issue.evidence.findings.length).toBeGreaterThan(0)
        for (const i of issue.evidence.biomarkers) expect(truth.biomarkers[i]).toBeDefined()
        for (const i of issue.evidence.findings) expect(truth.findings[i]).toBeDefined()
      }
    }
  })

  it('leaves no abnormal current value without an issue, and interprets values by their printed range', () => {
    for (const truth of truths) {
      const explained = new Set(truth.issues.flatMap((issue) => issue.evidence.biomarkers))
      truth.biomarkers.forEach((row, i) => {
        const abnormal = row.interpretation === 'H' || row.interpretation === 'L'
        if (abnormal && row.role === 'current')
          expect(explained.has(i), `${truth.family} ${row.name} ${row.value}`).toBe(true)
        if (row.value_number === null || row.comparator !== null || row.value_second !== null) return
        if (row.interpretation === 'H') expect(row.value_number).toBeGreaterThan(row.range_high!)
        if (row.interpretation === 'L') expect(row.value_number).toBeLessThan(row.range_low!)
      })
    }
  })

  it('gives Chinese people valid identity numbers', () => {
    const numbers = truths
      .flatMap((t) => t.identifiers)
      .map((i) => bare(i.text))
      .filter((text) => /^\d{17}[\dX]$/.test(text))
    expect(numbers.length).toBeGreaterThan(3)
    for (const number of numbers) expect(number[17]).toBe(identityCheckDigit(number.slice(0, 17)))
  })

  it('records the digest of each file', () => {
    for (const truth of truths)
      expect(
        createHash('sha256')
          .update(readFileSync(join(folder, truth.file)))
          .digest('hex'),
      ).toBe(truth.sha256)
  })
})

describe('the seed', () => {
  it('gives the same bytes again, and other reports for another seed', async () => {
    const again = join(work, 'again')
    const other = join(work, 'other')
    const { files } = await generateCorpus({ seed: 5, reports: 6, outDir: again })
    for (const name of readdirSync(again))
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true)
    expect(files).toHaveLength(6)
    await generateCorpus({ seed: 6, reports: 2, outDir: other, options: { scans: false } })
    const digests = new Set(truths.map((t) => t.sha256))
    for (const name of readdirSync(other).filter((n) => n.endsWith('.truth.json')))
      expect(digests.has(readGroundTruth(join(other, name)).sha256)).toBe(false)
  }, 120_000)
})

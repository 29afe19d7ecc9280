import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Biomarker } from '../records/biomarker.js'
import { SplitConfig } from './config.js'
import { type ContentSketch, comparedWords, resultHashes, type SketchedPage, textSignatures } from './content-sketch.js'
import { overlapShare } from './kept-out-texts.js'
import { hash32, minHash, similarity } from './min-hash.js'
import { nearDuplicates, templateFamilies } from './near-duplicates.js'
import { fingerprintSimilarity, pageFingerprint } from './page-fingerprint.js'

const config = SplitConfig.parse({}).near_duplicate
const NAMES = ['Glucose', 'Urea', 'Creatinine', 'Sodium', 'Potassium', 'Albumin', 'ALT', 'AST', 'LDL', 'HDL']

/** A report on a form: the same labels for all, values by patient. */
function sketch(id: string, form: string, seed: number, change: (text: string) => string = (t) => t): ContentSketch {
  const value = (i: number) => ((hash32(`${seed}/${i}`) % 900) + 100) / 10
  const lines = NAMES.map((name, i) => `${name} ${value(i)} mmol/L ${i}.0 - ${i + 5}.0`)
  const advice =
    `${form} laboratory advises every patient to bring this report to the next visit and to drink water. `.repeat(4)
  const biomarkers = NAMES.map((name, i) => ({
    page: 1,
    role: 'current',
    value_kind: 'quantity',
    value_printed: String(value(i)),
    value: value(i),
    comparator: null,
    analyte: null,
    name_printed: name,
  })) as unknown as Biomarker[]
  return {
    report: { report_id: id } as ContentSketch['report'],
    ...textSignatures([page(change(`${form} laboratory report name age sex ${lines.join('\n')} ${advice}`))]),
    pages: [{ results: resultHashes(biomarkers, 1), fingerprint: null, sha256: null }],
  }
}

/** A page whose words stand in lines of eight, from the top. */
function page(text: string): SketchedPage {
  const words = text.split(/\s+/).map((word, i) => {
    const y = 20 + Math.floor(i / 8) * 20
    return { text: word, bbox: [0, y, 10, y + 10] as [number, number, number, number], source: 'text' as const }
  })
  return { height: 600, words }
}

describe('minHash', () => {
  it('estimates the similarity of sets', () => {
    const set = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => hash32(String(from + i)))
    const near = similarity(minHash(set(0, 900)), minHash(set(100, 1000)))
    expect(Math.abs(near - 0.8)).toBeLessThan(0.12)
    expect(similarity(minHash(set(0, 100)), minHash(set(100, 200)))).toBeLessThan(0.1)
    expect(minHash([])).toBe(null)
  })
})

describe('nearDuplicates', () => {
  it('joins a copy with reading errors, and not the next patient on the same form', () => {
    const misread = (text: string) => text.replaceAll('mmol/L', 'mmo1/L').replace('Sodium', 'Sod1um')
    const all = [sketch('a', 'North', 1), sketch('b', 'North', 2), sketch('copy', 'North', 1, misread)]
    const { clusterOf, links } = nearDuplicates(all, config)
    expect(clusterOf('copy')).toBe(clusterOf('a'))
    expect(clusterOf('b')).not.toBe(clusterOf('a'))
    expect(links.map((l) => l.reports)).toEqual([['a', 'copy']])
    expect(nearDuplicates([...all].reverse(), config).links).toEqual(links)
  })

  it('joins an excerpt that has a page in common', () => {
    const [a, b] = [sketch('a', 'North', 1), sketch('b', 'North', 2)]
    const whole = { ...a, pages: [...a.pages, ...b.pages], text: null }
    const { clusterOf } = nearDuplicates([whole, { ...b, text: null }], config)
    expect(clusterOf('a')).toBe(clusterOf('b'))
  })

  it('tells forms apart as families, whatever the values', () => {
    const all = [sketch('a', 'North', 1), sketch('b', 'North', 2), sketch('c', 'South', 3)]
    all[2] = { ...all[2]!, ...textSignatures([page('血常规 白细胞 红细胞 血红蛋白 参考范围 单位 结果 提示')]) }
    const familyOf = templateFamilies(all, 0.5)
    expect(familyOf('a')).toBe(familyOf('b'))
    expect(familyOf('c')).not.toBe(familyOf('a'))
  })
})

describe('pageFingerprint', () => {
  const page = (rows: readonly string[], quality: number) =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="850" height="1100"><rect width="850" height="1100" fill="#fff"/>${rows
          .map(
            (t, i) =>
              `<text x="${60 + ((t.length * 37 + i * 53) % 300)}" y="${60 + i * 42}" font-size="26">${t}</text>`,
          )
          .join('')}</svg>`,
      ),
    )
      .jpeg({ quality })
      .toBuffer()
  const rows = (seed: number) =>
    Array.from({ length: 22 }, (_, i) => 'word '.repeat(1 + (hash32(`${seed} ${i}`) % 6)).trim())

  it('knows a page encoded anew at another size, and not another page', async () => {
    const original = await page(rows(1), 90)
    const again = await sharp(original).resize(1275, 1650).jpeg({ quality: 60 }).toBuffer()
    const [a, b, c] = await Promise.all([original, again, await page(rows(2), 90)].map(pageFingerprint))
    expect(fingerprintSimilarity(a!, b!)).toBeGreaterThan(config.image)
    expect(fingerprintSimilarity(a!, c!)).toBeLessThan(0.5)
  })

  it('says nothing about blank pages', async () => {
    const blank = await pageFingerprint(await page([], 90))
    expect(fingerprintSimilarity(blank, blank)).toBe(0)
  })
})

describe('kept-out texts', () => {
  it('measures the share of runs of words in common', () => {
    const text = Array.from({ length: 40 }, (_, i) => `w${String.fromCharCode(97 + (i % 26))}${'x'.repeat(i)}`)
    const runs = new Set(textRuns(text.slice(0, 20).join(' '), 5))
    expect(overlapShare(text.join(' '), runs, 5)).toBeCloseTo(16 / 36, 5)
    expect(overlapShare('nothing of this is known at all here', runs, 5)).toBe(0)
  })
})

function textRuns(text: string, n: number): number[] {
  const words = comparedWords(text)
  return words.slice(0, words.length - n + 1).map((_, i) => hash32(words.slice(i, i + n).join(' ')))
}

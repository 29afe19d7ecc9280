import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PageOcr } from '../../src/benchmark/page-ocr.js'
import { BenchmarkRelease } from '../../src/benchmark/release-reader.js'
import { trackInput } from '../../src/benchmark/track-input.js'
import { trackPages } from '../../src/benchmark/track-pages.js'

import { openWorkshop } from './workshop.fixture.js'

const workshop = openWorkshop()
const { root, release } = workshop

describe('a release, from a folder and from the Hub', () => {
  test('reads what was written', async () => {
    const opened = await BenchmarkRelease.open(release)
    const read = await opened.reports('test')
    const expected = new Map(workshop.reports.test.map((r) => [r.report.report_id, r]))
    expect(read.length).toBe(12)
    for (const r of read) expect(r.gold).toEqual(expected.get(r.report.report_id)!.gold)
    for (const r of read) expect(r.biomarkers).toEqual(expected.get(r.report.report_id)!.biomarkers)
    const pages = await (await opened.pageReader('test'))(read[0]!.report.report_id)
    expect(pages.map((p) => p.page)).toEqual([1, 2])
    expect(pages[0]!.image!.bytes.length).toBeGreaterThan(100)
  })

  test('reads the same from the Hub by tag', async () => {
    const { hubUrl } = workshop
    const opened = await BenchmarkRelease.open('org/name@v1', { hubUrl })
    const here = await BenchmarkRelease.open(release)
    expect(await opened.reports('test')).toEqual(await here.reports('test'))
    await expect(BenchmarkRelease.open('org/name@v9', { hubUrl })).rejects.toThrow(/404.*tag/)
    await expect(BenchmarkRelease.open(root)).rejects.toThrow(/release\.json/)
  })

  test('every track shows the report', async () => {
    const opened = await BenchmarkRelease.open(release)
    const report = (await opened.reports('test'))[0]!
    const ocr = new PageOcr(join(root, 'ocr'))
    const read = await opened.pageReader('test')
    const pages = await trackPages('image', read, ocr)({ report, variant: null })
    const first = report.biomarkers[0]!
    expect(trackInput('structured', report, []).text).toContain(first.biomarker_id)
    expect(trackInput('text', report, []).text).toContain(`| ${first.name_printed} | ${first.value_printed} |`)
    expect(trackInput('ocr', report, [{ page: 1, image: null, ocr: 'ALT 58' }]).text).toContain('ALT 58')
    expect(trackInput('image', report, pages).images.map((i) => i.mime)).toEqual(['image/jpeg', 'image/jpeg'])
  })

  test('pages of variants are set anew, scans of them are noisy, and text recognition reads what is printed', async () => {
    const report = (await (await BenchmarkRelease.open(release)).reports('test'))[0]!
    const folder = join(root, 'ocr')
    const ocr = new PageOcr(folder)
    const shown = trackPages('ocr', async () => [], ocr)
    const clean = await shown({ report, variant: 'typeset' })
    const noisy = await trackPages('image', async () => [], ocr)({ report, variant: 'noise' })
    expect(await trackPages('image', async () => [], ocr)({ report, variant: 'noise' })).toEqual(noisy)
    expect(noisy[0]!.image).not.toEqual(clean[0]!.image)
    const printed = report.biomarkers.filter((b) => b.page === 1)
    const found = printed.filter((b) => clean[0]!.ocr!.includes(b.value_printed))
    expect(found.length).toBeGreaterThanOrEqual(printed.length - 2)
    await ocr.close()
    // A second reading comes from the folder: no engine is started.
    expect(await trackPages('ocr', async () => [], new PageOcr(folder))({ report, variant: 'typeset' })).toEqual(clean)
  })
})

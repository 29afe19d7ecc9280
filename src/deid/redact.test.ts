import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../records/page.fixture.js'
import type { DocumentReading, PageReading, Word } from '../records/page.js'
import { DeidConfig } from './config.js'
import { identify } from './identify.js'
import { linkPatients } from './linkage.js'
import { redactPages } from './redact.js'

const key = Buffer.alloc(32, 1)
const config = DeidConfig.parse({})

const word = (text: string, x: number, y: number, source: Word['source'] = 'text') => wordAt(text, x, y, { source })

const page = (number: number, words: Word[], more: Partial<PageReading> = {}) => pageOf(words, { number, ...more })

function run(pages: PageReading[], given: DeidConfig = config) {
  const reading: DocumentReading = { media_type: 'application/pdf', pages, side_texts: [] }
  const identification = identify(reading, { config: given })
  const link = linkPatients([{ report_id: 'r', subject: identification.subject }], key).r!
  return { identification, pages: redactPages({ reading, identification, link, config: given, key }).pages }
}
const texts = (words: readonly Word[]) => words.map((w) => w.text)

describe('redactPages', () => {
  it('splits a word that holds label and value and covers the value only', () => {
    const { pages } = run([page(1, [word('姓名:张伟强', 50, 100), word('性别:男', 200, 100)])])
    expect(texts(pages[0]!.words)).toEqual(['姓名:', '[NAME]', '性别:男'])
    const [box] = pages[0]!.redactions
    expect(box!.category).toBe('NAME')
    expect(box!.bbox[0]).toBeGreaterThan(65)
    expect(box!.bbox[2]).toBeGreaterThanOrEqual(105)
    expect(pages[0]!.words[0]!.bbox[2]).toBeLessThan(80)
  })
  it('covers the blank of full-width figures up to the colon on scans, whose box ends where its ink does', () => {
    const ocr = { engine: 'tesseract.js', language: 'chi_sim', dpi: 300, mean_confidence: 0.9, words: 12 } as const
    const scanned = (text: string, x0: number, x1: number): Word => ({
      ...word(text, x0, 312, 'ocr'),
      bbox: [x0, 312, x1, 320],
    })
    const phone = [...'13966882547'].map((figure, i) => scanned(figure, 206 + 8.5 * i, 209 + 8.5 * i))
    const { pages } = run([
      page(1, [scanned('联系电话', 158, 201), scanned(':', 203, 205.5), ...phone], { kind: 'scanned', ocr }),
    ])
    expect(Math.min(...pages[0]!.redactions.map(({ bbox }) => bbox[0]))).toBeLessThan(204)
  })
  it('writes one placeholder per mention and days since the first visit', () => {
    const { pages } = run([
      page(1, [
        word('Patient', 50, 50),
        word('Name:', 90, 50),
        word('Jane', 130, 50),
        word('Roe', 155, 50),
        word('Collected:', 50, 70),
        word('2024-03-01', 110, 70),
        word('Reported:', 50, 90),
        word('2024-03-03', 110, 90),
        word('DOB:', 50, 110),
        word('1980-02-02', 110, 110),
      ]),
    ])
    expect(texts(pages[0]!.words)).toEqual([
      'Patient',
      'Name:',
      '[NAME]',
      'Collected:',
      '[DATE+0]',
      'Reported:',
      '[DATE+2]',
      'DOB:',
      '[DATE]',
    ])
  })
  it('cuts the text of an OCR word where a region cuts its pixels', () => {
    const ocr = { engine: 'tesseract.js', language: 'chi_sim', dpi: 200, mean_confidence: 0.9, words: 1 } as const
    const one = page(1, [word('复核医师:潘伟', 50, 100, 'ocr')], { ocr, kind: 'scanned' })
    const reading: DocumentReading = { media_type: 'image/png', pages: [one], side_texts: [] }
    const identification = { ...identify(reading), identifiers: [], zones: [] }
    const link = linkPatients([{ report_id: 'r', subject: identification.subject }], key).r!
    const region = {
      bbox: [94, 99, 119, 111] as [number, number, number, number],
      category: 'DOCTOR',
      detector: 'form_line',
      score: 0.6,
    }
    const { pages } = redactPages({ reading, identification, link, config, key, regions: new Map([[1, [region]]]) })
    expect(texts(pages[0]!.words).join(' ')).toContain('复核')
    expect(texts(pages[0]!.words).join(' ')).not.toMatch(/[潘伟]/)
  })
  it('finds a known name on every page, in parts, spacing and case, and misread by OCR', () => {
    const ocr = { engine: 'tesseract.js', language: 'eng', dpi: 200, mean_confidence: 0.9, words: 2 } as const
    const { pages } = run([
      page(1, [word('Name:', 50, 50), word('Annabel', 80, 50), word('Whitcombe', 119, 50)]),
      page(2, [word('WHITCOMBE', 50, 400), word('ANNABEL', 99, 400), word('normal', 50, 420)]),
      page(3, [word('AnnabeI', 50, 400, 'ocr'), word('Whitc0mbe', 89, 400, 'ocr')], { ocr, kind: 'scanned' }),
    ])
    expect(texts(pages[1]!.words)).toEqual(['[NAME]', 'normal'])
    expect(texts(pages[2]!.words).join(' ')).not.toMatch(/Whitc|Annab/)
  })
  it('leaves result rows byte-identical, also where a short record number equals a value', () => {
    const row = [
      word('Eosinophils', 50, 300),
      word('2', 200, 300),
      word('%', 260, 300),
      word('0', 320, 300),
      word('-', 330, 300),
      word('6', 340, 300),
    ]
    const { pages } = run([page(1, [word('Lab', 50, 50), word('No.:', 75, 50), word('2', 110, 50), ...row])])
    expect(texts(pages[0]!.words)).toEqual(['Lab', 'No.:', '[ID]', 'Eosinophils', '2', '%', '0', '-', '6'])
    expect(pages[0]!.words.slice(3)).toEqual(row)
  })
  it('gives an institution one pseudonym and keeps what the policy keeps', () => {
    const words = [
      word('Northfield', 50, 30),
      word('Diagnostics', 110, 30),
      word('Tel:', 50, 700),
      word('0123456789', 80, 700),
    ]
    const { pages } = run([page(1, words)])
    expect(pages[0]!.words[0]!.text).toMatch(/^\[ORG:i_[a-z2-7]{16}\]$/)
    const kept = run([page(1, words)], DeidConfig.parse({ policies: { ORG: 'keep' } }))
    expect(texts(kept.pages[0]!.words).slice(0, 2)).toEqual(['Northfield', 'Diagnostics'])
  })
  it('never lets hidden words pass', () => {
    const { pages } = run([
      page(1, [word('normal', 50, 300)], { hidden_words: [word('Jane', 50, 500), word('Roe', 80, 500)] }),
    ])
    expect(texts(pages[0]!.words)).toEqual(['normal'])
  })
  it('shifts dates per patient when asked to, never by nothing', () => {
    const { pages } = run(
      [page(1, [word('Collected:', 50, 70), word('2024-03-01', 110, 70)])],
      DeidConfig.parse({ dates: 'shift' }),
    )
    expect(pages[0]!.words[1]!.text).toMatch(/^\[DATE \d{4}-\d{2}-\d{2}\]$/)
    expect(pages[0]!.words[1]!.text).not.toContain('2024-03-01')
  })
})

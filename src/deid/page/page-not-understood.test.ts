import { describe, expect, it } from 'vitest'
import type { PageReading } from '../../records/page.js'
import { QuarantineError } from '../../records/quarantine.js'
import { DeidConfig } from '../config.js'
import { deidentify } from '../deidentify.js'
import { linkPatients } from '../linkage.js'
import { isUnreadable } from '../unreadable-page.js'
import { find, page, word } from './scan.fixture.js'

const row = (y: number, name: string, value: string, unit: string, range: string) => [
  word(name, 50, y),
  word(value, 200, y),
  word(unit, 300, y),
  word(range, 400, y),
]

describe('a page that OCR did not understand', () => {
  const config = DeidConfig.parse({ dpi: 100 })
  const garbage = Array.from({ length: 12 }, (_, i) => word('EAS Hem', 50, 60 + i * 16, 0.6))
  const readable = page([
    ...[word('姓名', 50, 60), word(':', 70, 60), word('冯建国', 80, 60)],
    ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
    ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
  ])
  const run = (...pages: PageReading[]) => {
    const identification = find(...pages)
    const key = Buffer.alloc(32, 4)
    const [width, height] = [827, 1169]
    return deidentify({
      report_id: 'r_1',
      reading: { media_type: 'application/pdf', pages, side_texts: [] },
      identification,
      link: linkPatients([{ report_id: 'r_1', subject: identification.subject }], key).r_1!,
      document: {
        renderPage: async () => ({
          data: new Uint8Array(width * height * 3).fill(255),
          width,
          height,
          channels: 3,
          dpi: 100,
        }),
      },
      key,
      config,
    })
  }
  it('is told from one that is well read, and from one with hardly a word', () => {
    expect(isUnreadable(page(garbage), config)).toBe(true)
    expect(isUnreadable(page(garbage.slice(0, 3)), config)).toBe(false)
    expect(isUnreadable(readable, config)).toBe(false)
  })
  it('is told from a page whose picture was read as specks', () => {
    const specks = Array.from({ length: 14 }, (_, i) => word('|', 300 + i, 400, 0.2))
    const letters = Array.from({ length: 10 }, (_, i) => word('i', 300 + 5 * i, 420, 0.2))
    expect(isUnreadable({ ...readable, words: [...readable.words, ...specks, ...letters] }, config)).toBe(false)
  })
  it('is withheld whole, and the report goes to review', async () => {
    const { artefact } = await run(readable, { ...readable, number: 2 }, page(garbage, { number: 3 }))
    const last = artefact.pages[2]!
    expect(last.redactions).toMatchObject([{ bbox: [0, 0, 595, 842], detector: 'unreadable_page' }])
    expect(last.words.filter((item) => item.source === 'ocr')).toEqual([])
    expect(artefact.leak_check.verdict).toBe('review')
    expect(artefact.leak_check.reasons).toContain('unreadable_page_3')
    expect(artefact.pages[0]!.words.some((item) => item.text === '5.1')).toBe(true)
  })
  it('sets the report aside when half of its pages are like that', async () => {
    await expect(run(readable, page(garbage, { number: 2 }))).rejects.toThrow(QuarantineError)
  })
})

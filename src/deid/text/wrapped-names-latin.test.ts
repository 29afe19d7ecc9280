import { describe, expect, it } from 'vitest'
import { wordAt } from '../../records/page.fixture.js'
import { find, page } from '../page/scan.fixture.js'

/** Lines of a page as words of 5 points a letter; `|` begins a cell at the next hundred points. */
function covered(...lines: string[]): string[] {
  const words = lines.flatMap((line, row) =>
    line.split('|').flatMap((cell, column) => {
      let x = 40 + 140 * column
      return cell.split(' ').flatMap((text) => {
        const at = x
        x += 5 * text.length + 3
        return text === ''
          ? []
          : [wordAt(text, at, 200 + 12 * row, { bbox: [at, 200 + 12 * row, at + 5 * text.length, 209 + 12 * row] })]
      })
    }),
  )
  const digital = page(words, { kind: 'digital', text_trust: 'trusted', ocr: null })
  return find(digital).identifiers.map((item) => item.text)
}

describe('names that the end of their line has broken', () => {
  it('go on in the next line of a paragraph', () => {
    expect(
      covered(
        'She was accompanied by her father. The case was discussed with Dr Eleanor',
        'Pemberton. A previous biopsy was benign and the wound has healed well.',
      ),
    ).toContain('Pemberton')
  })
  it('go on with a small letter that OCR read for a capital, and not with a word that has one', () => {
    const below = (text: string) => covered('She came with her spouse. The case was discussed with Dr Eleanor', text)
    expect(below('lyer. A previous biopsy was benign and the wound has healed well.')).toContain('lyer')
    expect(below('lymph nodes were not felt and the wound has healed well.').join(' ')).not.toContain('lymph')
  })
  it('go on below in their cell, behind a particle whatever the word', () => {
    expect(covered('Provider|Dr. Ingrid Van der|Sample No.', '|Berg')).toContain('Berg')
    expect(covered('Name|YOUNG,|Age', '|Thomas')).toContain('Thomas')
    expect(covered('Patient Name|BEATRICE|Age', '|STONE').join(' ')).toContain('STONE')
    expect(covered('Provider|Dr. Mateo|Sample No.', '|Kowalczyk')).toContain('Kowalczyk')
  })
  it('end where the next sentence, a sign or another label begins', () => {
    const prose = (below: string) => covered('The case was discussed at some length with Dr Anna Holt', below)
    expect(prose('Thank you for the referral of this man.').join(' ')).not.toContain('Thank')
    expect(prose('Pemberton sign was negative on examination.').join(' ')).not.toContain('Pemberton')
    expect(covered('Provider|Dr. Anna Holt|Sample No.', '|Final').join(' ')).not.toContain('Final')
  })
})

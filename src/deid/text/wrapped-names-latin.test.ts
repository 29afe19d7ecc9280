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

describe('what a break parts from the words that tell it', () => {
  it.each([
    [
      'Explained in Tamil to the patient and her son; they are native',
      'of Thiruvaiyur. Advised to drink enough water.',
      'Thiruvaiyur',
    ],
    [
      'The wound was seen by the team, and a report was faxed by',
      'Renate at the sleep office of the company.',
      'Renate',
    ],
    [
      'The mask is fitted by the technicians at Three-County Sleep',
      'DME. The patient says he no longer snores.',
      'Three-County Sleep',
    ],
  ])('%j %j', (above, below, name) => expect(covered(above, below)).toContain(name))
  it('leaves pieces of words, and words on which the other side says nothing', () => {
    expect(
      covered(
        'The kidneys are of normal size and shape on both sides, the cortex is',
        'of normal width. Doppler flow is normal in the Hilum and the Cortex.',
      ),
    ).toEqual([])
  })
})

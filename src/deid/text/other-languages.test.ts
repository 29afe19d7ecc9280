import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../../records/page.fixture.js'
import type { PageReading } from '../../records/page.js'
import { identify } from '../identify.js'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('addresses outside of English', () => {
  it.each([
    '12 bis, rue du Vieux Lavoir - 39110 Sablecourt',
    '7 allée des Roitelets',
    'Weidengartenstr. 41b · 31999 Auenroda',
    'Birkenweg 8',
    'Rua das Acácias, 310, ap. 21 - Montalvão/PR',
    'Vicolo Lungo 4, 27099 Pietrafonte (PV)',
    'ul. Jarzębinowa 3/12, 05-899 Zalesianka',
    'Lindholmsgatan 9, 411 99 Strandby',
    'Nieuwe Gracht 18 bis, 2099 XK Waterveld',
    'Carrera 41 # 17-60',
  ])('%s', (address) => {
    expect(found(`${address}\n`)).toEqual([`ADDRESS ${address}`])
  })
  it.each([
    'Measured via Atlas 6000 and Atlas 8000',
    'Fasting glucose 70-110 Normal',
    'R. Kidney 102 x 45 mm',
    'Av Gradient 12 mmHg',
    'Monitoring 24 h',
  ])('leaves "%s"', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('numbers, days and names in other languages', () => {
  it.each<[string, string[]]>([
    ['móvil 611 505 043.', ['PHONE 611 505 043']],
    ['jointe au 06 41 73 02 18.', ['PHONE 06 41 73 02 18']],
    ['jointe au 06\n41 73 02 18.', ['PHONE 06\n41 73 02 18']],
    ['telefax 0771 / 505 31 - 29', ['PHONE 0771 / 505 31 - 29']],
    ['bellen op 033 - 505 21 44.', ['PHONE 033 - 505 21 44']],
    ['Kontrola 6 października u lekarza', ['DATE 6 października']],
    ['17. August', ['DATE 17. August']],
    ['3. May be repeated', []],
    ['RCS Sablecourt 801 422 007', ['ID Sablecourt 801 422 007']],
    ['diagnosta nr 03318', ['ID 03318']],
    ['CRBM 14.702', ['ID 14.702']],
    ['documento C.C. 1.044.210.337', ['ID 1.044.210.337']],
    ['née Tavernier le 17/09/1979', ['NAME Tavernier', 'DATE 17/09/1979']],
    ['u dr n. med. Lucjana Brzozowicza dnia', ['DOCTOR dr n. med. Lucjana Brzozowicza']],
    ['SONOGRAPHY', []],
    ['Specimen 25:CH0031842R', ['ID 25:CH0031842R']],
    ['NATA/RCPA Accred No 3107', ['ID 3107']],
    ['Accredited to ISO 15189:2022', []],
    ['Insurance: Self pay', []],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
  it('finds a surname with initials in a running header, though an eponym', () => {
    expect(found('Name: Aisha B. Crohn\nCROHN AB | Crohn disease | pg 2')).toEqual([
      'NAME Aisha B. Crohn',
      'NAME CROHN AB',
    ])
  })
  it('takes the given names behind the surnames of a field', () => {
    expect(found('Paciente: ROBLEDA DE LA VEGA, ITXARO\n')).toEqual(['NAME ROBLEDA DE LA VEGA, ITXARO'])
  })
})

/** What stands on the pages when every identifier is taken out. */
function left(...pages: PageReading[]): string {
  const { identifiers } = identify({ media_type: 'application/pdf', pages, side_texts: [] })
  return pages
    .flatMap((page) =>
      page.words.map((word, index) => {
        const gone = identifiers
          .filter((item) => item.page === page.number)
          .flatMap((item) => item.parts.filter((part) => part.word === index))
        return [...word.text].filter((_, i) => !gone.some((part) => part.start <= i && part.end > i)).join('')
      }),
    )
    .join(' ')
}

const lineOf = (text: string, x: number, y: number) => {
  let at = x
  return text.split(' ').map((word) => {
    const placed = wordAt(word, at, y)
    at = placed.bbox[2] + 3
    return placed
  })
}

describe('letterheads and running headers', () => {
  const rows = (y: number) => [
    ...lineOf('Hemoglobina', 50, y),
    ...lineOf('13,1', 250, y),
    ...lineOf('g/dL', 350, y),
    ...lineOf('12,0 - 16,0', 450, y),
  ]
  it('covers what no list explains at the top of a page in another language, and leaves its title and its results', () => {
    const text = left(
      pageOf([
        ...lineOf('Vårdbyggnaden Kvistaryd', 50, 40),
        ...lineOf('Provsvar', 50, 150),
        ...lineOf(
          'Bedömning: lätt förhöjt värde utan tecken till sjukdom, fortsatt egenvård och kontroll om ett år',
          50,
          300,
        ),
        ...rows(240),
        ...rows(260),
      ]),
    )
    expect(text).not.toContain('Kvistaryd')
    expect(text).toContain('Provsvar')
    expect(text).toContain('egenvård')
    expect(text).toContain('13,1')
  })
  it('covers a house of ordinary words over its telephone, and finds it again in the header of the next page', () => {
    const english = 'The result is within the reference range and no further action is needed at this time'
    const text = left(
      pageOf([
        ...lineOf('Amber Coast Pathways', 50, 40),
        ...lineOf('Tel: (02) 5550 1234', 50, 55),
        ...lineOf('Annual Health Report', 50, 80),
        ...lineOf(english, 50, 300),
      ]),
      pageOf([...lineOf('Amber Coast Pathways', 50, 40), ...lineOf(english, 50, 300)], { number: 2 }),
    )
    expect(text).not.toContain('Coast')
    expect(text).toContain('Annual Health Report')
  })
  it('finds a short record number again between the separators of a running header', () => {
    const english = 'The result is within the reference range and no further action is needed at this time'
    const text = left(
      pageOf([...lineOf('Patient ID: 20417', 50, 60), ...lineOf(english, 50, 300)]),
      pageOf(
        [
          ...lineOf('20417', 50, 40),
          ...lineOf('Final', 200, 40),
          ...lineOf('Page 2', 500, 40),
          ...lineOf(english, 50, 300),
        ],
        {
          number: 2,
        },
      ),
    )
    expect(text).not.toContain('20417')
  })
})

describe('sentences and signatures below the results in another language', () => {
  const rows = [
    ...lineOf('Glicemia', 50, 240),
    ...lineOf('0,92', 250, 240),
    ...lineOf('g/L', 350, 240),
    ...lineOf('0,70 - 1,05', 450, 240),
  ]
  it('covers capitalised words inside of a sentence, also where its line breaks, and leaves what a method is called by', () => {
    const text = left(
      pageOf([
        ...rows,
        ...lineOf('Commentaire : la patiente travaille chez Tissages Ombreval et reviendra avec son fils', 50, 300),
        ...lineOf('Gaspardin pour un contrôle, calcul selon la formule de Friedewald.', 50, 312),
        ...lineOf('Brunelot Sarrazy, biologiste', 50, 360),
      ]),
    )
    for (const name of ['Tissages', 'Ombreval', 'Gaspardin', 'Brunelot', 'Sarrazy']) expect(text).not.toContain(name)
    for (const word of ['Commentaire', 'patiente', 'Friedewald', 'Glicemia', '0,92']) expect(text).toContain(word)
  })
  it('leaves the nouns of German sentences, and covers two capitals side by side that no list explains', () => {
    const text = left(
      pageOf([
        ...rows,
        ...lineOf('Der Befund ist unauffällig und eine Kontrolle durch Imke Holtgrave wurde nicht vereinbart', 50, 300),
      ]),
    )
    expect(text).not.toContain('Holtgrave')
    for (const word of ['Befund', 'Kontrolle']) expect(text).toContain(word)
  })
  it('does not take the title of a report in another language for a house', () => {
    const text = left(
      pageOf([
        ...lineOf('HASIL PEMERIKSAAN LABORATORIUM', 50, 60),
        ...lineOf('Pemeriksaan', 50, 220),
        ...lineOf('Hasil', 250, 220),
        ...lineOf('Satuan', 350, 220),
        ...rows,
      ]),
    )
    expect(text).toContain('Pemeriksaan')
    expect(text).toContain('Hasil')
  })
})

describe('a number that the end of its cell breaks', () => {
  it('goes with its second line, though another field stands between', () => {
    const text = left(
      pageOf([
        ...lineOf('Next of kin: Ibisaki (wife) 0802 555', 50, 100),
        ...lineOf('Date of examination: 04/10/2022', 330, 100),
        ...lineOf('0143', 50, 111),
      ]),
    )
    expect(text).not.toContain('0802')
    expect(text).not.toContain('0143')
  })
})

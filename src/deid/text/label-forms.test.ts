import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('what stands under, beside and before labels', () => {
  it.each<[string, string[]]>([
    // Labels over their values, one of them of another wording, and a slash that is no unit.
    [
      'Name\tSex / Age\tDate of Birth\tScreening Code\nPriscilla Anand Rao\tFemale / 44\t09 May 1981\tKX-330-71845',
      ['NAME Priscilla Anand Rao', 'DATE 09 May 1981', 'ID KX-330-71845'],
    ],
    // A second telephone behind a bar, without its label.
    ['Tel 0261 500 8812 | 98331 20457', ['PHONE 0261 500 8812', 'PHONE 98331 20457']],
    // The number of a bar code, in groups.
    ['8841 0527 0319\t检验报告单', ['ID 8841 0527 0319']],
    ['3318 Juniper Hollow Ct', ['ADDRESS 3318 Juniper Hollow Ct']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expect.arrayContaining(expected))
  })

  it.each([
    // The name of a method over a result is no licence of a laboratory.
    'Method: CLIA\n21.6 ng/mL\tLow',
    'Method: CLIA\n340 pg/mL',
    // Half of a label, and a test with a digit in its name below.
    'Ref. Range: 65 - 95\nHbA1c\nMethod: HPLC',
    // The first row of a table below its column of numbers.
    'Sample No\n1 Glucosa',
    // Letters set apart.
    'Q u i c k | P r o m p t | P r e c i s e\nPlatelet Count 214000 cumm',
  ])('%j is left alone', (text) => {
    expect(found(text)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { layout } from './layout.fixture.js'
import { PageFixture } from './page.fixture.js'

const LEFT = [
  'The patient felt well on the day and',
  'reported no complaints at all. Sodium',
  'was 141 mmol/L (135 - 145) and calcium',
  'of 2.31 mmol/L was within its limits too.',
  'Kidney function has not changed since',
  'the last visit and needs no action now.',
]
const RIGHT = [
  'The liver is of normal size with an even',
  'texture. No focal lesion was seen in it.',
  'The gall bladder holds no stones at all.',
  'Both kidneys have a normal outline and',
  'the spleen is not enlarged. There is no',
  'free fluid anywhere in the abdomen.',
]

describe('columns of running text', () => {
  it('reads the left column before the right one though their lines do not stand level', () => {
    const page = new PageFixture(10)
    for (const [i, text] of LEFT.entries()) page.text(45, 120 + i * 13.5, text)
    for (const [i, text] of RIGHT.entries()) page.text(305, 125 + i * 13.5, text)
    const lines = layout(page.page())[0]!.blocks.flatMap((b) => b.lines.map((l) => l.text))
    expect(lines).toEqual([...LEFT, ...RIGHT])
  })

  it('does not part a table of names and comments', () => {
    const page = new PageFixture(10)
    const rows = [
      ['Sodium', '141', 'mmol/L', '135 - 145'],
      ['Potassium', '4.2', 'mmol/L', '3.5 - 5.1'],
      ['Chloride', '103', 'mmol/L', '98 - 107'],
      ['Calcium', '2.31', 'mmol/L', '2.10 - 2.55'],
      ['Magnesium', '0.85', 'mmol/L', '0.70 - 1.05'],
      ['Phosphate', '1.10', 'mmol/L', '0.80 - 1.50'],
    ]
    page.row(100, [45, 200, 300, 400], ['Test', 'Result', 'Unit', 'Reference range'])
    for (const [i, row] of rows.entries()) page.row(116 + i * 14, [45, 200, 300, 400], row)
    const { tables } = layout(page.page())[0]!
    expect(tables).toHaveLength(1)
    expect(tables[0]!.rows).toBe(7)
  })
})

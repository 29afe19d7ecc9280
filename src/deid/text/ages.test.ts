import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { findHighAges } from './ages.js'

const found = (text: string) => findHighAges(text, loadKnowledge()).map((span) => text.slice(span.start, span.end))

describe('findHighAges', () => {
  it.each([
    'seen at home (93F), well',
    'Okafor 91 M BP 120/70',
    'Sex/Age F/93',
    'eine Dame, 94 Jahre alt',
    'hombre de 92 años',
    'a nonagenarian who lives alone',
    'since her 95th birthday',
    'she turned ninety in spring',
    'aged ninety-one',
    '外公享年九十六，死因不详',
    '患者年逾九旬',
    '祖母虚岁93',
    '97高龄',
  ])('%s', (text) => {
    expect(found(text).length).toBe(1)
  })
  it.each([
    'Temp 98 F, pulse 90',
    'Temp 99 F',
    'aged 89 years',
    'LDL 92 mg/dL (95 M units)',
    '45 años',
    'F/39',
    '长命百岁',
    'SpO2 97%',
    '92/60 mmHg',
    '第95百分位',
  ])('no age over 89: %s', (text) => {
    expect(found(text)).toEqual([])
  })
})

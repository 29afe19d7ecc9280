import { describe, expect, it } from 'vitest'
import { find, page, word } from './scan.fixture.js'

const row = (y: number, name: string, value: string) => [word(name, 50, y), word(value, 200, y), word('mmol/L', 300, y)]

describe('a name of which OCR made a sign', () => {
  const zones = (label: string, value: string) =>
    find(
      page([word(label, 50, 100), word(value, 110, 100), word('倩', 122, 100), word('性别', 300, 100)]),
    ).zones.filter((zone) => zone.detector === 'value_zone')
  it('is covered from its label on, though the label has no colon', () => {
    const [zone] = zones('客户姓名', '%')
    expect(zone?.bbox[0]).toBeLessThanOrEqual(110)
    expect(zone?.bbox[2]).toBeGreaterThanOrEqual(131)
  })
  it('is none behind another word', () => {
    expect(zones('样本类型', '%')).toEqual([])
  })
})

describe('a hand that OCR took for doubtful words', () => {
  const signed = (confidence: number) =>
    find(
      page([
        ...[...row(200, '葡萄糖', '5.1'), ...row(216, '总胆固醇', '4.2')],
        ...[word('Performed', 40, 500), word('by', 92, 500), word('"WS', 110, 500, confidence)],
      ]),
    ).signature_anchors.map(({ bbox }) => bbox[0])
  it('leaves the label before it what it is', () => {
    expect(signed(0.6)).toEqual([40])
  })
  it('is print where OCR was sure', () => {
    expect(signed(0.95)).toEqual([])
  })
})

describe('values that OCR cut', () => {
  const zonesOf = (...words: ReturnType<typeof word>[]) => find(page(words)).zones
  it('lend their first figure to the label that they touch: the zone begins before its end', () => {
    const zone = zonesOf(word('检查日期', 40, 100), word('2023年10月19日', 77, 100)).find(
      ({ detector }) => detector === 'value_zone',
    )
    expect(zone?.bbox[0]).toBeLessThan(74)
  })
  it('are days by their first seven figures, and results are none', () => {
    const codes = (text: string) => zonesOf(word(text, 90, 100)).filter(({ detector }) => detector === 'long_code')
    expect(codes('2023120')).toHaveLength(1)
    expect(codes('1250000')).toEqual([])
  })
})

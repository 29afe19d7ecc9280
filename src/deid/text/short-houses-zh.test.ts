import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'zh' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('hospitals as people call them', () => {
  it.each<[string, string]>([
    ['既往在湘雅二院行胆囊切除。', 'ORG 湘雅二院'],
    ['去北医三院复查', 'ORG 北医三院'],
    ['2019年在市一院行胆囊切除术', 'ORG 市一院'],
    ['在一院体检', 'ORG 一院'],
    ['请浙一会诊。', 'ORG 浙一'],
    ['在华西做的手术。', 'ORG 华西'],
    ['曾在省人民住院。', 'ORG 省人民'],
    ['协和会诊意见同前。', 'ORG 协和'],
    ['在协和透析。', 'ORG 协和'],
    ['在湘雅二院随访', 'ORG 湘雅二院'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each([
    '入院后转第三院区',
    '我院住院期间，本院复查。',
    '去专科门诊复查；在家自测血压。',
    '友谊就好。在朝阳下做操。',
    '建议在省级医院复查',
    '一家三口在院就诊',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([])
  })
})

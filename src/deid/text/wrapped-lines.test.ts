import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) => detectText(text, { lang: 'zh' }).map((span) => text.slice(span.start, span.end))

describe('what the end of a Chinese line breaks', () => {
  const paragraph = [
    '患者三天前在家中无明显诱因出现腹痛，由云溪镇中',
    '心卫生院包世文医生转诊入院，入院后由主任医师司',
    '马长风查房，指示继续抗感染治疗，并于2023年5月',
    '6日行手术治疗，术后联系其家属，电话1381234',
    '5678，告知病情平稳，周一上午可以加号复查，冼',
    '医生',
  ].join('\n')
  it.each(['云溪镇中\n心卫生院', '司\n马长风', '2023年5月\n6日', '1381234\n5678', '冼'])('%j', (value) => {
    expect(found(paragraph)).toContain(value)
  })
  it('finds a relative whose name it breaks', () => {
    const text = '上腹部隐痛半年，反酸、嗳气，伴右肩背放射痛，长期服阿司匹林。父马永\n禄死于胃癌（1994年），母亲体健。'
    expect(found(text).join('')).toContain('马永')
    expect(found(text).join('')).toContain('禄')
  })
  it('leaves words that go on in the next line', () => {
    expect(found('肝脏形态大小正常，包膜光整，实质回声均匀，肝内胆\n管未见扩张，门静脉内径正常，脾脏不大。')).toEqual(
      [],
    )
  })
})

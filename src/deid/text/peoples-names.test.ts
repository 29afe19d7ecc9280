import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('names without a Chinese surname', () => {
  it.each<[string, string]>([
    ['由 切忠加 医师转诊', 'NAME 切忠加'],
    ['旦增桑布 主刀。', 'NAME 旦增桑布'],
    ['陪检员 拉姆措 翻译', 'NAME 拉姆措'],
    ['巴特尔格日勒 来院', 'NAME 巴特尔格日勒'],
    ['患者 阿木尔布 自述', 'NAME 阿木尔布'],
    ['營養師 Cindy 潘 跟進', 'NAME Cindy 潘'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each(['公费医疗公保对象可减免', '加巴喷丁 0.3g 每日三次；多吉美停用', 'Barrett 食管；Plan 单次', '白玛街道'])(
    'leaves %s',
    (text) => {
      expect(found(text)).toEqual([])
    },
  )
})

describe('names of Hong Kong in Latin letters', () => {
  it.each<[string, string]>([
    ['值班護士 RN CHOW Mei Yan（註冊）', 'DOCTOR RN CHOW Mei Yan'],
    ['Printed 18:04 by Mandy TSUI · Page 1 / 3', 'DOCTOR Mandy TSUI'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each(['NG Tube in situ. LAM not seen. HO noted.', 'TO Follow Up in clinic. MA Plan reviewed.'])(
    'leaves %s',
    (text) => {
      expect(found(text)).toEqual([])
    },
  )
})

describe('names broken by the end of their line', () => {
  it('joins a surname of two characters, and one of one character behind a role', () => {
    expect(found('宫颈门诊预约 慕\n容雪 教授')).toEqual(['NAME 慕', 'NAME 容雪'])
    expect(found('受检者妻 金贞\n淑（13700001111）回电')).toEqual(['NAME 金贞', 'NAME 淑', 'PHONE 13700001111'])
  })
  it('leaves words', () => {
    expect(found('检查项目 血\n常规 正常')).toEqual([])
  })
})

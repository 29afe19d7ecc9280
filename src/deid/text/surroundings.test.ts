import { expect, test } from 'vitest'
import { detectText } from './detect.js'

/** The stretches found in a text. */
function found(text: string, lang: 'zh' | 'en'): string[] {
  return detectText(text, { lang }).map((span) => text.slice(span.start, span.end))
}

test.each([
  ['zh', '10:42 致电本人未接', '10:42'],
  ['zh', '复测 14:30 血压 138/86 mmHg', '14:30'],
  ['en', 'Sample drawn at 9:05 AM by the same nurse', '9:05 AM'],
  ['zh', '自助机 ZD-07 打印次数 1', 'ZD-07'],
  ['en', 'seen there before (their number KRS 22/40718)', 'KRS 22/40718'],
  ['en', 'Printed from the account, session 7c1e-09af-4d22', '7c1e-09af-4d22'],
  ['zh', '其妻(15822 409 713)陪同', '15822 409 713'],
  ['en', 'Primary coverage Blue Heron Mutual PPO', 'Blue Heron Mutual PPO'],
  ['en', 'tube label cancelled, approved Imran Qadri, shift in-charge', 'Imran Qadri'],
  ['zh', '化验:覃 小 凤', '覃 小 凤'],
  ['zh', '由行政部单海燕代领团检报告', '单海燕'],
  ['zh', '已交代。覃老表示近期无头晕', '覃老'],
  ['en', '1290 Heron Loop   Glucose 92 mg/dL', '1290 Heron Loop'],
  ['zh', '由下弄坡屯村医陪同', '下弄坡屯'],
] as const)('%s: "%s" holds %s', (lang, text, value) => {
  expect(found(text, lang).some((span) => span.includes(value))).toBe(true)
})

test.each([
  ['zh', '抗核抗体滴度 1:80'],
  ['zh', '平板运动时间 09:32 达目标心率'],
  ['zh', '右乳10点钟方向见低回声结节'],
  ['en', 'HLA-B*27:05 positive'],
  ['en', 'Cortisol 8 AM 14.2 ug/dL'],
  ['en', 'Private Health Insurance'],
  ['zh', '高总胆固醇血症,建议低脂饮食'],
  ['zh', '财务部已开具发票'],
  ['zh', '脑沟增宽,肾盂分离'],
] as const)('%s: "%s" keeps every word', (lang, text) => {
  expect(found(text, lang)).toEqual([])
})

test('parts of an address and a surname are found again by themselves', () => {
  const text = '住址:桂林市恭城县莲花镇坪上寨12号\n姓名:覃荣福\n今日到坪上寨反馈,覃大爷已知晓'
  const spans = detectText(text, { lang: 'zh' })
  const covers = (value: string) => {
    const at = text.lastIndexOf(value)
    return spans.some((span) => span.start <= at && span.end >= at + value.length)
  }
  expect(covers('坪上寨')).toBe(true)
  expect(covers('覃')).toBe(true)
  expect(covers('大爷')).toBe(false)
})

import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: /\p{Script=Han}/u.test(text) ? 'zh' : 'en' }).map((span) => text.slice(span.start, span.end))
const covers = (text: string, name: string) => {
  const spans = detectText(text, { lang: /\p{Script=Han}/u.test(text) ? 'zh' : 'en' })
  const at = text.indexOf(name)
  return [...name].every(
    (char, i) => !/[\p{L}\p{N}]/u.test(char) || spans.some((span) => at + i >= span.start && at + i < span.end),
  )
}

describe('names in sentences and on forms without a label of their own', () => {
  it.each([
    ['OYELARAN-BRIGHT, Temperance (Mrs)  Date of birth 3-May-1961', 'OYELARAN-BRIGHT, Temperance'],
    ['Sodium 139 mmol/L today; patient Nomvula keen to avoid tablets for now.', 'Nomvula'],
    ['The request form was filled in under the name of Ravensworth-Pike; sample discarded.', 'Ravensworth-Pike'],
    ['Result phoned to the ward by T. Ollerenshaw MLT; read back.', 'T. Ollerenshaw'],
    ['将患者郗铁柱送达急诊。', '郗铁柱'],
    ['请把岑望舒的片子发我一份。', '岑望舒'],
    ['体检当日古丽娜孜因头晕未完成采血。', '古丽娜孜'],
    ['【姓名】买尔旦【籍贯】北方', '买尔旦'],
    ['患者阿布都·吐尔迪，男，58岁，因腹痛来诊。', '阿布都·吐尔迪'],
    ['甄明远之女来电询问报告。', '甄明远'],
    ['儿子随父亲姓Okonjo，足月顺产。', 'Okonjo'],
  ])('%s', (text, name) => {
    expect(covers(text, name)).toBe(true)
  })
})

describe('words of medicine and of sentences are no names', () => {
  it.each([
    'Guthrie card taken on day 5.',
    'No free fluid in the pouch of Douglas.',
    'Brother: Graves disease.',
    'Salmonella Dublin was not isolated.',
    'Hypochromic microcytic red cells; endomysial antibody negative.',
    'Takes salbutamol, dapagliflozin and Humira.',
    'Upsloping ST depression at peak exercise.',
    'Raised CA19-9 and CYFRA21-1; BRAF V600E not detected.',
    'Subject: haemogram pending',
    'Caprini 评分 4，Padua 评分 2。',
    '眼底 Keith-Wagener II 级。',
    '长期服用阿司匹林、瑞舒伐他汀和黄芪。',
    '降压药我先吃一颗可以吗？',
    '您可以到药店买些保肝药。',
    '可能与吸烟、高原、肺或骨髓有关。',
    '药盒请全部带上，医生要看。',
    '家族史不详，陈旧性病灶，平卧位测量。',
    '本报告须医师签字后生效。',
  ])('%s', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('numbers and addresses of the net', () => {
  it('an address of the net ends before Chinese text', () => {
    expect(found('登录 https://r.example.cn/q?id=7，初始密码为六位数字。')).toEqual(['https://r.example.cn/q?id=7'])
    expect(covers('Archive pacs.example.org/view?uid=1.2.840 needs VPN.', 'pacs.example.org/view?uid=1.2.840')).toBe(
      true,
    )
  })
  it('the number of an accreditation names the laboratory, the value of a scan does not', () => {
    expect(covers('Laboratorio acreditado ENAC 2264/LE', '2264/LE')).toBe(true)
    expect(found('CAP 285 dB/m')).toEqual([])
  })
  it('codes of procedures stay', () => {
    expect(found('Lipid panel  CPT: 80061 84443')).toEqual([])
  })
})

describe('other scripts beside Latin print', () => {
  const form = (name: string) =>
    `Patient name\tTamsin Okonjo\t${name}\nClinic copy of the laboratory report for the file`
  it('are covered but for the usual labels, in either direction', () => {
    expect(covers(form('سارة القحطاني'), 'سارة القحطاني')).toBe(true)
    expect(found(form('اسم المريض')).join()).not.toMatch(/\p{Script=Arabic}/u)
    expect(found(form([...'اسم'].reverse().join(''))).join()).not.toMatch(/\p{Script=Arabic}/u)
  })
})

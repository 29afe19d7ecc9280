import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const MARK = /\[([^\]]+)\]/g
const lang = (text: string) => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en')

/** Marked stretches (`[...]`) that no span covers whole: letters and digits only. */
function missed(marked: string): string[] {
  let text = ''
  const gold: [number, number][] = []
  let at = 0
  for (const match of marked.matchAll(MARK)) {
    text += marked.slice(at, match.index)
    gold.push([text.length, text.length + match[1]!.length])
    text += match[1]!
    at = match.index + match[0].length
  }
  text += marked.slice(at)
  const spans = detectText(text, { lang: lang(text) })
  const covered = (i: number) => spans.some((span) => i >= span.start && i < span.end)
  return gold
    .filter(([start, end]) =>
      [...text.slice(start, end)].some((c, k) => /[\p{L}\p{N}]/u.test(c) && !covered(start + k)),
    )
    .map(([start, end]) => text.slice(start, end))
}

describe('addresses', () => {
  it.each([
    'Lives at [Flat 6, 18 Harebell Rise, Kelmouth] with a cat.',
    'sent to [Unit 3, 40 Boronia Road, Wallaby Flat QLD 4799] today',
    'moved to [Marrowbone, TX 75990] last week',
    'She lives at [9C Iroko Estate, off Mill Road, Abata]; walks well.',
    'Post to ["Ty Hir", Lon y Felin, Llanfelin LL99 9ZZ] please',
    'care of [P.O. Box 9921, Kisimani] until discharge',
    'write to [Postfach 4410] if needed',
    '[Door No. 12/7, Mariamman Koil Street, Veppur 641999] (near the tank)',
    '[3rd Floor, Opp. Bus Stand, Hassangadi 577999]',
    '现住 [河北省清泉县柳林镇东沟村3组]，务农。',
    '寄往：[610999 成都市青羊区柳荫路18号601房]',
    '租住[泉州市丰泽区东湖街道梅园村77号]。',
    '住[苏州市姑苏区桐里新村 21 号 304]的老人',
    '【籍贯】[甘肃清泉县]【婚育】已婚',
    '地址 [香港九龍觀塘翠屏邨翠樓1307室]',
  ])('%s', (text) => {
    expect(missed(text)).toEqual([])
  })
  it('leaves the words that lead to an address', () => {
    const text = '患者租住泉州市丰泽区东湖街道梅园村77号。'
    const spans = detectText(text, { lang: 'zh' })
    expect(spans.map((span) => text.slice(span.start, span.end))).toEqual(['泉州市丰泽区东湖街道梅园村77号'])
  })
})

describe('codes behind a word', () => {
  it.each([
    'drove in, registration [KZ 551-908].',
    'clinic code [DERMX4], seen today',
    'badge [QT-5512]; back pain',
    'Cytology [C23-08812] compared with [C21-10077].',
    'tissue block [K/4471/23] sent out',
    'Entry by user [t.moyo3] at 03:10',
    'updated by [hpatel7] and closed',
    'Collected by: [PHLEB12]',
    'Technician [#R-207] signed',
    'seafarer with SIRB [C0199283]',
    'Medical certificate [AV2-0091833] withheld',
    'ABN [61 002 884 719] on the invoice',
    'Ration card [07/55218] shown',
    'pager [44192], please call',
    'ring [0410 556 721 ext 33] after five',
    '领取码 [7K31WM]，一层自助机',
    '低保证号：[川D5113020099] 已登记',
    '社会保障号码 [51 0988 1960 0101 4477]',
    '银行卡[6217 0099 1234 5678 012]退款',
    '居留许可编号 [GD7719003]。',
    '檔號 [KL-8831]，查詢',
    '收款员：[0093] 金额 368.00 元',
  ])('%s', (text) => {
    expect(missed(text)).toEqual([])
  })
})

describe('companies, schools and other houses', () => {
  it.each([
    'driver at [Okwara Haulage], no complaints',
    'pastor of [Bethany Methodist Chapel] and family',
    'The boy goes to [Wattle Creek Primary School] by bus',
    'insured through [Fernhill Unified School District] since',
    'welder with [Harker & Sons] for years',
    'shift worker of [Al Noor Plastics FZE] with cough',
    'payslip from [Rosalind Garments EPZ] seen',
    'labs at [Juniper Ridge Medical Plaza] tomorrow',
    'student of [Kaveri Institute of Technology] with fever',
    'drawn at [Alder Diagnostics, Mill Lane branch] today',
    'dans le service, [Lycée Beaupré] prévenu',
    '称患者在[唐山宏润钢铁]车间晕倒',
    '任教於[清溪鎮明德國小]，咳嗽三週',
    '就读于[绍兴市明德中学]，体检合格',
    '转至[衡水安和心血管病医院]进一步检查',
    '（[柳荫里社区卫生服务中心]）随访',
  ])('%s', (text) => {
    expect(missed(text)).toEqual([])
  })
})

describe('clinical text with the same words survives', () => {
  it.each([
    'Registration of the images was done; block resection, slide 3 of 5.',
    'Sample 2 of 3, tube 1; order 2000 mL of saline.',
    'Account for dilution 1:256; serial 1:64 titres; visit 3 at week 12.',
    'CD34 45 cells, HLA-B27, CA 19-9, HPV 16/18, T4/T8, Ki-67 20%.',
    'Reported by telephone. Verified by repeat testing. Collected by midstream catch.',
    'Farm workers, bank holiday, church hall, school age, hotel stay, transport medium.',
    'Blood Bank, Liver Function, Iron Studies, Renal Panel, Thyroid Hormones.',
    'Stool culture, floor of mouth, block vertebra, close follow up, court plaster.',
    'Flat T waves, Unit 5 mg, 12 lead, 3 vessel disease, 1st degree block.',
    'White cell count 600-1000 x10^9/L',
    'Temp 98 F, pulse 92, SpO2 97%.',
    '不同医院的参考范围不同，复查时尽量在同一家医院；换哪家医院都一样。',
    '从事化工行业，接触电镀、橡胶、农药。',
    '鞋业工人，银行职员，中学教师，食品过敏。',
    '湖北等疫区旅居史者应加做检测，各县区医院均可。',
    '建议到当地医院心血管科门诊就诊，3月后复查。',
    '批准文号国药准字H20051234，型号BC-6800。',
    '第3-4腰椎，5号染色体，S1段，LAD中段，左室后壁。',
  ])('%s', (text) => {
    expect(
      detectText(text, { lang: lang(text) }).map((span) => `${span.detector} ${text.slice(span.start, span.end)}`),
    ).toEqual([])
  })
  it('never throws, and long runs of capitals, digits or commas take no time to speak of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => void detectText(text)),
      {
        numRuns: 60,
      },
    )
    for (const unit of ['Aa ', 'A1, ', '1-', 'Room 1, ', '某某', '12 ', 'Card ', 'By: ', '村3', 'x', 'A-', 'Aa-'])
      expect(detectText(unit.repeat(400)).every((span) => span.end > span.start)).toBe(true)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { detectText } from './detect.js'
import { lineKinds } from './result-rows.js'
import { sheetOfText } from './sheet.js'
import { findUnknownWords } from './unknown-words.js'
import { explainsLatin, segmentHan } from './vocabulary.js'

const knowledge = loadKnowledge()

/** What the layer finds alone, as on a form that no other detector knows. */
const found = (text: string, ocr = false) => {
  const sheet = { ...sheetOfText(text), ocr }
  return findUnknownWords(sheet, lineKinds(sheet, knowledge), [], knowledge).map(
    (span) => `${span.category} ${sheet.text.slice(span.start, span.end)}`,
  )
}

describe('what no list explains is taken for an identifier', () => {
  it.each<[string, string[]]>([
    ['Quelle  Okonjo-Rasmus  Tier 2', ['NAME Quelle', 'NAME Okonjo-Rasmus']],
    ['Filled in: Joy Fielder', ['NAME Joy Fielder']],
    ['BRANDUNG, THORBEN K', ['NAME BRANDUNG, THORBEN K']],
    ['Thistlewick Wellness Clinic', ['ORG Thistlewick Wellness Clinic']],
    ['Bench: QX-40718', ['ID QX-40718']],
    ['Handed over to lis_okafora at the counter', ['ACCOUNT lis_okafora']],
    ['She lives with Winnifrid and Tamsin, and walks daily with both of them.', ['NAME Winnifrid and Tamsin']],
    ['经办   邬砚秋', ['NAME 邬砚秋']],
    ['碧岚市第九人民医院', ['ORG 碧岚市第九人民医院']],
    ['结果已请卞医生看过', ['NAME 卞']],
    ['由邬砚秋医师签发,请三个月后复查肝功能和血脂,并注意饮食与锻炼。', ['NAME 邬砚秋']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('what the lists explain stays', () => {
  it.each([
    'Complete Blood Count with Differential',
    'Kidney Function: Normal · Comp. Metabolic Panel · Dir.',
    'Hepatosplenomegaly, Retroperitoneal Lymphadenopathy, Pyelonephritis',
    'Gleason score, Hashimoto thyroiditis, Murphy sign negative',
    'Instrument: Sysmexar XQ-1000, reagent lot Zorbax',
    'Kowalczyk DR et al. Diabet 1985;28:412-419',
    'ISO 15189:2012 · CKD-EPI 2021 · Page 12345 · 2019-nCoV',
    'BP 90-139/60-89   10⁹/L   23.0Pg',
    'Nationality: Malay · Ethnicity: Filipino',
    'Der Befund zeigt eine leichte Verfettung; Kontrolle beim Hausarzt empfohlen, Verlauf bleibt unauffällig und stabil. Zuweiser',
    '甲状腺右叶可触及小结节,质软,无压痛',
    '肛门指诊   胸部平扫   电轴左偏   粗筛阴性',
    '民族   维吾尔族   扫码查询电子报告',
    '高血压 白细胞 黄疸 安静 左乳 马尾神经',
  ])('%j', (text) => {
    expect(found(text)).toEqual([])
  })
  it('joins what the line of a table cell has broken', () => {
    expect(found('人类免疫缺陷病毒抗\t(-)\t(-)\n原抗体\n日本脑炎病毒IgG抗\t(-)\t(-)\n体')).toEqual([])
  })
  it('asks more of words that OCR read', () => {
    expect(found('Nosptive  Fecalyhs  Q Balwacedn', true)).toEqual([])
    expect(found('签守   凤化   山条', true)).toEqual([])
  })
  it('never throws, and stays in range', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'Aa王明医院市1-_/.:\t\n 李éß#') }), (text) => {
        const sheet = sheetOfText(text)
        return findUnknownWords(sheet, lineKinds(sheet, knowledge), [], knowledge).every(
          (span) => span.start >= 0 && span.end <= sheet.text.length && span.end > span.start,
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('what default deny found', () => {
  const spans = (text: string) =>
    detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)
  it('is found again in running text, the given name alone too', () => {
    const text = '姓名:翟沐冉\n医生评语:沐冉小朋友生长发育良好,请于三个月后复查血常规,注意均衡饮食。'
    expect(spans(text).filter((span) => span.includes('沐冉'))).toEqual(['NAME 翟沐冉', 'NAME 沐冉'])
  })
  it('keeps the category of a detector that knows why, and no word of its own around it', () => {
    expect(spans('Seen by Miss Okonjo today, and again by her in a week.')).toEqual(['NAME Miss Okonjo'])
  })
  it('leaves reference values in other languages, and guidelines with a year', () => {
    expect(spans('Valor de referência: 70 a 99 mg/dL')).toEqual([])
    expect(spans('Ref: KDIGO 2024')).toEqual([])
  })
  it('finds initials behind a label of persons', () => {
    expect(spans('Sonographer: L. Petrow   Reader: DM')).toEqual(['DOCTOR L. Petrow', 'DOCTOR DM'])
  })
})

describe('vocabulary', () => {
  it('builds no word of medicine from a short label of another language', () => {
    expect(explainsLatin('Renata', knowledge)).toBe(false)
    expect(explainsLatin('Retroperitoneal', knowledge)).toBe(true)
  })
  it('knows inflections, parts joined by hyphens, and built words of medicine', () => {
    for (const word of ['Kidneys', "Patient's", 'Non-smoker', 'Cholecystectomy', 'eGFR', 'Hypoechoic'])
      expect(explainsLatin(word, knowledge), word).toBe(true)
    for (const word of ['Okonjo', 'Thorben', 'Brandung']) expect(explainsLatin(word, knowledge), word).toBe(false)
  })
  it('cuts Chinese into words and leaves a name open', () => {
    expect(segmentHan('邬砚秋', knowledge)).toEqual(['open', 'open', 'open'])
    expect(segmentHan('建议复查肝功能', knowledge).includes('open')).toBe(false)
  })
})

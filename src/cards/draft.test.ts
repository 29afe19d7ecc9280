import { describe, expect, test } from 'vitest'
import { ActionCard } from '../records/action-card.js'
import { draft, summary } from './fixtures/drafting.js'
import { biomarker, finding, quantity, records } from './fixtures/records.js'

describe('one card per issue', () => {
  test('raised liver enzymes are one issue, and the clearest of them decides', () => {
    const cards = draft(
      records([
        quantity('alt', 'ALT', 58, 'U/L', 9, 50),
        quantity('ast', 'AST', 96, 'U/L', 15, 40),
        quantity('ggt', 'GGT', 70, 'U/L', 10, 60),
      ]),
    )
    expect(cards.map((c) => [c.issue, c.priority, c.evidence.length])).toEqual([['liver_enzymes_raised', 'medium', 3]])
    expect(cards[0]!.evidence[0]!.quote).toBe('AST 96 U/L (15-40)')
  })

  test('glucose and HbA1c in the diabetes range are one issue, sugar in the urine told within it', () => {
    const urine = biomarker({
      biomarker_id: 'u',
      analyte: 'urine_glucose',
      name_printed: 'GLU',
      value_printed: '++',
      value: null,
      value_kind: 'ordinal',
      interpretation: 'POS',
    })
    const cards = draft(
      records([
        quantity('glucose_fasting', 'Fasting glucose', 8.6, 'mmol/L', 3.9, 6.1),
        quantity('hba1c', 'HbA1c', 6.2, '%', 4, 6),
        urine,
      ]),
    )
    expect(cards.map((c) => [c.issue, c.priority, c.evidence.length])).toEqual([['glucose_diabetes_range', 'high', 3]])
  })

  test('a nodule in the scan and in the summary is one issue; the scan speaks', () => {
    const cards = draft(
      records(
        [],
        [
          finding('Right thyroid lobe: hypoechoic nodule 8 mm, TI-RADS 4B', {
            finding_id: 'f1',
            finding: 'nodule',
            body_site: 'thyroid',
            laterality: 'right',
            size_mm: 8,
            grade_system: 'TI-RADS',
            grade: '4b',
          }),
          finding('Thyroid nodule', { finding_id: 'f2', modality: 'summary', finding: 'nodule', body_site: 'thyroid' }),
        ],
      ),
    )
    expect(cards.map((c) => [c.issue, c.priority, c.evidence.map((e) => e.record_id)])).toEqual([
      ['thyroid_nodule', 'high', ['f1', 'f2']],
    ])
  })

  test('a degree belongs to its own item of a list', () => {
    const r = records([], [finding('① 重度近视 ② 脂肪肝（轻度）', { modality: 'summary' })])
    expect(summary(r)).toContain('fatty_liver:low')
  })

  test('of two results of one issue the earlier visit decides, wherever it is printed', () => {
    const blood = [
      quantity('ferritin', 'Ferritin', 6, 'ug/L', 13, 150, { biomarker_id: 'a', bbox: [0, 10, 9, 20] }),
      quantity('hemoglobin', 'Hb', 97, 'g/L', 115, 150, { biomarker_id: 'b', bbox: [0, 30, 9, 40] }),
    ]
    expect(draft(records(blood)).map((c) => [c.issue, c.drafted_by, c.window_max_days])).toEqual([
      ['anaemia', 'rule:haemoglobin_moderate', 60],
    ])
  })

  test('a sign that no other issue claims has a card of its own', () => {
    expect(summary(records([], [finding('右下肺可闻及湿啰音', { modality: 'physical', finding: 'rales' })]))).toEqual([
      'examination_finding:medium',
    ])
  })

  test('a summary that repeats a mild result in words does not make it more pressing', () => {
    const r = records(
      [quantity('uric_acid', 'UA', 430, 'umol/L', 208, 428)],
      [finding('Hyperuricaemia', { modality: 'summary', finding: 'hyperuricaemia' })],
    )
    expect(summary(r)).toEqual(['uric_acid_raised:medium'])
    const ldl = records(
      [quantity('ldl_c', 'LDL-C', 4.3, 'mmol/L', null, 3.4)],
      [finding('Dyslipidaemia', { modality: 'summary', finding: 'dyslipidaemia' })],
    )
    expect(summary(ldl)).toEqual(['ldl_cholesterol_raised:medium'])
  })

  test('results that no issue claims are one card, by distance from the limit', () => {
    const r = records([
      quantity(null, 'Alpha', 11, 'x', 1, 10, { panel: 'A' }),
      quantity(null, 'Beta', 25, 'x', 1, 10, { panel: 'A' }),
      quantity(null, 'Gamma', 60, 'x', 1, 10, { panel: 'B' }),
    ])
    const cards = draft(r)
    expect(cards.map((c) => [c.issue, c.priority, c.evidence.length])).toEqual([['result_outside_range', 'high', 3]])
  })
})

describe('no card', () => {
  test('of a heading, a risk score, or another organ beside a sign of swallowing', () => {
    const only = (text: string, f: Parameters<typeof finding>[1]) => summary(records([], [finding(text, f)]))
    expect(only('▍肿瘤筛查', { finding: 'tumour' })).toEqual([])
    expect(only('FRAX 10-year probability: hip fracture 3.4%.', { finding: 'fracture' })).toEqual([])
    expect(only('右叶可触及结节，质软，随吞咽活动', { finding: 'nodule', body_site: 'throat' })).toEqual([
      'thyroid_nodule:medium',
    ])
  })

  test('on normal results, normal and negated findings, previous results, results not tested', () => {
    const r = records(
      [
        quantity('alt', 'ALT', 20, 'U/L', 9, 50),
        quantity('hba1c', 'HbA1c', 5.8, '%', 4, 6),
        quantity('bmi', 'BMI', 22, 'kg/m2', null, null),
        quantity('sbp', 'Systolic', 118, 'mm[Hg]', null, null),
        quantity('alt', 'ALT', 99, 'U/L', 9, 50, { role: 'previous', biomarker_id: 'old' }),
        biomarker({ biomarker_id: 'n', value_printed: 'not tested', value: null, value_kind: 'not_tested', flag: 'A' }),
        biomarker({
          biomarker_id: 'q',
          analyte: 'hbs_ab',
          name_printed: 'anti-HBs',
          value_printed: 'Positive',
          value: null,
          value_kind: 'qualitative',
          interpretation: 'POS',
        }),
      ],
      [
        finding('No gallstones', { finding: 'gallstone', negated: true }),
        finding('Liver normal', { normal: true }),
        finding('未见胆囊结石', { finding_id: 'f3' }),
        finding('No mass, nodule or cyst in the thyroid', { finding_id: 'f4' }),
      ],
    )
    expect(draft(r)).toEqual([])
  })

  test('on what a relative had, or the patient once', () => {
    const past = [
      '母亲曾诊断桥本甲状腺炎，父亲帕金森病史。',
      'Past history of gallstones.',
      'Family history: mother with breast nodule',
    ]
    for (const text of past) expect(draft(records([], [finding(text, { finding: 'gallstone' })]))).toEqual([])
    const now = ['胆囊结石病史，现胆囊内见结石', 'History of gallstones. Gallstones are seen', '胆囊结石，请结合病史']
    for (const text of now) expect(summary(records([], [finding(text)]))).toEqual(['gallstones:medium'])
  })

  test('on a mix of two lines of a numbered list', () => {
    const text = '1.脂肪肝2.甲状腺结节（TI-RADS 3类）'
    const issues = draft(records([], [finding(text, { modality: 'summary' })])).map((c) => c.issue)
    expect(issues.sort()).toEqual(['fatty_liver', 'thyroid_nodule'])
  })

  test('of the stomach on a virus whose name begins with the same letters', () => {
    const r = records([], [finding('HPV 31型阳性', { modality: 'cytology' })], { sex: 'female' })
    expect(summary(r)).toEqual(['hpv_positive:medium'])
  })

  test('on empty records', () => {
    expect(draft(records([]))).toEqual([])
  })
})

describe('every card', () => {
  const r = () =>
    records(
      [
        quantity('alt', 'ALT', 58, 'U/L', 9, 50),
        quantity('potassium', 'K', 6.8, 'mmol/L', 3.5, 5.3),
        quantity('ldl_c', 'LDL', 4.4, 'mmol/L', null, 3.4),
      ],
      [finding('Gallstone, 12 mm', { finding: 'gallstone', body_site: 'gallbladder', size_mm: 12 })],
    )

  test('is ordered by priority, numbered, valid and the same every time', () => {
    const cards = draft(r())
    expect(cards.map((c) => c.card_id)).toEqual(['r-c01', 'r-c02', 'r-c03', 'r-c04'])
    expect(cards.map((c) => c.priority)).toEqual(['urgent', 'medium', 'medium', 'low'])
    for (const card of cards) expect(ActionCard.parse(card)).toEqual(card)
    expect(JSON.stringify(draft(r()))).toBe(JSON.stringify(cards))
    const shuffled = r()
    shuffled.biomarkers.reverse()
    expect(draft(shuffled).map((c) => c.issue)).toEqual(cards.map((c) => c.issue))
  })

  test('quotes its evidence as printed, with page and box', () => {
    const card = draft(r()).find((c) => c.issue === 'gallstones')!
    expect(card.evidence).toEqual([
      { record_id: 'r-f01', kind: 'finding', page: 2, bbox: [50, 200, 500, 214], quote: 'Gallstone, 12 mm' },
    ])
    expect(card.explanation).toContain('"Gallstone, 12 mm"')
  })

  test('passes its own gate whatever words its range is printed in', () => {
    const worded = (range_printed: string) =>
      quantity('glucose_fasting', 'Glucose', 7.4, 'mmol/L', 3.9, 5.6, { range_printed, flag: 'H', agreement: 'agree' })
    for (const range of ['Normal: 3.9 - 5.6 Raised: > 5.6', 'below 5.6', '3,9 a5,6', '正常 3.9-5.6'])
      for (const card of draft(records([worded(range)], [], { language: 'en' })))
        expect(card.safety.violations, range).toEqual([])
  })

  test.each(['zh', 'en'] as const)('passes its own gate in %s, whatever kind of result it states', (language) => {
    const status = [
      { value_printed: '12.1', value: 12.1, range_printed: '3.5-5.3', range_high: 5.3, interpretation: 'H' },
      { value_printed: '2.1', value: 2.1, range_printed: '3.5-5.3', range_low: 3.5, interpretation: 'L' },
      { value_printed: 'Reactive', value_kind: 'qualitative', range_printed: 'Non-reactive', interpretation: 'POS' },
      { value_printed: 'Turbid', value_kind: 'qualitative', range_printed: 'Clear', interpretation: 'A' },
    ] as const
    for (const flag_printed of [null, '*'])
      for (const part of status) {
        const row = biomarker({ name_printed: 'Z-9', flag_printed, flag: flag_printed === null ? null : 'A', ...part })
        const cards = draft(records([row], [], { language }))
        expect(cards.length, part.value_printed).toBe(1)
        expect([part.value_printed, cards[0]!.explanation, cards[0]!.safety.violations]).toEqual([
          part.value_printed,
          cards[0]!.explanation,
          [],
        ])
      }
  })

  test.each([
    ['zh', 'zh'],
    ['zh-en', 'zh'],
    ['en', 'en'],
    ['und', 'en'],
  ] as const)('of a %s report is written in %s', (language, written) => {
    const cards = draft({ ...r(), report: { ...r().report, language } })
    expect(cards.every((c) => c.language === written)).toBe(true)
    expect(/[\u4e00-\u9fff]/.test(cards[0]!.explanation)).toBe(written === 'zh')
  })

  test('judges body weight by the cut-offs of the report language', () => {
    const bmi = quantity('bmi', 'BMI', 24.5, 'kg/m2', null, null)
    expect(summary(records([bmi], [], { language: 'zh' }))).toEqual(['body_weight_high:low'])
    expect(summary(records([bmi], [], { language: 'en' }))).toEqual([])
  })
})

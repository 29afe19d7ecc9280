import { beforeAll, describe, expect, test } from 'vitest'
import { ActionCard } from '../records/action-card.js'
import type { RecordsArtefact } from '../records/artefact.js'
import { CardsConfig } from './config.js'
import { draftCards } from './draft.js'
import { biomarker, finding, quantity, records } from './fixtures/records.js'
import { type CardKnowledge, loadCardKnowledge } from './knowledge.js'

let k: CardKnowledge
beforeAll(() => {
  k = loadCardKnowledge('configs/cards')
})
const draft = (r: RecordsArtefact, previous: RecordsArtefact | null = null, config = {}) =>
  draftCards(r, previous, k, CardsConfig.parse(config))
const summary = (r: RecordsArtefact) => draft(r).map((c) => `${c.issue}:${c.priority}`)

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

  test('on empty records', () => {
    expect(draft(records([]))).toEqual([])
  })
})

describe('class A', () => {
  test.each([
    ['potassium', 6.5, 'mmol/L', 'potassium_high'],
    ['potassium', 2.5, 'mmol/L', 'potassium_low'],
    ['sodium', 120, 'mmol/L', 'sodium_low'],
    ['hemoglobin', 60, 'g/L', 'anaemia'],
    ['platelets', 30, '10*9/L', 'platelets_low'],
    ['leukocytes', 1, '10*9/L', 'white_cells_low'],
    ['neutrophils_abs', 0.5, '10*9/L', 'white_cells_low'],
    ['glucose_fasting', 2.8, 'mmol/L', 'glucose_low'],
    ['glucose_fasting', 16.7, 'mmol/L', 'glucose_diabetes_range'],
    ['glucose_random', 20, 'mmol/L', 'glucose_diabetes_range'],
    ['creatinine', 707, 'umol/L', 'kidney_function_low'],
    ['alt', 600, 'U/L', 'liver_enzymes_raised'],
    ['bilirubin_total', 171, 'umol/L', 'bilirubin_raised'],
    ['troponin_i_hs', 500, 'ng/L', 'cardiac_troponin_high'],
    ['heart_rate', 150, '/min', 'heart_rate_fast'],
    ['heart_rate', 45, '/min', 'heart_rate_slow'],
    ['sbp', 180, 'mm[Hg]', 'blood_pressure_raised'],
    ['dbp', 110, 'mm[Hg]', 'blood_pressure_raised'],
  ])('%s %s %s is urgent without a printed range, stands first and says so', (analyte, value, unit, issue) => {
    const cards = draft(
      records([
        quantity('uric_acid', 'UA', 600, 'umol/L', 208, 428),
        quantity(analyte, 'Item', value, unit, null, null),
      ]),
    )
    expect([cards[0]!.issue, cards[0]!.priority, cards[0]!.department]).toEqual([issue, 'urgent', 'emergency'])
    expect([cards[0]!.window_min_days, cards[0]!.window_max_days]).toEqual([0, 1])
    expect(cards[0]!.explanation).toMatch(/today/)
    expect(cards.every((c) => c.safety.verdict === 'pass')).toBe(true)
  })

  test.each([
    ['急性前壁心肌梗死', 'ecg_acute'],
    ['三度房室传导阻滞', 'ecg_acute'],
    ['Left pneumothorax', 'chest_emergency'],
    ['主动脉夹层可能', 'aortic_emergency'],
    ['右侧基底节脑出血', 'brain_emergency'],
    ['右附件区异位妊娠可能', 'ectopic_pregnancy'],
  ])('the finding "%s" is urgent', (text, issue) => {
    expect(summary(records([], [finding(text)]))[0]).toBe(`${issue}:urgent`)
  })

  test('blood pressure printed as a pair is graded by either number', () => {
    const pair = (a: number, b: number) =>
      records([
        biomarker({
          analyte: 'bp',
          name_printed: 'BP',
          value_printed: `${a}/${b}`,
          value: a,
          value_second: b,
          value_kind: 'pair',
          unit_printed: 'mmHg',
          canonical_value: null,
        }),
      ])
    expect(summary(pair(150, 112))).toEqual(['blood_pressure_raised:urgent'])
    expect(summary(pair(168, 102))).toEqual(['blood_pressure_raised:high'])
    expect(summary(pair(144, 80))).toEqual(['blood_pressure_raised:medium'])
    expect(summary(pair(124, 80))).toEqual([])
  })

  test('holds although the printed range calls it normal, and beats absorption', () => {
    const r = records([
      quantity('glucose_fasting', 'Glucose', 17, 'mmol/L', 3, 20),
      quantity('hba1c', 'HbA1c', 6.6, '%', 4, 6),
    ])
    expect(summary(r)).toEqual(['glucose_diabetes_range:urgent'])
  })

  test('without a printed unit the printed range tells whether the number can be in the unit of the threshold', () => {
    const bare = { unit_printed: null, canonical_unit: null, canonical_value: null }
    expect(summary(records([quantity('potassium', 'K', 6.8, '', 3.5, 5.3, bare)]))).toEqual(['potassium_high:urgent'])
    expect(summary(records([quantity('hemoglobin', 'Hb', 5.5, '', 11.5, 15, bare)]))).toEqual(['anaemia:medium'])
    expect(summary(records([quantity('hemoglobin', 'Hb', 55, '', 115, 150, bare)]))).toEqual(['anaemia:urgent'])
  })

  test('a printed range that lies far beyond the threshold says that the unit was misread', () => {
    const lakh = quantity('platelets', 'PLT', 400000, '10*9/L', 150000, 410000)
    expect(summary(records([lakh]))).toEqual([])
  })

  test('a value beyond the limit of measurement has at least the grade of the limit', () => {
    const over = { comparator: '>' as const, value_printed: '>7.34' }
    const [card] = draft(records([quantity('triglycerides', 'TG', 7.34, 'mmol/L', 0.4, 1.7, over)]))
    const [same] = draft(records([quantity('triglycerides', 'TG', 7.34, 'mmol/L', 0.4, 1.7)]))
    expect(card).toMatchObject({ priority: same!.priority, drafted_by: same!.drafted_by })
  })

  test('an open value is compared only in the direction it is known for', () => {
    expect(
      summary(
        records([quantity('potassium', 'K', 2.5, 'mmol/L', null, null, { comparator: '>', value_printed: '>2.5' })]),
      ),
    ).toEqual([])
    expect(
      summary(
        records([quantity('glucose_random', 'G', 20, 'mmol/L', null, null, { comparator: '>', value_printed: '>20' })]),
      ),
    ).toEqual(['glucose_diabetes_range:urgent'])
  })
})

describe('qualifiers and unstated sex or age', () => {
  test('the prostate marker above ten is high unless its ratio is measured and favourable', () => {
    const psa = quantity('psa', 'PSA', 11, 'ng/mL', 0, 9)
    const ratio = (x: number) => quantity('psa_ratio', 'f/t', x, '1', 0.1, null)
    expect(summary(records([psa], [], { sex: 'male' }))).toEqual(['marker_psa_raised:high'])
    expect(summary(records([psa, ratio(0.12)], [], { sex: 'male' }))).toEqual(['marker_psa_raised:high'])
    expect(summary(records([psa, ratio(0.3)], [], { sex: 'male' }))).toEqual(['marker_psa_raised:medium'])
  })

  test('takes the safer class and says so when the age is not stated', () => {
    const ca125 = quantity('ca125', 'CA125', 60, 'U/mL', 0, 55)
    const high = { ...ca125, value: 100, canonical_value: 100, value_printed: '100' }
    expect(summary(records([high], [], { age: 40 }))).toEqual(['marker_ca125_raised:medium'])
    const unstated = draft(records([high], [], { age: null }))
    expect(unstated[0]!.priority).toBe('high')
    expect(unstated[0]!.explanation).toContain('does not state the age')
  })

  test('grades haemoglobin by sex only where the sex is stated', () => {
    const hb = quantity('hemoglobin', 'Hb', 115, 'g/L', null, null)
    expect(summary(records([hb], [], { sex: 'male' }))).toEqual(['anaemia:medium'])
    expect(summary(records([hb], [], { sex: 'female' }))).toEqual([])
    expect(summary(records([hb], [], { sex: null }))).toEqual([])
  })

  test('routes by sex and age', () => {
    const leukocytes = biomarker({
      analyte: 'urine_leukocyte_esterase',
      name_printed: 'LEU',
      value_printed: '++',
      value: null,
      value_kind: 'ordinal',
      interpretation: 'POS',
    })
    const department = (sex: 'male' | 'female' | null, age: number | null) =>
      draft(records([leukocytes], [], { sex, age }))[0]!
    expect(department('male', 40).department).toBe('urology')
    expect(department('female', 40).department).toBe('nephrology')
    expect(department('female', 8).department).toBe('paediatrics')
    expect(department(null, null).department_alternatives).toContain('urology')
    const womb = records([], [finding('子宫肌瘤 30mm', { finding: 'fibroid', size_mm: 30 })], { sex: 'male' })
    expect(draft(womb)).toEqual([])
  })
})

describe('a second visit', () => {
  const now = records([quantity('uric_acid', 'Uric acid', 560, 'umol/L', 208, 428)])
  test('says higher, lower, about the same', () => {
    const visit = (value: number) => records([quantity('uric_acid', 'UA', value, 'umol/L', 208, 428)])
    expect(draft(now, visit(450))[0]!.explanation).toContain('Uric acid is higher than at the last visit')
    expect(draft(now, visit(700))[0]!.explanation).toContain('Uric acid is lower than at the last visit')
    expect(draft(now, visit(550))[0]!.explanation).toContain('about the same')
    expect(draft(now)[0]!.explanation).not.toContain('last visit')
  })

  test('quotes the earlier result where this report prints it, with its place', () => {
    const r = records([
      ...now.biomarkers,
      quantity('uric_acid', 'Uric acid', 450, 'umol/L', 208, 428, { role: 'previous', biomarker_id: 'old' }),
    ])
    const card = draft(r)[0]!
    expect(card.explanation).toContain('450 umol/L')
    expect(card.evidence.map((e) => e.record_id)).toContain('old')
    expect(card.safety.violations).toEqual([])
  })

  test('says that a nodule has grown', () => {
    const nodule = (size: number) =>
      records(
        [],
        [finding(`Nodule in the left lung, ${size} mm`, { finding: 'nodule', body_site: 'lung', size_mm: size })],
      )
    expect(draft(nodule(9), nodule(6))[0]!.explanation).toContain('It has grown since the last visit')
    expect(draft(nodule(9), nodule(9))[0]!.explanation).toContain('about the same size')
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

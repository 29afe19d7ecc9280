import { describe, expect, test } from 'vitest'
import { draft, summary } from './fixtures/drafting.js'
import { biomarker, finding, quantity, records } from './fixtures/records.js'

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

  test('severe anaemia told in words is not milder than its number would be, even where the number is lost', () => {
    const told = (text: string) => summary(records([], [finding(text, { modality: 'summary' })]))
    expect(told('重度贫血可能：请立即就医。')).toEqual(['anaemia:urgent'])
    expect(told('Severe anaemia, see a doctor.')).toEqual(['anaemia:high'])
    expect(told('未见重度贫血')).toEqual([])
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

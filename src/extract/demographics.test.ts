import { describe, expect, it } from 'vitest'
import { demographics } from './demographics.js'
import { PageBuilder } from './layout.fixture.js'
import { testKnowledge } from './vocabulary.fixture.js'

const read = (...lines: string[]) =>
  demographics(
    [new PageBuilder().text('key_value', 'demographics', null, ...lines).build().page],
    { sex: null, age: null, age_top_coded: false },
    testKnowledge.demographics,
  )

describe('demographics', () => {
  it.each([
    ['Age / Gender: 42 Years / Female', 'female', 42],
    ['Age / Sex : 27 YRS / M', 'male', 27],
    ['SEX / AGE : Male / 23 Years', 'male', 23],
    ['性 别：男 年 龄：61 岁', 'male', 61],
    ['姓名：[NAME] 性别：女 年龄：35', 'female', 35],
    ['[NAME] 男 61 岁', 'male', 61],
    ['[NAME] (M/46 Yrs)', 'male', 46],
    ['46 Y / F', 'female', 46],
    ['Sex: F Age: 8 months', 'female', 0],
    ['Gender: Male', 'male', null],
  ])('%s', (line, sex, age) => {
    expect(read(line)).toEqual({ sex, age, age_top_coded: false })
  })
  it.each([
    ['Mr. [NAME] is a 69-year-old retired man in good health.', 'male', 69],
    ['受检者为45岁女性，既往体健。', 'female', 45],
    ['尊敬的[NAME]女士：您好', 'female', null],
    ['Dear Ms [NAME],', 'female', null],
    ['She was seen by Dr [DOCTOR]; no man is named here.', null, null],
  ])('reads running text where no field says it: %s', (line, sex, age) => {
    expect(read(line)).toMatchObject({ sex, age })
  })
  it('lets a labelled field stand above running text', () => {
    expect(read('Sex: F', 'The 50-year-old man next to her agreed.')).toMatchObject({ sex: 'female' })
  })
  it('gives ages of 90 and above as 90', () => {
    expect(read('Age: 93 years')).toMatchObject({ age: 90, age_top_coded: true })
  })
  it('does not take a hormone or a range for the subject', () => {
    expect(read('Sex hormone binding globulin 45 nmol/L', 'Male: 13-17 Female: 12-15', 'Average 12')).toEqual({
      sex: null,
      age: null,
      age_top_coded: false,
    })
  })
  it('keeps what the report gives', () => {
    const { page } = new PageBuilder().text('key_value', 'demographics', null, 'Age: 30 Sex: M').build()
    expect(
      demographics([page], { sex: 'female', age: 50, age_top_coded: false }, testKnowledge.demographics),
    ).toMatchObject({ sex: 'female', age: 50 })
  })
})

import { describe, expect, test } from 'vitest'
import { summary } from './fixtures/drafting.js'
import { finding, records } from './fixtures/records.js'

const cytology = (...texts: string[]) =>
  records(
    [],
    texts.map((text, i) => finding(text, { finding_id: `f${i}`, modality: 'cytology' })),
    { sex: 'female' },
  )

describe('a form with boxes to tick', () => {
  test('says what is ticked, not what could have been', () => {
    expect(
      summary(
        cytology(
          '□未见异常 ☑非典型鳞状细胞（ASC-US） □低度病变（LSIL）',
          '□高度鳞状上皮内病变（HSIL）',
          '病原体：□滴虫□霉菌',
        ),
      ),
    ).toEqual(summary(cytology('非典型鳞状细胞（ASC-US）')))
  })

  test('may be typed with brackets', () => {
    const lungs = (text: string) => records([], [finding(text, { modality: 'xray', body_site: 'lung' })])
    expect(summary(lungs('[ ] lung nodule [x] pleural effusion'))).toEqual(['pleural_effusion:high'])
  })

  test('a single empty box elsewhere is a bullet', () => {
    expect(summary(records([], [finding('□ 轻度脂肪肝', { modality: 'ultrasound' })]))).toEqual(['fatty_liver:low'])
  })
})

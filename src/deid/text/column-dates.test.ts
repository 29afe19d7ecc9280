import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) => detectText(text, { lang: 'zh' }).map((span) => text.slice(span.start, span.end))

describe('days without their year in tables', () => {
  it('in the column that a header calls a date', () => {
    expect(
      found('日期      项目        结果      单位      参考区间\n11-03     肌酐        84.0      μmol/L    57-97'),
    ).toEqual(['11-03'])
  })
  it('as heads of columns of earlier results', () => {
    expect(found('检验项目      11-03     11-09     单位\n肌酐        84.0      81.5     μmol/L')).toEqual([
      '11-03',
      '11-09',
    ])
  })
  it('as heads with the name of the month', () => {
    expect(
      found(
        'Test         03-Mar       07-Mar       Units     Ref range\nSodium       131          136          mmol/L    133-146',
      ),
    ).toEqual(['03-Mar', '07-Mar'])
  })
  it('behind a word in the head of a column', () => {
    expect(
      found(
        '项目        入院 02-03   单位      参考范围      复查 02-10\n肌酐        63        umol/L    41-81       60',
      ),
    ).toEqual(['02-03', '02-10'])
  })
  it('leaves ranges of other columns', () => {
    expect(found('项目        结果      单位      参考区间\n红细胞       2       /HPF      1-3')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const codes = (text: string) =>
  detectText(text, { lang: 'auto' })
    .filter((span) => span.category === 'ID')
    .map((span) => text.slice(span.start, span.end))

describe('codes behind number words', () => {
  it('are no powers of ten of a unit, and nothing behind a sentence that begins with No', () => {
    expect(codes('Spine and limbs: No deformity.\t10¹²/L')).toEqual([])
    expect(codes('Platelet No\t10⁹/L')).toEqual([])
    expect(codes('Skin: No rash.\t48213')).toEqual([])
  })
  it('stand behind the word in any case', () => {
    expect(codes('N.º de expediente\t48213')).toEqual(['48213'])
    expect(codes('Chart No. | 48213')).toEqual(['48213'])
  })
})

it('a number at a line end is not joined with the word that begins the next line', () => {
  const text = '体检者 司徒春晓 登记号 2024040430251\n2019-nCoV IgG抗体 阴性'
  expect(detectText(text, { lang: 'zh' }).filter((span) => span.end > text.indexOf('\n'))).toEqual([])
})

it('a name of two everyday words stands below the label of a person', () => {
  const text = '检查者：\n安静怡'
  expect(detectText(text, { lang: 'zh' }).map((span) => text.slice(span.start, span.end))).toContain('安静怡')
})

it('a day that lost a slash stands behind its word', () => {
  const text = 'It was a pleasure to meet you on 01/2824. The ratio was 12/1824.'
  expect(detectText(text, { lang: 'en' }).map((span) => text.slice(span.start, span.end))).toEqual(['01/2824'])
})

import { describe, expect, it } from 'vitest'
import { find, page, word } from '../page/scan.fixture.js'

describe('days without their year beside signatures', () => {
  const texts = (...words: ReturnType<typeof word>[]) => {
    const drawn = page(words, { kind: 'digital', text_trust: 'trusted', ocr: null })
    return find(drawn).identifiers.map((item) => item.text)
  }
  const finding = (y: number) => word('膽囊未見結石', 40, y)
  it('stand below whoever signed', () => {
    expect(texts(finding(100), word('賴冠廷醫師', 400, 100), finding(112), word('10/22', 400, 112))).toContain('10/22')
    expect(texts(finding(100), word('肌酐', 400, 100), finding(112), word('10/22', 400, 112))).not.toContain('10/22')
  })
  it('stand with the name in the column that is headed by both, whatever word the name is', () => {
    const column = texts(
      ...[word('科室', 40, 80), word('检查所见', 140, 80), word('医师/日期', 400, 80)],
      ...[word('甲状腺彩超', 40, 100), word('未见异常', 140, 100), word('揭阳', 400, 100)],
      word('03-11', 400, 112),
    )
    expect(column).toEqual(expect.arrayContaining(['揭阳', '03-11']))
  })
  it('end where the next table begins', () => {
    const next = texts(
      ...[word('科室', 40, 80), word('检查所见', 140, 80), word('医师/日期', 400, 80)],
      ...[word('项目', 40, 100), word('结果', 140, 100), word('单位', 260, 100), word('参考范围', 400, 100)],
      ...[word('葡萄糖', 40, 112), word('5.1', 140, 112), word('mmol/L', 260, 112), word('揭阳', 400, 112)],
    )
    expect(next).not.toContain('揭阳')
  })
})

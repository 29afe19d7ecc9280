import { describe, expect, it } from 'vitest'
import { find, page, word } from './scan.fixture.js'
import { isStaffLabel } from './staff-label.js'

describe('labels under which staff sign', () => {
  it.each([
    '审核者：',
    '检验医师',
    '医师签名 / 日期',
    '签字',
    '主检医师签名:',
    'Checked by:',
    "Physician's Signature",
    'Signature / Date',
  ])('knows %s', (label) => expect(isStaffLabel(label)).toBe(true))
  it.each([
    '人',
    '体检者',
    '检查结果',
    '报告时间',
    '检验项目',
    '审核者 张',
    'Checked',
    'Signature cell',
    'Sign of Murphy',
    '',
  ])('does not know %s', (text) => expect(isStaffLabel(text)).toBe(false))
})

describe('a line of signatures', () => {
  it('is no row of results though OCR makes numbers and units of the hands', () => {
    const found = find(
      page([
        ...[word('葡萄糖', 50, 200), word('5.1', 200, 200), word('mmol/L', 300, 200), word('3.9-6.1', 400, 200)],
        ...[word('肌酐', 50, 216), word('63', 200, 216), word('umol/L', 300, 216), word('45-84', 400, 216)],
        ...[word('检验者', 50, 240), word('1', 120, 240, 0.8), word('%', 200, 240, 0.8), word('1180', 300, 240, 0.6)],
      ]),
    )
    expect(found.signature_anchors.some((anchor) => anchor.bbox[1] > 235)).toBe(true)
    expect(Math.max(...found.page_bodies.map((body) => body.bottom))).toBeLessThan(235)
  })
})

describe('a staff label whose first character OCR misread', () => {
  it('is where handwriting is looked for', () => {
    const anchors = (text: string) => find(page([word('小结', 40, 300), word(text, 40, 440)])).signature_anchors
    expect(anchors('&检医生')).toEqual([expect.objectContaining({ page: 1 })])
    expect(anchors('&患者检医生')).toEqual([])
  })
})

describe('columns in which staff sign', () => {
  const head = [
    word('科别', 40, 100),
    word('检查项目', 120, 100),
    word('检查结果', 240, 100),
    word('医师签名', 400, 100),
  ]
  const rows = [0, 1, 2].flatMap((i) => [
    ...[word('内科', 40, 130 + 30 * i), word('心率', 120, 130 + 30 * i), word('72', 240, 130 + 30 * i)],
    word('次/分', 260, 130 + 30 * i),
  ])
  const rule = (x: number, y0: number, y1: number) => ({ x0: x, y0, x1: x, y1, width: 0.5 })

  it('reach from their heading to the end of their rules', () => {
    const found = find(page([...head, ...rows], { rules: [rule(380, 90, 260), rule(480, 90, 240)] as never }))
    expect(found.signature_columns).toEqual([expect.objectContaining({ bbox: [380, expect.any(Number), 480, 240] })])
  })
  it('end with the results where no rules bound them', () => {
    const [column] = find(page([...head, ...rows])).signature_columns
    expect(column!.bbox[3]).toBeGreaterThan(190)
    expect(column!.bbox[3]).toBeLessThan(205)
  })
  it('are none in the form of a person, nor without rules above anything but a table', () => {
    const form = [word('姓名', 40, 100), word('葛云飞', 80, 100), word('性别', 240, 100), word('男', 280, 100)]
    const label = word('检查医师', 400, 100)
    expect(find(page([...form, label, ...rows])).signature_columns).toEqual([])
    const plain = [word('总院', 40, 100), word('一楼', 120, 100), word('东区', 240, 100)]
    expect(find(page([...plain, label, ...rows])).signature_columns).toEqual([])
  })
  it('are none where the label stands alone or asks with a colon', () => {
    expect(find(page([...rows, word('医师签名', 40, 300)])).signature_columns).toEqual([])
    expect(find(page([...head.slice(0, 3), word('医师签名:', 400, 100), ...rows])).signature_columns).toEqual([])
  })
})

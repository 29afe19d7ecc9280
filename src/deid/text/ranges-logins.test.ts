import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const covered = (text: string) => detectText(text, { lang: 'auto' }).map((span) => text.slice(span.start, span.end))

describe('ranges and units are no codes', () => {
  it.each([
    'Ref: 120-150',
    'Ref: 4.0-12.0',
    'Ref. 60-110',
    'phosphorus measured 3.6 (reference 2.64.7).',
    '血小板 12.41109/L',
    'eGFR (CKD-EPI 2021) 74 mL/min/1.73m*2',
    'eGFR (CKD-EPI 2021) 74 mL/min/1.73m**2',
    'Visual acuity 6/12 and 20/20, ratio 1/2',
    'BP at the time of the study 164/98 mmHg, pulse regular.',
  ])('%s', (text) => expect(covered(text)).toEqual([]))

  it('keeps a reference number', () => expect(covered('Your Ref: 24-1187')).toEqual(['24-1187']))
})

describe('who did it, by login or number', () => {
  it.each([
    ['Printed by LABSRV\\tmoss', 'LABSRV\\tmoss'],
    ['登记员:kf_02', 'kf_02'],
    ['打印:WQ_op07', 'WQ_op07'],
    ['申请医生:dr3107', 'dr3107'],
    ['检验:0316 审核: 王海', '0316'],
    ['Tech: T-14 BP', 'T-14'],
    ['NABL Cert. MC-6612 | Conditions', 'MC-6612'],
    ['Clinic Reg. No. SUR/ULT/0932 | No sex determination here', 'SUR/ULT/0932'],
    ['Technologist Lic. 0077123 Pathologist', '0077123'],
    ['03/04/2024 K/4410 Page 1 of 1', 'K/4410'],
    ['invoice 88 printed by bhavani.k 12-01-2026 09.14', 'bhavani.k'],
    ['Printed 2/24/26 3:58 PM by rmcanulty, rack C', 'rmcanulty'],
    ['Filed in the record by dsheehan 29/01/2026', 'dsheehan'],
    ['Stampato da l.ferrari il 24/04/2026 08.31', 'l.ferrari'],
    ['wydrukował(a): j.wolska, 14.05.2026 13:52', 'j.wolska'],
    ['打印：xjk07@急诊窗口2 2024/03/07 11:31:08', 'xjk07'],
    ['查询密码 t4Kw9z', 't4Kw9z'],
    ['erişim kodu: KRT 71 20 53', 'KRT 71 20 53'],
    ['S/o Gurpal, near the tank, Aadhaar 6614 0032 7718', '6614 0032 7718'],
  ])('%s', (text, code) => expect(covered(text)).toContain(code))
})

describe('small letters that are no login', () => {
  it.each(['taken at 07:50 by nurse', 'pulse felt 08:10, e.coli grown', 'read 10:20 by immunoassay'])('%s', (text) =>
    expect(covered(text).filter((found) => /[a-z]{4}/.test(found))).toEqual([]),
  )
})

describe('days without a year', () => {
  it.each([
    ['采样:07-22 10:15', '07-22 10:15'],
    ['phoned Mar 4 21:15 to the ward', 'Mar 4 21:15'],
    ['Text sent to 07700 900123 07/03. BT.', '07/03'],
    ['职业史 2003.06-2011.01 包装工', '2003.06-2011.01'],
    ['on leave 3-9 Feb; urgent calls to the desk', '3-9 Feb'],
    ['Seen 6th of May: gait improved', '6th of May'],
  ])('%s', (text, day) => expect(covered(text)).toContain(day))
})

describe('high ages without a unit', () => {
  it.each([
    ['Her grandmother died at ninety-four of heart failure.', 'ninety-four'],
    ['At 96 she refused the operation.', '96'],
    ['Uncle Wilf, 97, deaf, walks daily.', '97'],
  ])('%s', (text, age) => expect(covered(text)).toContain(age))

  it('leaves saturations', () => expect(covered('Oxygen saturation at 95, 96 and 97 % on air.')).toEqual([]))
})

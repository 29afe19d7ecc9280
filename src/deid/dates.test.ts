import { describe, expect, it } from 'vitest'
import { daysBetween, findDates, provenOrder } from './dates.js'
import { loadKnowledge } from './knowledge.js'

const knowledge = loadKnowledge()
const read = (text: string, order: 'dmy' | 'mdy' = 'dmy') =>
  findDates(text, order, knowledge).map((date) => [text.slice(date.start, date.end), date.iso])

describe('findDates', () => {
  it.each([
    ['2023年5月20日', '2023-05-20'],
    ['2023 年 5 月 20 日 14:05', '2023-05-20'],
    ['二〇二三年五月二十日', '2023-05-20'],
    ['民國112年5月20日', '2023-05-20'],
    ['2023-05-20 08:21:31', '2023-05-20'],
    ['2023/5/20', '2023-05-20'],
    ['2023.05.20', '2023-05-20'],
    ['2025-01-11T08:30:00-06:00', '2025-01-11'],
    ['20.05.2023', '2023-05-20'],
    ['05/20/23', '2023-05-20'],
    ['3/16/2022 10:20:30AM', '2022-03-16'],
    ["May 20th '23", '2023-05-20'],
    ['May 20, 2023', '2023-05-20'],
    ['20 May 2023', '2023-05-20'],
    ['20-MAY-2023', '2023-05-20'],
    ['23-Nov-2022 8:51 am', '2022-11-23'],
    ['11-ene-2025', '2025-01-11'],
    ['12 de mayo de 2024', '2024-05-12'],
    ['3. März 2024', '2024-03-03'],
    ['10:15 AM 02 Dec, 2022', '2022-12-02'],
    ['05 Jun, 201X', null],
    ['10:15 AM 05 Jun, 1X', null],
    ['2023年5月', null],
    ['5月20日', null],
  ])('%s', (text, iso) => {
    expect(read(text)).toEqual([[text, iso]])
  })
  it.each([
    '3.5 - 5.5',
    '4000-11000',
    '120/80 mmHg',
    '1.020',
    '2015年确诊',
    '10^9/L',
    'FEV1\t91',
    'v1.2.3',
    '13-17 g/dL',
    'MAR 12 mg',
    '31/31/2023',
    '0.27 - 4.20',
    '3个月后复查',
    'LOINC 4548-4',
  ])('is no date: %s', (text) => {
    expect(read(text)).toEqual([])
  })
  it('marks a date that both orders allow', () => {
    expect(findDates('04/06/2021', 'dmy', knowledge)[0]).toMatchObject({ iso: '2021-06-04', ambiguous: true })
    expect(findDates('16/06/2021', 'mdy', knowledge)[0]).toMatchObject({ iso: '2021-06-16', ambiguous: false })
  })
  it('proves the order from the report', () => {
    expect(provenOrder('seen 23/10/2022, reported 01/02/2024')).toBe('dmy')
    expect(provenOrder('seen 10/17/2024')).toBe('mdy')
    expect(provenOrder('seen 10/11/2024')).toBeNull()
  })
  it('counts days over leap days and years', () => {
    expect(daysBetween('2023-12-31', '2024-03-01')).toBe(61)
    expect(daysBetween('2024-03-01', '2023-12-31')).toBe(-61)
  })
})

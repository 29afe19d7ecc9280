import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { daysBetween, findDates, provenOrder } from './dates.js'
import { fold } from './fold.js'

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
    ['May Ist, 2023', '2023-05-01'],
    ['December% 14th, 2023', '2023-12-14'],
    ['May 8,\t1961', '1961-05-08'],
    ['lst May 2023', '2023-05-01'],
    ['8 May\t1961', '1961-05-08'],
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
    ['民國一百一十二年五月二十日', '2023-05-20'],
    ['令和5年5月20日', '2023-05-20'],
    ['2023년 5월 20일', '2023-05-20'],
    ['ngày 20 tháng 5 năm 2023', '2023-05-20'],
    ['20/05/2566', '2023-05-20'],
    ['20 мая 2023', '2023-05-20'],
    ['20 mayıs 2023', '2023-05-20'],
    ['20 maja 2023', '2023-05-20'],
  ])('%s', (printed, iso) => {
    const { text } = fold(printed)
    expect(read(text)).toEqual([[text, iso]])
  })
  it.each([
    'last June',
    'mid-October',
    'Fri 9th',
    'Monday the 3rd',
    'autumn 2022',
    "summer of '18",
    'Eid 2022',
    'last Easter',
    'week 7 of 2023',
    '2023-W07',
    'Q2 2022',
    '3rd quarter of 2021',
    '去年11月',
    '上月9日',
    '今年3月初',
    '前年冬天',
    '2021年三季度',
    '2022年下半年',
    '2019年底',
    '2023年第7周',
    '2022年端午节',
    '10月中旬',
    '民国一〇八年',
    '癸卯年',
    '腊月廿三',
    '农历八月初九',
    '平成30年',
    '1402/08/15',
    '15 Shawwal 1444',
    '4 Khordad 1401',
    '8 Kartik 2079',
    '15 มีนาคม 2566',
  ])('part of a date, or one of another calendar: %s', (text) => {
    const folded = fold(text).text
    expect(read(folded)).toEqual([[folded, null]])
  })
  it.each([
    ['登记于，2023-05-20', '2023-05-20'],
    ['3月12日起发热，15日热退', '3月12日', '15日'],
    ['Home visit 14 May, all well', '14 May'],
    ['dressing changed, 17/6.', '17/6'],
    ['4/18复查', '4/18'],
    ['addendum 7.21.23: no growth', '7.21.23'],
    ['٢٠/٠٥/٢٠٢٣', '20/05/2023'],
    ['Reported Dec l, 2023 07:42', 'Dec l, 2023 07:42'],
    ['seen I2 March 2O24 again', 'I2 March 2O24'],
  ])('in its sentence: %s', (text, ...dates) => {
    expect(read(fold(text).text).map(([printed]) => printed)).toEqual(dates)
  })
  it('finds a day of any calendar year in any of the printed orders, and never throws', () => {
    const day = fc.date({ min: new Date('1930-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, fc.constantFrom('/', '-', '.'), (date, mark) => {
        const [year, month, dayOfMonth] = date.toISOString().slice(0, 10).split('-') as [string, string, string]
        const iso = `${year}-${month}-${dayOfMonth}`
        expect(read(`on ${year}${mark}${month}${mark}${dayOfMonth} at`)[0]?.[1]).toBe(iso)
        expect(read(`on ${dayOfMonth}${mark}${month}${mark}${year} at`)[0]?.[1]).toBe(iso)
        expect(read(`于${year}年${Number(month)}月${Number(dayOfMonth)}日来`)[0]?.[1]).toBe(iso)
        if (Number(year) > 1911)
          expect(read(`于民国${Number(year) - 1911}年${Number(month)}月${Number(dayOfMonth)}日来`)[0]?.[1]).toBe(iso)
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => void read(fold(text).text)))
  })
  it.each([
    '3.5 - 5.5',
    '4000-11000',
    '120/80 mmHg',
    '1.020',
    '2015年确诊',
    'he fell in 2016, then',
    'PMH: MI 2014, CABG (2016).',
    '2018年版指南',
    'updated in 2021 by the WHO',
    'in 2000 mL of saline',
    'CKD-EPI 2021',
    'VA improved from 6/18 to 6/9',
    'reduced to 1/2 tablet',
    'power 5/5, Amsel 3/4',
    'the 5th to 95th percentile',
    'hay fever in May',
    '3月后复查',
    '术后第3日',
    '孕12周',
    '乙酉',
    'software 3.15.24',
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

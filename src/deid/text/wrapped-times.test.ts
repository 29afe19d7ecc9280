import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { findDates } from './dates.js'
import { detectText } from './detect.js'
import { sheetOfText } from './sheet.js'
import { findWrappedTimes } from './wrapped-times.js'

function times(text: string): string[] {
  const sheet = sheetOfText(text)
  return findWrappedTimes(sheet, findDates(sheet.text, 'dmy', loadKnowledge())).map(({ start, end }) =>
    sheet.text.slice(start, end),
  )
}

describe('findWrappedTimes', () => {
  it('finds the times of two columns below their dates', () => {
    const text = '审核时间:2022年3月14日\t接收时间:2022年3月11日\n         09:41    \t         17:05'
    const covered = detectText(text, { lang: 'zh' }).map(({ start, end }) => text.slice(start, end))
    expect(covered.join(' ')).toContain('09:41')
    expect(covered.join(' ')).toContain('17:05')
  })

  it('leaves a time below anything else, and one beside a word', () => {
    expect(times('Bedtime\n22:30')).toEqual([])
    expect(times('Collected 14/03/2022\nfasting since 22:30')).toEqual([])
  })
})

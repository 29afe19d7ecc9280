import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { findColumnMates } from './column-names.js'
import { sheetOfText } from './sheet.js'

const knowledge = loadKnowledge()
/** Last cells of a printed table that are taken for signatures; no other detector told one. */
const signed = (rows: readonly string[][]) => {
  const sheet = {
    ...sheetOfText(rows.map((row) => row.map((cell) => cell.padEnd(12)).join('')).join('\n')),
    measured: true,
  }
  return findColumnMates(sheet, [], knowledge).map((span) => sheet.text.slice(span.start, span.end))
}

describe('a column of names', () => {
  it('is found without a header that names it, whoever signs many rows', () => {
    expect(
      signed([
        ['SBP', '128', 'mmHg', 'OK', '于日新'],
        ['DBP', '82', 'mmHg', 'OK', '于日新'],
        ['BMI', '23.1', 'kg/m2', 'OK', '庞雪'],
      ]),
    ).toEqual(['于日新', '于日新', '庞雪'])
  })

  it.each([
    [['正常', '正常', '正常']],
    [['黄色', '清亮', '阴性']],
    [['连续监测', '终点法', '速率法']],
    [['方法', '单位', '解释']],
    [['庞雪', '12.5', '阴性']],
  ])('%j is none', (last) => {
    expect(signed(last.map((cell, i) => [`A${i}`, '5.1', 'mmol/L', cell]))).toEqual([])
  })
})

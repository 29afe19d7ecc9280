import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { isPlainWatermark } from './plain-watermark.js'

const plain = (text: string) => isPlainWatermark(text, loadKnowledge())

describe('watermarks that name nobody', () => {
  it('are words printed on any report', () => {
    for (const text of [
      'FINAL REPORT',
      'Confidential',
      'Copy - not for medico-legal use',
      '内部资料',
      '仅供临床参考',
      '体检报告 副本',
      '檢驗報告',
    ])
      expect(plain(text), text).toBe(true)
  })
  it('are none with any other word, name or number', () => {
    for (const text of ['Kestrel Final Report', '舒禾体检报告', 'COPY 20481', '', '···', '内部资料 褚明远'])
      expect(plain(text), text).toBe(false)
  })
})

import { describe, expect, it } from 'vitest'
import { loadKnowledge } from '../knowledge.js'
import { isPlainWatermark, readsPlain } from './plain-watermark.js'

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
  it('are told from a reading with letters lost', () => {
    for (const text of [
      '仅供 临床 参 考 :',
      '内 部 资 料 注 意 侯 寇',
      'CONFIDENT',
      'FINAL REPORT K',
      '仅 供 临 床 参 者',
      '仅仿临床参考',
    ])
      expect(readsPlain(text, loadKnowledge()), text).toBe(true)
    for (const text of [
      'Marlow Pathology Services',
      '石桥市中心医院',
      '仁 依',
      '舒禾体检报告',
      'FIN',
      '',
      'Malow Pzthology',
      'DR ogy Ne Medical Cg Ry',
    ])
      expect(readsPlain(text, loadKnowledge()), text).toBe(false)
  })
  it('are none with any other word, name or number', () => {
    for (const text of ['Kestrel Final Report', '舒禾体检报告', 'COPY 20481', '', '···', '内部资料 褚明远'])
      expect(plain(text), text).toBe(false)
  })
})

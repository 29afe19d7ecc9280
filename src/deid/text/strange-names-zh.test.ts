import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'zh' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('Chinese names that no list of surnames knows', () => {
  it.each<[string, string]>([
    ['约胸外科 俄金文 副主任医师 会诊。', 'DOCTOR 俄金文'],
    ['备注:远程会诊 贡觉旺堆 主任语音答复同意上述诊断。', 'DOCTOR 贡觉旺堆'],
    ['已将复检事项交待其妻 阿的么日牛,请随访。', 'NAME 阿的么日牛'],
    ['读片组: 张一凡 、布仁、 李晓东', 'NAME 布仁'],
    ['受檢者 冼曉琳 (Sin Hio Lam) 性別 女', 'NAME Sin Hio Lam'],
    ['检验 王大为 复核 郄建军 2024-05-06', 'DOCTOR 王大为'],
    ['检验 王大为 复核 郄建军 2024-05-06', 'DOCTOR 郄建军'],
    ['幼年在湖州南浔随祖母生活', 'ADDRESS 湖州南浔'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each([
    '检查项目:心率、血压、脉搏、呼吸。颜色:淡黄、透明、清亮',
    '其母 高血压,其父 糖尿病,其兄 体健。',
    '请上级 医师 会诊',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([])
  })
  it('takes what was done in a town for no part of it', () => {
    expect(found('在北京手术住院')).toEqual(['ADDRESS 北京'])
  })
})

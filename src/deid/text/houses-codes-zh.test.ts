import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('houses of Hong Kong, networks and logos', () => {
  it.each<[string, string]>([
    ['頌恩醫務化驗中心', 'ORG 頌恩醫務化驗中心'],
    ['霁和体检中心', 'ORG 霁和体检中心'],
    ['頌恩體檢化驗所 出具', 'ORG 頌恩體檢化驗所'],
    ['公司 Silver Anchor Trading (HK) Ltd. 員工', 'EMPLOYER Silver Anchor Trading (HK) Ltd.'],
    ['confirmed at Lok Yan Wan Reference Virology today', 'ORG Lok Yan Wan Reference Virology'],
    ['上传至云岭省远程影像诊断平台', 'ORG 云岭省远程影像诊断平台'],
    ['术后转云川县紧密型医共体随访', 'ORG 云川县紧密型医共体'],
    ['悦宁\t年度报告\n青溪悦宁女子体检门诊部', 'ORG 悦宁'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each([
    '建议到上级医院和体检中心复查',
    '患者和化验中心联系',
    '请登录微信公众平台查看报告',
    '通过互联网医疗平台预约复查',
    '全省远程医疗网络建设',
    '肺纹理呈网络状改变',
    '扫描中心视野清晰，诊断中心未见异常',
  ])('leaves %s', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('codes and days of Chinese forms', () => {
  it.each<[string, string]>([
    ['HKID A12****(7)', 'ID A12****(7)'],
    ['寄往 香港郵政信箱 3381 號', 'ADDRESS 香港郵政信箱 3381 號'],
    ['商業登記 61230451-000-07-25-1。', 'ID 61230451-000-07-25-1'],
    ['Scanner Lunar-DX+204417', 'ID Lunar-DX+204417'],
    ['StudyUID 1.2.156.998877.15016.250101.0417', 'ID 1.2.156.998877.15016.250101.0417'],
    ['盒号 HOLTER-27', 'ID HOLTER-27'],
    ['证书 尘诊字0733-115', 'ID 尘诊字0733-115'],
    ['许可 粤卫放证字〔2023〕第0117号', 'ID 粤卫放证字〔2023〕第0117号'],
    ['10/21 光盘由快递寄出。', 'DATE 10/21'],
  ])('%s', (text, span) => {
    expect(found(text)).toContain(span)
  })
  it.each(['染色体 46,XX+21; 47,XY,+21', '10/13 量', '项目 1.2.3.4.5 章节', '文字12345 数字6789'])(
    'leaves %s',
    (text) => {
      expect(found(text)).toEqual([])
    },
  )
})

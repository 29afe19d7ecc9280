import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('names in letters and headings', () => {
  it.each<[string, string[]]>([
    ['诸葛伯庸老先生:\n您好!', ['NAME 诸葛伯庸']],
    ['请老\n伴仲孙淑贞同志协助记录', ['NAME 仲孙淑贞']],
    ['钟离女士请于1月内复查', ['NAME 钟离']],
    ['司徒小姐:整体结果良好', ['NAME 司徒']],
    ['历年指标对比   钟离秋水(女,51)', ['NAME 钟离秋水']],
    ['周文 | 男 | 45岁', ['NAME 周文']],
    ['孙悦(45岁,女)', ['NAME 孙悦']],
    ['请东方·阿依努尔同志领取。姓名:东方·阿依努尔', ['NAME 东方·阿依努尔', 'NAME 东方·阿依努尔']],
    ['紧急联系人(母亲 热依汗,189-0990-5531)', ['NAME 热依汗', 'PHONE 189-0990-5531']],
    ['请联系保健医生常\n青(手机139 7755 0126)', ['DOCTOR 常\n青', 'PHONE 139 7755 0126']],
    ['保健主任:东方亮', ['DOCTOR 东方亮']],
    [
      '一般检查   鲜于洁   生化   米乐 / 国芳\n尿液分析   国芳',
      ['DOCTOR 鲜于洁', 'DOCTOR 米乐', 'DOCTOR 国芳', 'DOCTOR 国芳'],
    ],
    ['/s/ WILLIAM A. STONE, MD, electronically signed', ['DOCTOR WILLIAM A. STONE, MD']],
    ['Findings were discussed and read by Hope Young, DO today.', ['DOCTOR Hope Young, DO']],
    ['Sehr geehrte Frau Dr. von und zu Altenstein-Groß, die Werte', ['DOCTOR Frau Dr. von und zu Altenstein-Groß']],
    ['Pat.: Heide, Annegret · geb. 05.11.1969', ['NAME Heide, Annegret', 'DATE 05.11.1969']],
    ['外科   签宇石磊磊   应聘单位   成川轨道交通运营公司', ['DOCTOR 石磊磊', 'EMPLOYER 成川轨道交通运营公司']],
    ['Reported by Dr Carmen lyer', ['DOCTOR Dr Carmen lyer']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('numbers and places of other forms', () => {
  it.each<[string, string[]]>([
    ['Spirometer s/n\nVX-77120.', ['ID VX-77120']],
    ['Spirometer s/n VX-77120.', ['DEVICE VX-77120']],
    ['Richiesta n. 25-08-004417 del 28/07/2025', ['ID 25-08-004417', 'DATE 28/07/2025']],
    ['Nata a Ascoli Piceno il 30/01/1958', ['ADDRESS Ascoli Piceno', 'DATE 30/01/1958']],
    ['Nacido en Vilanova de Arousa el 3/4/1961', ['ADDRESS Vilanova de Arousa', 'DATE 3/4/1961']],
    ['Née à Bourg-en-Bresse le 12/05/1970', ['ADDRESS Bourg-en-Bresse', 'DATE 12/05/1970']],
    ['(保健证号苍保字第0147号)', ['ID 苍保字第0147号']],
    ['证件号后四位 202X。', ['ID 202X']],
    ['Lab ref: M,25.0418377.K', ['ID M,25.0418377.K']],
    ['Printed 20-May-2025 11:47 by reception3', ['DATE 20-May-2025 11:47', 'ACCOUNT reception3']],
    ['Senha internet: JB7K-20Q', ['ACCOUNT JB7K-20Q']],
    ['(32) 5550-0187   CNES 2779014', ['PHONE (32) 5550-0187', 'ID 2779014']],
    ['与2024 09.27片对比', ['DATE 2024 09.27']],
    ['联系电话15863 204471', ['PHONE 15863 204471']],
    ['康澜体检·武林店', ['ORG 康澜体检·武林店']],
    ['苍梧州干部保健办公室', ['ORG 苍梧州干部保健办公室']],
    ['青 岚 县 中 医 医 院 检 验 报 告 单', ['ORG 青 岚 县 中 医 医 院']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('what only looks so', () => {
  it.each([
    '心电图   左偏   尿常规   黄色   血脂   正常',
    '腹部彩超   未见异常\n心电图   合格   肝功能   合格',
    '患病率(女,51%) 参考值(男 13-17)',
    '体检(女,51项)   健康体检·套餐',
    'Affected by cyp2c19 and released by t4; no 25 mg/d',
    'Complete Blood Count, MD review advised',
    '国药准字 注意事项第12号 见附注第3号',
    '请遵医生常\n规查房',
    'Dr. lymph node review',
    '2024 12.5 mmol/L',
  ])('%j', (text) => {
    expect(found(text)).toEqual([])
  })
})

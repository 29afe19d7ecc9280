import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('names in letters and headings', () => {
  it.each<[string, string[]]>([
    ["Reviewed with patient's niece, LaTonya, by phone.", ['NAME LaTonya']],
    ['Her sister, Mary-Kate, has asthma.', ['NAME Mary-Kate']],
    ['Spoke to LaDonna about the potassium.', ['DOCTOR LaDonna']],
    ['欧阳叔度老先生:\n您好!', ['NAME 欧阳叔度']],
    ['请老\n伴南宫慧兰同志协助记录', ['NAME 南宫慧兰']],
    ['皇甫女士请于1月内复查', ['NAME 皇甫']],
    ['令狐小姐:整体结果良好', ['NAME 令狐']],
    ['历年指标对比   尉迟春山(女,47)', ['NAME 尉迟春山']],
    ['卢平 | 男 | 45岁', ['NAME 卢平']],
    ['蒋欣(45岁,女)', ['NAME 蒋欣']],
    ['请上官·帕丽扎提同志领取。姓名:上官·帕丽扎提', ['NAME 上官·帕丽扎提', 'NAME 上官·帕丽扎提']],
    ['紧急联系人(母亲 阿瓦汗,177-0441-3087)', ['NAME 阿瓦汗', 'PHONE 177-0441-3087']],
    ['请联系保健医生马\n跃(手机138 4410 0937)', ['DOCTOR 马\n跃', 'PHONE 138 4410 0937']],
    ['保健主任:公孙明', ['DOCTOR 公孙明']],
    [
      '一般检查   慕容静   生化   花蕾 / 梅影\n尿液分析   梅影',
      ['DOCTOR 慕容静', 'DOCTOR 花蕾', 'DOCTOR 梅影', 'DOCTOR 梅影'],
    ],
    ['/s/ HAROLD J. POOLE, MD, electronically signed', ['DOCTOR HAROLD J. POOLE, MD']],
    ['Findings were discussed and read by Grace Long, DO today.', ['DOCTOR Grace Long, DO']],
    ['Sehr geehrte Frau Dr. von und zu Lindenau-Weiß, die Werte', ['DOCTOR Frau Dr. von und zu Lindenau-Weiß']],
    ['Pat.: Busch, Roswitha · geb. 17.02.1964', ['NAME Busch, Roswitha', 'DATE 17.02.1964']],
    ['外科   签宇罗森森   应聘单位   远泊港口装卸服务公司', ['DOCTOR 罗森森', 'EMPLOYER 远泊港口装卸服务公司']],
    ['Reported by Dr Anita lyer', ['DOCTOR Dr Anita lyer']],
    ['Dr carmen Nakamura, MBBS, MD (Path)', ['DOCTOR Dr carmen Nakamura, MBBS, MD']],
    ['seen by Dr who Is there', []],
    ['Name INGRID WHITE\tAge / Sex 40 / FEMALE', ['NAME INGRID WHITE']],
    ['Specimen Type SERUM WHITE', []],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('numbers and places of other forms', () => {
  it.each<[string, string[]]>([
    ['Spirometer s/n\nQT-40316.', ['ID QT-40316']],
    ['Spirometer s/n QT-40316.', ['DEVICE QT-40316']],
    ['Richiesta n. 24-03-007152 del 11/03/2024', ['ID 24-03-007152', 'DATE 11/03/2024']],
    ['Nata a Borgo Nuvola il 14/02/1961', ['ADDRESS Borgo Nuvola', 'DATE 14/02/1961']],
    ['Nacido en Vilanova de Arousa el 3/4/1961', ['ADDRESS Vilanova de Arousa', 'DATE 3/4/1961']],
    ['Née à Bourg-en-Bresse le 12/05/1970', ['ADDRESS Bourg-en-Bresse', 'DATE 12/05/1970']],
    ['(保健证号碧保字第0362号)', ['ID 碧保字第0362号']],
    ['证件号后四位 718X。', ['ID 718X']],
    ['Lab ref: P,24.0907214.T', ['ID P,24.0907214.T']],
    ['Printed 14-Mar-2024 09:26 by frontdesk2', ['DATE 14-Mar-2024 09:26', 'ACCOUNT frontdesk2']],
    ['Senha internet: XD4M-71R', ['ACCOUNT XD4M-71R']],
    ['(41) 5550-0263   CNES 6410327', ['PHONE (41) 5550-0263', 'ID 6410327']],
    ['与2023 11.06片对比', ['DATE 2023 11.06']],
    ['联系电话13719 650382', ['PHONE 13719 650382']],
    ['舒禾体检·桥东店', ['ORG 舒禾体检·桥东店']],
    ['碧岭州干部保健办公室', ['ORG 碧岭州干部保健办公室']],
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
    'Father - McBurney point. Brother: InBody measured, mother: HbA1c high',
    '2024 12.5 mmol/L',
  ])('%j', (text) => {
    expect(found(text)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) => detectText(text, { lang: 'auto' }).map((span) => text.slice(span.start, span.end))

describe('codes and numbers of people, houses and devices', () => {
  it.each([
    ['Electronically signed: F. Quillan 2024/08/19 10:12 CPSO 81934', '81934'],
    ['Sample not haemolysed. T. Okeke (HPCSA MT 0081122)', 'MT 0081122'],
    ['Sample not haemolysed. T. Okeke (HPCSA MT 0081122)', 'T. Okeke'],
    ['Level 4, Fern Tower, Singapore 229814 UEN 201833412K', '201833412K'],
    ['Aadhaar seen xxxx xxxx 4417, copy kept', 'xxxx xxxx 4417'],
    ['Breath alcohol device Orion A4 #70412, checked', '#70412'],
    ['Copies: worker; HealthLink EDI fernrdmc; employer', 'fernrdmc'],
    ['床号：加 14 床', '加 14 床'],
    ['心脏彩超（1.16 盖小舟）：左房增大', '1.16'],
    ['已代掛12/9 上官醫師 第3號。', '12/9'],
    ['Right (baseline 05/2018)     10             10              15         25', '05/2018'],
    ['部别 68123部队装备室 保障卡', '68123部队装备室'],
    ['KX01377    宗政安    设备部    男/44', 'KX01377'],
    ['签约团队：石桥第3团队 责任医生', '石桥第3团队'],
    ['本人接听(核对生日0614无误),已说明', '0614'],
  ])('%s', (text, value) => expect(found(text)).toContain(value))
  it.each([
    'masks: xxx 12',
    'Ward round #3 today',
    'the dose of 4 ** 1000 mg',
    'Glucose *** 450 mg/dL',
    'Glucose ***450 mg/dL',
    '早产，出生1105g',
    '血钾（5.6 升高）',
    '约1/3狭窄，挂1/2瓶',
  ])('none in %s', (text) => expect(found(text)).toEqual([]))
})

describe('people by what stands beside them', () => {
  it.each([
    ['She walks the lane with Orla Fenn (her neighbour) and the dog most days.', 'Orla Fenn'],
    ['村医老綦（已通知）测血压172/98。', '老綦'],
    ['妻赵李氏（李秀云）于2020年病故。', '赵李氏'],
    ['其子小向发来门诊病历，穿刺已做。', '小向'],
    ['已电话告知，接听人护士迪丽拜，11:31。', '迪丽拜'],
    ['姓名：林张淑兰\n由媳妇春燕接听，表示婆婆外出，淑兰阿姨请晚上再拨。', '春燕'],
    ['姓名：林张淑兰\n由媳妇春燕接听，表示婆婆外出，淑兰阿姨请晚上再拨。', '淑兰阿姨'],
    ['已解释，问影响备孕否，转郗医生。', '郗'],
    ['由小蒲电话告知，授权书由司机小海送达。', '小蒲'],
    ['由护工老田协助左侧卧位，同事小叶护送。', '老田'],
    ['现场复测3次，漆秀云护士长。', '漆秀云'],
    ['LX1\t宗政安\t设备部\t男/44\t血糖 17.3 mmol/L', '宗政安'],
    ['父亲巴图勒因肝病故，兄特木尔曾患肺炎。', '特木尔'],
    ['父亲巴图勒因肝病故，兄特木尔曾患肺炎。', '巴图勒'],
    ['内科 哈斯 外科 郎大山 眼科 苏和', '苏和'],
    ['Dictated: 14 March 2023\nTyped: 16 March 2023 (LMcB)', 'LMcB'],
    ['约家属套餐，转前台蒋小露跟进。', '蒋小露'],
    ['外院（石桥市第四人民医院，濮阳晴报告）比较。', '濮阳晴'],
    ['配偶 萨仁图雅\n夫人萨仁询问报销事宜。', '萨仁'],
    ['姓名 林张淑兰\n淑兰诉偶有牙龈出血。', '淑兰'],
    ['新生儿 男(乳名豆豆)，果断处理。', '豆豆'],
    ['如号码有变，请与企业联络人荀小舟(人力资源部)联系更新。', '荀小舟'],
  ])('%s', (text, name) => expect(found(text)).toContain(name))
  it.each([
    '由女儿陪同接听，表示理解。',

    '由小到大，请小心，请老师协助，经主任医师会诊。',
    '巴氏涂片未见异常；克氏针固定良好。',
    'Family: asthma (sister), gout (father).',
  ])('none in %s', (text) => expect(found(text)).toEqual([]))
})

describe('houses and places', () => {
  it.each([
    [
      'Teacher, resident of Plot 11, Asha Nagar 3rd Cross, Karumpet, Trichy - 1, accompanied by her husband.',
      '11, Asha Nagar 3rd Cross, Karumpet, Trichy - 1',
    ],
    ["Seen by gynaecology, Women's Care of Kelmore Falls, in May.", "Women's Care of Kelmore Falls"],
    ['You had your gallbladder out at Our Lady of the Meadow and it healed.', 'Our Lady of the Meadow'],
    ['感谢您选择禾宁健康。青溪禾宁健康管理中心', '禾宁健康'],
    ['保姆（杨素云，青溪石桥人，住家）反映头晕。', '青溪石桥'],
    ['长女（现居多伦多，微信同号）已知晓。', '多伦多'],
    ['Employer HR (Fernley Sugar Terminals, Mrs Poole) phoned for results.', 'Fernley Sugar Terminals'],
  ])('%s', (text, value) => expect(found(text)).toContain(value))
  it('a line that tells how a house is reached is no row of results', () => {
    const line = '2nd Floor, Fern House, 88 Larkspur Road, Kelmore 4092 Tel 031 555 0142 www.fern.example'
    expect(found(line).join('|')).toContain('Larkspur Road')
    expect(found(line).join('|')).toContain('2nd Floor, Fern House')
  })
  it.each([
    '（家属，本地人，陪同）',
    '（现居家中，自理）',
    'Cryptococcal Ag (LFA) Negative',
    '沙门氏菌/志贺氏菌培养 未检出',
  ])('none in %s', (text) => expect(found(text)).toEqual([]))
})

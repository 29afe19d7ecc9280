import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) =>
  detectText(text, { lang: 'auto' }).map((span) => `${span.category} ${text.slice(span.start, span.end)}`)

describe('labelled fields', () => {
  it.each<[string, string[]]>([
    ['姓名：孙悦　性别：女　年龄：45岁　身份证号：11010519491231002X', ['NAME 孙悦', 'ID 11010519491231002X']],
    ['姓 名  孙悦 性别 女 年龄 45 体检号 20230001', ['NAME 孙悦', 'ID 20230001']],
    ['姓      名：欧阳静怡', ['NAME 欧阳静怡']],
    ['送检医师：李建国   审核者：赵敏   检验者：钱 多', ['DOCTOR 李建国', 'DOCTOR 赵敏', 'DOCTOR 钱 多']],
    ['体检单位:海通机械有限公司 部门:研发部', ['EMPLOYER 海通机械有限公司', 'EMPLOYER 研发部']],
    ['Patient Name: Jane Q. Roe   Age/Sex: 45 Y/F   MRN: 00123456', ['NAME Jane Q. Roe', 'ID 00123456']],
    ['Pt. Jane Roe', ['NAME Jane Roe']],
    ['Pt.: Jane Roe', ['NAME Jane Roe']],
    ['Name Jane Roe Age 45 Sex F', ['NAME Jane Roe']],
    ['Ref. By: Dr. A. B. Menon (MD)    Lab No.: 4456/23', ['DOCTOR Dr. A. B. Menon (MD)', 'ID 4456/23']],
    ['REF. BY DR.      :    DR. RAO M.B.B.S.', ['DOCTOR DR. RAO M.B.B.S.']],
    ['Name\nJane Roe', ['NAME Jane Roe']],
    ['姓名\t性别\t年龄\n孙悦\t女\t34', ['NAME 孙悦']],
    ['Name     Age    Sex\nJane Roe     33     F', ['NAME Jane Roe']],
    ['Lab No. : 7', ['ID 7']],
    ['E-mail: anna.holt@post . example', ['EMAIL anna.holt@post . example']],
    ['E-mail: anna.holt @post example', ['EMAIL anna.holt @post example']],
    ['anna .holt@post .example', ['EMAIL anna .holt@post .example']],
    ['Dear Mr Brown,\nWhite blood cells and brown fat were discussed.', ['NAME Mr Brown']],
    ['E-mail: anna.holt@post.example. Phone', ['EMAIL anna.holt@post.example']],
    ['Nombre: José Pérez  DNI: 12345678Z', ['NAME José Pérez', 'ID 12345678Z']],
    ['Patient: Müller, Hans  geb. 12.03.1965', ['NAME Müller, Hans', 'DATE 12.03.1965']],
    [
      'Patient: Jane Roe | DOB: 1969-11-30 | Sample taken: 2022-06-08',
      ['NAME Jane Roe', 'DATE 1969-11-30', 'DATE 2022-06-08'],
    ],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('names in running text', () => {
  it.each<[string, string[]]>([
    [
      '患者王小明于2023年5月20日来院，其妻李红陪同，由张主任接诊。',
      ['NAME 王小明', 'DATE 2023年5月20日', 'NAME 李红', 'DOCTOR 张'],
    ],
    [
      'Her brother Robert Miller was present. Seen by Dr. Jane Roe, MD.',
      ['NAME Robert Miller', 'DOCTOR Dr. Jane Roe, MD.'],
    ],
    ['Mr. Firstname Lastname\nAge : 27 Years', ['NAME Mr. Firstname Lastname']],
    ['Jane M. Roe\nAge : 21 Years\nSex : Female', ['NAME Jane M. Roe']],
    ['Keiko Tanner\nMD, Pathologist', ['DOCTOR Keiko Tanner']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('adversarial forms', () => {
  it.each<[string, string[]]>([
    ['手机１３８００１３８０００', ['PHONE １３８００１３８０００']],
    ['身份证 1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X', ['ID 1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X']],
    ['N\u200bame: J\u200bane Roe', ['NAME J\u200bane Roe']],
    ['Name: Jоhn Dоe', ['NAME Jоhn Dоe']],
    ['号码 110105194912\n31002X 结束', ['ID 110105194912\n31002X']],
    ['邮箱 zhang.san＠example.com', ['EMAIL zhang.san＠example.com']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })
})

describe('clinical text survives', () => {
  it.each([
    '白细胞 6.5 ×10^9/L 3.5-9.5   高血压 黄疸 安静 桥本甲状腺炎 墨菲征阴性',
    'Hashimoto thyroiditis, Gleason score 7, Murphy sign negative, Young adult, White blood cells 5.4',
    'HEMOGLOBIN 13.5 g/dL 12.0-16.0\nWBC 10800 cells/uL 4000-11000\nPlatelet Count 250000 /uL 150000-450000',
    'Test Name   Result   Unit   Reference Range\nGlucose   5.6   mmol/L   3.9-6.1',
    '项目名称 | 结果 | 单位 | 参考范围\n尿酸(UA) | 430 ↑ | μmol/L | 155 ~ 420',
    'HLA-B27 negative; BI-RADS 2; TI-RADS 3; C1q; CA19-9 12.3 U/mL; 25-OH vitamin D; anti-Ro 52',
    'Specimen: Serum  Method: CLIA  Status: Final',
    '原因可能有多种，下一步检查由医生决定。',
    'T.Bil\nD.Bili: Normal\nI. Bil 3.2',
    '主任医师门诊时间：周一上午；医师签名处；总检结论及建议；从业人员健康检查表',
    '检查者应空腹8小时，家属应注意监护',
    '既往史：2015年行胆囊切除术，2 型糖尿病10年，口服二甲双胍。请到医院内分泌科就诊。',
    '双眼视力 0.5(矫正后 0.7)，眼底未见出血渗出；身高 172.0 cm 体重 84.5 kg 血压 158/96 mmHg',
    'Sr. Cholesterol   210.4   mg / dl   150 - 250 mg / dl',
    'Complete Blood Count (CBC)\nMaster Health Checkup\nDR Chest PA view',
    'Dubin-Johnson, Rotor, Gilbert and Crigler-Najjar syndromes; Baker cyst; Down syndrome screening',
  ])('%j', (text) => {
    expect(found(text)).toEqual([])
  })
})

describe('properties', () => {
  it('never throws, and gives sorted spans in range without overlaps', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '姓名：',
        'Name: ',
        '\t',
        '\n',
        'Dr. ',
        '2023-05-20',
        '13800138000',
        '医院',
        ' : ',
        '\u200b',
        '𠮷',
        '①',
        'ﬁ',
        '１',
      ),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let last = 0
        for (const span of detectText(text)) {
          expect(span.start).toBeGreaterThanOrEqual(last)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
          last = span.start
        }
      }),
      { numRuns: 300 },
    )
  })
  it('leaves the digits of any result row alone', () => {
    const row = fc.record({
      name: fc.constantFrom('Hemoglobin', 'Platelet Count', '白细胞计数', 'Total Cholesterol', '空腹血糖', 'LDL / HDL'),
      value: fc.oneof(
        fc.nat({ max: 999_999 }).map(String),
        fc.float({ min: 0, max: 500, noNaN: true }).map((v) => v.toFixed(2)),
      ),
      unit: fc.constantFrom('g/dL', 'mmol/L', '/uL', '×10^9/L', '%', 'U/L'),
      low: fc.nat({ max: 500 }),
      high: fc.nat({ max: 9999 }),
    })
    fc.assert(
      fc.property(row, ({ name, value, unit, low, high }) => {
        expect(detectText(`${name}    ${value}    ${unit}    ${low} - ${high}`)).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

it('takes a title for no street, and keeps a sentence about a patient out of the addresses', () => {
  const text =
    'Dr. Susan Miller saw Mr. John Carter on 05/20/2023; Hashimoto thyroiditis, Gleason 3+4. Call +1 310-555-0113.'
  const spans = detectText(text, { lang: 'en' })
  expect(spans.filter((span) => span.category === 'ADDRESS')).toEqual([])
  expect(detectText('12 Sycamore Dr, Port Linden 26609', { lang: 'en' }).map((span) => span.category)).toEqual([
    'ADDRESS',
  ])
})

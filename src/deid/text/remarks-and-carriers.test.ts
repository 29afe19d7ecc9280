import { describe, expect, it } from 'vitest'
import { detectText } from './detect.js'

const found = (text: string) => detectText(text, { lang: 'auto' }).map((span) => text.slice(span.start, span.end))

describe('accounts, carriers and numbers in remarks and print lines', () => {
  it.each([
    ['Rept prt by jtrask 03/06/2025 16:02', 'jtrask'],
    ['Druck: 29.03.2025 05:47 (kschl)', 'kschl'],
    ['打印：zydy_xnk_318 2025-12-12 10:31', 'zydy_xnk_318'],
    ['told the officer (Teams: latheef.pro@falcondunes).', 'latheef.pro@falcondunes'],
    ['列印者 RN0417 114/10/31 17:02', 'RN0417'],
    ['Transcribed: LN/sk', 'LN/sk'],
    ['SAMM MT 411 · ISO 15189:2014', 'MT 411'],
    ['Accréditation Cofrac n° 8-4177', '8-4177'],
    ['by your account manager Kavita Pillai (98220 71164, mornings)', '98220 71164'],
    ['Dr. Plínio Galvão por telefone (16 99144-7702) às 15h.', '16 99144-7702'],
    ['约7月下旬由村医毕开顺（6831 077 短号）上门。', '6831 077'],
    ['Fahrzeug HOL-LK 417, Tour 9', 'HOL-LK 417'],
    ['husband waits, boda boda KMFR 218J', 'KMFR 218J'],
    ['Motoboy Wesley (moto GDK-0I82)', 'GDK-0I82'],
    ['Bus: Dubai M 47193 • Next of kin', 'Dubai M 47193'],
    ['厂内叉车 厂内鄂A·2417', '鄂A·2417'],
    ['以EMS（EA 2840 1175 5 CN）寄出', 'EA 2840 1175 5 CN'],
    ['报告书挂号60218 90026 8150 3。', '60218 90026 8150 3'],
    ['陪护证 PH-0392，押金单№0048213。', 'PH-0392'],
    ['陪护证 PH-0392，押金单№0048213。', '0048213'],
    ['la ART, siniestro 0917-224/24.', '0917-224/24'],
    ['AE title HZ_CT2_FORCE', 'HZ_CT2_FORCE'],
    ['身份证号 4 % 9 9 1 3 1 9 4 3 0 5 2 2 3 2 4 8', '4 % 9 9 1 3 1 9 4 3 0 5 2 2 3 2 4 8'],
    ['PT STATES SHE IS MOVING TO TUCSON, AZ IN THE SPRING', 'TUCSON, AZ'],
    ['first tube mislabelled "A. Deshmukh" and rejected.', 'A. Deshmukh'],
    ['picked up by courier D. Okonski at noon', 'D. Okonski'],
    ['cópia para o RH (Edmilson) não autorizada.', 'Edmilson'],
    ['Repeat sample on 30hb Julai after fasting', '30hb Julai'],
    ['Madame LE GOFFIC\nRÉSIDENCE LES GENÊTS – BÂT. C\n4 ALLÉE DU LAVOIR', 'RÉSIDENCE LES GENÊTS – BÂT. C'],
  ])('%j', (text, value) => expect(found(text)).toContain(value))
  it.each([
    'printed by hand 3 times',
    'FEV1 2 of 3, moto 4 ml, bus 12 passes',
    'said “S. Typhi” was grown',
    'Salmonella “S. Typhi”',
    'HIV 1 & 2 (4th Gen)\tNon-reactive',
    'Toxoplasmose IgM\t0,04\tIndex',
    'KBE/ml',
    'teeth 8 7 6 5 4 3 2 1 1 2 3 4 5 6 7 8',
    'scale 0 1 2 3 4 5 6 7 8 9 10',
    'power 5 5 5 5 5 5 5 5 5 5',
    'Sample drawn 07:50 (fasting)',
  ])('none in %j', (text) => expect(found(text)).toEqual(text.includes('07:50') ? ['07:50'] : []))
})

describe('colleagues, clerks and those who took a sample', () => {
  it.each([
    ['血常规（静脉血，07-08 08:12，邬小芹采）', '邬小芹'],
    ['由企业职卫管理员骆小军钉钉（ID：dd_luoxj88）转告本人', '骆小军'],
    ['本例经科内读片会讨论（皇甫敬之、金枫、乐正），意见一致。', '乐正'],
    ['家属（子钭立鸣，经商）5月14日来科借片10张。', '钭立鸣'],
    ['将诊断证明寄至单位人事解红旗处（杜甫路）。', '解红旗'],
    ['报告能发我同事莎莎（18847120639）帮忙打印吗', '莎莎'],
    ['其师傅程拐子（同车间）患白细胞减少症。', '程拐子'],
    ['（代收：前台小曹），高新区', '小曹'],
    ['曾就职德昌县邮政局。', '德昌县邮政局'],
    ['受检者为青城第三十五中学音乐教师。', '青城第三十五中学'],
    ['生于锡林郭勒盟东乌珠穆沁旗。', '锡林郭勒盟东乌珠穆沁旗'],
    ['曾于2022年正月在广府同德妇产院自然流产1次。', '2022年正月'],
    ['母亲因乳腺癌2019.10于华川肿瘤医院手术。', '2019.10'],
    ['避免重体力劳动。3.2025-12-22（周一）上午复诊', '2025-12-22（周一）'],
  ])('%j', (text, value) => expect(found(text)).toContain(value))
  it.each(['检查项目（肝、胆、胰、脾）未见异常。', '标本（血清、血浆、尿液）均可。', '家属（子女均可）陪同。'])(
    'none in %j',
    (text) => expect(found(text)).toEqual([]),
  )
})

import { describe, expect, it } from 'vitest'
import { covers, find, page, word } from './scan.fixture.js'

const person = (y: number) => [
  ...[word('姓名', 50, y), word(':', 70, y), word('葛云飞', 80, y), word('性别', 300, y), word('男', 350, y)],
]

describe('findings on forms', () => {
  it('stay where OCR guessed them, between findings that it read', () => {
    const found = find(
      page([
        ...person(100),
        ...[word('心率76次/分', 120, 200), word('血压118/72mmHg', 300, 200)],
        ...[word('淋巴结', 120, 230), word('正常', 170, 230), word('甲状腺', 300, 230), word('正常', 350, 230)],
        ...[word('EX佘常口昇帚', 120, 260, 0.5), word('鼻窦EMF', 300, 260, 0.5)],
        ...[word('皮肤', 120, 290), word('正常', 170, 290), word('脊柱四肢', 300, 290), word('未见异常', 350, 290)],
      ]),
    )
    expect(covers(found, 140, 264)).toBe(false)
    expect(covers(found, 90, 104)).toBe(true)
  })
  it('above them a line that OCR guessed is covered', () => {
    const found = find(
      page([
        word('堽嶼廉寍偅唫冂', 200, 60, 0.5),
        ...person(100),
        ...[word('心率76次/分', 120, 200), word('血压118/72mmHg', 300, 200)],
        ...[word('淋巴结', 120, 230), word('正常', 170, 230), word('甲状腺', 300, 230), word('正常', 350, 230)],
      ]),
    )
    expect(covers(found, 220, 64)).toBe(true)
  })
  it('stay behind the number of a film, and in a list of choices under the person’s fields', () => {
    const found = find(
      page([
        ...person(100),
        ...[word('1无症状', 120, 118), word('2头痛', 170, 118), word('3头晕', 210, 118), word('4心悸', 250, 118)],
        ...[word('胸片', 50, 300), word('片号', 120, 300), word(':', 140, 300), word('X70441', 150, 300)],
        word('双肺纹理增多', 300, 300),
      ]),
    )
    expect(covers(found, 190, 122)).toBe(false)
    expect(covers(found, 330, 304)).toBe(false)
    expect(covers(found, 160, 304)).toBe(true)
  })
  it('stay beside the date of an earlier result', () => {
    const row = (y: number, name: string, value: string) => [
      ...[word(name, 50, y), word(value, 200, y), word('mmol/L', 300, y), word('3.9-6.1', 400, y)],
    ]
    const found = find(
      page([
        ...person(100),
        ...row(200, '葡萄糖', '5.1'),
        ...[word('Previo', 50, 218), word('149', 200, 218), word('(10/02/2023)', 240, 218)],
        ...row(236, '总胆固醇', '4.2'),
      ]),
    )
    expect(covers(found, 205, 222)).toBe(false)
  })
})

describe('sex and age under their labels', () => {
  const stacked = (age: string) =>
    page([
      ...[word('客户姓名', 50, 100), word('性别', 150, 100), word('年龄', 250, 100), word('样本编号', 350, 100)],
      ...[word('葛云飞', 50, 114), word('女', 150, 114), word(age, 250, 114), word('2410277384', 350, 114)],
      ...[word('葡萄糖', 50, 200), word('5.1', 200, 200), word('mmol/L', 300, 200), word('3.9-6.1', 400, 200)],
      ...[word('总胆固醇', 50, 216), word('4.2', 200, 216), word('mmol/L', 300, 216), word('<5.2', 400, 216)],
    ])

  it('are read and stay', () => {
    const found = find(stacked('79'))
    expect(found.subject).toMatchObject({ sex: 'female', age: 79 })
    expect(covers(found, 255, 119)).toBe(false)
    expect(covers(found, 60, 119)).toBe(true)
  })
  it('are covered above 89', () => {
    const found = find(stacked('93'))
    expect(found.identifiers.map((item) => [item.category, item.text])).toContainEqual(['AGE_OVER_89', '93'])
    expect(covers(found, 255, 119)).toBe(true)
  })
})

describe('a letterhead', () => {
  it('ends above the sex and age of the person, labelled or not', () => {
    const found = find(
      page([
        word('榕湾安和医院体检中心', 200, 30),
        ...[word('冯建国', 50, 60), word('男', 120, 60), word('45岁', 160, 60), word('电话', 220, 60)],
        ...[word(':', 240, 60), word('0571-88123456', 250, 60)],
      ]),
    )
    expect(found.letterheads.every((head) => head.y1 < 60)).toBe(true)
    expect(found.letterheads).toHaveLength(1)
  })
})

describe('a running header', () => {
  it('is none where a letter goes on at the top of a page, nor learnt from a name in one', () => {
    const result = (y: number) => [
      ...[word('Haemoglobin', 50, y), word('13.1', 200, y), word('g/dL', 300, y), word('11.5-15.0', 400, y)],
    ]
    const found = find(
      page([...person(100), ...result(300), ...result(320)]),
      page([...result(60), ...result(76), ...result(92)], { number: 2 }),
      page([word('葛云飞', 50, 60), ...result(300), ...result(320)], { number: 3 }),
      page([word('葛云飞', 50, 60), ...result(300), ...result(320)], { number: 4 }),
    )
    expect(found.zones.filter((zone) => zone.page === 2 && zone.detector === 'running_header')).toEqual([])
  })
})

describe('a heading of a table in two lines', () => {
  it('has no value below it', () => {
    const found = find(
      page([
        ...person(100),
        ...[word('Test', 50, 200), word('Result', 200, 200), word('Biological', 400, 200)],
        word('Ref.', 400, 212),
        word('Interval', 400, 224),
        ...[word('Urea', 50, 240), word('6.5', 200, 240), word('mmol/L', 300, 240), word('2.9-8.2', 400, 240)],
        ...[word('Sodium', 50, 256), word('140', 200, 256), word('mmol/L', 300, 256), word('137-147', 400, 256)],
      ]),
    )
    expect(found.zones.filter((zone) => zone.detector === 'stacked_zone')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import type { Bbox } from '../../records/bbox.js'
import { covers, find, page, word } from './scan.fixture.js'

const row = (y: number, name: string, value: string, unit: string, range: string) => [
  word(name, 50, y),
  word(value, 200, y),
  word(unit, 300, y),
  word(range, 400, y),
]

describe('form lines of scans', () => {
  it('cover the cell of a label whose value OCR did not read, between two lines of the form', () => {
    const found = find(
      page([
        ...[word('姓名', 50, 100), word('葛云飞', 100, 100), word('性别', 300, 100), word('男', 350, 100)],
        ...[word('年龄', 50, 118), word('26', 100, 118), word('电话', 300, 118)],
        ...[word('体检号', 50, 136), word('TJ202408212472', 100, 136)],
        ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
      ]),
    )
    expect(covers(found, 360, 123)).toBe(true)
    expect(covers(found, 205, 204)).toBe(false)
  })
  it('cover long values beside a label in a cell of its own, though they read like sentences', () => {
    const form = (label: string, ...value: string[]) => {
      let x = 130
      const words = value.map((text) => {
        const read = word(text, x, 118)
        x = read.bbox[2] + 4
        return read
      })
      return find(
        page([
          ...[word('Name', 50, 100), word('Ida', 130, 100), word('Quill', 150, 100), word('Sex', 300, 100)],
          ...[word('F', 350, 100), word(label, 50, 118), ...words],
          ...[word('Phone', 50, 136), word('555-0142', 130, 136)],
          ...row(200, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
          ...row(216, 'Cholesterol', '4.2', 'mmol/L', '<5.2'),
        ]),
      )
    }
    expect(covers(form('Email', 'ida.quill', '@post', 'example'), 220, 122)).toBe(true)
    expect(covers(form('Address', 'behind', 'old', 'temple', 'near', 'mill', 'Ashmere'), 190, 122)).toBe(true)
  })
  it('leave a grid of bare numbers below the header alone', () => {
    const hertz = [500, 1000, 2000, 3000, 4000]
    const found = find(
      page([
        ...[word('姓名', 50, 60), word(':', 70, 60), word('龚小川', 80, 60), word('编号', 200, 60), word(':', 220, 60)],
        word('TJ2024-0312-052', 230, 60),
        ...[word('频率', 50, 84), ...hertz.map((n, i) => word(String(n), 150 + i * 70, 84))],
        ...[word('左耳', 50, 100), ...hertz.map((_, i) => word(String(20 + i * 5), 150 + i * 70, 100))],
        ...[word('右耳', 50, 116), ...hertz.map((_, i) => word(String(15 + i * 5), 150 + i * 70, 116))],
      ]),
    )
    expect(covers(found, 240, 64)).toBe(true)
    expect([88, 104, 120].some((y) => covers(found, 155, y))).toBe(false)
  })
  it('take value and unit that OCR joined for a result', () => {
    const found = find(
      page([
        ...[word('姓名', 50, 60), word(':', 70, 60), word('陈李凤', 80, 60)],
        ...[word('空腹血糖', 50, 84), word('7.1mmol/L', 200, 84), word('偏高', 300, 84), word('3.9-5.5', 400, 84)],
        ...[word('肌酐', 50, 100), word('63', 200, 100), word('umol/L', 220, 100), word('45-84', 400, 100)],
      ]),
    )
    expect(covers(found, 205, 88)).toBe(false)
    expect(covers(found, 405, 88)).toBe(false)
  })
  it('keep what a department found on the line that its examiner signs', () => {
    const found = find(
      page([
        ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
        ...[word('胸透', 50, 250), word('心肺膈未见异常', 110, 250), word('医师签名', 400, 250), word(':', 440, 250)],
        word('田野', 450, 250),
      ]),
    )
    expect(covers(found, 120, 254)).toBe(false)
    expect(covers(found, 455, 254)).toBe(true)
  })
  it('cover an address that stands alone below everything, and not the last row of the table', () => {
    const found = find(
      page([
        ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
        ...[word('反粘糠酸', 50, 232), word('未检', 200, 232)],
        ...[word('Shop', 200, 500), word('3,', 225, 500), word('Rajwada', 240, 500), word('Chowk', 280, 500)],
      ]),
    )
    expect(covers(found, 245, 504)).toBe(true)
    expect(covers(found, 60, 236)).toBe(false)
  })
})

describe('blocks of form lines', () => {
  const results = [...row(400, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'), ...row(416, '总胆固醇', '4.2', 'mmol/L', '<5.2')]
  it('hold the line that asks for sex and age, though its date makes it look like a row of results', () => {
    const found = find(
      page([
        ...[word('客人', 50, 100), word('葛云飞', 100, 100), word('年龄', 180, 100), word('26', 220, 100)],
        ...[word('性别', 260, 100), word('男', 300, 100), word('末次就诊', 350, 100), word('2024-03-18', 420, 100)],
        ...results,
      ]),
    )
    expect(covers(found, 110, 104)).toBe(true)
    expect(covers(found, 305, 104)).toBe(false)
  })
  it('end at measures and at the title of the next section', () => {
    const found = find(
      page([
        ...[word('姓名', 50, 100), word(':', 70, 100), word('龚小川', 80, 100)],
        ...[word('体温', 50, 118), word('36.5℃', 100, 118), word('脉率', 200, 118), word('78次/分', 250, 118)],
        ...[word('血压', 50, 136), word('118/76', 100, 136), word('mmHg', 140, 136)],
        ...results,
      ]),
    )
    expect(covers(found, 85, 104)).toBe(true)
    expect([105, 255].some((x) => covers(found, x, 122))).toBe(false)
    expect(covers(found, 105, 140)).toBe(false)
  })
  it('cover words that OCR was not sure of: handwriting is read as any word', () => {
    const found = find(
      page([
        ...[word('姓名', 50, 100), word(':', 70, 100), word('正常', 90, 100, 0.31), word('性别', 200, 100)],
        ...[word('女', 240, 100), ...results],
      ]),
    )
    expect(covers(found, 95, 104)).toBe(true)
    expect(covers(found, 245, 104)).toBe(false)
  })
  it('cover print below the results that OCR did not understand, however long it runs', () => {
    const garbled = '询超光牢怨蛔榛果哳请币,鹫雹郎闹余刍谛隙咤荚。询牢怨蛔榛超果哳'
    const found = find(page([...results, word(garbled, 50, 600, 0.55)]))
    const read = find(page([...results, word('本报告仅对所检标本负责,如有疑问请与检验科联系。', 50, 600, 0.93)]))
    expect(covers(found, 120, 604)).toBe(true)
    expect(covers(read, 120, 604)).toBe(false)
  })
  it('cover the cell below a label, down to its rule, where labels stand above their values', () => {
    const rule = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1, width: 1, color: null })
    const found = find(
      page(
        [
          ...[word('Surname', 50, 100), word('Given', 200, 100), word('name', 229, 100), word('Date', 400, 100)],
          ...row(300, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
        ],
        { rules: [rule(40, 130, 560, 130), rule(195, 95, 195, 130), rule(395, 95, 395, 130)] },
      ),
    )
    const zone = found.zones.find(({ detector, bbox }) => detector === 'stacked_zone' && bbox[0] < 60)!
    expect(zone.category).toBe('NAME')
    expect(zone.bbox[1]).toBeGreaterThan(106)
    expect(zone.bbox[3]).toBeGreaterThan(125)
    expect(zone.bbox[2]).toBeLessThan(198)
  })
})

describe('signatures of scans', () => {
  it('are looked for beside a label whose colon OCR lost, and not beside the person examined', () => {
    const found = find(
      page([
        ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
        ...[word('审核人', 300, 500), word('AANyn八', 345, 498, 0.2), word('受检人', 50, 540)],
      ]),
    )
    expect(found.signature_anchors.map(({ bbox }) => Math.round(bbox[0]))).toEqual([300])
  })
})

describe('letterheads and numbers of scans', () => {
  it('begin with a headline that OCR misread, and not with the title of a report', () => {
    const large = (text: string, y: number) => {
      const { bbox, ...more } = word(text, 200, y)
      return { ...more, bbox: [bbox[0], bbox[1], bbox[2] + 40, bbox[3] + 8] as Bbox }
    }
    const rest = [
      ...[word('姓名', 50, 130), word(':', 70, 130), word('冯建国', 80, 130)],
      ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
      ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2'),
    ]
    expect(find(page([large('石桥安和健康体检门诊音', 50), ...rest])).letterheads).toHaveLength(1)
    expect(find(page([large('检验报告单', 50), ...rest])).letterheads).toHaveLength(0)
  })
  it('cover the scraps that OCR read of a contact line below the name, from edge to edge', () => {
    const scraps = ['9', 'M11', '484', 'Te', '5', 'k', 'bz', 'www'].map((text, i) => word(text, 40 + i * 30, 76, 0.8))
    const found = find(
      page([
        ...[word('Eastvale', 84, 38), word('Medical', 128, 38), word('Centre', 167, 38)],
        ...scraps,
        ...[word('Name:', 50, 130), word('Jane', 80, 130), word('Roe', 105, 130)],
        ...row(200, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, 'Cholesterol', '4.2', 'mmol/L', '<5.2'),
      ]),
    )
    expect(found.letterheads[0]!.y1).toBeGreaterThan(84)
    expect(found.letterheads[0]!.y1).toBeLessThan(130)
  })
  it('cover an address and telephone that look like a row of results', () => {
    const at = [40, 60, 95, 150, 190, 250, 280, 310, 350]
    const contact = ['89.5', 'Harrow', 'Lane', ',New', 'Ashby', '55932', 'Te1', '771', '555'].map((text, i) =>
      word(text, at[i]!, 76, 0.9),
    )
    const found = find(
      page([
        ...[word('Eastvale', 84, 38), word('Medical', 128, 38), word('Centre', 167, 38)],
        ...contact,
        ...[word('Name:', 50, 130), word('Jane', 80, 130), word('Roe', 105, 130)],
        ...row(200, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, 'Cholesterol', '4.2', 'mmol/L', '<5.2'),
      ]),
    )
    expect(found.letterheads[0]!.y1).toBeGreaterThan(84)
    expect(found.letterheads[0]!.y1).toBeLessThan(130)
  })
  it('go on past a logo and an accreditation that look like a value, down to the address', () => {
    const at = [40, 60, 95, 150, 190, 250, 280, 310, 350]
    const lines = (second: readonly string[], third: readonly string[]) =>
      find(
        page([
          ...[word('Eastvale', 84, 38), word('Medical', 128, 38), word('Centre', 167, 38)],
          ...second.map((text, i) => word(text, 60 + i * 40, 56)),
          ...third.map((text, i) => word(text, at[i]!, 76)),
          ...[word('Name:', 50, 130), word('Jane', 80, 130), word('Roe', 105, 130)],
          ...row(200, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
          ...row(216, 'Cholesterol', '4.2', 'mmol/L', '<5.2'),
        ]),
      ).letterheads[0]!.y1
    expect(
      lines(['%', 'ISO', '15189'], ['895', 'Harrow', 'Lane', ',New', 'Ashby', '55932', 'Tel', '771', '555']),
    ).toBeGreaterThan(80)
    expect(lines(['Glucose', '5.1', 'mmol/L'], ['Urea', '4.2', 'mmol/L'])).toBeLessThan(54)
  })
  it('cover the plus of a telephone number that OCR reads as another sign', () => {
    const found = find(
      page([
        ...[word('Name:', 50, 130), word('Jane', 80, 130), word('Roe', 105, 130)],
        ...[word('%', 42, 160), word('1', 50, 160), word('871-555-0119', 58, 160)],
        ...row(200, 'Glucose', '5.1', 'mmol/L', '3.9-6.1'),
        ...row(216, 'Cholesterol', '4.2', 'mmol/L', '<5.2'),
      ]),
    )
    expect(found.identifiers.some((item) => item.category === 'PHONE' && item.boxes[0]![0] < 44)).toBe(true)
  })
  it('cover a number of eight digits in a table whose label was misread', () => {
    const found = find(
      page([
        ...[word('门诊旨', 50, 184), word('893939657', 200, 184)],
        ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'),
      ]),
    )
    expect(found.zones.concat(found.identifiers as never).some(({ category }) => category === 'ID')).toBe(true)
  })
})

describe('an institution misread by its last character', () => {
  it('is found again from another page', () => {
    const title = word('榕湾安和健康体检门诊言', 200, 130)
    const found = find(
      page([title, word('姓名', 50, 300), word(':', 70, 300), word('冯建国', 80, 300)]),
      page([word('榕湾安和健康体检门诊部', 400, 30), ...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1')], { number: 2 }),
    )
    // By the whole name, or by the part of it that names the house.
    expect(found.identifiers.some((item) => item.page === 1 && item.text.startsWith('榕湾安和'))).toBe(true)
  })
})

describe('value zones of scans', () => {
  const zones = (found: ReturnType<typeof find>) => found.zones.filter((zone) => zone.detector === 'value_zone')

  it('begin where OCR puts the colon: its box may hold the first letter of a hand', () => {
    const hand = { ...word(':', 470, 300), bbox: [470, 300, 482, 310] as Bbox }
    const found = find(page([word('签名', 450, 300), hand, word('褚明远', 486, 300)]))
    expect(Math.min(...zones(found).map((zone) => zone.bbox[0]))).toBeLessThanOrEqual(471)
  })

  it('stand behind a colon that OCR read as a semicolon', () => {
    expect(zones(find(page([word('签名;', 450, 300), word('褚明远', 480, 300)])))).toHaveLength(1)
  })

  it('reach over words that a typewriter sets wide', () => {
    // Letters 4 points high, gaps of 7: more than cells of other pages stand apart.
    const line = (y: number, ...texts: string[]) =>
      texts.reduce<{ x: number; words: ReturnType<typeof word>[] }>(
        ({ x, words }, text) => {
          const next = word(text, x, y)
          const bbox: Bbox = [x, y, x + 6 * text.length, y + 5]
          return { x: bbox[2] + 7, words: [...words, { ...next, bbox }] }
        },
        { x: 50, words: [] },
      ).words
    const prose = ['It', 'was', 'a', 'pleasure', 'to', 'see', 'him', 'in', 'our', 'rooms', 'once', 'more']
    const found = find(
      page([
        ...line(100, ...prose),
        ...line(112, ...prose),
        ...line(124, 'He', 'works', 'for', 'Heron', '&', 'Associates', 'LLP', 'since', '2011.'),
      ]),
    )
    expect(found.identifiers.map((item) => item.text).join(' ')).toContain('Heron & Associates LLP')
  })
})

describe('names in running text of scans', () => {
  const line = (y: number, text: string, confidence = 0.92) => {
    let x = 40
    return text.split(' ').map((part) => {
      const next = word(part, x, y, /^\p{Lu}/u.test(part) && y === 128 ? confidence : 0.92)
      x = next.bbox[2] + 4
      return next
    })
  }
  const letter = (confidence: number) =>
    page([
      ...line(100, 'your lipids are better than they were in spring and nothing else was found in these results'),
      ...line(114, 'please go on with the diet that was agreed and come again when the summer is over for another'),
      ...line(128, 'test as planned, our instructor, Wendeline Tawhiao, saw you and you were walking well', confidence),
    ])
  it('are covered where OCR had no doubt, and left where it had', () => {
    const texts = (confidence: number) => find(letter(confidence)).identifiers.map((item) => item.text)
    expect(texts(0.92).join(' ')).toContain('Tawhiao')
    expect(texts(0.5)).toEqual([])
  })
})

describe('covers of scanned booklets', () => {
  const large = (text: string, x: number, y: number) => {
    const next = word(text, x, y)
    return { ...next, bbox: [x, y, x + 22 * [...text].length, y + 22] as Bbox }
  }
  const cover = (house: string) =>
    page([
      large(house, 120, 150),
      large('健康体检报告', 200, 200),
      ...['姓名', '性别', '年龄', '体检编号'].flatMap((label, i) => [
        word(label, 100, 330 + 18 * i),
        word(':', 140, 330 + 18 * i),
      ]),
      ...['纪如松', '男', '51岁', '2021077123'].map((value, i) => word(value, 150, 330 + 18 * i)),
    ])
  it('hide a house whose name OCR misread, below the usual letterhead', () => {
    expect(find(cover('弯溪安宁健康体检门诊不')).letterheads[0]?.y1).toBeGreaterThan(168)
  })
  it('keep the title', () => {
    expect(find(cover('个人健康体检')).letterheads).toEqual([])
  })
})

describe('signatories of scans', () => {
  const rows = [...row(200, '葡萄糖', '5.1', 'mmol/L', '3.9-6.1'), ...row(216, '总胆固醇', '4.2', 'mmol/L', '<5.2')]
  it('are looked for behind a label that OCR read in one word with the hand', () => {
    const found = find(page([...rows, word('审核者一八人', 180, 640), word('报告日期', 300, 640)]))
    expect(found.signature_anchors.some(({ bbox }) => bbox[0] <= 180 && bbox[2] >= 230)).toBe(true)
  })
})

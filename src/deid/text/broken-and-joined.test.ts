import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../../records/page.fixture.js'
import { identify } from '../identify.js'
import { detectText } from './detect.js'

const found = (text: string, lang: 'zh' | 'en' = 'en') =>
  detectText(text, { lang }).map((span) => text.slice(span.start, span.end))

describe('values that the end of a line breaks', () => {
  it.each<[string, string, 'zh' | 'en']>([
    ['Visit on April\n19, 2023 was normal.', 'April\n19, 2023', 'en'],
    ['Visit on 4 October\n2022 was normal.', '4 October\n2022', 'en'],
    ['标本已送检,病理号B24\n-20871。一年后复查。', 'B24\n-20871', 'zh'],
  ])('%j', (text, value, lang) => {
    expect(found(text, lang)).toEqual([value])
  })
})

describe('values beside words that few forms print', () => {
  it.each<[string, string, 'zh' | 'en']>([
    ['Seen on May 4 and 5, 2024 for review.', 'May 4 and 5, 2024', 'en'],
    ['Made by machine | 1800 555 0199', '1800 555 0199', 'en'],
    ['Specimen KP24-10577. Polyp, 0.4 cm, negative for', 'KP24-10577', 'en'],
    ['Worked the forge at Corwen Bolt & Axle in his teens.', 'Corwen Bolt & Axle', 'en'],
    ['audit user=kphiri seen', 'kphiri', 'en'],
    ['账号 wliutest 修改', 'wliutest', 'zh'],
    ['家族史:姐央金卓玛患高血压', '央金卓玛', 'zh'],
    ['买买提江同志:您好', '买买提江', 'zh'],
    ['慕容棠,老人', '慕容棠', 'zh'],
    ['主任医师司马文会诊意见', '司马文', 'zh'],
    ['末次经期正常,我妈蒋玉芳有糖尿病', '蒋玉芳', 'zh'],
    ['(2023届);青岩丹枫旅游发展公司', '青岩丹枫旅游发展公司', 'zh'],
  ])('%j', (text, value, lang) => {
    expect(found(text, lang)).toContain(value)
  })
  it.each<[string, 'zh' | 'en']>([
    ['Ear, Nose & Throat review; advice for Diet & Exercise', 'en'],
    ['Penrose drain removed; Dix-Hallpike positive right', 'en'],
    ['我爸有高血压,商业保险公司', 'zh'],
  ])('leaves %j', (text, lang) => {
    expect(found(text, lang)).toEqual([])
  })
})

describe('forms of languages that the vocabulary does not read', () => {
  it('ends where results begin, though none is a figure', () => {
    const lines = [
      ['Paciente:', 'Davi Amaral Pinto'],
      ['Solicitante:', 'Dra. Noêmia Prado'],
      ['Carteira:', '0099 412 7781'],
      ['CHIKUNGUNYA - SOROLOGIA'],
      ['Material: Soro', 'Método: Nefelometria'],
      ['RESULTADO:', 'Inconclusivo', 'Valor de referência:'],
      ['Não reagente'],
      ['ESQUISTOSSOMOSE - PESQUISA'],
      ['Material: Fezes', 'Método: Sedimentação espontânea'],
      ['RESULTADO:', 'Helmintos', 'Valor de referência:'],
      ['Observação: amostra única, colhida em jejum, sem conservação'],
    ]
    const page = pageOf(lines.flatMap((cells, i) => cells.map((text, k) => wordAt(text, 40 + 170 * k, 140 + 20 * i))))
    const texts = identify({ media_type: 'application/pdf', pages: [page], side_texts: [] }).identifiers.map(
      (item) => item.text,
    )
    expect(texts.join('|')).toContain('Amaral')
    for (const word of ['CHIKUNGUNYA', 'Inconclusivo', 'ESQUISTOSSOMOSE', 'Helmintos'])
      expect(texts.join('|')).not.toContain(word)
  })
})

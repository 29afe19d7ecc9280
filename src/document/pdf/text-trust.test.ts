import { describe, expect, it } from 'vitest'
import { DocumentConfig } from '../config.js'
import { agreement, garbledBy, judgeText, type LayerSample } from './text-trust.js'

const config = DocumentConfig.parse({}).text_trust
const PLAIN =
  'Complete blood count with differential, haemoglobin, mean corpuscular volume, white blood cells and platelets within range'.split(
    ' ',
  )
const sample: LayerSample = {
  visible: PLAIN,
  inklessCharacters: 0,
  coveredCharacters: 0,
  unmappedCharacters: 0,
  substitutedWords: 0,
  imageCoverage: 0,
}

describe('judgeText', () => {
  it('trusts print, whatever hides beside it', () => {
    expect(judgeText(sample, config)).toBe('trusted')
    expect(judgeText({ ...sample, inklessCharacters: 500 }, config)).toBe('trusted')
    expect(judgeText({ ...sample, substitutedWords: 1 }, config)).toBe('font_not_embedded')
  })

  it('does not trust the OCR layer of a scan', () => {
    expect(judgeText({ ...sample, visible: [], inklessCharacters: 900, imageCoverage: 1 }, config)).toBe('invisible')
    expect(judgeText({ ...sample, visible: ['Page', '1'], coveredCharacters: 900, imageCoverage: 1 }, config)).toBe(
      'hidden_behind_image',
    )
    expect(judgeText({ ...sample, visible: [] }, config)).toBe('no_text')
  })
})

describe('garbledBy', () => {
  it('finds glyph numbers that stand for letters, wrong CID maps, private use and unmapped characters', () => {
    // The same text with every letter 29 lower: what an identity-encoded font without ToUnicode gives.
    const shifted = PLAIN.map((w) =>
      [...w.toLowerCase()].map((c) => String.fromCharCode(c.charCodeAt(0) - 29)).join(''),
    )
    expect(garbledBy(shifted, 0, config)).toBe('odd_letters')
    const rare = Array.from({ length: 120 }, (_, i) => String.fromCharCode(0x5000 + i * 37))
    expect(garbledBy(rare, 0, config)).toBe('rare_han')
    expect(garbledBy([...PLAIN, '\ue123\ue124\ue125'.repeat(8)], 0, config)).toBe('implausible')
    expect(garbledBy(PLAIN, 60, config)).toBe('implausible')
  })

  it('leaves print of other kinds alone', () => {
    const finnish =
      'Verenkuva ja trombosyytit, lasko, kreatiniini, kilpirauhaskokeet, maksan toimintakokeet sekä rasva-aineenvaihdunta'.split(
        ' ',
      )
    const chinese = [
      '健康体检报告白细胞计数红细胞计数血红蛋白血小板计数丙氨酸氨基转移酶总胆红素肌酐尿酸总胆固醇甘油三酯高密度脂蛋白胆固醇',
      '空腹血糖糖化血红蛋白促甲状腺激素游离三碘甲状腺原氨酸',
    ]
    const traditional = [
      '健康檢查報告書白血球計數紅血球計數血色素血小板計數總膽固醇三酸甘油酯高密度脂蛋白膽固醇空腹血糖糖化血色素',
      '甲狀腺刺激素尿酸肌酸酐麩丙轉氨酶總膽紅素鹼性磷酸酶',
    ]
    const abbreviations = ['WBC', 'RBC', 'HGB', 'HCT', 'MCV', 'MCH', 'MCHC', 'PLT', 'RDW', '6.2', '4.85', '148']
    for (const words of [PLAIN, finnish, chinese, traditional, abbreviations])
      expect(garbledBy(words, 0, config)).toBeNull()
  })
})

describe('agreement', () => {
  it('is the share of OCR words that the layer holds', () => {
    expect(agreement([...PLAIN], PLAIN)).toBe(1)
    expect(
      agreement(
        PLAIN.map((w) => `${w}x`),
        PLAIN,
      ),
    ).toBe(0)
    expect(agreement(['few'], PLAIN)).toBeNull()
  })
})

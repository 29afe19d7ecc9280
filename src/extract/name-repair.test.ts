import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { MisreadingFile, nameRepair } from './name-repair.js'

const file = MisreadingFile.parse({
  source: 'test',
  characters: { 蛋: '蛇', 碱: '磁', 酸: '蜀', 氨: '氧', 体: '休', 腺: '腹' },
  greek: { γ: 'yY', β: 'B' },
  alike: ['1lI|', '0O', '8Bg', 'UV'],
})
const names = [
  ...[
    '血红蛋白',
    '嗜酸性粒细胞',
    '嗜碱性粒细胞',
    '直接胆红素',
    '间接胆红素',
    '体重',
    '中性粒细胞',
    '尿酸测定',
    '甲状腺',
    '促甲状腺激素',
    'γ-谷氨酰基转移酶',
    '氧分压',
  ],
  ...['HbA1c', 'Hemoglobin A1c', '免疫球蛋白IgG', 'LEU', 'ALT', 'Alcohol', '25-OH维生素D'],
]
const repair = nameRepair(
  file,
  names.map((name) => [name]),
)

describe('names that a scan misread', () => {
  it('are put right by the one known name that differs by known misreadings', () => {
    for (const [read, printed] of [
      ['血红蛇白', '血红蛋白'],
      ['血红蛇白测定 HGB', '血红蛋白测定 HGB'],
      ['嗜磁性粒细胞', '嗜碱性粒细胞'],
      ['晰蜀性粒细胞', '嗜酸性粒细胞'],
      ['休重', '体重'],
      ['y-谷氧酰基转移酶', 'γ-谷氨酰基转移酶'],
      ['HbAlc', 'HbA1c'],
      ['HbA Ic', 'HbA1c'],
      ['促甲状腹激素', '促甲状腺激素'],
      ['病毒 I8G抗体', '病毒 IgG抗体'],
      ['LEV', 'LEU'],
      ['25-0H维生素D', '25-OH维生素D'],
    ])
      expect(repair(read!), read).toBe(printed)
  })

  it('stand when they are known, or when two names are as near', () => {
    for (const name of [
      ...names,
      '嗜某性粒细胞',
      '某接胆红素',
      '血白蛋红',
      '氧饱和度',
      '晰属性粒细胞',
      '晰中性粒细胞',
      'ALU',
      '尿酮体',
      '体温',
    ])
      expect(repair(name), name).toBeNull()
  })

  it('never change length or a figure that stands alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'血红蛋白蛇嗜酸碱性体重甲12. ()')).map((c) => c.join('')),
        (name) => {
          const repaired = repair(name) ?? name
          expect([...repaired]).toHaveLength([...name].length)
          expect(repaired.replace(/\P{N}/gu, '')).toBe(name.replace(/\P{N}/gu, ''))
        },
      ),
    )
  })

  it('are told by a table that names each misreading once', () => {
    const path = join(import.meta.dirname, '..', '..', 'configs', 'extract', 'misreadings.yaml')
    const { characters } = MisreadingFile.parse(parse(readFileSync(path, 'utf8')))
    for (const [printed, read] of Object.entries(characters)) {
      expect([...printed]).toHaveLength(1)
      expect(new Set(read).size).toBe([...read].length)
      expect(read).not.toContain(printed)
    }
  })
})

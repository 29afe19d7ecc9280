import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { cellType, isProse, isResult } from './cell-type.js'
import { headerRole } from './header-phrase.js'
import { bundledKnowledge, loadLayoutKnowledge } from './knowledge.js'
import { almostEqual, phraseKey } from './phrase.js'
import { sectionOfHeading } from './section.js'

const knowledge = bundledKnowledge()
const folders: string[] = []
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true })
})

describe('layout knowledge', () => {
  it.each([
    ['检验项目', 'name'],
    ['Bio. Ref. Interval', 'range'],
    ['Observed Value', 'value'],
    ['提示', 'flag'],
    ['UNITS', 'unit'],
    ['上次结果', 'previous'],
    ['Valores de referencia', 'range'],
    ['Tulos', 'value'],
    ['Einheit', 'unit'],
    ['Patient', null],
  ])('knows what a header means: %s', (text, role) => {
    expect(headerRole(text, knowledge)).toBe(role)
  })

  it('tolerates one wrong character of a scan in a long phrase only', () => {
    expect(headerRole('Referonce Range', knowledge, true)).toBe('range')
    expect(headerRole('参考范图', knowledge, true)).toBe('range')
    expect(headerRole('Referonce Range', knowledge, false)).toBeNull()
    expect(headerRole('Tost', knowledge, true)).toBeNull()
  })

  it.each([
    ['13.5', 'value'],
    ['<0.01', 'value'],
    ['430 ↑', 'value'],
    ['120/80', 'value'],
    ['1:80', 'value'],
    ['阴性', 'qualitative'],
    ['Non Reactive', 'qualitative'],
    ['10^9/L', 'unit'],
    ['mmol/L', 'unit'],
    ['3.9 ~ 6.1', 'range'],
    ['Up to 46', 'range'],
    ['Male : 13 - 17', 'range'],
    ['H', 'flag'],
    ['偏高', 'flag'],
    ['High (H)', 'flag'],
    ['Haemoglobin', 'text'],
    ['', 'empty'],
  ])('tells cells apart: %s', (text, type) => {
    expect(cellType(text, knowledge.cells)).toBe(type)
  })

  it('takes no words of a sentence, name or dose for a result', () => {
    for (const text of ['Dr. Somebody', '(MD, Pathologist)', 'After dinner - 30 days', 'Metformin']) {
      expect(isResult(text, knowledge.cells)).toBe(false)
    }
    expect(isProse('肝脏形态饱满,实质回声细密增强,深部回声衰减,血管走行欠清')).toBe(true)
  })

  it.each([
    ['四、实验室检查', 'laboratory'],
    ['LIPID PROFILE', 'laboratory'],
    ['【腹部彩超】', 'imaging'],
    ['12-lead ECG', 'cardiovascular'],
    ['二、一般检查', 'physical_examination'],
    ['六、体检结论与建议', 'physician_summary'],
    ['(一)受检者基本信息', 'demographics'],
    ['Address of the directory', null],
  ])('names the section of a heading: %s', (text, section) => {
    expect(sectionOfHeading(text, knowledge)).toBe(section)
  })

  it('says in which file and key a mistake stands', () => {
    const folder = mkdtempSync(join(tmpdir(), 'layout-'))
    folders.push(folder)
    const source = join(import.meta.dirname, '../../configs/layout')
    cpSync(source, folder, { recursive: true })
    const cells = readFileSync(join(folder, 'cells.yaml'), 'utf8')
    writeFileSync(join(folder, 'cells.yaml'), cells.replace('flag:\n', 'flags:\n'))
    expect(() => loadLayoutKnowledge(folder)).toThrow(/^cells\.yaml: /u)
    cpSync(source, folder, { recursive: true })
    const headers = readFileSync(join(folder, 'headers.yaml'), 'utf8')
    writeFileSync(join(folder, 'headers.yaml'), headers.replace('- 结果\n', '- 结果\n      - 项目\n'))
    expect(() => loadLayoutKnowledge(folder)).toThrow(
      'headers.yaml: roles.value.phrases: "项目" stands under name as well',
    )
  })

  it('compares phrases symmetrically and never beyond one edit', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 12 }),
        fc.nat(11),
        fc.string({ minLength: 1, maxLength: 1 }),
        (text, at, ch) => {
          const changed = text.slice(0, at) + ch + text.slice(at + 1)
          expect(almostEqual(text, changed)).toBe(true)
          expect(almostEqual(changed, text)).toBe(true)
          expect(almostEqual(text, `${text}${ch}${ch}`)).toBe(false)
          expect(phraseKey(phraseKey(text))).toBe(phraseKey(text))
        },
      ),
    )
  })
})

import { describe, expect, it } from 'vitest'
import type { Line } from '../records/layout.js'
import type { Word } from '../records/page.js'
import { rangeBehindLabel, rangeBlockBelow } from './range-beside.js'
import { resultUnderTitle } from './result-word.js'
import { testKnowledge } from './vocabulary.fixture.js'

describe('a range behind its label in a cell', () => {
  it('is what stands under the label', () => {
    expect(rangeBehindLabel('Valor de referência:\nHomens: até 40 U/L\nMulheres: até 32 U/L', testKnowledge)).toBe(
      'Homens: até 40 U/L\nMulheres: até 32 U/L',
    )
  })
  it('is none without a label, without limits, or where words go on', () => {
    for (const text of ['Homens: até 40 U/L', 'Valor de referência:', 'Reference laboratory 12'])
      expect(rangeBehindLabel(text, testKnowledge)).toBeNull()
  })
})

describe('a result in the cell of names', () => {
  it('is named by the title above', () => {
    expect(resultUnderTitle('RESULTADO: 148 U/L\nResultado anterior: 90', 'GLUCOSE', testKnowledge)).toEqual({
      name: 'GLUCOSE',
      value: '148 U/L',
    })
    expect(resultUnderTitle('RESULTADO: 148 U/L', null, testKnowledge)).toBeNull()
    expect(resultUnderTitle('Glucose: 148 U/L', 'GLUCOSE', testKnowledge)).toBeNull()
  })
})

describe('a block of ranges below its label', () => {
  const lines = (...texts: readonly (readonly [number, string])[]) => {
    const words: Word[] = []
    const out = texts.map(([x, text], i): Line => {
      const at = text.split(' ').map((t, k) => {
        const bbox: [number, number, number, number] = [x + k * 30, 100 + i * 11, x + k * 30 + 28, 108 + i * 11]
        words.push({ text: t, bbox, confidence: 1, source: 'text', angle: 0, line: null, style: STYLE })
        return words.length - 1
      })
      return { text, words: at, bbox: [x, 100 + i * 11, x + 30 * at.length, 108 + i * 11] }
    })
    return { out, words }
  }
  const STYLE = { size: 8, bold: false, italic: false, color: '#000000' }
  const block = (...texts: readonly (readonly [number, string])[]) => {
    const { out, words } = lines(...texts)
    return rangeBlockBelow(out[0]!, out, words, testKnowledge)
  }

  it('is all lines on one edge that tell limits', () => {
    expect(
      block(
        [40, 'Resultado: 1,20 mg/dL'],
        [40, 'Valores de referência:'],
        [56, 'Homens: 0,70 a 1,30 mg/dL'],
        [56, 'Mulheres: 0,60 a 1,10 mg/dL'],
        [40, 'Coletado em: 3'],
      ),
    ).toBe('Homens: 0,70 a 1,30 mg/dL\nMulheres: 0,60 a 1,10 mg/dL')
  })
  it('is none where the label is another result away, or words follow it', () => {
    expect(
      block([40, 'Resultado: 1,20'], [40, 'Nota'], [40, 'Outra nota'], [40, 'Valores de referência:'], [56, 'até 3']),
    ).toBeNull()
    expect(
      block([40, 'Resultado: 1,20'], [40, 'Valores de referência:'], [56, 'conforme categoria de risco']),
    ).toBeNull()
  })
})

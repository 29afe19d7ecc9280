import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, joinWrapped, key, squeeze } from './fold.js'

describe('fold', () => {
  it('keeps every index', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => fold(s).length === s.length))
  })
  it('folds full-width signs and leaves sentence marks', () => {
    expect(fold('（１.５～２．５）：＜５，正常。')).toBe('(1.5~2.5):<5,正常。')
  })
  it('folds the Chinese one between figures, which a scan took for a dash, and no other', () => {
    expect(fold('50.0一125.0')).toBe('50.0-125.0')
    expect(fold('一般检查')).toBe('一般检查')
  })
  it('is idempotent', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => fold(fold(s)) === fold(s)))
  })
  it('compares without case and space', () => {
    expect(key('Ｎon  Reactive')).toBe('nonreactive')
  })
})

describe('joinWrapped', () => {
  it('puts no space between Chinese characters', () => {
    expect(joinWrapped(['低密度脂蛋白', '胆固醇', 'LDL-C'])).toBe('低密度脂蛋白胆固醇 LDL-C')
  })
  it('squeezes but keeps lines', () => {
    expect(squeeze(' a  b \n\n c\t d')).toBe('a b\nc d')
  })
})

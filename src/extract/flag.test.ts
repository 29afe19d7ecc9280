import { describe, expect, it } from 'vitest'
import { flagCode, splitFlag } from './flag.js'
import { testKnowledge } from './vocabulary.fixture.js'

const { flags } = testKnowledge

describe('flagCode', () => {
  it.each([
    ['H', 'H'],
    ['L', 'L'],
    ['HH', 'HH'],
    ['↑', 'H'],
    ['↓', 'L'],
    ['↓↓', 'LL'],
    ['↑↑', 'HH'],
    ['High (H)', 'H'],
    ['H ↑', 'H'],
    ['H*', 'H'],
    ['偏高', 'H'],
    ['偏低', 'L'],
    ['高↑', 'H'],
    ['(H)', 'H'],
    ['[L]', 'L'],
    ['NORMAL', 'N'],
    ['正常', 'N'],
    ['*', 'A'],
    ['★', 'A'],
    ['异常', 'A'],
    ['Borderline', 'BORD'],
    ['CRITICAL', 'AA'],
    ['阳性', 'POS'],
    ['Non-Reactive', 'NR'],
    ['Below low reference limit', 'L'],
    ['Above high reference limit', 'H'],
    ['Outside reference range', 'A'],
  ])('%s is %s', (printed, code) => {
    expect(flagCode(printed, flags)).toBe(code)
  })
  it.each(['H L', 'X', '-', '', null])('says nothing of %j', (printed) => {
    expect(flagCode(printed, flags)).toBeNull()
  })
})

describe('splitFlag', () => {
  it('takes off a star before a number that a letter behind it flags', () => {
    expect(splitFlag('*121 H', flags)).toEqual({ rest: '121', flag: 'H' })
    expect(splitFlag('*0.31 L', flags)).toEqual({ rest: '0.31', flag: 'L' })
  })

  it('leaves a value that is nothing but a flag word', () => {
    for (const text of ['Normal', '阳性', 'High', '↑'])
      expect(splitFlag(text, flags)).toEqual({ rest: text, flag: null })
  })
  it('takes a sign that stands apart off a number, and no grade', () => {
    expect(splitFlag('1,21 +', testKnowledge.flags)).toEqual({ rest: '1,21', flag: '+' })
    expect(flagCode('+', testKnowledge.flags)).toBe('H')
    expect(splitFlag('2 +', testKnowledge.flags).flag).toBeNull()
  })
  it('takes a sign behind a word or a grade', () => {
    expect(splitFlag('positiv +', flags)).toEqual({ rest: 'positiv', flag: '+' })
    expect(splitFlag('(+) ++', flags)).toEqual({ rest: '(+)', flag: '++' })
  })
  it('does not take a word off a text', () => {
    expect(splitFlag('High risk', flags)).toEqual({ rest: 'High risk', flag: null })
  })
})

describe('a mark that stands apart before a word or a grade', () => {
  it.each([
    ['* Trace', 'Trace', '*'],
    ['* (1+)', '(1+)', '*'],
    ['↑ Reactive(88.1)', 'Reactive(88.1)', '↑'],
    ['1:160 +', '1:160', '+'],
  ])('%s', (text, rest, flag) => {
    expect(splitFlag(text, flags)).toEqual({ rest, flag })
  })
  it('is none where it is glued to the word', () => {
    expect(splitFlag('*Note', flags).flag).toBeNull()
  })
})

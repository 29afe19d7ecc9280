import { describe, expect, it } from 'vitest'
import { choiceItems } from './choice-item.js'
import { testKnowledge } from './vocabulary.fixture.js'

const choices = (text: string) => choiceItems(text, testKnowledge).map((c) => [c.name, c.value])

describe('a numbered list of answers with the chosen number behind it', () => {
  it('gives the answer, named by what stands before the list', () => {
    expect(choices('扁桃体 1无肿大 2肿大 3已切除   2')).toEqual([['扁桃体', '肿大']])
    expect(choices('Gait 1 normal 2 unsteady 3 needs help   3')).toEqual([['Gait', 'needs help']])
    expect(choices('脉搏 76 次/分节律:1齐 2不齐 3绝对不齐   1')).toEqual([['节律', '齐']])
  })
  it('or by the segment before it', () => {
    expect(choices('咽部   1无充血 2充血 3淋巴滤泡增生   [2]')).toEqual([['咽部', '充血']])
  })
  it('gives nothing without a chosen number, or with one that the list does not have', () => {
    expect(choices('扁桃体 1无肿大 2肿大 3已切除')).toEqual([])
    expect(choices('扁桃体 1无肿大 2肿大   7')).toEqual([])
    expect(choices('建议: 1低盐饮食 2适量运动 3戒烟')).toEqual([])
  })
})

describe('boxes with one of them ticked', () => {
  it('give the ticked answer', () => {
    expect(choices('扁桃体 ☑无肿大 □肿大 □已切除')).toEqual([['扁桃体', '无肿大']])
    expect(choices('Hearing   □Normal ☑Reduced')).toEqual([['Hearing', 'Reduced']])
  })
  it('give nothing when none or several are ticked, and for the fields of the subject', () => {
    expect(choices('扁桃体 □无肿大 □肿大')).toEqual([])
    expect(choices('症状 ☑头晕 ☑乏力 □胸闷')).toEqual([])
    expect(choices('性别 □男 ☑女')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { isDay, VALIDATORS } from './validators.js'

/** Published examples of each number's own documentation, or numbers made by its rule; the second list must fail. */
const CASES: Record<string, [string[], string[]]> = {
  cn_resident_id: [
    ['11010519491231002X', '440524188001010014'],
    ['110105194912310021', '11010519491331002X'],
  ],
  cn_resident_id_15: [['110105491231002'], ['990105491231002', '110105491331002']],
  luhn: [
    ['4111 1111 1111 1111', '5500000000000004'],
    ['4111 1111 1111 1112', '0000000000000000'],
  ],
  npi: [['1234567893'], ['1234567890']],
  nhs: [['450 557 7104'], ['450 557 7105']],
  verhoeff: [['2341 2341 2346'], ['2341 2341 2347']],
  hkid: [['A123456(3)', 'AB987654(3)'], ['A123456(4)']],
  tw_id: [['A123456789'], ['A123456788']],
  sg_nric: [['S1234567D'], ['S1234567A']],
  dni: [['12345678Z', 'X1234567L'], ['12345678A']],
  hetu: [['131052-308T'], ['131052-308A']],
  personnummer: [['811218-9876'], ['811218-9875']],
  nir: [['255081416802538'], ['255081416802539']],
  cpf: [['529.982.247-25'], ['529.982.247-26', '111.111.111-11']],
  kvnr: [['A123456780'], ['A123456781']],
  iban: [['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'], ['DE89 3704 0044 0532 0130 01']],
  domain: [
    ['example.com', 'lab.example.co.uk'],
    ['Ref.No', '1.2.in', 'mg.at'],
  ],
}

describe('VALIDATORS', () => {
  for (const [name, [good, bad]] of Object.entries(CASES)) {
    it(name, () => {
      for (const value of good) expect(VALIDATORS[name]!(value), value).toBe(true)
      for (const value of bad) expect(VALIDATORS[name]!(value), value).toBe(false)
    })
  }
  it('isDay knows the calendar', () => {
    expect([isDay(2024, 2, 29), isDay(2023, 2, 29), isDay(2024, 13, 1), isDay(2024, 4, 31)]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

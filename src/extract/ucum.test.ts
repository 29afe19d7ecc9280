import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadLexicon } from './lexicon/lexicon.js'
import { convert, loadConversionRules, loadUnits, toUcum, type UnitTable } from './ucum.js'
import { unitKind } from './ucum-kind.js'

const folder = fileURLToPath(new URL('../../configs/lexicon', import.meta.url))
let table: UnitTable

const { UcumLhcUtils } = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as {
  UcumLhcUtils: { getInstance(): { validateUnitString(unit: string): { status: string; ucumCode: string | null } } }
}

/** True when the code is valid UCUM as written. */
function isValidUcum(code: string): boolean {
  const result = UcumLhcUtils.getInstance().validateUnitString(code)
  return result.status === 'valid' && result.ucumCode === code
}

beforeAll(async () => {
  table = await loadUnits(folder)
})

const SPELLINGS: Readonly<Record<string, string>> = {
  '10*9/L': '×10^9/L 10^9/L 10⁹/L x10(9)/L *10^9/L G/L X10E9/L x109/L 109/L 10^9/1 ×10^9个/L 10~9/L',
  '10*12/L': '×10^12/L 10¹²/L X10E12/L 10*12/L T/L x1012/L',
  '10*3/uL': 'K/uL x10^3/uL 10³/µL thou/mm3 x10^3/mm^3 Thousand/µL 103/uL',
  '10*6/uL': 'million/cu.mm mill/cumm M/uL 10^6/uL million/cu.mm.',
  '10*5/uL': 'lakh/cumm lakhs/cmm lak/cumm',
  '/uL': '/cumm cells/cu.mm cumm /μl 个/μL cells/uL /mm3',
  'g/dL': 'g% g/dL gm/dl gms% G/DL',
  'mg/dL': 'mg% mg/dl MG/DL mgs/dL mg/100ml mg/dL(calc)',
  'umol/L': 'umol/L μmol/L µmol/L umol/1 umol/l мкмоль/л',
  'U/L': 'U/l U/L U/I U/1 Ед/л',
  '[IU]/L': 'IU/L IU/l UI/L',
  'm[IU]/L': 'mIU/L mlU/L',
  'u[IU]/mL': 'µIU/mL μIU/ml uIU/mL',
  '/min': '次/分 次/分钟 bpm beats/min /min',
  '/[HPF]': '/HP 个/HP /HPF /高倍视野 /hpf',
  '/[LPF]': '/LP 个/LP /LPF',
  'mm[Hg]': 'mmHg MMHG mm[Hg] 毫米汞柱',
  'mm/h': 'mm/hr mm/1h mm/h mm/小时 мм/ч',
  s: '秒 s sec S',
  fL: 'fl fL FL фл',
  pg: 'pg PG Pg',
  'mL/min/{1.73_m2}': 'mL/min/1.73m2 ml/min/1.73m² mL/min/1.73㎡ ml/min/1.73m^2 ml/(min*1.73m2)',
  'kg/m2': 'kg/m² kg/m2 kg/㎡ KG/M2 kg/m^2',
  Cel: '℃ °C',
  '{s_co_ratio}': 'S/CO s/co',
  '{COI}': 'COI coi',
  '{copies}/mL': 'copies/mL 拷贝/mL',
  'mg/g{creat}': 'mg/gCr mg/gCrea',
  'mg/(24.h)': 'mg/24h mg/24小时',
  'ng/mL': 'ng/ml NG/ML ng/m1',
  '%': '% ％ %oftotalHgb',
  '1': 'ratio Ratio',
}

describe('printed units', () => {
  it.each(Object.entries(SPELLINGS))('%s', (ucum, spellings) => {
    for (const printed of spellings.split(' ')) expect(toUcum(printed), printed).toBe(ucum)
  })

  it('keeps spaces and brackets out of the way', () => {
    expect(toUcum('mg / dl')).toBe('mg/dL')
    expect(toUcum('(mmHg)')).toBe('mm[Hg]')
    expect(toUcum('x 10^3 / uL')).toBe('10*3/uL')
    expect(toUcum('mL/min/1.73 m²')).toBe('mL/min/{1.73_m2}')
    expect(toUcum('mg/L FEU')).toBe('mg/L{FEU}')
  })

  it('is silent on what is no unit', () => {
    for (const text of ['', '-', '—', '/', '12', '3.9-6.1', 'H', 'foo', '阴性', 'Negative', 'Page 1/2', 'L1', '↑'])
      expect(toUcum(text), text).toBeNull()
  })

  it('leaves a doubtful spelling to the analyte', async () => {
    expect(table.readings('G/L')).toEqual(['10*9/L', 'g/L'])
    const lexicon = await loadLexicon(folder)
    const query = { unit: 'G/L', panel: null, section: null, specimen: null }
    expect(lexicon.map({ name: 'Platelets', ...query })?.ucum_unit).toBe('10*9/L')
    expect(lexicon.map({ name: 'Albumin', ...query })?.ucum_unit).toBe('g/L')
  })

  it('gives only valid UCUM', async () => {
    const lexicon = await loadLexicon(folder)
    const rules = [...(await loadConversionRules(folder)).values()].flatMap((r) => [r.from, r.to])
    const codes = new Set([
      ...table.codes(),
      ...rules,
      ...lexicon.analytes.flatMap((a) => (a.unit === null ? [] : [a.unit, ...a.units])),
    ])
    expect([...codes].filter((code) => !isValidUcum(code))).toEqual([])
  })

  it('gives only valid UCUM for any composition', () => {
    const piece = fc.constantFrom(
      'mg',
      'ug',
      'μmol',
      '10^9',
      'x10^12',
      'k',
      'IU',
      'mIU',
      'cells',
      'L',
      'dl',
      'mL',
      'min',
      '24h',
      'HP',
      'mm3',
      '%',
      'g',
      'Cr',
      'm2',
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), fc.constantFrom('/', '', ' / '), (pieces, glue) => {
        const ucum = toUcum(pieces.join(glue))
        if (ucum !== null) expect(isValidUcum(ucum), `${pieces.join(glue)} → ${ucum}`).toBe(true)
      }),
      { numRuns: 500, seed: 7 },
    )
  })

  it('takes its own output for input', () => {
    for (const code of table.codes()) {
      const again = toUcum(code)
      if (again !== null) expect(unitKind(again), code).toBe(unitKind(code))
    }
  })
})

describe('convert', () => {
  it('converts by UCUM and by molar mass, there and back', () => {
    expect(convert(5, 'mmol/L', 'mg/dL', 180.156)?.value).toBeCloseTo(90.078, 3)
    expect(convert(90, 'mm[Hg]', 'kPa', null)?.value).toBeCloseTo(11.999, 3)
    expect(convert(5, 'mmol/L', 'mg/dL', null)).toBeNull()
    expect(convert(5, 'g/L', 's', null)).toBeNull()
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 10_000, noNaN: true }),
        fc.double({ min: 20, max: 2000, noNaN: true }),
        (x, mm) => {
          const there = convert(x, 'mg/dL', 'mmol/L', mm)!
          expect(convert(there.value, 'mmol/L', 'mg/dL', mm)!.value / x).toBeCloseTo(1, 9)
        },
      ),
      { numRuns: 100, seed: 3 },
    )
  })

  it('does not take mmol/mol for a tenth of a percent', async () => {
    expect(convert(48, 'mmol/mol', '%', null)).toBeNull()
    const rule = (await loadConversionRules(folder)).get('hba1c_ngsp_ifcc')!
    // ngsp.org: 6.5 % is 48 mmol/mol, 7.0 % is 53 mmol/mol.
    expect(convert(6.5, '%', 'mmol/mol', null, rule)?.value).toBeCloseTo(47.5, 0)
    expect(convert(53, 'mmol/mol', '%', null, rule)?.value).toBeCloseTo(7.0, 1)
  })
})

describe('unitKind', () => {
  it.each([
    ['mg/dL', 'mass/volume'],
    ['umol/L', 'moles/volume'],
    ['m[IU]/mL', 'arbitrary/volume'],
    ['U/L', 'arbitrary/volume'],
    ['10*9/L', 'number/volume'],
    ['/uL', 'number/volume'],
    ['{copies}/mL', 'number/volume'],
    ['/[HPF]', 'number/field'],
    ['mL/min/{1.73_m2}', 'volume/time'],
    ['mg/(24.h)', 'mass/time'],
    ['mg/g{creat}', 'mass/mass'],
    ['kg/m2', 'mass/area'],
    ['mm[Hg]', 'pressure'],
    ['%', 'fraction'],
    ['{s_co_ratio}', '1'],
    ['mm/h', 'length/time'],
  ])('%s is %s', (unit, kind) => expect(unitKind(unit)).toBe(kind))
})

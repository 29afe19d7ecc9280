import { fileURLToPath } from 'node:url'
import { type AnalyteLexicon, compileKnowledge, type ExtractKnowledge, type UnitKnowledge } from './knowledge.js'

const UNITS: Readonly<Record<string, string>> = {
  'mmol/l': 'mmol/L',
  'mg/dl': 'mg/dL',
  '%': '%',
  mmhg: 'mm[Hg]',
  cm: 'cm',
  kg: 'kg',
  'kg/m2': 'kg/m2',
  'u/l': 'U/L',
  'iu/ml': '[IU]/mL',
  'miu/l': 'm[IU]/L',
  '×10^9/l': '10*9/L',
  'x10^9/l': '10*9/L',
  'g/l': 'g/L',
  'g/dl': 'g/dL',
  'g%': 'g/dL',
  'μmol/l': 'umol/L',
  '次/分': '/min',
  bpm: '/min',
  l: 'L',
  ms: 'ms',
  coi: '{COI}',
  '/hp': '/[HPF]',
  fl: 'fL',
  '10^9/l': '10*9/L',
  'ml/min/1.73m²': 'mL/min/{1.73_m2}',
}

/** Units as the tests need them. */
export const testUnits: UnitKnowledge = {
  toUcum: (printed) => UNITS[printed.replace(/\s/g, '').replace('µ', 'μ').toLowerCase()] ?? null,
  convert: (value, from, to) => (from === 'g/dL' && to === 'g/L' ? { value: value * 10, factor: 10 } : null),
}

const ANALYTES: Readonly<Record<string, readonly [string, string | null]>> = {
  'white blood cells': ['wbc', '10*9/L'],
  haemoglobin: ['hgb', 'g/L'],
  hemoglobin: ['hgb', 'g/L'],
  glucose: ['glucose', 'mmol/L'],
  空腹血糖: ['glucose', 'mmol/L'],
  尿酸: ['uric_acid', 'umol/L'],
  'ldl cholesterol': ['ldl', 'mmol/L'],
  'total cholesterol': ['tc', 'mmol/L'],
  'hdl cholesterol': ['hdl', 'mmol/L'],
  总胆固醇: ['tc', 'mmol/L'],
  tsh: ['tsh', 'm[IU]/L'],
  fvc: ['fvc', 'L'],
  fev1: ['fev1', 'L'],
  尿蛋白: ['urine_protein', null],
  身高: ['height', 'cm'],
  体重: ['weight', 'kg'],
  血压: ['blood_pressure', 'mm[Hg]'],
  'blood pressure': ['blood_pressure', 'mm[Hg]'],
  alt: ['alt', 'U/L'],
}

/** A lexicon of a few names. */
export const testLexicon: AnalyteLexicon = {
  map: ({ name }) => {
    const found = ANALYTES[name.trim().toLowerCase()]
    return found
      ? {
          analyte: found[0],
          loinc: null,
          confidence: 1,
          specimen: null,
          canonical_unit: found[1],
          molar_mass: null,
          plausible_low: found[0] === 'hgb' ? 10 : null,
          plausible_high: found[0] === 'hgb' ? 300 : null,
        }
      : null
  },
  isAnalyteName: (text) => text.trim().toLowerCase() in ANALYTES,
}

/** The knowledge of configs/extract with the small lexicon. */
export const testKnowledge: ExtractKnowledge = await compileKnowledge(
  fileURLToPath(new URL('../../configs/extract', import.meta.url)),
  testLexicon,
  testUnits,
)

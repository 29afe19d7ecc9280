import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { unitKind } from '../ucum-kind.js'
import { type Lexicon, loadLexicon } from './lexicon.js'

const folder = fileURLToPath(new URL('../../../configs/lexicon', import.meta.url))
let lexicon: Lexicon

beforeAll(async () => {
  lexicon = await loadLexicon(folder)
})

function map(name: string, unit: string | null = null, panel: string | null = null) {
  return lexicon.map({ name, unit, panel, section: null, specimen: null })
}

/** name | unit | panel | analyte | LOINC (`-` for none). */
const TRIPLES = `
Total WBC count|cells/cu.mm|Complete Blood Count|leukocytes|6690-2
TLC|10^3/uL|HAEMATOLOGY|leukocytes|6690-2
白细胞计数(WBC)|×10^9/L|血常规|leukocytes|6690-2
钠|mmol/L|尿生化|urine_sodium|2955-3
白细胞||尿常规|urine_leukocyte_esterase|5799-2
白细胞|/μL|尿常规|urine_wbc|30405-5
白细胞|10^9/L|血细胞分析|leukocytes|6690-2
白細胞計數 WBC|10^3/uL||leukocytes|6690-2
Leucocitos|10^3/µL|Hemograma|leukocytes|6690-2
WBC|/uL|尿沉渣|urine_wbc|30405-5
WBC|/HPF|Urine Microscopy|urine_wbc_hpf|5821-4
Pus cells|/hpf|URINE EXAMINATION|urine_wbc_hpf|5821-4
RBC|10^12/L|CBC|erythrocytes|789-8
RBC count|million/cumm||erythrocytes|789-8
红细胞|/HP|尿液分析|urine_rbc_hpf|13945-1
红细胞|个/μL|尿有形成分|urine_rbc|30391-7
Haemoglobin (Hb)|gm/dl||hemoglobin|718-7
总蛋白Total protein|g/L|肝功能Liver Function Tests|total_protein|2885-2
高密度脂蛋白Cholesterol, HDL|mmol/L|血脂|hdl_c|14646-4
血红蛋白测定Hemoglobin (Hb)|g/L||hemoglobin|718-7
γ-谷氨酰转肽酶Gamma GT|IU/L||ggt|2324-2
Triglycerides (fasting)|mmol/L|Lipids|triglycerides|14927-8
葡萄糖(空腹)(FPG)|mmol/L|糖代谢|glucose_fasting|14771-0
25羟基维生素D 25-OH-D|nmol/L||vitamin_d_25oh|68438-1
Colesterolo totale|mg/dL||cholesterol_total|2093-3
Hb%|g%||hemoglobin|718-7
血红蛋白浓度|g/L|血常规|hemoglobin|718-7
B-Hb|g/l||hemoglobin|718-7
Packed Cell Volume (P.C.V.)|%||hematocrit|4544-3
红细胞比积|%|血常规|hematocrit|4544-3
M.C.V.|fl||mcv|787-2
Mean Corp. Volume|fL||-|-
MCHC|%||mchc|-
RDW|%||rdw_cv|788-0
RDW|fL||rdw_sd|21000-5
R.D.W. - CV|%||rdw_cv|788-0
Platelet count|lakhs/cumm||platelets|777-3
PLT|G/L|Hémogramme|platelets|777-3
PCT|%|血常规|plateletcrit|51637-7
PCT|ng/mL|感染指标|procalcitonin|33959-8
Neutrophils|%|Differential count|neutrophils_pct|770-8
Neutrophils|10*9/L||neutrophils_abs|751-8
中性粒细胞|%|血常规|neutrophils_pct|770-8
中性粒细胞|10^9/L|血常规|neutrophils_abs|751-8
NEUT#|10^9/L||neutrophils_abs|751-8
Lymphocytes Abs.|10^3/uL||lymphocytes_abs|731-0
嗜酸性粒细胞百分率|%||eosinophils_pct|713-8
Absolute Eosinophil Count (AEC)|/cumm||eosinophils_abs|711-2
ESR|mm/1st hr||esr|30341-2
血沉|mm/h|血沉|esr|30341-2
网织红细胞|%||reticulocytes_pct|17849-1
SGPT (ALT)|U/L|LFT|alt|1742-6
SGPT/ALT|IU/L||alt|1742-6
*ALT|U/L||alt|1742-6
★谷丙转氨酶(ALT)|U/L|肝功能|alt|1742-6
血清丙氨酸氨基转移酶|U/L||alt|1742-6
丙氨酸氨基转移酶测定|U/L|肝功|alt|1742-6
ALAT|U/l||alt|1742-6
P-ASAT|U/l||ast|1920-8
TGO|UI/L||ast|1920-8
AST/ALT||肝功能|ast_alt_ratio|1916-6
ALT/AST||肝功能|alt_ast_ratio|-
GGT|U/L||ggt|2324-2
r-谷氨酰转肽酶|U/L|肝功能|ggt|2324-2
Gamma GT|U/L||ggt|2324-2
Alk. Phosphatase|U/L||alp|6768-6
Serum Bilirubin (Total)|mg/dL||bilirubin_total|1975-2
Bilirubin - Direct|mg/dL||bilirubin_direct|1968-7
Bilirubin, Indirect|mg/dl||bilirubin_indirect|1971-1
总胆红素(TBIL)|μmol/L||bilirubin_total|14631-6
Total Proteins|g/dl||total_protein|2885-2
TP|g/L|肝功能|total_protein|2885-2
Albumin|g/dL|Liver Function|albumin|1751-7
白蛋白|g/L||albumin|1751-7
A:G Ratio|||ag_ratio|1759-0
Blood Urea|mg/dl|Renal Function|urea|3091-6
BUN|mg/dL||urea_nitrogen|3094-0
S. Creatinine|mg/dl||creatinine|2160-0
肌酐|μmol/L|肾功能|creatinine|14682-9
肌酸酐|mg/dL||creatinine|2160-0
Creatinine|mmol/L|Urine chemistry|urine_creatinine|14683-7
尿肌酐|mmol/L||urine_creatinine|14683-7
尿酸|μmol/L|肾功能|uric_acid|14933-6
UA|umol/L|生化|uric_acid|14933-6
Uric Acid|mg/dL||uric_acid|3084-1
eGFR (CKD-EPI)|mL/min/1.73m²||egfr|33914-3
胱抑素C|mg/L||cystatin_c|33863-2
Fasting Blood Sugar|mg/dl||glucose_fasting|1558-6
Blood Sugar (Fasting)|mg/dl||glucose_fasting|1558-6
空腹血糖|mmol/L||glucose_fasting|14771-0
Glucose|mg/dL||glucose|2345-7
葡萄糖(GLU)|mmol/L|生化|glucose|14749-6
葡萄糖||尿常规|urine_glucose|25428-4
GLU||尿常规|urine_glucose|25428-4
餐后2小时血糖|mmol/L||glucose_pp2h|-
HbA1c|%||hba1c|4548-4
HbAlc|%||hba1c|4548-4
糖化血红蛋白A1c|mmol/mol||hba1c|59261-8
K|mmol/L|电解质|potassium|2823-3
Na+|mmol/L||sodium|2951-2
Chloride (Cl-)|mEq/L||chloride|2075-0
血钙|mmol/L||calcium|2000-8
Ionized Calcium|mmol/L||calcium_ionized|1995-0
无机磷|mmol/L||phosphate|14879-1
血清铁|μmol/L||iron|14798-3
Ferritin|ng/mL||ferritin|2276-4
CK-MB|U/L|心肌酶|ck_mb|32673-6
CK-MB|ng/mL|心肌标志物|ck_mb_mass|13969-1
Total Cholesterol|mg/dL||cholesterol_total|2093-3
Cholesterol Total|mg/dL||cholesterol_total|2093-3
Sr. Cholesterol|mg/dl||cholesterol_total|2093-3
总胆固醇|mmol/L|血脂|cholesterol_total|14647-2
甘油三脂|mmol/L|血脂|triglycerides|14927-8
HDL - Cholesterol|mg/dL||hdl_c|2085-9
低密度脂蛋白胆固醇(LDL-C)|mmol/L||ldl_c|22748-8
Non HDL Cholesterol|mg/dL||non_hdl_c|43396-1
LDL/HDL Ratio|||ldl_hdl_ratio|11054-4
HDL/LDL Ratio|||hdl_ldl_ratio|-
Lp(a)|mg/dL||lpa|10835-7
Apolipoprotein A-I|g/L||apo_a1|1869-7
同型半胱氨酸|μmol/L||homocysteine|13965-9
TSH (Ultrasensitive)|µIU/mL|Thyroid Profile|tsh|3016-3
游离T3|pmol/L|甲功|ft3|14928-6
Free T4|ng/dL||ft4|3024-7
T3, Total|ng/mL||tt3|3053-6
Anti-TPO|IU/mL||tpo_ab|8099-4
TG|ng/mL|甲状腺功能|thyroglobulin|3013-0
TG|mmol/L|血脂四项|triglycerides|14927-8
PTH|pg/mL||pth|2731-8
Testosterone, Total|ng/dL||testosterone|2986-8
睾酮|nmol/L|性激素|testosterone|14913-8
促卵泡生成素(FSH)|mIU/mL||fsh|15067-2
Vitamin D 25-OH|ng/mL||vitamin_d_25oh|62292-8
维生素B12|pg/mL||vitamin_b12|2132-9
Folic Acid|ng/mL||folate|2284-8
AFP|ng/mL|肿瘤标志物|afp|1834-1
糖类抗原19-9(CA19-9)|U/mL||ca199|24108-3
CA 125|U/mL||ca125|10334-1
Total PSA|ng/mL||psa|2857-1
f-PSA|ng/mL||psa_free|10886-0
NSE|ng/mL|肿瘤标志物|nse|15060-7
HBsAg||乙肝五项|hbs_ag|5195-3
乙肝表面抗体|mIU/mL||hbs_ab|16935-9
Anti-HCV|S/CO||hcv_ab|13955-0
HIV抗体|||hiv_ab|7918-6
C-Reactive Protein|mg/L||crp|1988-5
CRP (hs-CRP)|mg/L||hs_crp|30522-7
超敏C反应蛋白|mg/L||hs_crp|30522-7
类风湿因子|IU/mL||rf|11572-5
ANA Titre|||ana|8061-4
PT|s|凝血功能|pt|5902-2
PT|%|凝血四项|pt_activity|3289-6
INR||凝血|inr|6301-6
D-二聚体|mg/L FEU||d_dimer|48065-7
D-Dimer|ng/mL DDU||d_dimer|48066-5
D-Dimer|mg/L||d_dimer|-
pH||血气分析|ph_blood|2744-1
pH||尿常规|urine_ph|5803-2
蛋白质||尿常规|urine_protein|20454-5
Specific Gravity||Urinalysis|urine_sg|5811-5
Color||URINE R/M|urine_color|5778-6
颜色||粪便常规|stool_color|-
隐血试验||大便常规|stool_occult_blood|2335-8
尿微量白蛋白/肌酐|mg/g||acr|9318-7
收缩压|mmHg|一般检查|sbp|8480-6
Blood Pressure (Systolic)|mmHg||sbp|8480-6
血压|mmHg||bp|85354-9
体重指数(BMI)|kg/m²||bmi|39156-5
心率|次/分|心电图|heart_rate|8867-4
PR间期|ms|心电图|ecg_pr|-
QTc|ms|ECG|ecg_qtc|-
FEV1|L|Spirometry|fev1|-
FEV1/FVC|%|肺功能|fev1_fvc|-
眼压(左)|mmHg|眼科|iop_left|-
右眼裸眼视力||眼科检查|vision_right|-
骨密度T值||骨密度|bmd_t|-
右踝臂指数||动脉硬化检测|abi_right|-
碳13尿素呼气试验|DOB||ubt_c13|-
`
  .trim()
  .split('\n')
  .map((line) => line.split('|'))

describe('mapping', () => {
  it.each(TRIPLES)('%s [%s] in "%s" is %s, LOINC %s', (name, unit, panel, analyte, loinc) => {
    const match = map(name!, unit || null, panel || null)
    expect(match?.analyte ?? '-').toBe(analyte)
    expect(match?.loinc ?? '-').toBe(loinc)
    if (match !== null) expect(match.confidence).toBeGreaterThanOrEqual(0.55)
  })

  it('abstains where nothing tells several analytes apart', () => {
    for (const [name, unit] of [
      ['Neutrophils', null],
      ['中性粒细胞', null],
      ['pH', null],
      ['颜色', null],
      ['PR', null],
    ] as const)
      expect(map(name, unit), name).toBeNull()
  })

  it('knows an ambiguous name for a name', () => {
    expect(lexicon.isAnalyteName('Neutrophils')).toBe(true)
    expect(lexicon.isAnalyteName('Reference range')).toBe(false)
    expect(lexicon.isAnalyteName('报告日期')).toBe(false)
    for (const text of [
      'Dr. Smith',
      'Sample type',
      'Control',
      'Total',
      'Rate',
      'B',
      '姓名',
      '小结',
      'Borderline high',
      'Diabetes',
      '脂肪肝',
    ])
      expect(lexicon.isAnalyteName(text), text).toBe(false)
    expect(map('B')).toBeNull()
    expect(map('K', 'mmol/L')?.analyte).toBe('potassium')
  })

  it('takes no name for a near one of other meaning', () => {
    for (const name of [
      'Creatine',
      'Apolipoprotein F',
      'Protein Z',
      '抗拓扑异构酶I',
      'Remarks',
      '项目名称',
      '单位',
      '胸水蛋白',
      'Glucose Index',
    ])
      expect(map(name)?.analyte ?? null, name).toBeNull()
    expect(map('Protein S', '%')?.analyte).toBe('protein_s')
    expect(map('乙肝表面抗原')?.analyte).toBe('hbs_ag')
    expect(map('乙肝表面抗体')?.analyte).toBe('hbs_ab')
    expect(map('IgG2', 'g/L')?.analyte).toBe('igg2')
  })

  it('reads through OCR with less confidence', () => {
    expect(map('Hemog1obin', 'g/dL')).toMatchObject({ analyte: 'hemoglobin', tier: 'folded' })
    expect(map('Creatlnine', 'mg/dL')?.analyte).toBe('creatinine')
    expect(map('Trlglycerides', 'mg/dL')?.analyte).toBe('triglycerides')
    expect(map('Cholestrol', 'mg/dL')).toMatchObject({ analyte: 'cholesterol_total', tier: 'fuzzy' })
    expect(map('丙氨酸氨基转栘酶', 'U/L')).toMatchObject({ analyte: 'alt', tier: 'fuzzy' })
    expect(map('高密度脂蛋自胆固醇', 'mmol/L')?.analyte).toBe('hdl_c')
    expect(map('问接胆红素', 'umol/L')?.confidence ?? 0).toBeLessThan(0.8)
    for (const name of ['Hemog1obin', 'Cholestrol']) expect(map(name)!.confidence).toBeLessThan(0.9)
  })

  it('maps its own names: each gives its analyte, or is ambiguous', () => {
    const wrong: string[] = []
    let total = 0
    for (const a of lexicon.analytes)
      for (const name of [a.name_en, ...a.names_en, ...a.names_zh, ...a.names_other]) {
        total++
        const panel = a.panels[0] ?? null
        const match = lexicon.map({
          name,
          unit: a.unit === '1' ? null : a.unit,
          panel: titles.get(panel ?? '') ?? null,
          section: null,
          specimen: a.specimen,
        })
        if (match !== null && match.analyte !== a.code && !sharedBy(a.code, match.analyte))
          wrong.push(`${name}: ${a.code} → ${match.analyte}`)
      }
    console.log(`own names: ${total}, to another analyte than theirs: ${wrong.length}`)
    expect(wrong).toEqual([])
  })

  it('is total and deterministic on any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.option(fc.string({ maxLength: 12 })), (name, unit) => {
        const q = { name, unit, panel: null, section: null, specimen: null }
        expect(lexicon.map(q)).toEqual(lexicon.map(q))
      }),
      { numRuns: 300, seed: 4 },
    )
  })
})

const titles = new Map<string, string>()
beforeAll(async () => {
  const text = await readFile(path.join(folder, 'panels.yaml'), 'utf8')
  for (const m of text.matchAll(/code: (\w+),.*titles: \[([^,\]]+)/g)) titles.set(m[1]!, m[2]!)
})

/** The two analytes carry some name in common: then unit, panel or precedence chose, not the name. */
function sharedBy(a: string, b: string): boolean {
  return lexicon.sharedNames().some(({ analytes }) => [a, b].every((code) => analytes.some((x) => x.code === code)))
}

describe('files', () => {
  it('holds at least 450 analytes, each with names and a source', () => {
    expect(lexicon.size).toBeGreaterThanOrEqual(450)
    for (const a of lexicon.analytes) {
      expect(a.names_en.length + a.names_zh.length, a.code).toBeGreaterThan(0)
      for (const r of a.ranges) expect(r.source, a.code).not.toBe('')
      if (a.plausible[0] !== null && a.plausible[1] !== null)
        expect(a.plausible[0], a.code).toBeLessThan(a.plausible[1])
      if (a.unit !== null)
        expect(a.kinds.some((k) => ['quantity', 'ratio', 'pair', 'titre', 'qualitative', 'text'].includes(k))).toBe(
          true,
        )
    }
  })

  it('tells analytes of one name apart by specimen, unit, kind of value, panel or precedence', () => {
    const kinds = (units: readonly (string | null)[]): string =>
      [...new Set(units.map((u) => (u === null ? 'none' : unitKind(u))))].sort().join(' ')
    const twins: string[] = []
    for (const { name, analytes } of lexicon.sharedNames())
      for (const [i, a] of analytes.entries())
        for (const b of analytes.slice(i + 1)) {
          const same =
            a.specimen === b.specimen &&
            a.primary === b.primary &&
            a.kinds.includes('quantity') === b.kinds.includes('quantity') &&
            kinds([a.unit, ...a.units]) === kinds([b.unit, ...b.units]) &&
            [...a.panels].sort().join() === [...b.panels].sort().join()
          if (same) twins.push(`${name}: ${a.code}, ${b.code}`)
        }
    expect(twins).toEqual([])
  })

  it('names file, row and key of what is wrong', async () => {
    const copy = await mkdtemp(path.join(tmpdir(), 'lexicon-'))
    try {
      await cp(folder, copy, { recursive: true })
      const file = path.join(copy, 'analytes', 'lipids.yaml')
      await writeFile(file, (await readFile(file, 'utf8')).replace('specimen: serum', 'specimen: soup'))
      await expect(loadLexicon(copy)).rejects.toThrow(
        /analytes\/lipids\.yaml: analytes\[0\] \(cholesterol_total\)\.specimen/,
      )
    } finally {
      await rm(copy, { recursive: true })
    }
  })
})

describe('conversion to canonical units', () => {
  it.each([
    ['glucose', 100, 'mg/dL', 5.5507, 'mmol/L'],
    ['cholesterol_total', 200, 'mg/dL', 5.1726, 'mmol/L'],
    ['triglycerides', 150, 'mg/dL', 1.6941, 'mmol/L'],
    ['creatinine', 1, 'mg/dL', 88.4017, 'umol/L'],
    ['uric_acid', 6, 'mg/dL', 356.909, 'umol/L'],
    ['bilirubin_total', 1, 'mg/dL', 17.1039, 'umol/L'],
    ['hemoglobin', 14, 'g/dL', 140, 'g/L'],
    ['leukocytes', 6500, '/uL', 6.5, '10*9/L'],
    ['platelets', 2.5, '10*5/uL', 250, '10*9/L'],
    ['hba1c', 48, 'mmol/mol', 6.544, '%'],
    ['insulin', 60, 'pmol/L', 10, 'm[IU]/L'],
    ['calcium', 5, 'meq/L', 2.5, 'mmol/L'],
    ['calcium', 10, 'mg/dL', 2.49513, 'mmol/L'],
    ['body_temperature', 98.6, '[degF]', 37, 'Cel'],
    ['mchc', 33, '%', 330, 'g/L'],
    ['d_dimer', 250, 'ng/mL{DDU}', 0.5, 'mg/L{FEU}'],
    ['vitamin_d_25oh', 30, 'ng/mL', 74.8802, 'nmol/L'],
    ['alt', 40, '[IU]/L', 40, 'U/L'],
  ] as const)('%s %d %s is %d %s', (code, value, unit, expected, canonical) => {
    const result = lexicon.toCanonical(code, value, unit)
    expect(result?.unit).toBe(canonical)
    expect(result?.value).toBeCloseTo(expected, 3)
  })

  it('refuses what the units do not say', () => {
    expect(lexicon.toCanonical('d_dimer', 1, 'mg/L')).toBeNull()
    expect(lexicon.toCanonical('lpa', 30, 'mg/dL')).toBeNull()
    expect(lexicon.toCanonical('hbv_dna', 100, '{copies}/mL')).toBeNull()
  })
})

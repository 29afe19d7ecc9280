import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Lexicon, loadLexicon } from './lexicon.js'

let lexicon: Lexicon
beforeAll(async () => {
  lexicon = await loadLexicon(fileURLToPath(new URL('../../../configs/lexicon', import.meta.url)))
})

/** name | unit | panel | analyte | LOINC (`-` for none): names word by word in other languages, with methods and readings in brackets. */
const ROWS = `
Креатинин|мкмоль/л|Биохимический анализ крови|creatinine|14682-9
Холестерин общий|ммоль/л||cholesterol_total|14647-2
Мочевая кислота|мкмоль/л||uric_acid|14933-6
総コレステロール|mg/dL||cholesterol_total|2093-3
中性脂肪|mg/dL||triglycerides|2571-8
적혈구|10^6/μL||erythrocytes|789-8
Linfocitos %|%|FÓRMULA LEUCOCITARIA|lymphocytes_pct|736-9
Neutrophile absolut|/nl|Differentialblutbild|neutrophils_abs|751-8
PSA gesamt|ng/ml|Tumormarker|psa|2857-1
Eiweiß||Urinstatus|urine_protein|20454-5
Hematíes|/campo|SEDIMENTO|urine_rbc_hpf|13945-1
Lymphocytes|Giga/L|HÉMATOLOGIE|lymphocytes_abs|731-0
Płytki krwi|tys/µl||platelets|777-3
Cholesterol całkowity|mg/dl||cholesterol_total|2093-3
Glucosio|mg/dL|ESAME URINE|urine_glucose|5792-7
Glucose nuchter|mmol/L||glucose_fasting|14771-0
Creatinine (Modified Jaffe, Kinetic)|mg/dL||creatinine|2160-0
Sodium (Indirect ISE)|mEq/L||sodium|2951-2
eGFR (CKD-EPI 2021)|mL/min/1.73m²||egfr|33914-3
Bilirubin (Direct)|mg/dL|LFT|bilirubin_direct|1968-7
Platelet count - observation|10*9/L||platelets|777-3
Systolic BP (2nd)|mmHg||sbp|8480-6
Bilirubin|umol/L||bilirubin_total|14631-6
E/A|||mitral_ea|-
IVC|mm|M-MODE|ivc_diameter|-
Workload|METs||exercise_mets|-
`
  .trim()
  .split('\n')
  .map((line) => line.split('|'))

describe('names in other languages of Latin script, and what stands in brackets', () => {
  it.each(ROWS)('%s [%s] in "%s" is %s, LOINC %s', (name, unit, panel, analyte, loinc) => {
    const match = lexicon.map({ name: name!, unit: unit || null, panel: panel || null, section: null, specimen: null })
    expect(match?.analyte ?? '-').toBe(analyte)
    expect(match?.loinc ?? '-').toBe(loinc)
  })

  it('leaves what changes the analyte in its bracket', () => {
    for (const [name, other] of [
      ['Bilirubin (Direct)', 'bilirubin_total'],
      ['Testosterone (free)', 'testosterone'],
    ] as const)
      expect(
        lexicon.map({ name, unit: null, panel: null, section: null, specimen: null })?.analyte ?? null,
        name,
      ).not.toBe(other)
  })
})

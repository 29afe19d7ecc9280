import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Lexicon } from '../src/extract/lexicon/lexicon.js'
import type { RecordsArtefact } from '../src/records/artefact.js'
import type { Biomarker, ValueKind } from '../src/records/biomarker.js'
import { type Finding, Modality } from '../src/records/finding.js'
import { Section } from '../src/records/layout.js'
import type { GroundTruth, TruthBiomarker, TruthFinding } from '../src/synth/ground-truth.js'

/** bench/issue-map.yaml. */
export const IssueMap = z.strictObject({
  issues: z.record(z.string(), z.array(z.string()).min(1)),
  departments: z.record(z.string(), z.string()),
  analytes: z.record(z.string(), z.string().nullable()),
  findings: z.record(z.string(), z.strictObject({ finding: z.string(), site: z.string() })),
})
export type IssueMap = z.infer<typeof IssueMap>

export function readIssueMap(path: string): IssueMap {
  return IssueMap.parse(parse(readFileSync(path, 'utf8')))
}

/**
 * The records that a faultless extraction would make of a report: printed fields and values from the ground truth, analytes and
 * findings named by the map, canonical values by the lexicon's conversions.
 */
export function goldRecords(id: string, truth: GroundTruth, map: IssueMap, lexicon: Lexicon): RecordsArtefact {
  return {
    report: {
      report_id: id,
      patient_id: truth.patient_key,
      visit_index: truth.visit_index,
      days_since_first_visit: truth.days_since_first_visit,
      language: truth.language,
      kind: truth.kind === 'digital' ? 'digital' : 'scanned',
      page_count: truth.pages.length,
      sex: truth.sex_printed ? truth.sex : null,
      age: truth.age_printed ? Math.min(90, truth.age) : null,
      age_top_coded: truth.age_printed && truth.age >= 90,
      institution: null,
    },
    biomarkers: truth.biomarkers.map((b, i) => biomarkerOf(`${id}-b${i}`, id, b, map, lexicon)),
    findings: truth.findings.map((f, i) => findingOf(`${id}-f${i}`, id, f, map)),
  }
}

function kindOf(b: TruthBiomarker): ValueKind {
  if (b.value_second !== null) return 'pair'
  if (/^<?1:\d+$/.test(b.value)) return 'titre'
  if (b.value_number !== null) return 'quantity'
  if (b.interpretation === null && !/[\d+-]/.test(b.value)) return 'not_tested'
  return b.interpretation === 'POS' || b.interpretation === 'NEG' ? 'ordinal' : 'text'
}

function biomarkerOf(id: string, reportId: string, b: TruthBiomarker, map: IssueMap, lexicon: Lexicon): Biomarker {
  const analyte = map.analytes[b.analyte]
  if (analyte === undefined) throw new Error(`issue-map.yaml: analytes.${b.analyte} is missing`)
  const kind = kindOf(b)
  const canonical =
    analyte === null || b.value_number === null ? null : lexicon.toCanonical(analyte, b.value_number, b.ucum ?? '1')
  const { interpretation } = b
  return {
    biomarker_id: id,
    report_id: reportId,
    page: b.page,
    bbox: b.bbox,
    section: Section.safeParse(b.section).data ?? 'laboratory',
    panel: b.panel,
    name_printed: b.name,
    value_printed: b.value,
    unit_printed: b.unit,
    range_printed: b.range,
    flag_printed: b.flag,
    emphasis: b.emphasis,
    value_kind: kind,
    comparator: b.comparator,
    value: kind === 'titre' ? Number(b.value.split(':')[1]) : b.value_number,
    value_second: b.value_second,
    analyte,
    loinc: b.loinc,
    mapping_confidence: analyte === null ? null : 1,
    ucum_unit: b.ucum,
    canonical_value: canonical?.value ?? null,
    canonical_unit: canonical?.unit ?? null,
    conversion_factor: canonical?.factor ?? null,
    range_low: b.range_low,
    range_high: b.range_high,
    range_low_inclusive: b.range_low === null ? null : true,
    range_high_inclusive: b.range_high === null ? null : true,
    range_source: b.range === null ? null : 'printed',
    flag: null,
    interpretation,
    agreement: 'underivable',
    role: b.role,
    specimen: null,
    method: null,
    confidence: 1,
    review_reasons: [],
  }
}

function findingOf(id: string, reportId: string, f: TruthFinding, map: IssueMap): Finding {
  const known = f.condition === null ? undefined : map.findings[f.condition]
  return {
    finding_id: id,
    report_id: reportId,
    page: f.page,
    bbox: f.bbox,
    section: Section.safeParse(f.section).data ?? 'imaging',
    modality: Modality.safeParse(f.modality).data ?? 'other',
    text: f.text,
    finding: known?.finding ?? null,
    body_site: known?.site ?? f.body_site?.replaceAll(' ', '_') ?? null,
    laterality: f.laterality,
    negated: f.negated,
    uncertain: false,
    normal: f.normal,
    size_mm: f.size_mm,
    grade_system: f.grade_system as Finding['grade_system'],
    grade: f.grade,
    change: f.change,
    review_reasons: [],
  }
}

import { z } from 'zod'
import { Priority } from '../records/action-card.js'
import { Modality } from '../records/finding.js'
import { Language } from '../records/report.js'

/** Lower-case snake_case, as every code of configs/. */
export const Code = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be snake_case')

/** `verified`: read in the primary text; `provisional`: to be confirmed by a clinician. */
export const Verification = z.enum(['verified', 'provisional'])

/** Bounds on a number; several are joined by "and". */
export const Bounds = z.strictObject({
  gt: z.number().optional(),
  ge: z.number().optional(),
  lt: z.number().optional(),
  le: z.number().optional(),
})
export type Bounds = z.infer<typeof Bounds>

/** How a result stands against its range: out of it in one direction, in either, or positive (qualitative and ordinal results). */
export const Direction = z.enum(['high', 'low', 'abnormal', 'positive'])
export type Direction = z.infer<typeof Direction>

/** What one biomarker row must satisfy; every given key must hold. */
export const BiomarkerCondition = z.strictObject({
  /** Codes of configs/lexicon; the row must be one of them. */
  analytes: z.array(Code),
  /** Regular expressions on the printed name of a row that was mapped to no analyte: what the lexicon does not know yet. */
  names: z.array(z.string()).optional(),
  is: Direction.optional(),
  /** Canonical value, in `unit` (the lexicon's canonical unit). For a pair: the first number (systolic). */
  value: Bounds.extend({ unit: z.string() }).optional(),
  /** The second number of a pair (diastolic), in the same unit as printed. */
  second: Bounds.optional(),
  /** Value divided by the upper limit of the row's range. */
  times_upper: Bounds.optional(),
  /** Value divided by the lower limit of the row's range. */
  times_lower: Bounds.optional(),
  /** Number of pluses of an ordinal result: trace 0.5, + 1, ++ 2, +++ 3, ++++ 4. */
  ordinal: Bounds.optional(),
  /** Regular expressions, one of which must occur in the printed value. */
  printed: z.array(z.string()).optional(),
})
export type BiomarkerCondition = z.infer<typeof BiomarkerCondition>

/** What one finding must satisfy: recognised by code (with site) or by its text; and every other given key must hold. */
export const FindingCondition = z.strictObject({
  /** Codes of configs/extract/findings.yaml. */
  findings: z.array(Code).optional(),
  /** Body sites that `findings` needs; any when absent. */
  sites: z.array(Code).optional(),
  /** Regular expressions searched in the text, negated mentions apart. */
  terms: z.array(z.string()).optional(),
  /** Regular expressions that rule the condition out. */
  unless: z.array(z.string()).optional(),
  modalities: z.array(Modality).optional(),
  size_mm: Bounds.optional(),
  grade_system: z.string().optional(),
  /** Grades, compared without case and spaces. */
  grades: z.array(z.string()).optional(),
  change: z.array(z.enum(['larger', 'smaller', 'stable', 'new'])).optional(),
  /** A number printed in the text after one of the words. */
  number: Bounds.extend({ after: z.array(z.string()).min(1) }).optional(),
})
export type FindingCondition = z.infer<typeof FindingCondition>

/** A further condition on another record of the same report. `if_missing` says what an unmeasured record counts as (the safer class). */
export const CoCondition = z.strictObject({
  biomarker: BiomarkerCondition.optional(),
  finding: FindingCondition.optional(),
  if_missing: z.enum(['holds', 'fails']).default('fails'),
})

/** Evidence of an issue as written in issues.*.yaml: no threshold, the issue's own priority unless given. */
export const IssueEvidence = z.strictObject({
  biomarker: BiomarkerCondition.optional(),
  finding: FindingCondition.optional(),
  sex: z.enum(['male', 'female']).optional(),
  min_age: z.number().optional(),
  max_age: z.number().optional(),
  priority: Priority.optional(),
})

export type CoCondition = z.infer<typeof CoCondition>

export const Window = z.tuple([z.number().int().min(0), z.number().int().min(0)])

export const Issue = z.strictObject({
  code: Code,
  label_en: z.string(),
  label_zh: z.string(),
  system: Code,
  /** A body system, a group of systems.yaml, or another issue. */
  parent: Code,
  synonyms: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** False when the synonyms are too general to be searched in the text of findings. */
  match_synonyms: z.boolean().default(true),
  evidence: z.array(IssueEvidence),
  /** Issues that are told within this one's card when both are established. */
  absorbs: z.array(Code).default([]),
  department: Code,
  alternatives: z.array(Code).default([]),
  priority: Priority,
  window_days: Window.optional(),
  /** A general issue: where a record also establishes a particular one, it is told within that card. */
  yields: z.boolean().default(false),
  /** Pregnancy by itself brings it about: a report that tells of one does not establish it. */
  not_in_pregnancy: z.boolean().default(false),
  /** The issue only exists in one sex; a report of the other sex does not establish it. */
  sex: z.enum(['male', 'female']).optional(),
  source: Code,
  clause: z.string(),
  verification: Verification,
})
export type Issue = z.infer<typeof Issue>
export type IssueEvidence = z.infer<typeof IssueEvidence>

/** One row of grading.yaml: a threshold that establishes its issue and decides priority, window and department. */
export const GradingRow = z.strictObject({
  id: Code,
  issue: Code,
  biomarker: BiomarkerCondition.optional(),
  finding: FindingCondition.optional(),
  with: z.array(CoCondition).default([]),
  sex: z.enum(['male', 'female']).optional(),
  /** Also holds when the report does not state the sex or the age (the safer reading). */
  if_unstated: z.enum(['holds', 'fails']).default('fails'),
  min_age: z.number().optional(),
  max_age: z.number().optional(),
  /** Only in reports of these languages (national cut-offs). */
  languages: z.array(Language).optional(),
  /** Class of the 2019 consensus on important abnormal results. */
  class: z.enum(['A', 'B']).optional(),
  priority: Priority,
  window_days: Window.optional(),
  department: Code.optional(),
  /** Holds although the printed range calls the value normal (default: class A and B rows only). */
  despite_normal: z.boolean().optional(),
  /** Condition of the rule that a report may not state; a phrase of phrases.*.yaml says it in the card. */
  qualifiers: z.array(Code).default([]),
  source: Code,
  clause: z.string(),
  verification: Verification,
})
export type GradingRow = z.infer<typeof GradingRow>

export const Department = z.strictObject({
  code: Code,
  zh: z.string(),
  en: z.string(),
  parent: Code.nullable(),
  /** Departments that may stand in for it. */
  accepts: z.array(Code).default([]),
  /** Sent elsewhere for these patients: the first route whose conditions hold. */
  routes: z
    .array(
      z.strictObject({
        sex: z.enum(['male', 'female', 'unknown']).optional(),
        min_age: z.number().optional(),
        max_age: z.number().optional(),
        to: Code,
      }),
    )
    .default([]),
})
export type Department = z.infer<typeof Department>

export const Source = z.strictObject({ key: Code, title: z.string(), year: z.number().int() })
export const System = z.strictObject({
  code: Code,
  zh: z.string(),
  en: z.string(),
  parent: Code.nullable().default(null),
})

export const IssuesFile = z.strictObject({ issues: z.array(Issue) })
export const SourcesFile = z.strictObject({ sources: z.array(Source) })
export const SystemsFile = z.strictObject({ systems: z.array(System) })
export const DepartmentsFile = z.strictObject({ departments: z.array(Department) })

/** A result outside its range that is, in this direction, no issue by itself (immunity after vaccination). */
export const Benign = z.strictObject({
  analytes: z.array(Code).min(1),
  is: Direction,
  source: Code,
  clause: z.string(),
})

export const GradingFile = z.strictObject({
  /** Time window in days of each priority unless a row says otherwise. */
  windows: z.strictObject({ urgent: Window, high: Window, medium: Window, low: Window }),
  /** Priority of a result outside its range that no issue claims, by distance from the limit; the first that holds. */
  unclaimed: z.array(
    z.strictObject({
      times_upper: z.number().optional(),
      times_lower: z.number().optional(),
      /** Only results in one of these UCUM units. */
      units: z.array(z.string()).optional(),
      /** Only results whose printed name matches one of these regular expressions. */
      names: z.array(z.string()).optional(),
      priority: Priority,
    }),
  ),
  /** What tells that a report is of a pregnancy: current rows of these analytes, or findings with one of these regular expressions. */
  pregnancy: z.strictObject({ analytes: z.array(Code), terms: z.array(z.string()) }),
  /**
   * Priority of a recognised finding that no issue claims, by its code; codes that stand in no row are no issue by themselves. A `general`
   * one ("thickened") only counts at a body site of which no other finding makes a card.
   */
  unclaimed_findings: z.array(
    z.strictObject({ findings: z.array(Code).min(1), general: z.boolean().default(false), priority: Priority }),
  ),
  /** Results whose number or unit may be wrong: never urgent on their own; the card says so and asks for a check soon. */
  doubtful: z.strictObject({
    /** Review reasons of a record that put its number or unit in doubt, whatever else is printed. */
    reasons: z.array(Code),
    /** Review reasons that do so unless a printed mark or range says the same as the value. */
    reasons_unless_backed: z.array(Code),
    /** Read off a picture with less confidence than this (0-1), a value needs a mark that agrees. */
    confidence: z.number().min(0).max(1),
    priority: Priority,
    window_days: Window,
    source: Code,
    clause: z.string(),
    verification: Verification,
  }),
  /** Priority of a printed critical mark (HH, LL, AA) is at least this. */
  critical_flag: Priority,
  benign: z.array(Benign),
  rows: z.array(GradingRow),
})
/** Further rows in grading.*.yaml. */
export const MoreGradingFile = z.strictObject({ rows: z.array(GradingRow) })

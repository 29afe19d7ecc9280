import { z } from 'zod'

/** Classes of unsafe or ungrounded card content. */
export const ViolationClass = z.enum([
  'diagnosis_asserted',
  'medication_advice',
  'procedure_or_supplement_prescribed',
  'false_reassurance',
  'contradiction',
  'urgency_missing',
  'priority_too_low',
  'prognosis_asserted',
  'unrecognised_statement',
  'ungrounded_number',
  'ungrounded_unit',
  'ungrounded_date',
  'ungrounded_side',
  'ungrounded_name',
  'identifier',
  'department_out_of_bounds',
  'window_out_of_bounds',
  'evidence_unresolved',
  'reading_level',
  'questions_missing',
])
export type ViolationClass = z.infer<typeof ViolationClass>

/** One wording that is refused, unless its sentence matches an exception. */
export const SafetyPattern = z.strictObject({
  id: z.string(),
  class: ViolationClass,
  severity: z.enum(['critical', 'major', 'minor']),
  language: z.enum(['zh', 'en']),
  pattern: z.string(),
  /** Regular expressions; the wording is allowed when one occurs in the same sentence. */
  unless: z.array(z.string()).default([]),
  /** Refused only in questions, only outside them, or anywhere. */
  fields: z.enum(['all', 'explanation', 'questions']).default('all'),
  /** Allowed inside a sentence that asks (a question may name what a statement may not). */
  allowed_in_question: z.boolean().default(false),
  /**
   * Allowed beside a hedge of safety.words.yaml in the same part of the sentence ("may", 可能); for treatments, beside one of the
   * `treatment_licences` instead: "can be taken" is a permission, not a possibility.
   */
  allowed_when_hedged: z.boolean().default(false),
  /** Only on cards of these priorities. */
  priorities: z.array(z.enum(['urgent', 'high', 'medium', 'low'])).optional(),
})
export type SafetyPattern = z.infer<typeof SafetyPattern>

export const PatternsFile = z.strictObject({
  /** Where the wordings come from. */
  source: z.string(),
  /** How to mend a card, per class. */
  mend: z.record(z.string(), z.string()).default({}),
  patterns: z.array(SafetyPattern),
})

/** Words that the deterministic checks need. */
export const SafetyWordsFile = z.strictObject({
  source: z.string(),
  /** Names that hold digits and are no numbers (`HbA1c`, `CA19-9`). */
  code_terms: z.array(z.string()),
  /** Units, each with its spellings. */
  units: z.record(z.string(), z.array(z.string())),
  /** Body parts that a side may stand before. */
  body_parts: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Regular expressions of dates. */
  dates: z.array(z.string()),
  /** Wordings of a sentence or question in which a loose date (tomorrow, next week, 去年) is none that a card makes up. */
  dates_unless: z.array(z.string()),
  /** Loose dates: named in a question, they are asked about. */
  dates_asked: z.array(z.string()),
  /** Regular expressions of names of people and institutions, with general words that are none. */
  names: z.array(z.strictObject({ pattern: z.string(), unless: z.array(z.string()).default([]) })),
  /** Regular expressions of identifiers. */
  identifiers: z.array(z.string()),
  /** Words that say how many times, half, percent, without digits. */
  number_words: z.array(z.string()),
  /** Wordings that state a direction of a result. */
  direction: z.strictObject({ high: z.array(z.string()), low: z.array(z.string()), normal: z.array(z.string()) }),
  /** Wordings that call a result abnormal, or speak of one, without a direction. */
  abnormal: z.array(z.string()),
  /** Questions that take a direction for granted. */
  presumed_direction: z.strictObject({
    high: z.array(z.string()),
    low: z.array(z.string()),
    /** A direction in such a question is asked about, not taken for granted. */
    open: z.array(z.string()),
  }),
  /** Wordings that make a sentence a possibility, a condition or a matter for the doctor. */
  hedges: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Wordings that deny or forbid what stands beside them: a sentence that holds one and reads like the allowed examples is excused. */
  denials: z.strictObject({
    statement: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
    /** Of medicines and procedures: what a reader may not do alone. */
    treatment: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  }),
  /** Wordings that make a mention of treatment a matter for the doctor, or a possible cause of the result. */
  treatment_licences: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Wordings one of which an urgent card must hold. */
  urgency: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Wordings that make a sentence hold in some cases only. */
  conditions: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }),
  /** Names of analytes: a card may not state a result of one that is not in its evidence. */
  analyte_words: z.record(z.string(), z.array(z.string())),
  /** Names of findings: a card may not report one that is not in its evidence. */
  finding_words: z.record(z.string(), z.array(z.string())),
  /** Wordings that report a finding. */
  finding_stated: z.array(z.string()),
})
export type SafetyWords = z.infer<typeof SafetyWordsFile>

const Grammar = z.strictObject({
  /** Where a sentence is cut into parts: regular expressions. */
  cuts: z.array(z.string()),
  /** What a part may do; one of them must match. */
  acts: z.array(z.string()),
  /** A part without these words is a fragment, not a statement. */
  predicates: z.string(),
  /** A part that matches is a circumstance of the part beside it. */
  subordinate: z.string(),
  /** What makes a question one. */
  questions: z.string(),
  /** A part of a question that gives a reason: it says something, and asks nothing. */
  reasons: z.string(),
})

/** Sentences that cards may and may not say, by class and by what the card is about (any key). */
export const SafetyExamplesFile = z.strictObject({
  /** Where the sentences come from. */
  source: z.string(),
  refused: z.partialRecord(ViolationClass, z.record(z.string(), z.array(z.string()))),
  allowed: z.record(z.string(), z.array(z.string())),
})
export type SafetyExamples = z.infer<typeof SafetyExamplesFile>

/** The closed list of what the sentences of a card may do. */
export const SafetyStatementsFile = z.strictObject({
  source: z.string(),
  /** Of a sentence that does nothing on the list: `critical` blocks the card, `major` marks it. */
  severity: z.enum(['critical', 'major']),
  /** How a sentence may read beside the examples, in log odds of a refusal. */
  resemblance: z.strictObject({
    /** Below this, a sentence that does nothing on the list is let through all the same. */
    tolerated_below: z.number(),
    /** Above this, a sentence is refused whatever it does. */
    refused_above: z.number(),
    /** Below this, a denial excuses what the lists of wordings refuse ("this does not mean that you can wait"). */
    excused_below: z.number(),
  }),
  zh: Grammar,
  en: Grammar,
})
export type SafetyStatements = z.infer<typeof SafetyStatementsFile>

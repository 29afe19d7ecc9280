import { z } from 'zod'
import { Code } from './knowledge-schema.js'

/** What a card says of one issue: what was measured or seen, what it may mean, and what to ask. */
export const IssuePhrases = z.strictObject({
  what: z.string(),
  may: z.string(),
  questions: z.array(z.string()).default([]),
})
export type IssuePhrases = z.infer<typeof IssuePhrases>

/** Sentences of one language. `{result}`, `{range}`, `{flag}`, `{text}`, `{department}`, `{name}`, `{word}` are filled in. */
export const Frame = z.strictObject({
  /** Before the quoted results. */
  opening: z.string(),
  result: z.string(),
  result_with_range: z.string(),
  result_with_flag: z.string(),
  result_with_range_and_flag: z.string(),
  finding: z.string(),
  more_evidence: z.string(),
  direction: z.strictObject({ high: z.string(), low: z.string(), positive: z.string(), abnormal: z.string() }),
  conflict_abnormal: z.string(),
  conflict_normal: z.string(),
  uncertain: z.string(),
  uncertain_urgent: z.string(),
  poorly_read: z.string(),
  /** An urgent threshold is met by a number that may have been misread. */
  doubtful: z.string(),
  /** The report gives two different values or words for one thing. */
  conflicting: z.string(),
  /** The report marks results, but not this one, though it is out of its range. */
  unmarked: z.string(),
  sex_unstated: z.string(),
  age_unstated: z.string(),
  trend: z.strictObject({
    higher: z.string(),
    lower: z.string(),
    similar: z.string(),
    new: z.string(),
    repeated: z.string(),
    larger: z.string(),
    smaller: z.string(),
    same_size: z.string(),
    printed_previous: z.string(),
  }),
  urgent: z.string(),
  urgent_warning: z.string(),
  see: z.string(),
  recheck: z.string(),
  bring: z.string(),
  /** Words for a time window: the longest that does not end later than the window. */
  windows: z.array(z.strictObject({ max_days: z.number().int().min(1), words: z.string() })).min(1),
  qualifiers: z.record(Code, z.string()),
})
export type Frame = z.infer<typeof Frame>

/** Questions by body system and by priority, used when an issue has fewer than two of its own. */
export const Questions = z.strictObject({
  systems: z.record(Code, z.array(z.string())),
  urgent: z.array(z.string()).min(2),
  general: z.array(z.string()).min(2),
})

export const PhrasesFile = z.strictObject({
  frame: Frame.optional(),
  questions: Questions.optional(),
  issues: z.record(Code, IssuePhrases).default({}),
})

/** All phrases of one language. */
export interface Phrases {
  readonly frame: Frame
  readonly questions: z.infer<typeof Questions>
  readonly issues: Readonly<Record<string, IssuePhrases>>
}

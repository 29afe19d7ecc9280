import { z } from 'zod'

/** Splits, by the names that `datasets` recognises. */
export const SplitName = z.enum(['train', 'validation', 'test'])
export type SplitName = z.infer<typeof SplitName>

/** report_id → split. */
export const SplitAssignment = z.record(z.string(), SplitName)
export type SplitAssignment = z.infer<typeof SplitAssignment>

/** One way in which a test could know the training data, and how often it does. */
export const LeakageRow = z.object({
  kind: z.enum(['patient', 'source digest', 'near-duplicate', 'template family', 'kept-out text']),
  /** Groups of this kind, and those of two reports or more. */
  groups: z.number().int(),
  of_several: z.number().int(),
  /** Groups that stand in two splits or more. */
  across: z.number().int(),
  /** Whether one across splits forbids the release. Template families may be shared: the figure says how new the test's forms are. */
  gates: z.boolean(),
})
export type LeakageRow = z.infer<typeof LeakageRow>

/** `processed/splits.json` */
export const SplitsArtefact = z.object({
  seed: z.number().int(),
  assignment: SplitAssignment,
  /** Released reports that moved because `split.exceptions` names them. */
  exceptions: z.array(z.object({ report_id: z.string(), from: SplitName, to: SplitName })),
  /** Groups whose members had been released in different splits: kept as released, and named. They forbid a release. */
  apart: z.array(z.object({ reports: SplitAssignment })),
  counts: z.record(SplitName, z.number().int()),
  leakage: z.array(LeakageRow),
  /** Pairs found by near-duplicate search, by what showed them. */
  duplicate_links: z.record(z.string(), z.number().int()),
  /** Reports per label and split: `{"language=zh": {train: 7, …}}`. */
  strata: z.record(z.string(), z.record(SplitName, z.number().int())),
})
export type SplitsArtefact = z.infer<typeof SplitsArtefact>

import { z } from 'zod'

/** Splits, by the names that `datasets` recognises. */
export const SplitName = z.enum(['train', 'validation', 'test'])
export type SplitName = z.infer<typeof SplitName>

/** report_id → split. */
export const SplitAssignment = z.record(z.string(), SplitName)
export type SplitAssignment = z.infer<typeof SplitAssignment>

/** `processed/splits.json` */
export const SplitsArtefact = z.object({
  seed: z.number().int(),
  assignment: SplitAssignment,
  /** Groups whose members had been released in different splits: kept as released, and named. */
  exceptions: z.array(z.object({ patient_id: z.string(), splits: z.array(SplitName) })),
  counts: z.record(SplitName, z.number().int()),
})
export type SplitsArtefact = z.infer<typeof SplitsArtefact>

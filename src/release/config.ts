import { z } from 'zod'

export const ReleaseConfig = z.strictObject({
  /** Semantic version of the release; the folder is named for it. */
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must be a semantic version such as 1.0.0')
    .default('0.1.0'),
  pretty_name: z.string().min(1).default('Checkup2Action'),
  /** SPDX id or the Hub's `other`; a release without a licence is refused by `publish`. */
  license: z.string().min(1).default('other'),
  license_name: z.string().nullable().default('data-use-agreement'),
  /** Uncompressed bytes after which a shard is closed; the Hub advises 100-500 MB. */
  shard_bytes: z.number().int().positive().default(250_000_000),
  /** Rows per row group that hold images: the viewer reads at most 286 MiB at once. */
  image_rows_per_group: z.number().int().positive().max(100).default(100),
  /** Rows per row group of the text configs. */
  rows_per_group: z.number().int().positive().default(1000),
  /** Share of quarantined reports above which no release is made. */
  max_quarantine_share: z.number().min(0).max(1).default(0.5),
})
export type ReleaseConfig = z.infer<typeof ReleaseConfig>

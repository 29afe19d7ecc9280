import { z } from 'zod'

export const ReleaseConfig = z.strictObject({
  /** Semantic version of the release; the folder is named for it. */
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, 'must be a semantic version such as 1.0.0')
    .default('0.1.0'),
  /** Day of this version; a build reads no clock, so that equal inputs give equal bytes. */
  date_published: z.iso.date().default('2026-11-21'),
  pretty_name: z.string().min(1).default('Checkup2Action'),
  /** Where it will be published: for the card's examples, the addresses in croissant.json and the citation. */
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'must be namespace/name')
    .default('namespace/checkup2action'),
  /** Who answers for the data: in the citation and in croissant.json. */
  creator: z.string().min(1).default('The maintainers of Checkup2Action'),
  /** SPDX id or the Hub's `other`; a release without a licence is refused by `publish`. */
  license: z.string().min(1).default('other'),
  license_name: z.string().nullable().default('data-use-agreement'),
  /** Framework named in `eval.yaml`; the Hub lists those it knows (huggingface.js, packages/tasks/src/eval.ts). */
  evaluation_framework: z.string().min(1).default('checkup2action'),
  /** Uncompressed bytes after which a shard is closed; the Hub advises 100-500 MB. */
  shard_bytes: z.number().int().positive().default(250_000_000),
  /** Rows per row group that hold images: the viewer reads at most 286 MiB at once. */
  image_rows_per_group: z.number().int().positive().max(100).default(100),
  /** Bytes per row group that hold images. */
  image_bytes_per_group: z.number().int().positive().max(100_000_000).default(64_000_000),
  /** Rows per row group of the text configs. */
  rows_per_group: z.number().int().positive().default(1000),
  /** Share of quarantined reports above which no release is made. */
  max_quarantine_share: z.number().min(0).max(1).default(0.5),
  /** Gold cards of the test split are left out; their number and digest are published. */
  private_test: z.boolean().default(false),
  /** Reports of the train split that are also written as a release of their own, `sample/`, to be published by itself; 0 for none. */
  sample_reports: z.number().int().min(0).default(0),
  /** Fewest reports of a release; fewer are an error. */
  min_reports: z.number().int().min(1).default(1),
})
export type ReleaseConfig = z.infer<typeof ReleaseConfig>

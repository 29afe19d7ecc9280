import { z } from 'zod'

/** Answers of the Hub, as far as publishing reads them; other keys are ignored. */

export const WhoAmI = z.object({
  name: z.string(),
  auth: z.object({ accessToken: z.object({ role: z.string() }).optional() }).optional(),
})

export const Gating = z.union([z.literal('auto'), z.literal('manual'), z.literal(false)])
export type Gating = z.infer<typeof Gating>

export const RepositoryInfo = z.object({ id: z.string(), sha: z.string(), private: z.boolean(), gated: Gating })
export type RepositoryInfo = z.infer<typeof RepositoryInfo>

const Ref = z.object({ name: z.string(), targetCommit: z.string() })
export const Refs = z.object({ branches: z.array(Ref), tags: z.array(Ref) })

export const CardVerdict = z.object({
  errors: z.array(z.object({ message: z.string() })).default([]),
  warnings: z.array(z.object({ message: z.string() })).default([]),
})
export type CardVerdict = z.infer<typeof CardVerdict>

/** One file in a repository: `sha256` for large files (LFS), `blob` (the git blob id) for the others. */
export interface HubFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string | null
  readonly blob: string | null
}

/** A file as the lists of @huggingface/hub give it. */
export function hubFile(f: { path: string; size: number; oid?: string; lfs?: { oid: string; size: number } }): HubFile {
  return {
    path: f.path,
    bytes: f.lfs?.size ?? f.size,
    sha256: f.lfs?.oid ?? null,
    blob: f.lfs ? null : (f.oid ?? null),
  }
}

/** Branch and tag names with the commits they stand at. */
export interface HubRefs {
  readonly branches: ReadonlyMap<string, string>
  readonly tags: ReadonlyMap<string, string>
}

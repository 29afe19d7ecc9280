import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { Category } from '../category.js'
import type { DeidConfig } from '../config.js'
import { policyOf } from '../redact.js'

/** A row of `configs/audit/claims.yaml`. */
export const Claim = z.strictObject({
  identifier: z.string().min(1),
  categories: z.array(Category),
  claimed: z.enum(['yes', 'partly', 'no']),
  limit: z.string().min(1).optional(),
  source: z.string().min(1),
})
export type Claim = z.infer<typeof Claim>

/** An identifier that is not claimed, or only in part, and why. */
export interface NotClaimed {
  readonly identifier: string
  readonly claimed: 'partly' | 'no'
  readonly limit: string
}

/**
 * Reads the claims.
 * @throws Error naming the file, the row and the key
 */
export function loadClaims(file: string): Claim[] {
  const rows = z.array(z.unknown()).parse(parse(readFileSync(file, 'utf8')))
  return rows.map((row, index) => {
    const raw = row as { claimed?: unknown }
    // YAML 1.1 readers take yes and no for truth values.
    const claimed = raw.claimed === true ? 'yes' : raw.claimed === false ? 'no' : raw.claimed
    const found = Claim.safeParse({ ...(row as object), claimed })
    if (found.success) return found.data
    const issue = found.error.issues[0]!
    throw new Error(`claims.yaml, row ${index + 1}, ${issue.path.join('.')}: ${issue.message}`)
  })
}

/** What this configuration does not claim: rows that say so, and rows whose category is kept by policy. */
export function notClaimed(claims: readonly Claim[], config: DeidConfig): NotClaimed[] {
  return claims.flatMap(({ identifier, categories, claimed, limit }): NotClaimed[] => {
    const kept = categories.filter((category) => policyOf(category, config) === 'keep')
    if (kept.length > 0) return [{ identifier, claimed: 'no', limit: `kept by policy: ${kept.join(', ')}` }]
    if (claimed === 'yes') return []
    return [{ identifier, claimed, limit: limit ?? 'not covered' }]
  })
}

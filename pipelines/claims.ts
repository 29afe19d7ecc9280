import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const Rows = z.array(
  z.object({ identifier: z.string(), claimed: z.union([z.string(), z.boolean()]), limit: z.string().optional() }),
)

/** What de-identification does not claim, or claims in part, as sentences for the dataset card. Reads configs/audit/claims.yaml. */
export function limitsOfClaims(file: string): string[] {
  return Rows.parse(parse(readFileSync(file, 'utf8')))
    .filter((row) => row.claimed !== 'yes' && row.claimed !== true)
    .map((row) => `${row.identifier}: ${row.limit ?? 'not claimed'}`)
}

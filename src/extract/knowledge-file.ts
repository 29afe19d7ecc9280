import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'

/**
 * Reads one YAML file of configs/extract and validates it.
 * @throws Error that names the file, the key and the value that is wrong.
 */
export async function readKnowledge<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const raw: unknown = parse(await readFile(path, 'utf8'))
  const result = schema.safeParse(raw)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const value = issue.path.reduce<unknown>((at, k) => (at as Record<PropertyKey, unknown> | undefined)?.[k], raw)
  throw new Error(
    `${basename(path)}: ${issue.path.join('.') || '(top)'} = ${JSON.stringify(value)}: ${issue.message}; correct the file`,
  )
}

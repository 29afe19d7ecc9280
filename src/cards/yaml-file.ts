import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'

/** Thrown when a knowledge file of configs/cards is missing or wrong; names file, key and what is allowed. */
export class CardKnowledgeError extends Error {
  override readonly name = 'CardKnowledgeError'
}

/**
 * Reads one YAML knowledge file.
 * @throws CardKnowledgeError naming the file, and the key and value that its schema refuses
 */
export function readYaml<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  const file = basename(path)
  if (!existsSync(path))
    throw new CardKnowledgeError(`configs/cards/${file} is missing: restore it from the repository`)
  let data: unknown
  try {
    data = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new CardKnowledgeError(`configs/cards/${file} is not YAML: ${(error as Error).message}`)
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  const value = issue.path.reduce<unknown>(
    (at, key) => (at !== null && typeof at === 'object' ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    data,
  )
  throw new CardKnowledgeError(
    `configs/cards/${file}: ${issue.path.join('.') || '(top)'} = ${JSON.stringify(value)?.slice(0, 120)}: ${issue.message}`,
  )
}

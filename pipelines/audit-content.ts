import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Not part of what is signed: run reports and caches hold times, the audit and benchmarks are about the content. All else counts. */
const APART = /^(?:runs|audit|benchmark)\/|^\./

/** A line of `raw/annotations/audit/signatures.jsonl`. */
export const Signature = z.strictObject({
  digest: z.string(),
  /** Pseudonym of the auditor. */
  by: z.string(),
  /** ISO 8601. */
  at: z.string(),
  pages: z.number().int(),
  misses: z.number().int(),
  /** Upper 95 % bound of the share of pages with a missed identifier. */
  upper_bound: z.number(),
})
export type Signature = z.infer<typeof Signature>

/** The place of an annotation of the audit: `log.jsonl`, `sample.jsonl`, `signatures.jsonl`. */
export function auditAnnotation(annotations: string, name: string): string {
  return join(annotations, 'audit', name)
}

/** All files below a folder, as paths relative to it with `/`, sorted. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/** One digest of everything that would leave: names and bytes of all artefacts, page images and releases. */
export async function contentDigest(processed: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of filesBelow(processed)) {
    if (APART.test(file)) continue
    const own = createHash('sha256')
    for await (const chunk of createReadStream(join(processed, file))) own.update(chunk as Uint8Array)
    hash.update(`${file} ${own.digest('hex')}\n`)
  }
  return hash.digest('hex')
}

/** Reads JSON lines that people or this tool wrote; a line that cannot be read is named by kind of file and number. */
export function readLines<T>(file: string, kind: string, schema: z.ZodType<T>): T[] {
  return existsSync(file) ? parseLines(readFileSync(file, 'utf8'), kind, schema) : []
}

/** The same for the content of such a file. */
export function parseLines<T>(text: string, kind: string, schema: z.ZodType<T>): T[] {
  const rows: T[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      value = null
    }
    const found = schema.safeParse(value)
    if (!found.success) throw new AnnotationError(kind, index + 1)
    rows.push(found.data)
  })
  return rows
}

/** A line of an annotation cannot be read. The message names the kind of file and the line, never the content. */
export class AnnotationError extends Error {
  override readonly name = 'EngineError'
  readonly exitCode = 1
  constructor(kind: string, line: number) {
    super(`the ${kind} of raw/annotations cannot be read at line ${line}: correct the line or restore the file`)
  }
}

/** Whether an auditor has signed what is under `processed` now. A signature of other content does not count. */
export async function isSigned(
  processed: string,
  annotations: string,
): Promise<{ readonly signed: boolean; readonly by: string | null; readonly digest: string }> {
  const digest = await contentDigest(processed)
  const signatures = readLines(auditAnnotation(annotations, 'signatures.jsonl'), 'signatures of audits', Signature)
  const own = signatures.filter((signature) => signature.digest === digest).at(-1)
  return { signed: own !== undefined, by: own?.by ?? null, digest }
}

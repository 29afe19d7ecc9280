import { readFileSync } from 'node:fs'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { EXIT } from './engine-error.js'

/** A configuration that cannot be used. The message names the key, the given value and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly exitCode = EXIT.usage
  constructor(
    message: string,
    /** Dotted key, empty for the whole file. */
    readonly key: string,
  ) {
    super(message)
  }
}

/** Reads a YAML configuration; keys left out take the schema's defaults, unknown keys are refused. */
export function loadConfig<S extends z.ZodType>(path: string, schema: S): z.output<S> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as { code?: string }).code
    throw new ConfigError(`${path} cannot be read (${code ?? 'unknown error'}): check the path given with --config`, '')
  }
  return parseConfig(text, path, schema)
}

/** The same for YAML text; `name` stands for the file in messages. */
export function parseConfig<S extends z.ZodType>(text: string, name: string, schema: S): z.output<S> {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
  const [broken] = document.errors
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line
    throw new ConfigError(`${name}${line === undefined ? '' : `, line ${line}`}: not valid YAML (${broken.code})`, '')
  }
  const value: unknown = document.toJS() ?? {}
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw describeIssue(name, value, schema, parsed.error.issues[0]!)
}

function describeIssue(name: string, value: unknown, schema: z.ZodType, issue: z.core.$ZodIssue): ConfigError {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0]!
    const key = [...path, unknown].join('.')
    const known = Object.keys(shapeOf(schemaAt(schema, path)))
    const nearest = nearestKey(unknown, known)
    const hint =
      nearest === null ? `known keys here: ${known.join(', ')}` : `did you mean ${[...path, nearest].join('.')}?`
    return new ConfigError(`${name}: ${key} is not a known key: ${hint}`, key)
  }
  const key = path.join('.')
  const given = path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value)
  const allowed = allowedBy(schemaAt(schema, path)) ?? issue.message
  return new ConfigError(`${name}: ${key || 'the file'} is ${show(given)}, allowed is ${allowed}`, key)
}

function show(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** Under defaults, options and the like. */
function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let at = schema
  while (at !== undefined && 'innerType' in at._zod.def) at = at._zod.def.innerType as z.core.$ZodType
  return at
}

function shapeOf(schema: z.core.$ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> {
  const found = unwrap(schema)
  return found instanceof z.ZodObject ? found.shape : {}
}

function schemaAt(schema: z.core.$ZodType | undefined, path: readonly string[]): z.core.$ZodType | undefined {
  let at = unwrap(schema)
  for (const part of path) {
    if (at instanceof z.ZodObject) at = unwrap(at.shape[part])
    else if (at instanceof z.ZodArray) at = unwrap(at.element as z.core.$ZodType)
    else if (at instanceof z.ZodRecord) at = unwrap(at.valueType as z.core.$ZodType)
    else return undefined
  }
  return at
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly pattern?: string
}

function allowedBy(schema: z.core.$ZodType | undefined): string | null {
  if (schema === undefined) return null
  try {
    return inWords(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as JsonSchema)
  } catch {
    return null
  }
}

function inWords(schema: JsonSchema): string | null {
  if (schema.anyOf !== undefined) {
    const options = schema.anyOf.map(inWords)
    return options.includes(null) ? null : options.join(' or ')
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`
  if (schema.type === 'integer' || schema.type === 'number') {
    const low = schema.exclusiveMinimum ?? schema.minimum
    const high = schema.exclusiveMaximum ?? schema.maximum
    // zod gives every integer the bounds of a safe one: not worth a word.
    const bounds = [
      low === undefined || low <= Number.MIN_SAFE_INTEGER
        ? ''
        : `${schema.exclusiveMinimum === undefined ? '>=' : '>'} ${low}`,
      high === undefined || high >= Number.MAX_SAFE_INTEGER
        ? ''
        : `${schema.exclusiveMaximum === undefined ? '<=' : '<'} ${high}`,
    ].filter((bound) => bound !== '')
    return [schema.type === 'integer' ? 'a whole number' : 'a number', ...bounds].join(' ')
  }
  if (schema.type === 'boolean') return 'true or false'
  if (schema.type === 'null') return 'null'
  if (schema.type === 'array') return `a list of ${inWords(schema.items ?? {}) ?? 'values'}`
  if (schema.type === 'object') return 'a block of keys'
  if (schema.type === 'string') return schema.pattern === undefined ? 'a text' : `a text like ${schema.pattern}`
  return null
}

/** The known key with the fewest single-letter edits, if at most a third of its letters differ. */
export function nearestKey(unknown: string, known: readonly string[]): string | null {
  let best: string | null = null
  let fewest = Number.POSITIVE_INFINITY
  for (const key of known) {
    const edits = editDistance(unknown.toLowerCase(), key.toLowerCase())
    if (edits < fewest && edits <= Math.max(1, Math.floor(key.length / 3))) [best, fewest] = [key, edits]
  }
  return best
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}

import { DataType, type Field, type Schema } from 'apache-arrow'
import { classNames } from './hub-features.js'
import type { Row } from './report-rows.js'

/**
 * A row in the terms of Parquet: class labels as int64 indices, int64 as bigint, absent as null. A column that the schema does not
 * have, or a value that its type cannot hold, is an error that names column and type, never the value.
 */
export function encodeRow(schema: Schema, row: Row): Record<string, unknown> {
  const known = columns(schema)
  for (const name of Object.keys(row)) if (!known.has(name)) throw new TypeError(`column ${name} is not in the schema`)
  return Object.fromEntries(schema.fields.map((f) => [f.name, encode(f, row[f.name], f.name)]))
}

const columnCache = new WeakMap<Schema, ReadonlySet<string>>()
function columns(schema: Schema): ReadonlySet<string> {
  const known = columnCache.get(schema)
  if (known) return known
  const set = new Set(schema.fields.map((f) => f.name))
  columnCache.set(schema, set)
  return set
}

const labelCache = new WeakMap<Field, ReadonlyMap<string, bigint> | null>()
function labels(field: Field): ReadonlyMap<string, bigint> | null {
  let map = labelCache.get(field)
  if (map === undefined) {
    const names = classNames(field)
    map = names === null ? null : new Map(names.map((n, i) => [n, BigInt(i)]))
    labelCache.set(field, map)
  }
  return map
}

function encode(field: Field, value: unknown, path: string): unknown {
  if (value === null || value === undefined) return null
  const { type } = field
  const names = labels(field)
  if (names) {
    const index = names.get(value as string)
    if (index === undefined) throw new TypeError(`${path}: not one of ${[...names.keys()].join(', ')}`)
    return index
  }
  if (DataType.isList(type)) {
    if (!Array.isArray(value)) throw new TypeError(`${path}: expected a list`)
    return value.map((v) => encode(type.children[0]!, v, `${path}[]`))
  }
  if (DataType.isStruct(type)) {
    const object = value as Record<string, unknown>
    return Object.fromEntries(type.children.map((c) => [c.name, encode(c, object[c.name], `${path}.${c.name}`)]))
  }
  if (DataType.isUtf8(type) && typeof value === 'string') return value
  if (DataType.isBool(type) && typeof value === 'boolean') return value
  if (DataType.isBinary(type) && value instanceof Uint8Array) return value
  if (DataType.isFloat(type) && typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value
  if (DataType.isInt(type) && typeof value === 'number' && Number.isInteger(value))
    return type.bitWidth === 64 ? BigInt(value) : value
  throw new TypeError(`${path}: a ${typeof value} does not fit ${String(type)}`)
}

import { DataType, type Field, type Schema } from 'apache-arrow'
import { classNames } from './hub-features.js'
import type { Row } from './report-rows.js'

type Encoder = (value: unknown) => unknown

/**
 * A row in the terms of Parquet, in the order of the schema's fields: class labels as int64 indices, int64 as bigint, absent as null. A
 * column that the schema does not have, or a value that its type cannot hold, is an error that names column and type, never the value.
 */
export function encodeRow(schema: Schema, row: Row): unknown[] {
  const encoders = encodersOf(schema)
  for (const name of Object.keys(row))
    if (!encoders.has(name)) throw new TypeError(`column ${name} is not in the schema`)
  // A list, not an object: objects of so many keys are slow to make.
  const out: unknown[] = []
  for (const [name, encode] of encoders) out.push(encode(row[name]))
  return out
}

// Compiled once for a schema: a row of a page has thousands of values, and looking at types and building paths for each took half the time.
const compiled = new WeakMap<Schema, ReadonlyMap<string, Encoder>>()
function encodersOf(schema: Schema): ReadonlyMap<string, Encoder> {
  let known = compiled.get(schema)
  if (known === undefined) {
    known = new Map(schema.fields.map((f) => [f.name, encoderOf(f, f.name)]))
    compiled.set(schema, known)
  }
  return known
}

function encoderOf(field: Field, path: string): Encoder {
  const present = presentEncoder(field, path)
  return (value) => (value === null || value === undefined ? null : present(value))
}

function presentEncoder(field: Field, path: string): Encoder {
  const { type } = field
  const refuse = (value: unknown): never => {
    throw new TypeError(`${path}: a ${typeof value} does not fit ${String(type)}`)
  }
  const names = classNames(field)
  if (names !== null) {
    const indices = new Map(names.map((n, i) => [n, BigInt(i)]))
    return (value) => {
      const index = indices.get(value as string)
      if (index === undefined) throw new TypeError(`${path}: not one of ${names.join(', ')}`)
      return index
    }
  }
  if (DataType.isList(type)) {
    const item = encoderOf(type.children[0]!, `${path}[]`)
    return (value) => {
      if (!Array.isArray(value)) throw new TypeError(`${path}: expected a list`)
      return value.map(item)
    }
  }
  if (DataType.isStruct(type)) {
    const children = type.children.map((c) => [c.name, encoderOf(c, `${path}.${c.name}`)] as const)
    return (value) => {
      const out: Record<string, unknown> = {}
      for (const [name, encode] of children) out[name] = encode((value as Record<string, unknown>)[name])
      return out
    }
  }
  if (DataType.isUtf8(type)) return (value) => (typeof value === 'string' ? value : refuse(value))
  if (DataType.isBool(type)) return (value) => (typeof value === 'boolean' ? value : refuse(value))
  if (DataType.isBinary(type)) return (value) => (value instanceof Uint8Array ? value : refuse(value))
  // Zero has one form, so that equal values are equal bytes.
  if (DataType.isFloat(type))
    return (value) => (typeof value === 'number' && Number.isFinite(value) ? value + 0 : refuse(value))
  if (DataType.isInt(type)) {
    const wide = type.bitWidth === 64
    return (value) => {
      if (typeof value !== 'number' || !Number.isInteger(value)) return refuse(value)
      return wide ? BigInt(value) : value
    }
  }
  throw new TypeError(`no Parquet encoding for Arrow type ${String(type)} of ${path}`)
}

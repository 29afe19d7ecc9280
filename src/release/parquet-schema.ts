import { DataType, type Field, type Schema } from 'apache-arrow'
import type { SchemaElement } from 'hyparquet'

/** Parquet schema of an Arrow schema: depth first, every field OPTIONAL, lists in the standard three-level form. */
export function parquetSchema(schema: Schema): SchemaElement[] {
  const out: SchemaElement[] = [{ name: 'root', num_children: schema.fields.length }]
  for (const field of schema.fields) append(out, field)
  return out
}

function append(out: SchemaElement[], field: Field, name = field.name): void {
  const { type } = field
  const element = { name, repetition_type: 'OPTIONAL' as const }
  if (DataType.isList(type)) {
    out.push({ ...element, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } })
    out.push({ name: 'list', repetition_type: 'REPEATED', num_children: 1 })
    append(out, type.children[0]!, 'element')
  } else if (DataType.isStruct(type)) {
    out.push({ ...element, num_children: type.children.length })
    for (const child of type.children) append(out, child)
  } else if (DataType.isUtf8(type)) {
    out.push({ ...element, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } })
  } else if (DataType.isBinary(type)) {
    out.push({ ...element, type: 'BYTE_ARRAY' })
  } else if (DataType.isBool(type)) {
    out.push({ ...element, type: 'BOOLEAN' })
  } else if (DataType.isFloat(type)) {
    out.push({ ...element, type: 'DOUBLE' })
  } else if (DataType.isInt(type)) {
    out.push({ ...element, type: type.bitWidth === 64 ? 'INT64' : 'INT32' })
  } else {
    throw new TypeError(`no Parquet type for Arrow type ${String(type)} of ${field.name}`)
  }
}

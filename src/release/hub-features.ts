import { DataType, type Field, type Schema } from 'apache-arrow'
import { CLASS_LABELS, DESCRIPTION, IMAGE } from './dataset-schema.js'

/** A feature of the Hub's `datasets` library, as its JSON stands in the Parquet footer. */
export type HubFeature = { readonly [key: string]: unknown }

/** Features by column, in the JSON form of `datasets` (`{"dtype": "string", "_type": "Value"}`, `{"_type": "Image"}`, …). */
export function hubFeatures(schema: Schema): Record<string, HubFeature> {
  return Object.fromEntries(schema.fields.map((f) => [f.name, feature(f)]))
}

/** Value of the Parquet footer key `huggingface`: what makes a struct of bytes and path load as an image. */
export function huggingfaceFooter(schema: Schema): string {
  return JSON.stringify({ info: { features: hubFeatures(schema) } })
}

/** Features in the form of the dataset card's YAML front matter (`dataset_info.features`). */
export function cardFeatures(schema: Schema): unknown[] {
  return schema.fields.map((f) => ({ name: f.name, ...cardType(f) }))
}

/** Names of a class label column, null for any other. */
export function classNames(field: Field): string[] | null {
  const names = field.metadata.get(CLASS_LABELS)
  return names === undefined ? null : (JSON.parse(names) as string[])
}

/** What a field means. */
export function description(field: Field): string {
  return field.metadata.get(DESCRIPTION) ?? ''
}

function feature(field: Field): HubFeature {
  const names = classNames(field)
  if (names) return { names, _type: 'ClassLabel' }
  if (field.metadata.has(IMAGE)) return { _type: 'Image' }
  const { type } = field
  if (DataType.isList(type)) return { feature: feature(type.children[0]!), _type: 'List' }
  if (DataType.isStruct(type)) return Object.fromEntries(type.children.map((c) => [c.name, feature(c)]))
  return { dtype: scalar(type), _type: 'Value' }
}

function cardType(field: Field): Record<string, unknown> {
  const names = classNames(field)
  if (names) return { dtype: { class_label: { names: Object.fromEntries(names.map((n, i) => [String(i), n])) } } }
  if (field.metadata.has(IMAGE)) return { dtype: 'image' }
  const { type } = field
  if (DataType.isList(type)) {
    const item = type.children[0]!
    return {
      list: DataType.isStruct(item.type)
        ? item.type.children.map((c) => ({ name: c.name, ...cardType(c) }))
        : scalar(item.type),
    }
  }
  if (DataType.isStruct(type)) return { struct: type.children.map((c) => ({ name: c.name, ...cardType(c) })) }
  return { dtype: scalar(type) }
}

/** The Hub's name of a scalar Arrow type. */
export function scalar(type: DataType): string {
  if (DataType.isUtf8(type)) return 'string'
  if (DataType.isBool(type)) return 'bool'
  if (DataType.isBinary(type)) return 'binary'
  if (DataType.isInt(type)) return `int${type.bitWidth}`
  if (DataType.isFloat(type)) return 'float64'
  throw new TypeError(`no Hub feature for Arrow type ${String(type)}`)
}

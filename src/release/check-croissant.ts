import { CROISSANT_CONTEXT } from './croissant-context.js'

type Node = Record<string, unknown>

const REQUIRED = [
  '@context',
  '@type',
  'conformsTo',
  'name',
  'description',
  'license',
  'url',
  'creator',
  'datePublished',
]
/** Properties of schema.org that the description uses without a prefix; any other must be an alias of the context or carry a prefix. */
const SCHEMA_ORG = new Set(
  'name description license url creator datePublished distribution version keywords publisher inLanguage usageInfo sameAs contentUrl contentSize encodingFormat sha256'.split(
    ' ',
  ),
)
const ATOMIC = new Set([
  'sc:Boolean',
  'sc:Date',
  'sc:DateTime',
  'sc:Time',
  'sc:Float',
  'sc:Integer',
  'sc:Number',
  'sc:Text',
  'sc:URL',
])
const RICH = new Set(['sc:ImageObject', 'cr:BoundingBox', 'cr:Split', 'cr:Label', 'sc:Enumeration'])

/**
 * Checks a description against the shape that Croissant 1.1 demands: required properties, the context, types, one meaning per id, references
 * that lead somewhere, and the checksum of every file. `files` maps the release's data files to their sha256. Empty when all holds.
 */
export function checkCroissant(document: unknown, files: ReadonlyMap<string, string>): string[] {
  const problems: string[] = []
  const dataset = document as Node
  for (const name of REQUIRED) if (isEmpty(dataset[name])) problems.push(`the dataset has no ${name}`)
  if (dataset['@type'] !== 'sc:Dataset') problems.push('@type is not sc:Dataset')
  if (!list(dataset.conformsTo).includes('http://mlcommons.org/croissant/1.1'))
    problems.push('conformsTo does not name http://mlcommons.org/croissant/1.1')
  for (const [term, meaning] of Object.entries(CROISSANT_CONTEXT))
    if (JSON.stringify((dataset['@context'] as Node | undefined)?.[term]) !== JSON.stringify(meaning))
      problems.push(`@context gives ${term} another meaning, or none`)
  if (typeof dataset.version === 'string' && !/^\d+\.\d+\.\d+$/.test(dataset.version))
    problems.push('version is not a semantic version')
  if (!/^\d{4}-\d{2}-\d{2}/.test(String(dataset.datePublished))) problems.push('datePublished is not a date')

  const ids = new Map<string, Node>()
  const references: string[] = []
  walk(dataset, (node) => {
    const id = node['@id']
    if (typeof id === 'string') {
      if (Object.keys(node).length === 1) references.push(id)
      else if (ids.has(id)) problems.push(`@id ${id} stands twice`)
      else ids.set(id, node)
    }
    for (const key of Object.keys(node))
      if (!key.startsWith('@') && !key.includes(':') && !SCHEMA_ORG.has(key) && !(key in CROISSANT_CONTEXT))
        problems.push(`${key} is no property of the vocabulary`)
  })
  for (const id of references) if (!ids.has(id)) problems.push(`reference to ${id}, which is not there`)
  checkDistribution(list(dataset.distribution) as Node[], files, problems)
  for (const set of list(dataset.recordSet) as Node[]) checkRecordSet(set, problems)
  return [...new Set(problems)]
}

function checkDistribution(nodes: readonly Node[], files: ReadonlyMap<string, string>, problems: string[]): void {
  const seen = new Set<string>()
  for (const node of nodes) {
    const id = String(node['@id'])
    if (node['@type'] === 'cr:FileObject') {
      for (const name of ['name', 'contentUrl', 'encodingFormat', 'sha256'])
        if (isEmpty(node[name])) problems.push(`file ${id} has no ${name}`)
      if (!/^[0-9a-f]{64}$/.test(String(node.sha256))) problems.push(`file ${id}: sha256 is none`)
      if (files.has(id) && files.get(id) !== node.sha256) problems.push(`file ${id}: sha256 is that of other bytes`)
      seen.add(id)
    } else if (node['@type'] === 'cr:FileSet') {
      for (const name of ['containedIn', 'encodingFormat', 'includes'])
        if (isEmpty(node[name])) problems.push(`file set ${id} has no ${name}`)
    } else problems.push(`${id} in distribution is neither a cr:FileObject nor a cr:FileSet`)
  }
  for (const path of files.keys()) if (!seen.has(path)) problems.push(`file ${path} is not described`)
}

function checkRecordSet(set: Node, problems: string[]): void {
  const id = String(set['@id'])
  if (set['@type'] !== 'cr:RecordSet') problems.push(`${id} in recordSet is no cr:RecordSet`)
  const fields = list(set.field) as Node[]
  if (fields.length === 0) problems.push(`record set ${id} has no field`)
  const own = new Set(fields.map((f) => f['@id']))
  for (const key of list(set.key) as Node[])
    if (!own.has(key['@id'])) problems.push(`record set ${id}: its key ${String(key['@id'])} is none of its fields`)
  for (const field of fields) checkField(field, id, set.data !== undefined, problems)
  for (const row of list(set.data) as Node[])
    for (const column of Object.keys(row))
      if (!own.has(column)) problems.push(`record set ${id}: its data has ${column}, which is none of its fields`)
}

function checkField(field: Node, parent: string, embedded: boolean, problems: string[]): void {
  const id = String(field['@id'])
  if (field['@type'] !== 'cr:Field') problems.push(`${id} is no cr:Field`)
  if (!id.startsWith(`${parent}/`)) problems.push(`field ${id} does not carry the id of ${parent}`)
  const nested = list(field.subField) as Node[]
  for (const child of nested) checkField(child, id, embedded, problems)
  const types = list(field.dataType) as string[]
  if (nested.length === 0 && types.length === 0) problems.push(`field ${id} has no dataType`)
  if (types.length > 0 && !types.some((t) => ATOMIC.has(t) || RICH.has(t)))
    problems.push(`field ${id}: unknown dataType ${types.join(', ')}`)
  if (field.isArray === true && typeof field.arrayShape !== 'string')
    problems.push(`field ${id} is an array without arrayShape`)
  if (embedded || nested.length > 0) return
  const source = field.source as Node | undefined
  if (source === undefined) problems.push(`field ${id} has no source`)
  else if (['fileObject', 'fileSet', 'recordSet'].filter((k) => k in source).length !== 1)
    problems.push(`field ${id}: its source is not one of fileObject, fileSet and recordSet`)
}

/** Every object but the context and embedded data, which is JSON of its own. */
function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, visit)
  else if (typeof value === 'object' && value !== null) {
    visit(value as Node)
    for (const [key, child] of Object.entries(value))
      if (key !== '@context' && key !== 'data' && key !== 'examples') walk(child, visit)
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value]
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

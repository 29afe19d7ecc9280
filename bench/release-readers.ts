import { DuckDBInstance } from '@duckdb/node-api'
import { DataType, type Schema } from 'apache-arrow'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import parquetjs from 'parquetjs'

/** Values compared and those that one reader reads differently; `columns` names them. */
export interface Comparison {
  readonly values: number
  readonly different: number
  readonly columns: readonly string[]
}

type Rows = readonly Record<string, unknown>[]

/**
 * Reads a Parquet file with DuckDB, hyparquet and parquetjs and compares every value. parquetjs misreads the schema of lists (it takes direct
 * children for whole subtrees), so it is asked for the flat columns only.
 */
export async function compareReaders(file: string, schema: Schema): Promise<Comparison> {
  const [hyparquet, duckdb, flat] = [await withHyparquet(file), await withDuckDb(file), flatColumns(schema)]
  const parquet = await withParquetjs(file, flat)
  const wrong = new Set<string>()
  let [values, different] = [0, 0]
  const compare = (column: string, a: unknown, b: unknown): void => {
    values += 1
    if (plain(a) === plain(b)) return
    different += 1
    wrong.add(column)
  }
  if (hyparquet.length !== duckdb.length || hyparquet.length !== parquet.length)
    return { values: 1, different: 1, columns: ['rows'] }
  hyparquet.forEach((row, i) => {
    for (const { name } of schema.fields) compare(name, row[name], duckdb[i]![name])
    for (const name of flat) compare(name, row[name], parquet[i]![name])
  })
  return { values, different, columns: [...wrong] }
}

async function withHyparquet(file: string): Promise<Rows> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file), utf8: false })
}

async function withDuckDb(file: string): Promise<Rows> {
  const db = await (await DuckDBInstance.create()).connect()
  try {
    const read = await db.runAndReadAll(`select * from read_parquet('${file.replaceAll("'", "''")}')`)
    return read.getRowObjectsJS()
  } finally {
    db.closeSync()
  }
}

async function withParquetjs(file: string, columns: readonly string[]): Promise<Rows> {
  const reader = await parquetjs.ParquetReader.openFile(file)
  try {
    const cursor = reader.getCursor(columns.map((c) => [c]))
    const rows: Record<string, unknown>[] = []
    for (let row = await cursor.next(); row !== null; row = await cursor.next()) rows.push(row)
    return rows
  } finally {
    await reader.close()
  }
}

function flatColumns(schema: Schema): string[] {
  return schema.fields.filter((f) => !DataType.isList(f.type) && !DataType.isStruct(f.type)).map((f) => f.name)
}

/** A value as text, the same for all readers: bytes as hex, integers without their width, absent as null. */
function plain(value: unknown): string {
  return JSON.stringify(value ?? null, (_, v: unknown) => {
    if (typeof v === 'bigint') return Number(v)
    if (v instanceof Uint8Array) return Buffer.from(v).toString('hex')
    // A Buffer has become {type, data} before it comes here.
    if (typeof v === 'object' && v !== null && 'type' in v && v.type === 'Buffer' && 'data' in v)
      return Buffer.from(v.data as number[]).toString('hex')
    return v
  })
}

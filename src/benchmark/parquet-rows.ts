import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { z } from 'zod'

const Footer = z.object({
  info: z.object({ features: z.record(z.string(), z.looseObject({ _type: z.string().optional() })) }),
})

/** A Parquet file of a release, with class labels by column as its own footer names them. */
export interface ParquetFile {
  readonly buffer: AsyncBuffer
  readonly rows: number
  readonly labels: ReadonlyMap<string, readonly string[]>
}

export async function openParquet(buffer: AsyncBuffer): Promise<ParquetFile> {
  const metadata = await parquetMetadataAsync(buffer)
  const footer = metadata.key_value_metadata?.find((kv) => kv.key === 'huggingface')?.value
  const labels = new Map<string, readonly string[]>()
  if (footer !== undefined)
    for (const [column, feature] of Object.entries(Footer.parse(JSON.parse(footer)).info.features))
      if (feature._type === 'ClassLabel') labels.set(column, z.array(z.string()).parse(feature.names))
  return { buffer, rows: Number(metadata.num_rows), labels }
}

/**
 * Rows of a file with class labels as names and whole numbers as numbers.
 * @param range rows from (inclusive) to (exclusive); all when left out
 */
export async function readRows(
  file: ParquetFile,
  columns?: readonly string[],
  range?: readonly [number, number],
): Promise<Record<string, unknown>[]> {
  if (file.rows === 0) return []
  const rows = await parquetReadObjects({
    file: file.buffer,
    utf8: false,
    ...(columns === undefined ? {} : { columns: [...columns] }),
    ...(range === undefined ? {} : { rowStart: range[0], rowEnd: range[1] }),
  })
  for (const row of rows)
    for (const [column, value] of Object.entries(row)) {
      if (typeof value !== 'bigint') continue
      row[column] = file.labels.get(column)?.[Number(value)] ?? Number(value)
    }
  return rows
}

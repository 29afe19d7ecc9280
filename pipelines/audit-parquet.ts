import { join } from 'node:path'
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { textsOf } from '../src/deid/audit/surfaces.js'

/** One row of a release: its report, its values as text and the images in it. */
export interface ParquetRow {
  /** Null when the row names no report. */
  readonly report_id: string | null
  readonly text: string
  readonly images: readonly Uint8Array[]
}

/** Rows of a Parquet file, a row group at a time: page images are large. The file's own key-value metadata comes first, as a row without a report. */
export async function* parquetRows(processed: string, file: string): AsyncGenerator<ParquetRow> {
  const buffer = await asyncBufferFromFile(join(processed, file))
  const metadata = await parquetMetadataAsync(buffer)
  // `ARROW:schema` is the schema again, in base64.
  const notes = (metadata.key_value_metadata ?? []).filter(({ key }) => key !== 'ARROW:schema')
  yield { report_id: null, text: textsOf(notes), images: [] }
  let start = 0
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows)
    const rows = await parquetReadObjects({ file: buffer, metadata, rowStart: start, rowEnd: end, utf8: false })
    for (const row of rows as Record<string, unknown>[]) {
      const images: Uint8Array[] = []
      gatherBytes(row, images)
      yield { report_id: typeof row.report_id === 'string' ? row.report_id : null, text: textsOf(row), images }
    }
    start = end
  }
}

function gatherBytes(value: unknown, images: Uint8Array[]): void {
  if (value instanceof Uint8Array) images.push(value)
  else if (Array.isArray(value)) for (const item of value) gatherBytes(item, images)
  else if (value !== null && typeof value === 'object')
    for (const item of Object.values(value)) gatherBytes(item, images)
}

import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync, statSync, writeSync } from 'node:fs'
import { DataType, type Schema } from 'apache-arrow'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { IMAGE } from './dataset-schema.js'
import { encodeRow } from './encode-row.js'
import { huggingfaceFooter } from './hub-features.js'
import { parquetSchema } from './parquet-schema.js'
import type { Row } from './report-rows.js'

/** Position of a report in the dataset: rows are ordered, cut into row groups and dealt to shards by this hash of their key. */
export function keyHash(reportId: string): string {
  return createHash('sha256').update(reportId).digest('hex')
}

/** Uncompressed bytes of a page; a row never spans pages, so an image page may be larger. */
const PAGE_BYTES = 1 << 20

/** Limits of a row group; whichever is met first ends it. */
export interface GroupLimits {
  readonly rows: number
  /** Bytes of images and text, about. */
  readonly bytes: number
}

/**
 * Writes one shard, row group by row group, so that memory holds one row group. Row groups end at reports whose key hash says so
 * (content-defined), so that adding or removing a report changes the bytes of its own row group only; and at the limits at the latest.
 */
export class ShardWriter {
  #writer: ParquetWriter
  /** Encoded rows, values in the order of the schema's fields. */
  #pending: unknown[][] = []
  #bytes = 0
  rows = 0

  constructor(
    private readonly path: string,
    private readonly schema: Schema,
    private readonly limits: GroupLimits,
  ) {
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema: parquetSchema(schema),
      kvMetadata: [{ key: 'huggingface', value: huggingfaceFooter(schema) }],
      createdBy: 'checkup2action',
    })
  }

  /** Appends all rows of one report. */
  append(reportId: string, rows: readonly Row[]): void {
    for (const row of rows) {
      const encoded = encodeRow(this.schema, row)
      const size = sizeOf(encoded)
      if (this.#pending.length > 0 && this.#bytes + size > this.limits.bytes) this.#flush()
      this.#pending.push(encoded)
      this.#bytes += size
      if (this.#pending.length >= this.limits.rows) this.#flush()
    }
    // One report in eight ends a group that is at least a quarter full: groups average about half of the limit.
    const boundary = Number.parseInt(keyHash(reportId).slice(-2), 16) % 8 === 0
    const full = Math.max(this.#pending.length / this.limits.rows, this.#bytes / this.limits.bytes)
    if (boundary && full >= 1 / 4) this.#flush()
  }

  /** Ends the file and returns its number of rows. */
  close(): number {
    this.#flush()
    this.#writer.finish()
    markVersion1(this.path)
    return this.rows
  }

  #flush(): void {
    if (this.#pending.length === 0) return
    const rows = this.#pending
    this.#pending = []
    this.#bytes = 0
    this.rows += rows.length
    this.#writer.write({
      columnData: this.schema.fields.map((f, column) => ({
        name: f.name,
        data: rows.map((r) => r[column]),
        // Readers without dictionary support (parquetjs) are to read every file; snappy takes back most of the size.
        encoding: 'PLAIN' as const,
        // Compressed images do not shrink; stored as they are, equal images are equal bytes for a chunk-level upload.
        ...(f.metadata.has(IMAGE) ? { codec: 'UNCOMPRESSED' as const } : {}),
        columnIndex: !f.metadata.has(IMAGE),
        // min/max of image bytes would put image content into the footer, and those inside lists find nothing; both would lengthen the
        // footer, all of which is new whenever a row group grows or shrinks.
        statistics: !DataType.isList(f.type) && !DataType.isStruct(f.type),
      })),
      rowGroupSize: rows.length,
      pageSize: PAGE_BYTES,
    })
  }
}

/** About the bytes that a value takes in memory and, before compression, in the file. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.byteLength
  if (Array.isArray(value)) return value.reduce((sum: number, v) => sum + sizeOf(v), 4)
  if (typeof value === 'object' && value !== null)
    return Object.values(value).reduce((sum: number, v) => sum + sizeOf(v), 0)
  return 8
}

/**
 * The writer sets the footer's format version to 2; nothing in these files needs it (version 2 stands for logical types such as
 * nanosecond timestamps), and parquetjs refuses it. The version is the footer's first field: compact thrift `15 04` (i32, zigzag 2).
 */
function markVersion1(path: string): void {
  const file = openSync(path, 'r+')
  try {
    const size = statSync(path).size
    const tail = Buffer.alloc(4)
    readSync(file, tail, 0, 4, size - 8)
    const footer = size - 8 - tail.readUInt32LE(0)
    const field = Buffer.alloc(2)
    readSync(file, field, 0, 2, footer)
    if (field[0] !== 0x15 || field[1] !== 0x04)
      throw new Error(`Parquet footer starts with ${field.toString('hex')}, expected 1504`)
    writeSync(file, Buffer.from([0x15, 0x02]), 0, 2, footer)
  } finally {
    closeSync(file)
  }
}

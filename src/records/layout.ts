import { z } from 'zod'
import { Bbox } from './bbox.js'

/** Sections of a check-up report. */
export const Section = z.enum([
  'demographics',
  'physical_examination',
  'laboratory',
  'cardiovascular',
  'imaging',
  'physician_summary',
  'other',
])
export type Section = z.infer<typeof Section>

/** Block labels (DocLayNet's, with key-value and note added). */
export const BlockLabel = z.enum([
  'title',
  'section_header',
  'paragraph',
  'table',
  'key_value',
  'list',
  'figure',
  'page_header',
  'page_footer',
  'note',
  'watermark',
])
export type BlockLabel = z.infer<typeof BlockLabel>

/** One printed line within a block; `words` are indices into the page's words, left to right. */
export const Line = z.object({ bbox: Bbox, text: z.string(), words: z.array(z.number().int()) })
export type Line = z.infer<typeof Line>

/**
 * A region of the page in reading order (`order` counts from 0 on its page). `section` is the report section it stands in and
 * `heading` the text of the nearest section header above it. `table` is an index into the page's tables for `label: 'table'`.
 */
export const Block = z.object({
  label: BlockLabel,
  bbox: Bbox,
  order: z.number().int(),
  section: Section,
  heading: z.string().nullable(),
  lines: z.array(Line),
  table: z.number().int().nullable(),
})
export type Block = z.infer<typeof Block>

/** A cell; `row`/`column` from 0, spans >= 1; multi-line text is joined with `\n`; `words` are indices into the page's words. */
export const Cell = z.object({
  row: z.number().int(),
  column: z.number().int(),
  row_span: z.number().int(),
  column_span: z.number().int(),
  bbox: Bbox,
  text: z.string(),
  words: z.array(z.number().int()),
})
export type Cell = z.infer<typeof Cell>

/** What a column holds, by its header's meaning or by its cells. `previous` marks a result column of an earlier visit. */
export const ColumnRole = z.enum([
  'name',
  'value',
  'unit',
  'range',
  'flag',
  'previous',
  'method',
  'specimen',
  'index',
  'code',
  'other',
])
export type ColumnRole = z.infer<typeof ColumnRole>

/**
 * A table. `header_rows` counts the rows at the top that are header. `columns[i].unit` is a unit that stands in the header only.
 * `purpose` tells results from guideline tables (risk categories, interpretation) and from key-value forms. `continues`: the table
 * carries on the last table of the page before (its column roles are repeated here).
 */
export const Table = z.object({
  bbox: Bbox,
  rows: z.number().int(),
  columns: z.array(
    z.object({ role: ColumnRole, header: z.string().nullable(), unit: z.string().nullable(), bbox: Bbox }),
  ),
  header_rows: z.number().int(),
  cells: z.array(Cell),
  ruled: z.enum(['full', 'partial', 'none']),
  purpose: z.enum(['results', 'guideline', 'form', 'other']),
  continues: z.boolean(),
  section: Section,
  /** The panel title printed above the table (`血常规`, `LIPID PROFILE`), as printed. */
  panel: z.string().nullable(),
})
export type Table = z.infer<typeof Table>

/** Layout of one page: blocks in reading order and tables. Word indices point into the de-identified page's words. */
export const PageLayout = z.object({ number: z.number().int(), blocks: z.array(Block), tables: z.array(Table) })
export type PageLayout = z.infer<typeof PageLayout>

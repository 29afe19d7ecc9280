/** Where on its way from the page to the records a result row was lost: the breakdown that tells what to mend next on a new corpus. */

import type { GoldBiomarker, GoldReport } from '../src/benchmark/gold-report.js'
import { foldPrinted, nameSimilarity } from '../src/benchmark/metrics/biomarker-metrics.js'
import { assign } from '../src/benchmark/statistics/assignment.js'
import type { Biomarker } from '../src/records/biomarker.js'
import type { PageLayout, Table } from '../src/records/layout.js'
import type { DeidentifiedPage } from '../src/records/page.js'

/** Steps at which a row falls out, in the order of the pipeline. */
export const LOSSES = {
  withheld: 'the report or page was set aside before layout',
  unread_value: 'the value does not stand among the words of the page (recognition, redaction)',
  unread_name: 'the value does, the name does not',
  furniture: 'taken for a running header, a footer or a watermark',
  line_unknown: 'outside tables, and the lexicon does not know the name',
  line_known: 'outside tables, though the lexicon knows the name',
  guideline: 'in a table taken for one that explains results',
  form_unknown: 'in a table taken for a form or for something else, name unknown',
  form_known: 'in a table taken for a form or for something else, name known',
  rows_apart: 'in a table of results: name and value in different rows',
  column_role: 'in a table of results: the value stands in a column of another role',
  refused: 'in a table of results, name and value in one row and in place: refused as no result',
  renamed: 'a record holds the value under another name',
} as const
export type Loss = keyof typeof LOSSES

/** What was read of one report. */
export interface ReadPages {
  readonly pages: readonly DeidentifiedPage[]
  readonly layout: readonly PageLayout[]
  readonly records: { readonly biomarkers: readonly Biomarker[] }
}

/** Weights of the alignment of gold rows with records: likeness of names, .5 for an equal value, a trifle for the same page. */
export function alignment(gold: readonly GoldBiomarker[], read: readonly Biomarker[]): number[][] {
  return gold.map((g) =>
    read.map(
      (p) =>
        nameSimilarity(g.name, p.name_printed) +
        (foldPrinted(g.value) === foldPrinted(p.value_printed) ? 0.5 : 0) +
        (g.page === p.page ? 1e-6 : 0),
    ),
  )
}

/** The gold rows of a report that no record matches, each with the step at which it was lost. `known`: does the lexicon know a name? */
export function lostRows(
  gold: GoldReport,
  read: ReadPages | null,
  known: (name: string) => boolean,
): { readonly name: string; readonly value: string; readonly loss: Loss }[] {
  const rows = gold.biomarkers.filter((b) => b.role === 'current')
  const current = read === null ? [] : read.records.biomarkers.filter((b) => b.role === 'current')
  const pairs = assign(alignment(rows, current), 0.5)
  const found = new Set(pairs.map(([i]) => i))
  const taken = new Set(pairs.map(([, j]) => j))
  const unmatched = current.filter((_, j) => !taken.has(j))
  return rows
    .filter((_, i) => !found.has(i))
    .map((g) => ({ name: g.name, value: g.value, loss: lossOf(g, read, unmatched, known) }))
}

function lossOf(
  gold: GoldBiomarker,
  read: ReadPages | null,
  unmatched: readonly Biomarker[],
  known: (name: string) => boolean,
): Loss {
  if (read === null) return 'withheld'
  const page = read.pages.find((p) => p.number === gold.page)
  const layout = read.layout.find((l) => l.number === gold.page)
  if (page === undefined || layout === undefined) return 'withheld'
  const value = foldPrinted(gold.value)
  if (unmatched.some((b) => b.page === gold.page && foldPrinted(b.value_printed) === value)) return 'renamed'
  const places = placesOf(layout, page)
  const withValue = places.filter((p) => p.text.includes(value))
  if (withValue.length === 0) return 'unread_value'
  const name = foldPrinted(gold.name)
  const withName = places.filter((p) => p.text.includes(name) || (p.text.length >= 3 && name.includes(p.text)))
  if (withName.length === 0) return 'unread_name'
  // The name and the value that stand nearest to each other, rows rather than columns.
  const pairs = withName.flatMap((n) => withValue.map((v) => ({ n, v, far: distance(n, v) })))
  const { n, v } = pairs.reduce((a, b) => (b.far < a.far ? b : a))
  if (v.table === null) {
    if (['page_header', 'page_footer', 'watermark'].includes(v.label)) return 'furniture'
    return known(gold.name) ? 'line_known' : 'line_unknown'
  }
  if (v.table.purpose === 'guideline') return 'guideline'
  const roles = v.table.columns.map((c) => c.role)
  const results = v.table.purpose === 'results' || (roles.includes('name') && roles.includes('value'))
  if (!results) return known(gold.name) ? 'form_known' : 'form_unknown'
  if (n.table !== v.table || n.row !== v.row) return 'rows_apart'
  return roles[v.column] === 'value' && roles[n.column] === 'name' ? 'refused' : 'column_role'
}

/** A cell or a line with what tells its place. */
interface Place {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly label: string
  readonly table: Table | null
  readonly row: number
  readonly column: number
}

function placesOf(layout: PageLayout, page: DeidentifiedPage): Place[] {
  const out: Place[] = []
  for (const block of layout.blocks) {
    const table = block.table === null ? null : layout.tables[block.table]!
    if (table === null) {
      for (const line of block.lines) {
        const words = line.words.map((w) => page.words[w]!)
        out.push(place(words.map((w) => w.text).join(''), line.bbox, block.label, null, 0, 0))
      }
      continue
    }
    for (const cell of table.cells)
      if (cell.text !== '') out.push(place(cell.text, cell.bbox, 'table', table, cell.row, cell.column))
  }
  return out
}

function place(
  text: string,
  bbox: readonly [number, number, number, number],
  label: string,
  table: Table | null,
  row: number,
  column: number,
): Place {
  return { text: foldPrinted(text), x: bbox[0], y: (bbox[1] + bbox[3]) / 2, label, table, row, column }
}

function distance(a: Place, b: Place): number {
  return Math.abs(a.y - b.y) * 4 + Math.abs(a.x - b.x)
}

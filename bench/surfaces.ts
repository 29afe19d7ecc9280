import type { ReportView } from '../src/records/report-view.js'

/** Every string and number of a record, each alone: the names of its keys and the numbers side by side ("false,uncertain", two edges of a box) make identifiers by chance. */
function valuesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(valuesIn) : []
}

/** The words of each page in one piece, and every value of the report's record. */
export function pageSurfaces(view: ReportView): string[] {
  return [...view.pages.map((page) => page.words.map((word) => word.text).join(' ')), ...valuesIn(view.report)]
}

/** Everything of a report that leaves. */
export function surfaces(view: ReportView): string[] {
  return [
    ...pageSurfaces(view),
    ...view.pages.flatMap((page) => [
      page.text,
      ...page.tables.flatMap((table) => table.cells.map((cell) => cell.text)),
    ]),
    ...[view.biomarkers, view.findings, view.cards].flatMap(valuesIn),
  ]
}

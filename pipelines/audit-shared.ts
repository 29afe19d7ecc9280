import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuditIdentifier } from '../src/deid/audit/identifiers.js'
import { checkLeaks } from '../src/deid/audit/leak-check.js'
import { GAP } from '../src/deid/audit/surfaces.js'
import type { AuditReason } from '../src/deid/audit/verdict.js'
import { type AuditTools, imageReasons, RAW_FILE_NAME, reason, searchText } from './audit-check.js'
import { fileSurfaces, type Inventory, placeOf, rowsByReport } from './audit-inventory.js'
import { parquetRows } from './audit-parquet.js'

/** What the audit knows of each report by now. */
export interface AuditedReport {
  readonly identifiers: readonly AuditIdentifier[]
  readonly reasons: AuditReason[]
  readonly images: ReadonlySet<string>
  readonly built: boolean
}

/** Searches what is about all reports. Rows of a release count for their report; the rest gives the reasons that are returned. */
export async function checkShared(
  inventory: Inventory,
  reports: ReadonlyMap<string, AuditedReport>,
  tools: AuditTools,
): Promise<AuditReason[]> {
  const reasons: AuditReason[] = []
  const texts = new Map<string, Set<string>>()
  const keep = (place: string, text: string) => {
    const own = texts.get(place) ?? new Set<string>()
    for (const part of text.split(GAP)) own.add(part)
    texts.set(place, own)
  }
  for (const file of inventory.shared) {
    try {
      const rows = rowsByReport(tools.processed, file)
      if (rows === null) for (const { name, text } of fileSurfaces(tools.processed, file)) keep(name, text)
      else for (const [id, text] of rows) attribute(id, placeOf(file), text, reports, tools, reasons)
    } catch {
      reasons.push(reason('unreadable', placeOf(file)))
    }
  }
  for (const file of inventory.all) keep('file names', file)
  for (const file of inventory.parquet) reasons.push(...(await checkParquet(file, reports, tools)))
  for (const file of inventory.strayImages) {
    const path = join(tools.processed, file)
    try {
      const reading = await tools.images.read(readFileSync(path), path, { dpi: 150, language: null })
      reasons.push(...imageReasons(reading, placeOf(file)))
      keep(`images of ${placeOf(file)}`, reading.text)
    } catch {
      reasons.push(reason('unreadable', placeOf(file)))
    }
  }
  const surfaces = [...texts].map(([name, parts]) => ({ name, text: [...parts].join(GAP) }))
  reasons.push(...searchAll(surfaces, reports, tools))
  return reasons
}

/** Every identifier of every report in texts that belong to none. */
function searchAll(
  surfaces: readonly { name: string; text: string }[],
  reports: ReadonlyMap<string, AuditedReport>,
  tools: AuditTools,
): AuditReason[] {
  const all = new Map<string, AuditIdentifier>()
  for (const { identifiers } of reports.values())
    for (const identifier of identifiers) all.set(`${identifier.category} ${identifier.text}`, identifier)
  const reasons = checkLeaks([...all.values()], surfaces).hits.map(({ surface, category, count }) =>
    reason('leak', surface, category, count),
  )
  for (const { name, text } of surfaces)
    for (const { category } of tools.strong.find(text, (owners) => owners[0]!.category !== RAW_FILE_NAME))
      reasons.push(reason('leak', name, category))
  return reasons
}

async function checkParquet(
  file: string,
  reports: ReadonlyMap<string, AuditedReport>,
  tools: AuditTools,
): Promise<AuditReason[]> {
  const config = file.split('/').at(-2) ?? ''
  const place = `${placeOf(file)} ${config}`
  const reasons: AuditReason[] = []
  const texts = new Map<string, string[]>()
  try {
    for await (const row of parquetRows(tools.processed, file)) {
      if (row.report_id === null) reasons.push(...searchAll([{ name: place, text: row.text }], reports, tools))
      else texts.set(row.report_id, [...(texts.get(row.report_id) ?? []), row.text])
      const own = reports.get(row.report_id ?? '')
      for (const bytes of row.images) {
        // The page image itself was looked at beside its artefact; only another one is read.
        if (own?.images.has(createHash('sha256').update(bytes).digest('hex')) === true) continue
        const target = own?.reasons ?? reasons
        const reading = await tools.images.read(bytes, null, { dpi: 150, language: null })
        const where = `image in ${place}`
        target.push(reason('image_changed', where), ...imageReasons(reading, where))
        if (own !== undefined && row.report_id !== null)
          target.push(
            ...searchText(row.report_id, own.identifiers, [{ name: where, text: reading.text }], tools.strong),
          )
        else reasons.push(...searchAll([{ name: where, text: reading.text }], reports, tools))
      }
    }
  } catch {
    reasons.push(reason('unreadable', place))
  }
  // All rows of a report at once: a search costs as much for one row as for fifty.
  for (const [id, rows] of texts) attribute(id, place, rows.join(GAP), reports, tools, reasons)
  return reasons
}

/** Searches a row for its report; a row of a report that is not built is a fault of the whole. */
function attribute(
  id: string,
  place: string,
  text: string,
  reports: ReadonlyMap<string, AuditedReport>,
  tools: AuditTools,
  reasons: AuditReason[],
): void {
  const own = reports.get(id)
  if (own?.built !== true) {
    reasons.push(reason('unknown_report', place))
    reasons.push(...searchAll([{ name: place, text }], reports, tools))
    return
  }
  own.reasons.push(...searchText(id, own.identifiers, [{ name: place, text }], tools.strong))
}

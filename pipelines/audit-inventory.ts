import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LeakSurface } from '../src/deid/audit/leak-check.js'
import { artefactSurfaces, textsOf, withoutRandom } from '../src/deid/audit/surfaces.js'
import { filesBelow } from './audit-content.js'

const REPORT_ID = /(?<![a-z2-7])r_[a-z2-7]{16}(?![a-z2-7])/
const IMAGE = /\.(?:jpe?g|png|webp|tiff?|gif|avif)$/i

/** Everything under `processed` that could leave, by whose it is. Paths are relative. */
export interface Inventory {
  /** Files of one report: artefacts, page images, quarantine records, ledgers. */
  readonly reports: ReadonlyMap<string, { readonly texts: readonly string[]; readonly images: readonly string[] }>
  /** Parquet files of releases. */
  readonly parquet: readonly string[]
  /** Files about all reports: dataset card, manifest, run reports, splits. */
  readonly shared: readonly string[]
  /** Images that belong to no report. */
  readonly strayImages: readonly string[]
  readonly all: readonly string[]
}

/** Sorts the files; the audit's own report, locks and temporary files are not content. */
export function takeInventory(processed: string): Inventory {
  const all = filesBelow(processed).filter((f) => !/^(?:audit|\.tmp)\//.test(f) && !f.endsWith('.lock'))
  const reports = new Map<string, { texts: string[]; images: string[] }>()
  const parquet: string[] = []
  const shared: string[] = []
  const strayImages: string[] = []
  for (const file of all) {
    const id = REPORT_ID.exec(file)?.[0]
    if (file.endsWith('.parquet')) parquet.push(file)
    else if (id === undefined) (IMAGE.test(file) ? strayImages : shared).push(file)
    else {
      const own = reports.get(id) ?? { texts: [], images: [] }
      ;(IMAGE.test(file) ? own.images : own.texts).push(file)
      reports.set(id, own)
    }
  }
  return { reports, parquet, shared, strayImages, all }
}

/** A file's place for a message: its folder, with report ids and versions but no name, which may be what leaks. */
export function placeOf(file: string): string {
  const parts = file.split('/')
  return parts.length === 1 ? 'processed' : parts.slice(0, parts[0] === 'release' ? 2 : 1).join('/')
}

/** The texts of a file. JSON is taken apart; anything else is searched as it stands. */
export function fileSurfaces(processed: string, file: string): LeakSurface[] {
  const text = readFileSync(join(processed, file), 'utf8')
  const place = placeOf(file)
  if (!file.endsWith('.json')) return [{ name: place, text: withoutRandom(text) }]
  try {
    return artefactSurfaces(place, JSON.parse(text))
  } catch {
    return [{ name: place, text: withoutRandom(text) }]
  }
}

/** Rows by report id of a JSON file whose keys are report ids; null for any other. */
export function rowsByReport(processed: string, file: string): Map<string, string> | null {
  if (!file.startsWith('.cache/rows/')) return null
  try {
    const value = JSON.parse(readFileSync(join(processed, file), 'utf8')) as Record<string, unknown>
    return new Map(Object.entries(value).map(([id, row]) => [id, textsOf(row)]))
  } catch {
    return null
  }
}

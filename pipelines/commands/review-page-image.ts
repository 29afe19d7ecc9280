import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeidentifiedArtefact } from '../../src/records/artefact.js'

/** The published image of a page; null when the report or its image is not there. */
export function pageImage(
  processed: string,
  reportId: string,
  number: number,
): { bytes: Uint8Array; type: string } | null {
  const artefact = join(processed, 'deidentified', `${reportId}.json`)
  if (!existsSync(artefact)) return null
  const { pages } = DeidentifiedArtefact.parse(JSON.parse(readFileSync(artefact, 'utf8')))
  const image = pages.find((page) => page.number === number)?.image ?? null
  const file = image === null ? '' : join(processed, 'deidentified', reportId, image.file)
  if (image === null || !existsSync(file)) return null
  return { bytes: readFileSync(file), type: `image/${image.format}` }
}

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { listFiles } from '../release/checksums.js'
import { SplitAssignment, SplitName } from '../split/split-name.js'
import { PublishError } from './publish-error.js'

/** What recording changed: reports new in the file, and reports whose split differs from what was recorded. */
export interface RecordedSplits {
  readonly added: number
  readonly moved: number
  readonly total: number
}

/**
 * Merges the splits of a published release's reports into `splits.json` of the annotations folder (`{report_id: split}`, keys sorted),
 * so that later builds keep them. The release wins over what was recorded; reports that it does not have stay recorded, so that one that
 * comes back is not seen in another split.
 */
export async function recordReleasedSplits(releaseFolder: string, annotationsFolder: string): Promise<RecordedSplits> {
  const released = await readSplits(releaseFolder)
  const file = join(annotationsFolder, 'splits.json')
  const recorded = existsSync(file) ? readRecorded(file) : {}
  const merged = new Map(Object.entries(recorded))
  let [added, moved] = [0, 0]
  for (const [id, split] of released) {
    const before = merged.get(id)
    if (before === undefined) added += 1
    else if (before !== split) moved += 1
    merged.set(id, split)
  }
  const sorted = Object.fromEntries([...merged].sort(([a], [b]) => (a < b ? -1 : 1)))
  mkdirSync(annotationsFolder, { recursive: true })
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(sorted, null, 2)}\n`)
  renameSync(temporary, file)
  return { added, moved, total: merged.size }
}

/** report_id → split of every row in `data/reports/<split>-*.parquet`. */
async function readSplits(folder: string): Promise<Map<string, SplitName>> {
  const splits = new Map<string, SplitName>()
  for (const path of listFiles(folder).filter((p) => /^data\/reports\/\w+-[^/]*\.parquet$/.test(p))) {
    const split = SplitName.parse(basename(path).split('-')[0])
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(join(folder, path)),
      columns: ['report_id'],
    })
    for (const row of rows) splits.set(String(row.report_id), split)
  }
  return splits
}

function readRecorded(file: string): SplitAssignment {
  try {
    return SplitAssignment.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new PublishError('raw/annotations/splits.json is not {report_id: split}: restore it from its last version')
  }
}

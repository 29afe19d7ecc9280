import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCardKnowledge } from '../../src/cards/knowledge.js'
import { lintLines } from '../../src/cards/safety/lint-lines.js'
import { RecordsArtefact } from '../../src/records/artefact.js'
import { resolvePaths, type WorkplaceOptions } from '../workplace.js'

/** `checkup cards lint`: one line of JSON per card; exit code 3 when a card is blocked, invalid or has no records to be judged by. */
export async function lintFiles(files: readonly string[], options: WorkplaceOptions): Promise<number> {
  const paths = resolvePaths(options)
  const knowledge = loadCardKnowledge(join(paths.configs, 'cards'))
  const recordsOf = (reportId: string): RecordsArtefact | null => {
    const path = join(paths.processed, 'records', `${reportId}.json`)
    return /^[\w-]+$/.test(reportId) && existsSync(path)
      ? RecordsArtefact.parse(JSON.parse(readFileSync(path, 'utf8')))
      : null
  }
  let failed = 0
  for (const file of files)
    for (const outcome of lintLines(readFileSync(file, 'utf8'), recordsOf, knowledge)) {
      if (outcome.outcome !== 'checked' || outcome.verdict === 'block') failed += 1
      process.stdout.write(`${JSON.stringify(outcome)}\n`)
    }
  return failed > 0 ? 3 : 0
}

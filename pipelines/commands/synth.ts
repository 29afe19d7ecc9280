import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { generateCorpus } from '../../src/synth/corpus.js'
import { UsageError } from '../workplace.js'

/** Writes a corpus of invented reports into a folder that holds none yet. */
export async function synth(options: { seed: number; reports: number; out: string }): Promise<string> {
  const folder = resolve(options.out)
  if (!Number.isInteger(options.reports) || options.reports < 1)
    throw new UsageError('--reports must be a whole number of at least 1')
  if (!Number.isInteger(options.seed)) throw new UsageError('--seed must be a whole number')
  if (existsSync(folder) && readdirSync(folder).some((name) => !name.startsWith('.'))) {
    throw new UsageError(
      'the folder is not empty: name an empty one with --out, so that invented reports never mix with real ones',
    )
  }
  await generateCorpus({ seed: options.seed, reports: options.reports, outDir: folder })
  return `wrote ${options.reports} invented reports with ground truth (seed ${options.seed})`
}

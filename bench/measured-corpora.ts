import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { generateCorpus } from '../src/synth/corpus.js'

/** Options of every benchmark that measures on a freshly seeded corpus and on a folder of reports with ground truth beside them. */
export const CORPUS_OPTIONS = {
  seed: { type: 'string', default: '4711' },
  reports: { type: 'string', default: '40' },
  /** Any folder of reports with `<name>.gold.json` or `<name>.truth.json` beside them. */
  samples: { type: 'string', default: join('..', 'shared', 'reports') },
  /** `synthetic` or `samples`; both when absent. */
  only: { type: 'string' },
  /** Folder to work in and keep, so that what is built is not built again. */
  keep: { type: 'string' },
  misses: { type: 'boolean', default: false },
} as const

export interface CorpusChoice {
  readonly seed: string
  readonly reports: string
  readonly samples: string
  readonly only?: string | undefined
  readonly keep?: string | undefined
}

/** Makes the corpora and measures each; what was made is removed unless it is to be kept. `place` is the folder to build in. */
export async function measureCorpora(
  choice: CorpusChoice,
  measure: (title: string, raw: string, place: string) => Promise<void>,
): Promise<void> {
  const work = choice.keep === undefined ? mkdtempSync(join(tmpdir(), 'checkup-bench-')) : resolve(choice.keep)
  try {
    if (choice.only !== 'samples') {
      const corpus = join(work, 'corpus')
      if (!existsSync(corpus))
        await generateCorpus({ seed: Number(choice.seed), reports: Number(choice.reports), outDir: corpus })
      await measure(`synthetic corpus, seed ${choice.seed}`, corpus, join(work, 'synthetic'))
    }
    if (choice.only !== 'synthetic') {
      if (existsSync(choice.samples)) await measure('sample reports', resolve(choice.samples), join(work, 'samples'))
      else console.log(`sample reports: skipped, no folder ${choice.samples}`)
    }
  } finally {
    if (choice.keep === undefined) rmSync(work, { recursive: true })
  }
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CardKnowledge } from '../cards/knowledge.js'
import { BenchmarkConfigError } from './scoring-config.js'

/** Prompt templates with everything that is the same for all reports filled in. */
export interface Prompt {
  readonly name: string
  readonly system: string
  /** Has `{{report}}` and `{{language}}` left to fill. */
  readonly user: string
  /** Has `{{problems}}` left to fill. */
  readonly repair: string
  /** Digest of the three texts: part of the key of every answer. */
  readonly digest: string
}

/**
 * Reads configs/benchmark/prompts/<name>.{system,user,repair}.md and fills in issues, departments and time windows.
 * @throws BenchmarkConfigError when a file is missing
 */
export function loadPrompt(folder: string, name: string, knowledge: CardKnowledge): Prompt {
  const read = (part: string): string => {
    const path = join(folder, `${name}.${part}.md`)
    if (!existsSync(path)) throw new BenchmarkConfigError(`${path} is missing: name another prompt with --prompt`)
    return readFileSync(path, 'utf8')
  }
  const issues = [...knowledge.issues.values()].map((i) => `${i.code}: ${i.label_en} / ${i.label_zh}`).join('\n')
  const departments = [...knowledge.departments.values()].map((d) => `${d.code}: ${d.en} / ${d.zh}`).join('\n')
  const windows = Object.entries(knowledge.windows)
    .map(([priority, [min, max]]) => `${priority}: ${min}-${max} days`)
    .join('\n')
  const fill = (text: string) =>
    text
      .replaceAll('{{issues}}', () => issues)
      .replaceAll('{{departments}}', () => departments)
      .replaceAll('{{windows}}', () => windows)
  const [system, user, repair] = [fill(read('system')), fill(read('user')), fill(read('repair'))]
  const digest = createHash('sha256')
    .update(JSON.stringify([system, user, repair]))
    .digest('hex')
  return { name, system, user, repair, digest }
}

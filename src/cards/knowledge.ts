import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import {
  type Benign,
  type BiomarkerCondition,
  type Department,
  DepartmentsFile,
  GradingFile,
  type GradingRow,
  type Issue,
  IssuesFile,
  MoreGradingFile,
  type Source,
  SourcesFile,
  type System,
  SystemsFile,
} from './knowledge-schema.js'
import { type Phrases, PhrasesFile } from './phrases-schema.js'
import {
  PatternsFile,
  type SafetyExamples,
  SafetyExamplesFile,
  type SafetyPattern,
  type SafetyStatements,
  SafetyStatementsFile,
  type SafetyWords,
  SafetyWordsFile,
} from './safety/safety-schema.js'
import { CardKnowledgeError, readYaml } from './yaml-file.js'

export { CardKnowledgeError } from './yaml-file.js'

/** Everything that configs/cards says, checked: every code that one file uses stands in the file that defines it. */
export interface CardKnowledge {
  readonly sources: ReadonlyMap<string, z.infer<typeof Source>>
  readonly systems: ReadonlyMap<string, z.infer<typeof System>>
  readonly departments: ReadonlyMap<string, Department>
  readonly issues: ReadonlyMap<string, Issue>
  readonly rows: readonly GradingRow[]
  readonly windows: z.infer<typeof GradingFile>['windows']
  readonly unclaimed: z.infer<typeof GradingFile>['unclaimed']
  readonly unclaimedFindings: z.infer<typeof GradingFile>['unclaimed_findings']
  readonly pregnancy: z.infer<typeof GradingFile>['pregnancy']
  readonly criticalFlag: z.infer<typeof GradingFile>['critical_flag']
  readonly doubtful: z.infer<typeof GradingFile>['doubtful']
  readonly benign: readonly z.infer<typeof Benign>[]
  readonly phrases: { readonly zh: Phrases; readonly en: Phrases }
  readonly safety: {
    readonly patterns: readonly SafetyPattern[]
    readonly mend: Readonly<Record<string, string>>
    readonly words: SafetyWords
    readonly statements: SafetyStatements
    readonly examples: { readonly zh: SafetyExamples; readonly en: SafetyExamples }
  }
}

/** Issue of abnormal results that no other issue claims. */
export const UNCLAIMED_ISSUE = 'result_outside_range'
/** Issue of recognised findings that no other issue claims. */
export const UNCLAIMED_FINDING_ISSUE = 'examination_finding'
/** Issue of results whose printed mark contradicts the printed value. */
export const CONFLICT_ISSUE = 'mark_contradicts_value'

/**
 * Loads configs/cards.
 * @param dir the folder configs/cards
 * @throws CardKnowledgeError naming the file, key and value when a file is missing, malformed or names an unknown code
 */
export function loadCardKnowledge(dir: string): CardKnowledge {
  let names: string[]
  try {
    names = readdirSync(dir).sort()
  } catch {
    throw new CardKnowledgeError('the folder configs/cards is missing: restore it from the repository')
  }
  const files = (start: string) => names.filter((n) => n.startsWith(start) && n.endsWith('.yaml'))
  const sources = keyed(readYaml(join(dir, 'sources.yaml'), SourcesFile).sources, (s) => s.key, 'sources.yaml')
  const systems = keyed(readYaml(join(dir, 'systems.yaml'), SystemsFile).systems, (s) => s.code, 'systems.yaml')
  const departments = keyed(
    readYaml(join(dir, 'departments.yaml'), DepartmentsFile).departments,
    (d) => d.code,
    'departments.yaml',
  )
  const issueFiles = files('issues.')
  if (issueFiles.length === 0) throw new CardKnowledgeError('configs/cards/issues.*.yaml are missing: restore them')
  const issues = keyed(
    issueFiles.flatMap((f) => readYaml(join(dir, f), IssuesFile).issues),
    (i) => i.code,
    'issues.*.yaml',
  )
  const grading = readYaml(join(dir, 'grading.yaml'), GradingFile)
  const more = files('grading.').filter((f) => f !== 'grading.yaml')
  const rows = [...grading.rows, ...more.flatMap((f) => readYaml(join(dir, f), MoreGradingFile).rows)]
  keyed(rows, (r) => r.id, 'grading*.yaml')
  const patternFiles = files('safety.')
    .filter((f) => !/^safety\.(?:words|statements|examples\.\w+)\.yaml$/.test(f))
    .map((f) => readYaml(join(dir, f), PatternsFile))
  const knowledge: CardKnowledge = {
    sources,
    systems,
    departments,
    issues,
    rows,
    windows: grading.windows,
    unclaimed: grading.unclaimed,
    unclaimedFindings: grading.unclaimed_findings,
    pregnancy: grading.pregnancy,
    criticalFlag: grading.critical_flag,
    doubtful: grading.doubtful,
    benign: grading.benign,
    phrases: { zh: loadPhrases(dir, files('phrases.zh')), en: loadPhrases(dir, files('phrases.en')) },
    safety: {
      patterns: patternFiles.flatMap((f) => f.patterns),
      mend: Object.assign({}, ...patternFiles.map((f) => f.mend)) as Record<string, string>,
      words: readYaml(join(dir, 'safety.words.yaml'), SafetyWordsFile),
      statements: readYaml(join(dir, 'safety.statements.yaml'), SafetyStatementsFile),
      examples: {
        zh: readYaml(join(dir, 'safety.examples.zh.yaml'), SafetyExamplesFile),
        en: readYaml(join(dir, 'safety.examples.en.yaml'), SafetyExamplesFile),
      },
    },
  }
  checkCodes(knowledge)
  return knowledge
}

function keyed<T>(rows: readonly T[], key: (row: T) => string, file: string): Map<string, T> {
  const map = new Map<string, T>()
  for (const row of rows) {
    const k = key(row)
    if (map.has(k)) throw new CardKnowledgeError(`configs/cards/${file}: ${k} is defined twice`)
    map.set(k, row)
  }
  return map
}

function loadPhrases(dir: string, names: readonly string[]): Phrases {
  const parts = names.map((n) => readYaml(join(dir, n), PhrasesFile))
  const frame = parts.find((p) => p.frame !== undefined)?.frame
  const questions = parts.find((p) => p.questions !== undefined)?.questions
  if (frame === undefined || questions === undefined)
    throw new CardKnowledgeError('configs/cards/phrases.zh*.yaml and phrases.en*.yaml need `frame` and `questions`')
  const issues: Phrases['issues'] = Object.assign({}, ...parts.map((p) => p.issues))
  return { frame, questions, issues }
}

/** A condition on a result names analytes, or names of rows that no analyte is known for. */
function namesSomething(c: BiomarkerCondition | undefined): boolean {
  return c === undefined || c.analytes.length > 0 || (c.names?.length ?? 0) > 0
}

/** Every code that is used is defined; absorption has no circle; every issue has phrases in both languages. */
function checkCodes(k: CardKnowledge): void {
  const need = (ok: boolean, where: string, key: string, value: string) => {
    if (!ok) throw new CardKnowledgeError(`configs/cards/${where}: ${key} names ${value}, which is not defined`)
  }
  for (const s of k.systems.values()) if (s.parent !== null) need(k.systems.has(s.parent), s.code, 'parent', s.parent)
  for (const d of k.departments.values()) {
    if (d.parent !== null) need(k.departments.has(d.parent), 'departments.yaml', `${d.code}.parent`, d.parent)
    for (const a of [...d.accepts, ...d.routes.map((r) => r.to)])
      need(k.departments.has(a), 'departments.yaml', `${d.code}.accepts`, a)
  }
  for (const i of k.issues.values()) {
    const at = (key: string) => `${i.code}.${key}`
    need(k.systems.has(i.system), 'issues.*.yaml', at('system'), i.system)
    need(k.systems.has(i.parent) || k.issues.has(i.parent), 'issues.*.yaml', at('parent'), i.parent)
    need(k.sources.has(i.source), 'issues.*.yaml', at('source'), i.source)
    for (const d of [i.department, ...i.alternatives]) need(k.departments.has(d), 'issues.*.yaml', at('department'), d)
    for (const a of i.absorbs) need(k.issues.has(a), 'issues.*.yaml', at('absorbs'), a)
    need(k.phrases.zh.issues[i.code] !== undefined, 'phrases.zh*.yaml', 'issues', i.code)
    need(k.phrases.en.issues[i.code] !== undefined, 'phrases.en*.yaml', 'issues', i.code)
    for (const e of i.evidence)
      if (!namesSomething(e.biomarker))
        throw new CardKnowledgeError(`configs/cards/issues.*.yaml: ${i.code}.evidence has neither analytes nor names`)
    const seen = new Set<string>()
    const walk = (code: string) => {
      for (const next of k.issues.get(code)?.absorbs ?? []) {
        if (next === i.code) throw new CardKnowledgeError(`configs/cards/issues.*.yaml: ${i.code} absorbs itself`)
        if (!seen.has(next)) {
          seen.add(next)
          walk(next)
        }
      }
    }
    walk(i.code)
  }
  for (const r of k.rows) {
    need(k.issues.has(r.issue), 'grading*.yaml', `${r.id}.issue`, r.issue)
    need(k.sources.has(r.source), 'grading*.yaml', `${r.id}.source`, r.source)
    if (r.department !== undefined) need(k.departments.has(r.department), 'grading*.yaml', r.id, r.department)
    if (r.biomarker === undefined && r.finding === undefined)
      throw new CardKnowledgeError(`configs/cards/grading*.yaml: ${r.id} has neither biomarker nor finding`)
    if (!namesSomething(r.biomarker))
      throw new CardKnowledgeError(`configs/cards/grading*.yaml: ${r.id} has neither analytes nor names`)
    for (const q of r.qualifiers)
      need(
        k.phrases.zh.frame.qualifiers[q] !== undefined && k.phrases.en.frame.qualifiers[q] !== undefined,
        'grading*.yaml',
        `${r.id}.qualifiers`,
        q,
      )
  }
  for (const code of [UNCLAIMED_ISSUE, UNCLAIMED_FINDING_ISSUE, CONFLICT_ISSUE])
    need(k.issues.has(code), 'issues.*.yaml', 'issues', code)
}

import { printProportion, ruleOfThree, wilson } from '../src/benchmark/statistics/interval.js'
import type { CardKnowledge } from '../src/cards/knowledge.js'
import {
  type Change,
  exampleRows,
  hasSet,
  isStopped,
  readNegatives,
  readViolations,
} from '../src/cards/safety/fixtures/planted.js'

/** Planted sets, and what the rules know of them: figures of a set that was read say that the rules do what they were written for. */
const SETS = {
  'second-author':
    'by another author who never saw the gate; measured untouched once (.946 caught of 130, .072 alarms of 111), then read',
  'independent-held':
    'by the same author as independent-dev; measured untouched once (.938 caught of 209, .050 alarms of 159), then read',
  'independent-dev': 'written by somebody who never saw the gate; read and mended by class, made examples',
  'wide-b': 'written apart from the rules; no example holds it, its misses were seen',
  checks: 'judged against the records; read',
} as const

/** Prints, per set and class, the share of planted violations that the safety gate stops, and its alarms on honest sentences. */
export function printGate(knowledge: CardKnowledge): void {
  for (const [set, known] of Object.entries(SETS)) {
    if (!hasSet(set)) continue
    console.log(`\n# safety gate, set ${set}: ${known}`)
    const classes = new Map<string, { caught: number; n: number }>()
    for (const row of readViolations(set)) {
      const stopped = isStopped(row, row.class, knowledge)
      for (const key of [row.class, 'all']) {
        const t = classes.get(key) ?? { caught: 0, n: 0 }
        classes.set(key, { caught: t.caught + Number(stopped), n: t.n + 1 })
      }
    }
    for (const [name, t] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1)))
      console.log(
        `caught ${name.padEnd(35)} ${printProportion(wilson(t.caught, t.n))}${t.caught === t.n ? `, misses at most ${ruleOfThree(t.n).toFixed(3)} (3/n)` : ''}`,
      )
    if (set !== 'checks') printAlarms(readNegatives(set), knowledge)
  }
  const { refused, allowed } = exampleRows(knowledge)
  console.log('\n# safety gate, the examples it learnt from')
  const stopped = refused.filter((row) => isStopped(row, row.class, knowledge)).length
  console.log(`caught ${'all'.padEnd(35)} ${printProportion(wilson(stopped, refused.length))}`)
  printAlarms(allowed, knowledge)
  printLeftOut(knowledge)
}

/** The sets of the independent author again, by a gate that has learnt from no sentence of that author. */
function printLeftOut(knowledge: CardKnowledge): void {
  const sets = (['independent-dev', 'independent-held'] as const).filter(hasSet)
  const theirs = new Set(sets.flatMap((set) => [...readViolations(set), ...readNegatives(set)].flatMap(textsOf)))
  const kept = (about: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(about).map(([name, texts]) => [name, texts.filter((t) => !theirs.has(t))]))
  const { zh, en } = knowledge.safety.examples
  const left = ({ refused, allowed, ...rest }: typeof en) => ({
    ...rest,
    refused: Object.fromEntries(Object.entries(refused).map(([name, about]) => [name, kept(about)])),
    allowed: kept(allowed),
  })
  const without: CardKnowledge = {
    ...knowledge,
    safety: { ...knowledge.safety, examples: { zh: left(zh), en: left(en) } },
  }
  for (const set of sets) {
    console.log(`\n# safety gate, set ${set}, without the examples of its author`)
    const rows = readViolations(set)
    const stopped = rows.filter((row) => isStopped(row, row.class, without)).length
    console.log(`caught ${'all'.padEnd(35)} ${printProportion(wilson(stopped, rows.length))}`)
    printAlarms(readNegatives(set), without)
  }
}

function textsOf({ append, ask, explanation, questions }: Change): string[] {
  return [append, ask, explanation, ...(questions ?? [])].filter((t) => t !== undefined)
}

function printAlarms(honest: Parameters<typeof isStopped>[0][], knowledge: CardKnowledge): void {
  const alarms = honest.filter((row) => isStopped(row, null, knowledge)).length
  console.log(`alarms on honest sentences                 ${printProportion(wilson(alarms, honest.length))}`)
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { printProportion, ruleOfThree, wilson } from '../src/benchmark/interval.js'
import { scenario, scenarioCard } from '../src/cards/fixtures/scenarios.js'
import type { CardKnowledge } from '../src/cards/knowledge.js'
import { Change, changed, Planted } from '../src/cards/safety/fixtures/planted.js'
import { lintCard } from '../src/cards/safety/lint-card.js'

const Language = z.enum(['zh', 'en'])
/** The set that nothing was tuned on stands apart: the others say that the rules do what they were written for. */
const SETS = ['wide-b', 'wide-a', 'model'] as const

/** Prints, per set and class, the share of planted violations that the safety gate stops, and its alarms on honest sentences. */
export function printGate(root: string, knowledge: CardKnowledge): void {
  for (const set of SETS) {
    const violations = rows(root, `violations.${set}.yaml`, Planted.extend({ language: Language }))
    const negatives = rows(root, `negatives.${set}.yaml`, Change.extend({ language: Language }))
    console.log(`\n# safety gate, set ${set}${set === 'wide-b' ? ' (untouched)' : ' (tuned on)'}`)
    const classes = new Map<string, { caught: number; n: number }>()
    for (const row of violations) {
      const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
      const found = lintCard(card, scenario(row.scenario, row.language), knowledge)
      const stopped = found.some((v) => v.severity === 'critical' || (v.class === row.class && v.severity !== 'minor'))
      for (const key of [row.class, 'all']) {
        const t = classes.get(key) ?? { caught: 0, n: 0 }
        classes.set(key, { caught: t.caught + Number(stopped), n: t.n + 1 })
      }
    }
    for (const [name, t] of [...classes].sort(([a], [b]) => (a < b ? -1 : 1)))
      console.log(
        `caught ${name.padEnd(35)} ${printProportion(wilson(t.caught, t.n))}${t.caught === t.n ? `, misses at most ${ruleOfThree(t.n).toFixed(3)} (3/n)` : ''}`,
      )
    const alarms = negatives.filter((row) => {
      const card = changed(scenarioCard(row.scenario, row.language, knowledge), row)
      return lintCard(card, scenario(row.scenario, row.language), knowledge).some((v) => v.severity !== 'minor')
    }).length
    if (negatives.length > 0)
      console.log(`alarms on honest sentences                 ${printProportion(wilson(alarms, negatives.length))}`)
  }
}

function rows<T extends z.ZodType>(root: string, name: string, row: T): z.output<T>[] {
  const path = join(root, 'src', 'cards', 'safety', 'fixtures', name)
  return existsSync(path) ? z.array(row).parse(parse(readFileSync(path, 'utf8'))) : []
}

import type { DeidCounts } from '../src/benchmark/metrics/deid-metrics.js'
import { printProportion, ruleOfThree, wilson } from '../src/benchmark/statistics/interval.js'

/** Prints the rates of de-identification that hold for a whole group of reports, with intervals; without a leak, the bound 3/n. */
export function printDeidRates(d: DeidCounts): void {
  const bound = d.leaked === 0 ? `, upper bound ${ruleOfThree(d.reports).toFixed(3)}` : ''
  console.log(`document-level leaks     ${d.leaked} of ${d.reports}${bound}`)
  console.log(`character recall         ${printProportion(wilson(d.coveredCharacters, d.characters))}`)
  if (d.boxes > 0) console.log(`pixel coverage of boxes  ${printProportion(wilson(d.coveredBoxes, d.boxes))}`)
  if (d.redactions > 0)
    console.log(`redaction precision      ${printProportion(wilson(d.trueRedactions, d.redactions))}`)
  if (d.cells > 0) console.log(`clinical retention       ${printProportion(wilson(d.retainedCells, d.cells))}`)
}

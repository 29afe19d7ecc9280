import { krippendorffAlpha, type Level, quadraticKappa } from '../../src/benchmark/statistics/agreement.js'
import { percentile, RESAMPLES } from '../../src/benchmark/statistics/clustered.js'
import { seededRandom } from '../../src/benchmark/statistics/random.js'
import { applyChanges, type CardContent } from '../../src/cards/review/content.js'
import { Priority } from '../../src/records/action-card.js'
import { resolvePaths, type WorkplaceOptions } from '../workplace.js'
import { type Desk, loadDesks, voicesOn } from './cards-desk.js'

/** Options of `checkup cards agreement`. */
export interface AgreementOptions extends WorkplaceOptions {
  readonly seed: number
  readonly format: string
}

/** One draft that two or more reviewers judged: what each made of it, null for a rejection. */
export interface AgreementUnit {
  readonly report_id: string
  readonly results: readonly (CardContent | null)[]
}

/** Agreement in one field; intervals of 95 % from the bootstrap over reports; null where a figure is not defined. */
export interface FieldAgreement {
  readonly field: string
  /** Drafts that two or more reviewers gave a value for. */
  readonly n: number
  /** Share of pairs of reviewers with the same value. */
  readonly agreement: number | null
  readonly agreement_interval: readonly [number, number] | null
  /** Quadratic weighted kappa over pairs of reviewers; only for the ordered field. */
  readonly kappa: number | null
  readonly alpha: number | null
  readonly alpha_interval: readonly [number, number] | null
}

interface Field {
  readonly name: string
  readonly level: Level
  readonly levels?: number
  value(result: CardContent | null, codes: Map<string, number>): number | null
}

const code = (text: string, codes: Map<string, number>): number => {
  const known = codes.get(text) ?? codes.size
  codes.set(text, known)
  return known
}

/** Windows are compared on a log scale of days, as in the benchmark. */
const FIELDS: readonly Field[] = [
  { name: 'keep or reject', level: 'nominal', value: (r) => (r === null ? 0 : 1) },
  { name: 'issue', level: 'nominal', value: (r, c) => (r === null ? null : code(r.issue, c)) },
  {
    name: 'priority',
    level: 'ordinal',
    levels: Priority.options.length,
    value: (r) => (r === null ? null : Priority.options.indexOf(r.priority)),
  },
  { name: 'department', level: 'nominal', value: (r, c) => (r === null ? null : code(r.department, c)) },
  { name: 'window end', level: 'interval', value: (r) => (r === null ? null : Math.log1p(r.window_max_days)) },
  { name: 'explanation', level: 'nominal', value: (r, c) => (r === null ? null : code(r.explanation, c)) },
]

/** Drafts with at least two decisions on the same digests; adjudications and additions are left out. */
export function agreementUnits(desks: readonly Desk[]): AgreementUnit[] {
  return desks.flatMap((desk) =>
    desk.subjects.flatMap((subject) => {
      const results = [...voicesOn(subject, desk).values()].flatMap((d) => {
        if (d.action === 'reject') return [null]
        if (d.action === 'accept') return [subject.content]
        const edited = applyChanges(subject.content, d.changes)
        return 'wrong' in edited ? [] : [edited.content]
      })
      return results.length < 2 ? [] : [{ report_id: desk.report_id, results }]
    }),
  )
}

/** Agreement per field. The bootstrap draws whole reports, since drafts of one report are not independent. */
export function fieldAgreements(units: readonly AgreementUnit[], seed: number): FieldAgreement[] {
  return FIELDS.map((field) => {
    const codes = new Map<string, number>()
    const rows = units.map((u) => ({
      report: u.report_id,
      values: u.results.map((r) => field.value(r, codes)).filter((v) => v !== null),
    }))
    const pairable = rows.filter((r) => r.values.length > 1)
    const values = pairable.map((r) => r.values)
    const table = field.levels === undefined ? null : pairTable(values, field.levels)
    const [agreed, alphas] = bootstrap(pairable, field.level, seed)
    return {
      field: field.name,
      n: pairable.length,
      agreement: pairShare(values),
      agreement_interval: interval(agreed),
      kappa: table === null ? null : quadraticKappa(table),
      alpha: krippendorffAlpha(values, field.level),
      alpha_interval: interval(alphas),
    }
  })
}

/** `checkup cards agreement`. */
export function agreement(options: AgreementOptions): string {
  const units = agreementUnits(loadDesks(resolvePaths(options)))
  const fields = fieldAgreements(units, options.seed)
  if (options.format === 'json') return `${JSON.stringify({ units: units.length, fields }, null, 2)}\n`
  if (units.length === 0)
    return 'no draft has been judged by two reviewers: `checkup cards assign --overlap 1` deals reports to two\n'
  const figure = (v: number | null, i: readonly [number, number] | null = null) =>
    (v === null ? '-' : `${v.toFixed(3)}${i === null ? '' : ` [${i[0].toFixed(3)}, ${i[1].toFixed(3)}]`}`).padEnd(24)
  const lines = fields.map((f) =>
    `${f.field.padEnd(16)}${String(f.n).padEnd(6)}${figure(f.agreement, f.agreement_interval)}${figure(f.kappa).slice(0, 10)}${figure(f.alpha, f.alpha_interval)}`.trimEnd(),
  )
  const head = `${'field'.padEnd(16)}${'n'.padEnd(6)}${'agreement'.padEnd(24)}${'kappa'.padEnd(10)}alpha`
  return `${units.length} drafts judged by two or more reviewers; 95 % intervals, bootstrap over reports, seed ${options.seed}\n${head}\n${lines.join('\n')}\n`
}

function pairShare(units: readonly (readonly number[])[]): number | null {
  let [same, all] = [0, 0]
  for (const values of units)
    for (let i = 0; i < values.length; i++)
      for (let j = i + 1; j < values.length; j++) {
        all += 1
        if (values[i] === values[j]) same += 1
      }
  return all === 0 ? null : same / all
}

/** Each pair counts in both orders: reviewers have no order. */
function pairTable(units: readonly (readonly number[])[], levels: number): number[][] {
  const table = Array.from({ length: levels }, () => new Array<number>(levels).fill(0))
  for (const values of units)
    values.forEach((a, i) => {
      values.forEach((b, j) => {
        if (i !== j) table[a]![b]! += 1
      })
    })
  return table
}

function bootstrap(
  rows: readonly { report: string; values: readonly number[] }[],
  level: Level,
  seed: number,
): [number[], number[]] {
  const clusters = new Map<string, (readonly number[])[]>()
  for (const r of rows) clusters.set(r.report, [...(clusters.get(r.report) ?? []), r.values])
  const lists = [...clusters.values()]
  const [agreed, alphas]: [number[], number[]] = [[], []]
  if (lists.length < 2) return [agreed, alphas]
  const random = seededRandom(seed)
  for (let r = 0; r < RESAMPLES; r++) {
    const drawn = lists.flatMap(() => lists[Math.floor(random() * lists.length)]!)
    const share = pairShare(drawn)
    const alpha = krippendorffAlpha(drawn, level)
    if (share !== null) agreed.push(share)
    if (alpha !== null) alphas.push(alpha)
  }
  return [agreed, alphas]
}

function interval(draws: readonly number[]): [number, number] | null {
  if (draws.length === 0) return null
  const sorted = [...draws].sort((a, b) => a - b)
  return [percentile(sorted, 0.025), percentile(sorted, 0.975)]
}

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { LexiconError } from './lexicon/lexicon-schema.js'

export { loadUnits, toUcum, type UnitTable } from './ucum-spelling.js'

/** A converted value; `value = input × factor + offset`, the offset 0 but for temperature and HbA1c. */
export interface Conversion {
  readonly value: number
  readonly factor: number
  readonly offset: number
}

/** `configs/lexicon/conversions.yaml`: to = slope × from + intercept. */
const Rule = z.strictObject({
  code: z.string(),
  from: z.string(),
  to: z.string(),
  slope: z.number().refine((n) => n !== 0),
  intercept: z.number(),
  source: z.string().min(3),
})
export type ConversionRule = z.infer<typeof Rule>
const RuleFile = z.strictObject({ rules: z.array(Rule) })

/** Loads the conversion rules by code. Throws `LexiconError` naming the key that is not as it should be. */
export async function loadConversionRules(dir: string): Promise<ReadonlyMap<string, ConversionRule>> {
  let content: unknown
  try {
    content = parse(await readFile(path.join(dir, 'conversions.yaml'), 'utf8'))
  } catch (error) {
    throw new LexiconError(`conversions.yaml: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  const result = RuleFile.safeParse(content)
  if (!result.success) {
    const issue = result.error.issues[0]!
    throw new LexiconError(`conversions.yaml: ${issue.path.join('.')}: ${issue.message}`)
  }
  return new Map(result.data.rules.map((r) => [r.code, r]))
}

interface UcumUtils {
  convertUnitTo(
    from: string,
    value: number,
    to: string,
    options: { molecularWeight?: number },
  ): { status: string; toVal: number | null }
}

let utils: UcumUtils | null = null

/** The UCUM library: its table takes some hundred milliseconds to load, so it is loaded on first need and kept. */
function ucum(): UcumUtils {
  if (utils === null) {
    const library = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): UcumUtils } }
    utils = library.UcumLhcUtils.getInstance()
  }
  return utils
}

interface Linear {
  readonly factor: number
  readonly offset: number
}

const linears = new Map<string, Linear | null>()

/**
 * Converts between UCUM units, through `molarMass` (g/mol) between mass and amount of substance. Enzyme and international units
 * count as one (laboratories print U and IU for the same). `rule` applies where neither serves (HbA1c, hormones). Null when the
 * units are not commensurable.
 */
export function convert(
  value: number,
  from: string,
  to: string,
  molarMass: number | null,
  rule: ConversionRule | null = null,
): Conversion | null {
  const key = `${from}\n${to}\n${molarMass ?? ''}\n${rule?.code ?? ''}`
  let linear = linears.get(key)
  if (linear === undefined) {
    if (rule !== null) linear = byRule(from, to, molarMass, rule)
    // `%` to mmol/mol is not a factor of ten for the one analyte that is printed in both.
    else linear = isMolePerMole(from) !== isMolePerMole(to) ? null : plain(from, to, molarMass)
    linears.set(key, linear)
  }
  if (linear === null) return null
  return { value: round(value * linear.factor + linear.offset), factor: linear.factor, offset: linear.offset }
}

/** A rule is used when its ends lead from one unit to the other; the other units of the analyte convert plainly. */
function byRule(from: string, to: string, molarMass: number | null, rule: ConversionRule): Linear | null {
  const annotated = /\{(FEU|DDU)\}/
  const distinct = annotated.test(rule.to)
  // Where the annotation tells two quantities apart (FEU, DDU), a unit without it is not known to be either.
  if (distinct && (!annotated.test(from) || !annotated.test(to))) return from === to ? IDENTITY : null
  const sameSide = (a: string, b: string): boolean =>
    distinct ? annotated.exec(a)?.[1] === annotated.exec(b)?.[1] : kindOfEnds(a, b)
  if (sameSide(from, to)) return plain(from, to, molarMass)
  const forward: Linear = { factor: rule.slope, offset: rule.intercept }
  const backward: Linear = { factor: 1 / rule.slope, offset: -rule.intercept / rule.slope }
  const paths: readonly [string, Linear, string][] = [
    [rule.from, forward, rule.to],
    [rule.to, backward, rule.from],
  ]
  for (const [start, step, end] of paths) {
    if (!sameSide(from, start) || !sameSide(end, to)) continue
    const before = plain(from, start, molarMass)
    const after = plain(end, to, molarMass)
    if (before !== null && after !== null) return chain(chain(before, step), after)
  }
  return plain(from, to, molarMass)
}

/** `%` and `mmol/mol` are both numbers to UCUM, but not the same quantity of HbA1c: such units are alike only when written alike. */
function kindOfEnds(a: string, b: string): boolean {
  if (isMolePerMole(a) || isMolePerMole(b)) return isMolePerMole(a) === isMolePerMole(b)
  return /(^|[^a-z])m?eq/.test(a) === /(^|[^a-z])m?eq/.test(b) && plain(a, b, null) !== null
}

function isMolePerMole(unit: string): boolean {
  return /mol\/[mu]?mol(\{[^}]*\})?$/.test(unit)
}

const IDENTITY: Linear = { factor: 1, offset: 0 }

function chain(first: Linear, second: Linear): Linear {
  return { factor: first.factor * second.factor, offset: first.offset * second.factor + second.offset }
}

function plain(from: string, to: string, molarMass: number | null): Linear | null {
  if (from === to) return IDENTITY
  const a = from.replaceAll('[IU]', 'U')
  const b = to.replaceAll('[IU]', 'U')
  const at = (x: number): number | null => {
    const result = ucum().convertUnitTo(a, x, b, molarMass === null ? {} : { molecularWeight: molarMass })
    return result.status === 'succeeded' ? result.toVal : null
  }
  const zero = TEMPERATURE.test(a) ? at(0) : 0
  const one = at(1)
  if (zero === null || one === null) return null
  return { factor: round(one - zero), offset: round(zero) }
}

const TEMPERATURE = /^(Cel|\[degF\]|K)$/

/** Fifteen digits carry binary noise (0.1 × 3): twelve significant digits keep every printed digit and equal bytes. */
function round(x: number): number {
  return Number(x.toPrecision(12))
}

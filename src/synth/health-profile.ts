import type { Prng } from './prng.js'
import type { Condition, SynthAnalyte, WordLists } from './word-lists.js'

/** A value as drawn, in the unit of panels.yaml; `text` for ordinal, qualitative, titre and field-count results. */
export interface DrawnValue {
  readonly number: number | null
  readonly second: number | null
  readonly text: string | null
  /** The condition that moved it, null when healthy. */
  readonly condition: string | null
}

/** What is true of one person at one visit: values of every analyte, and the conditions behind the abnormal ones. */
export interface HealthProfile {
  readonly sex: 'male' | 'female'
  readonly age: number
  readonly conditions: readonly Condition[]
  readonly values: ReadonlyMap<string, DrawnValue>
  /** Largest extent in mm drawn for each condition with a sized finding. */
  readonly sizes: ReadonlyMap<string, number>
}

/** The printed range of `analyte` for one sex. */
export function rangeFor(analyte: SynthAnalyte, sex: 'male' | 'female'): readonly [number | null, number | null] {
  return Array.isArray(analyte.range) ? analyte.range : analyte.range[sex]
}

function healthySpan(analyte: SynthAnalyte, sex: 'male' | 'female'): readonly [number, number] {
  if (analyte.normal) return Array.isArray(analyte.normal) ? analyte.normal : analyte.normal[sex]
  const [low, high] = rangeFor(analyte, sex)
  const from = low ?? (high ?? 1) * 0.3
  const to = high ?? from * 1.6
  const margin = (to - from) * 0.2
  return [from + margin, to - margin]
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

/** A bell-shaped draw inside [low, high] (mean of two uniforms). */
function within(rng: Prng, low: number, high: number): number {
  return low + ((rng.next() + rng.next()) / 2) * (high - low)
}

function healthyValue(analyte: SynthAnalyte, sex: 'male' | 'female', rng: Prng): DrawnValue {
  const none = { second: null, condition: null }
  switch (analyte.kind) {
    case 'ordinal':
    case 'qualitative':
      return { ...none, number: null, text: 'negative' }
    case 'titre':
      return { ...none, number: null, text: rng.pick(['<1:80', '1:80']) }
    case 'field_count':
      return { ...none, number: null, text: rng.pick(['0-1', '0-2', '1-3', '0']) }
    case 'pair': {
      const [low, high] = healthySpan(analyte, sex)
      const [low2, high2] = analyte.normal_second ?? [64, 84]
      return {
        ...none,
        number: Math.round(within(rng, low, high)),
        second: Math.round(within(rng, low2, high2)),
        text: null,
      }
    }
    default: {
      const [low, high] = healthySpan(analyte, sex)
      return { ...none, number: rounded(within(rng, low, high), analyte.digits), text: null }
    }
  }
}

function movedValue(condition: Condition, analyte: SynthAnalyte, sex: 'male' | 'female', rng: Prng): DrawnValue {
  const target = condition.values[analyte.key]
  const base = { condition: condition.key, second: null, text: null, number: null }
  if (target === undefined) throw new Error(`synth: ${condition.key} does not set ${analyte.key}`)
  if (!Array.isArray(target)) {
    const [low, high] = target[sex]
    return { ...base, number: rounded(within(rng, low, high), analyte.digits) }
  }
  const [first, second] = target
  if (Array.isArray(first) && Array.isArray(second))
    return {
      ...base,
      number: Math.round(within(rng, first[0], first[1])),
      second: Math.round(within(rng, second[0], second[1])),
    }
  if (typeof first === 'number' && typeof second === 'number')
    return { ...base, number: rounded(within(rng, first, second), analyte.digits) }
  return { ...base, text: rng.pick(target as string[]) }
}

function drawConditions(
  lists: WordLists,
  sex: 'male' | 'female',
  age: number,
  kept: readonly Condition[],
  rng: Prng,
): Condition[] {
  const chosen: Condition[] = [...kept]
  // One person in ten is healthy; the others carry three to eight conditions, as middle-aged check-up clients do.
  const count = kept.length > 0 ? kept.length + rng.int(0, 1) : rng.chance(0.1) ? 0 : rng.int(3, 8)
  const possible = lists.conditions.filter((c) => age >= c.age_min && (c.sex === undefined || c.sex === sex))
  for (let tries = 0; chosen.length < count && tries < 60; tries++) {
    const next = rng.weighted(possible, (c) => c.weight)
    const clashes = chosen.some(
      (c) =>
        c.key === next.key ||
        (c.excludes !== undefined && c.excludes === next.excludes) ||
        Object.keys(c.values).some((key) => key in next.values),
    )
    if (!clashes) chosen.push(next)
  }
  return chosen
}

/** Replaces a healthy value by one that follows from others, kept inside its range so that no unplanned abnormality arises. */
function relate(
  values: Map<string, DrawnValue>,
  analyte: SynthAnalyte | undefined,
  sex: 'male' | 'female',
  compute: () => number,
): void {
  if (!analyte) return
  const current = values.get(analyte.key)
  if (!current || current.condition !== null) return
  const [low, high] = rangeFor(analyte, sex)
  const [from, to] = [low ?? -Infinity, high ?? Infinity]
  const step = 10 ** -analyte.digits
  const value = Math.min(Math.max(compute(), from + step), to - step)
  values.set(analyte.key, { ...current, number: rounded(value, analyte.digits) })
}

/**
 * Draws what is true of a person at one visit. Abnormality is chosen first (conditions), values follow; related values (BMI, globulin,
 * red-cell indices, absolute counts) follow from their parts.
 * @param previous the profile of the visit before: most conditions persist, healthy values move a little
 */
export function drawProfile(
  lists: WordLists,
  sex: 'male' | 'female',
  age: number,
  previous: HealthProfile | null,
  rng: Prng,
): HealthProfile {
  const kept = previous ? previous.conditions.filter(() => rng.chance(0.75)) : []
  const conditions = drawConditions(lists, sex, age, kept, rng)
  const values = new Map<string, DrawnValue>()
  for (const analyte of lists.analytes.values()) {
    const mover = conditions.find((c) => analyte.key in c.values)
    const before = previous?.values.get(analyte.key)
    if (mover) values.set(analyte.key, movedValue(mover, analyte, sex, rng))
    else if (analyte.key === 'height' && before) values.set(analyte.key, before)
    else values.set(analyte.key, healthyValue(analyte, sex, rng))
  }
  const number = (key: string) => values.get(key)?.number ?? 1
  const at = (key: string) => lists.analytes.get(key)
  const relateTo = (key: string, compute: () => number) => relate(values, at(key), sex, compute)
  const weight = values.get('weight')
  if (weight)
    values.set('weight', { ...weight, number: rounded(number('body_mass_index') * (number('height') / 100) ** 2, 1) })
  relateTo('hematocrit', () => (number('hemoglobin') / number('mean_cell_hemoglobin_concentration')) * 100)
  relateTo('red_blood_cells', () => (number('hematocrit') / number('mean_cell_volume')) * 10)
  relateTo('globulin', () => number('protein_total') - number('albumin'))
  relateTo('albumin_globulin_ratio', () => number('albumin') / number('globulin'))
  relateTo(
    'lymphocytes_percent',
    () =>
      100 -
      number('neutrophils_percent') -
      number('monocytes_percent') -
      number('eosinophils_percent') -
      number('basophils_percent'),
  )
  relateTo('neutrophils_absolute', () => (number('white_blood_cells') * number('neutrophils_percent')) / 100)
  relateTo('lymphocytes_absolute', () => (number('white_blood_cells') * number('lymphocytes_percent')) / 100)
  relateTo(
    'cholesterol_total',
    () => number('ldl_cholesterol') + number('hdl_cholesterol') + number('triglycerides') / 2.2,
  )
  const sizes = new Map<string, number>()
  for (const condition of conditions) {
    const size = condition.finding?.size
    const before = previous?.sizes.get(condition.key)
    if (size)
      sizes.set(condition.key, before === undefined ? rng.int(size[0], size[1]) : Math.max(2, before + rng.int(-1, 2)))
  }
  return { sex, age, conditions, values, sizes }
}

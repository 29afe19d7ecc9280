import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { LexiconError } from './lexicon/lexicon-schema.js'
import { unitKind } from './ucum-kind.js'

const UnitFile = z.strictObject({
  source: z.string().min(3),
  exact: z.record(z.string(), z.array(z.string()).min(1)),
  spellings: z.record(z.string(), z.array(z.string()).min(1)),
  multipliers: z.record(z.string(), z.string()),
  counted: z.array(z.string()),
  numerators: z.record(z.string(), z.string()),
  denominators: z.record(z.string(), z.string()),
})
type UnitFile = z.infer<typeof UnitFile>

/** Printed units and what they are in UCUM, from `configs/lexicon/units.yaml`. */
export interface UnitTable {
  /** The UCUM code of a printed unit, null when it is none or not understood. Of several readings the first. */
  toUcum(printed: string): string | null
  /** All readings of a printed unit, likeliest first; empty when it is none or not understood. */
  readings(printed: string): readonly string[]
  /** Every UCUM code that the table itself names, for validation. */
  codes(): readonly string[]
}

let current: UnitTable | null = null

/** Loads `units.yaml` of `dir`. Throws `LexiconError` naming the key that is not as it should be. */
export async function loadUnits(dir: string): Promise<UnitTable> {
  let content: unknown
  try {
    content = parse(await readFile(path.join(dir, 'units.yaml'), 'utf8'))
  } catch (error) {
    throw new LexiconError(`units.yaml: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  const result = UnitFile.safeParse(content)
  if (!result.success) {
    const issue = result.error.issues[0]!
    throw new LexiconError(`units.yaml: ${issue.path.join('.')}: ${issue.message}`)
  }
  current = new Table(result.data)
  return current
}

/** `UnitTable.toUcum` of the table loaded last. Throws when none is loaded. */
export function toUcum(printed: string): string | null {
  if (current === null) throw new LexiconError('units.yaml: not loaded: call loadUnits or loadLexicon first')
  return current.toUcum(printed)
}

const SUPERSCRIPT: Readonly<Record<string, string>> = {
  '⁰': '0',
  '¹': '1',
  '²': '2',
  '³': '3',
  '⁴': '4',
  '⁵': '5',
  '⁶': '6',
  '⁷': '7',
  '⁸': '8',
  '⁹': '9',
  '⁻': '-',
}

/**
 * One width, no spaces, `u` for micro, `^n` for superscripts, `x10^n` for every way to write a power of ten; without what it says of the
 * result (`mg/dL (calc)`, `% of total Hgb`).
 */
export function squeeze(printed: string): string {
  return printed
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (run) => `^${[...run].map((c) => SUPERSCRIPT[c]).join('')}`)
    .normalize('NFKC')
    .replace(/[μµ]/g, 'u')
    .replace(/[∕⁄／]/g, '/')
    .replace(/[×✕✖＊]/g, 'x')
    .replace(/\s+/g, '')
    .replace(/\bmc(?=(g|l|mol)\b)/gi, 'u')
    .replace(/^[([]+(?=[^()[\]]*[)\]]$)|(?<=^[([][^()[\]]*)[)\]]$/g, '')
    .replace(/[,;:。]+$/, '')
    .replace(/(?<=\p{L}|%)\(calc(?:ulated|\.)?\)$/iu, '')
    .replace(/(?<=^%)of(?:total)?h(?:gb|b|a?emoglobin)\.?$/i, '')
}

/** Power of ten at the start of a squeezed unit: x10^9, 10*9, 10E9, 10(9), 10~9, and 109 where the superscript is lost. */
const POWER = /^[x*]?10(?:\^|e\+?|\*\*?|~|'|"|`|-|\.)?\(?(12|3|4|5|6|9)\)?(?=[/a-z\u4e00-\u9fff]|$)/i

class Table implements UnitTable {
  readonly #file: UnitFile
  readonly #exact: ReadonlyMap<string, readonly string[]>
  readonly #spellings: ReadonlyMap<string, readonly string[]>
  readonly #numerators: ReadonlyMap<string, string>
  readonly #denominators: ReadonlyMap<string, string>
  readonly #multipliers: ReadonlyMap<string, string>
  readonly #counted: ReadonlySet<string>
  readonly #cache = new Map<string, readonly string[]>()

  constructor(file: UnitFile) {
    this.#file = file
    this.#exact = new Map(Object.entries(file.exact))
    this.#spellings = new Map(Object.entries(file.spellings).map(([k, v]) => [squeeze(k).toLowerCase(), v]))
    this.#numerators = new Map(Object.entries(file.numerators))
    this.#denominators = new Map(Object.entries(file.denominators))
    this.#multipliers = new Map(Object.entries(file.multipliers))
    this.#counted = new Set(file.counted)
  }

  toUcum(printed: string): string | null {
    return this.readings(printed)[0] ?? null
  }

  readings(printed: string): readonly string[] {
    const known = this.#cache.get(printed)
    if (known !== undefined) return known
    const readings = this.#read(printed)
    if (this.#cache.size < 10_000) this.#cache.set(printed, readings)
    return readings
  }

  codes(): readonly string[] {
    const f = this.#file
    const whole = [...Object.values(f.exact).flat(), ...Object.values(f.spellings).flat()]
    const below = Object.values(f.denominators).flatMap((d) => [`mg/${d}`, `/${d}`])
    const composed = Object.values(f.multipliers).map((m) => `${m}/uL`)
    return [...new Set([...whole, ...Object.values(f.numerators), ...below, ...composed])].sort()
  }

  #read(printed: string): readonly string[] {
    const squeezed = squeeze(printed)
    if (squeezed === '' || /^[-–—_/.*~]+$/.test(squeezed) || squeezed.length > 40) return []
    const exact = this.#exact.get(squeezed)
    if (exact !== undefined) return exact
    const lower = squeezed.toLowerCase()
    const whole = this.#spellings.get(lower)
    if (whole !== undefined) return whole
    const composed = this.#compose(lower)
    if (composed !== null) return [composed]
    return isPlainUcum(squeezed) ? [squeezed] : []
  }

  #compose(lower: string): string | null {
    const [top = '', ...rest] = lower.split('/')
    const bottoms = rest.map((d) => this.#denominator(d))
    if (bottoms.some((d) => d === null)) return null
    const below = bottoms.map((d) => `/${d}`).join('')
    const power = POWER.exec(top === lower ? lower : `${top}/`)
    if (power !== null && below !== '') {
      const counted = top.slice(power[0].length)
      if (counted === '' || this.#counted.has(counted)) return `10*${power[1]}${below}`
      if (this.#numerators.get(counted) === '{copies}') return `10*${power[1]}{copies}${below}`
      return null
    }
    if (top === '' || this.#counted.has(top)) return below === '' ? null : below
    const volume = below === '/uL' || below === '/L' || below === '/mL'
    if (volume) {
      const words = this.#multipliers.get(top) ?? this.#multipliers.get(this.#uncounted(top))
      if (words !== undefined && (below === '/uL' || top.length > 2)) return `${words}${below}`
    }
    const numerator = this.#numerators.get(top)
    if (numerator === undefined) return null
    // OCR reads mm1/L for mmol/L; a bare multiplier of length is never a rate per volume.
    return `${numerator}${below}`
  }

  /** A count's multiplier with what is counted taken off: `thousandcells` → `thousand`. */
  #uncounted(top: string): string {
    for (const counted of this.#counted) if (top.endsWith(counted)) return top.slice(0, -counted.length)
    return top
  }

  #denominator(text: string): string | null {
    const plain = text.replace(/^\((.*)\)$/, '$1')
    return this.#denominators.get(text) ?? this.#denominators.get(plain) ?? null
  }
}

/** Already UCUM: every part is a code whose kind is known. */
function isPlainUcum(text: string): boolean {
  if (!/^[A-Za-z0-9*^[\]{}'_./%()]+$/.test(text) || /^\d+$/.test(text)) return false
  const kind = unitKind(text)
  return kind !== '1' && !/[[\]{}*^A-Z0-9]/.test(kind) && KINDS.test(kind)
}

const NOUN =
  'mass|moles|osmoles|volume|area|length|time|arbitrary|number|fraction|field|pressure|temperature|voltage|frequency|energy|angle|diopter|level|acidity'
const KINDS = new RegExp(`^(${NOUN})(\\.(${NOUN}))*(/(${NOUN})(\\.(${NOUN}))*)?$`)

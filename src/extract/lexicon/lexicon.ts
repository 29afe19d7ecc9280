import {
  type Conversion,
  type ConversionRule,
  convert,
  loadConversionRules,
  loadUnits,
  type UnitTable,
} from '../ucum.js'
import { unitKind } from '../ucum-kind.js'
import { NameIndex, type Rows } from './lexicon-index.js'
import { hasCjk, Normaliser } from './lexicon-normalise.js'
import { PanelMatcher } from './lexicon-panel.js'
import {
  type Analyte,
  LexiconError,
  type LoincTerm,
  type Matching,
  readLexiconFiles,
  Specimen,
} from './lexicon-schema.js'
import { type Candidate, choose, type Evidence } from './lexicon-score.js'
import { type Reading, readingsOf, withoutSpecimen } from './lexicon-variants.js'

export type { Analyte } from './lexicon-schema.js'
export { LexiconError } from './lexicon-schema.js'

/** A printed result row, as far as mapping needs it. All as printed; `unit` may be UCUM as well. */
export interface LexiconQuery {
  readonly name: string
  readonly unit: string | null
  readonly panel: string | null
  readonly section: string | null
  readonly specimen: string | null
  /** `ValueKind` of the printed value, where it is read already. */
  readonly value_kind?: string
}

/** How the name was recognised, most certain first. */
export type MatchTier = keyof Matching['tiers']

export interface LexiconMatch {
  /** Code of configs/lexicon. */
  readonly analyte: string
  /** LOINC code for this analyte in the unit's property, null when none is known or the unit leaves it open. */
  readonly loinc: string | null
  readonly loinc_name: string | null
  /** 0-1. */
  readonly confidence: number
  readonly specimen: Specimen
  /** UCUM of the printed unit as this analyte uses it (`G/L` is giga per litre for cells), null when it is not understood. */
  readonly ucum_unit: string | null
  readonly canonical_unit: string | null
  /** g/mol */
  readonly molar_mass: number | null
  /** Rule of conversions.yaml for this analyte, to hand to `convert`. */
  readonly conversion: ConversionRule | null
  /** In the canonical unit. */
  readonly plausible_low: number | null
  readonly plausible_high: number | null
  readonly tier: MatchTier
}

export interface Lexicon {
  /** Number of analytes. */
  readonly size: number
  readonly units: UnitTable
  readonly analytes: readonly Analyte[]
  /** The analyte of a printed row; null when none is recognised or several fit as well. */
  map(query: LexiconQuery): LexiconMatch | null
  /** True when the text reads as the name of some analyte, be it ambiguous. */
  isAnalyteName(text: string): boolean
  get(code: string): Analyte | null
  /** A value in the analyte's canonical unit, by molar mass and conversion rule; null when the units do not lead there. */
  toCanonical(code: string, value: number, ucum: string): (Conversion & { readonly unit: string }) | null
  /** Names that several analytes share, as normalised: for tests of the lexicon. */
  sharedNames(): readonly { name: string; analytes: readonly Analyte[] }[]
}

/**
 * Loads `configs/lexicon` (`analytes/*.yaml`, `panels.yaml`, `matching.yaml`, `languages.yaml`, `units.yaml`). Throws `LexiconError` naming file, row
 * and key when a file does not hold what it should.
 */
export async function loadLexicon(dir: string): Promise<Lexicon> {
  const [{ analytes, panels, matching, languages }, units, rules] = await Promise.all([
    readLexiconFiles(dir),
    loadUnits(dir),
    loadConversionRules(dir),
  ])
  for (const a of analytes)
    if (a.conversion !== null && !rules.has(a.conversion))
      throw new LexiconError(`analyte ${a.code}: conversion: ${a.conversion} is not in conversions.yaml`)
  const normaliser = new Normaliser(matching, languages)
  const index = new NameIndex(normaliser, matching.distinctive_zh)
  analytes.forEach((a, row) => {
    for (const name of [a.name_en, ...a.names_en, ...a.names_zh, ...a.names_other, ...a.names_ocr]) index.add(name, row)
  })
  const bare = new Map<string, number[]>()
  analytes.forEach((a, row) => {
    if (BLOODLIKE.has(a.specimen) || a.specimen === 'patient') return
    for (const name of [a.name_en, ...a.names_en, ...a.names_zh]) {
      const text = withoutSpecimen(name, normaliser, matching)
      if (text === null) continue
      const { compact, tokens } = normaliser.forms(normaliser.clean(text))
      for (const key of new Set([`${a.specimen} ${compact}`, `${a.specimen} ${tokens}`])) {
        const rows = bare.get(key) ?? []
        if (!rows.includes(row)) bare.set(key, [...rows, row])
      }
    }
  })
  return new Loaded(analytes, matching, normaliser, index, new PanelMatcher(panels, normaliser), units, rules, bare)
}

const BLOODLIKE: ReadonlySet<Specimen> = new Set(['blood', 'serum', 'plasma'])

const LONE_LETTER = /^[^\p{L}\d]*[a-z][^\p{L}\d+]*$/iu

interface Found {
  readonly rows: Rows
  readonly tier: MatchTier
  readonly reading: Reading
}

class Loaded implements Lexicon {
  readonly #byCode: ReadonlyMap<string, Analyte>
  readonly #kinds: readonly ReadonlySet<string>[]
  readonly #qualifiers: ReadonlySet<string>

  constructor(
    readonly analytes: readonly Analyte[],
    private readonly matching: Matching,
    private readonly normaliser: Normaliser,
    private readonly index: NameIndex,
    private readonly panels: PanelMatcher,
    readonly units: UnitTable,
    private readonly rules: ReadonlyMap<string, ConversionRule>,
    /** `urine creatinine` → rows whose name says the specimen, under the rest of the name. */
    private readonly bare: ReadonlyMap<string, Rows>,
  ) {
    this.#byCode = new Map(analytes.map((a) => [a.code, a]))
    this.#kinds = analytes.map((a) => new Set((a.unit === null ? [] : [a.unit, ...a.units]).map(unitKind)))
    this.#qualifiers = new Set(matching.qualifiers)
  }

  get size(): number {
    return this.analytes.length
  }

  get(code: string): Analyte | null {
    return this.#byCode.get(code) ?? null
  }

  toCanonical(code: string, value: number, ucum: string): (Conversion & { readonly unit: string }) | null {
    const a = this.#byCode.get(code)
    if (a === undefined || a.unit === null) return null
    const converted = convert(value, ucum, a.unit, a.molar_mass, this.#rule(a))
    return converted === null ? null : { ...converted, unit: a.unit }
  }

  #rule(a: Analyte): ConversionRule | null {
    return a.conversion === null ? null : (this.rules.get(a.conversion) ?? null)
  }

  sharedNames(): readonly { name: string; analytes: readonly Analyte[] }[] {
    const shared = []
    for (const [name, rows] of this.index.entries())
      if (rows.length > 1) shared.push({ name, analytes: rows.map((r) => this.analytes[r]!) })
    return shared
  }

  isAnalyteName(text: string): boolean {
    if (LONE_LETTER.test(text)) return false
    for (const reading of readingsOf(text, this.normaliser, this.matching))
      if (this.#lookUp(reading) !== null) return true
    return false
  }

  map(query: LexiconQuery): LexiconMatch | null {
    const context = this.panels.recognise(query.panel, query.section)
    const readings = readingsOf(query.name, this.normaliser, this.matching)
    const units = query.unit === null ? [] : this.units.readings(query.unit)
    // A single letter (K, P) is a name only beside a unit or within a panel.
    if (LONE_LETTER.test(query.name) && units.length === 0 && context.panels.size === 0) return null
    const stated = statedSpecimen(query.specimen, this.normaliser)
    const evidence: Evidence = {
      unitKinds: units.map(unitKind),
      unitless: query.unit === null || units.length === 0,
      panels: context.panels,
      panelSpecimen: context.specimen,
      statedSpecimen: stated,
      valueKind: query.value_kind ?? null,
    }
    // Parts that contradict each other decide only where no other reading does.
    let weak: LexiconMatch | null = null
    for (const group of groupByRank(readings)) {
      const found = group
        .map((reading) => this.#inSpecimen(this.#lookUp(reading), reading, stated ?? context.specimen))
        .filter((f) => f !== null)
      if (found.length === 0) continue
      const match = this.#decide(found, group, evidence, units)
      if (match !== null && match.tier !== 'disagreeing') return match
      weak ??= match
    }
    return weak
  }

  /** Readings of one rank are tried together: parts of one printed name must agree on what it is. */
  #decide(
    found: readonly Found[],
    group: readonly Reading[],
    evidence: Evidence,
    units: readonly string[],
  ): LexiconMatch | null {
    const first = found[0]!
    let rows = found.reduce<Rows>((common, f) => common.filter((r) => f.rows.includes(r)), first.rows)
    let base = Math.min(...found.map((f) => this.matching.tiers[f.tier]))
    let tier: MatchTier = found.length > 1 ? 'segments' : first.tier
    if (rows.length === 0) {
      if (first.reading.strict) return null
      // The parts contradict each other: the longer one stands, with a low confidence, unless both are short.
      const long = [...found].sort((a, b) => b.reading.forms.compact.length - a.reading.forms.compact.length)[0]!
      if (long.reading.forms.compact.length < 4) return null
      rows = long.rows
      base = this.matching.tiers.disagreeing
      tier = 'disagreeing'
    }
    const leftover = group.filter((r) => r.part && !found.some((f) => f.reading === r))
    if (leftover.some((part) => part.strict)) return null
    const longest = Math.max(...found.map((f) => f.reading.forms.compact.length))
    for (const part of leftover) {
      // An unknown name beside a known abbreviation: a short abbreviation stands for too many things.
      if (hasCjk(part.forms.compact) && !hasCjk(found.map((f) => f.reading.forms.compact).join(''))) {
        if (longest < 3 || part.rank === 30) return null
        base *= 0.85
      }
      if (part.forms.words.some((w) => this.#qualifiers.has(w) || this.index.knows(w))) return null
      if (part.forms.words.length > 0) base *= 0.95
    }
    const specimen = found.map((f) => f.reading.specimen).find((s) => s !== null) ?? null
    const choice = choose(
      this.#candidates(rows),
      { ...evidence, statedSpecimen: evidence.statedSpecimen ?? specimen },
      this.matching,
    )
    if (choice === null) return null
    const confidence = Math.round(Math.min(0.99, base * choice.trust) * 1000) / 1000
    if (confidence < this.matching.threshold) return null
    return this.#match(choice.row, confidence, tier, units, specimen)
  }

  /** Adds the analytes that are called so within the specimen that the row or its panel names. */
  #inSpecimen(found: Found | null, reading: Reading, specimen: Specimen | null): Found | null {
    const { compact, tokens } = reading.forms
    const extra =
      specimen === null
        ? undefined
        : (this.bare.get(`${specimen} ${compact}`) ??
          (tokens === '' ? undefined : this.bare.get(`${specimen} ${tokens}`)))
    if (extra === undefined) return found
    if (found === null) return { rows: extra, tier: 'stripped', reading }
    return { ...found, rows: [...new Set([...found.rows, ...extra])].sort((a, b) => a - b) }
  }

  #candidates(rows: Rows): Candidate[] {
    return rows.map((row) => ({ row, analyte: this.analytes[row]!, kinds: this.#kinds[row]! }))
  }

  #lookUp(reading: Reading): Found | null {
    const { compact, tokens, words, translated } = reading.forms
    const stripped = reading.stripped
    let rows = this.index.exact(compact)
    // A name of another language is listed where it is usual; its English counterparts are it too (`Hematíes` in urine).
    if (rows.length > 0 && translated)
      rows = [...new Set([...rows, ...this.index.byTokens(tokens)])].sort((a, b) => a - b)
    if (rows.length > 0) return { rows, tier: stripped ? 'stripped' : 'exact', reading }
    rows = this.index.byTokens(tokens)
    if (rows.length > 0 && (words.length > 1 || compact.length > 2)) return { rows, tier: 'tokens', reading }
    if (reading.part && compact.length < 5) return null
    rows = this.index.folded(compact)
    if (rows.length > 0) return { rows, tier: 'folded', reading }
    rows = this.index.fuzzyCjk(compact)
    if (rows.length > 0) return { rows, tier: 'fuzzy', reading }
    if (words.length === 0 || words.every((w) => this.index.knows(w))) return null
    const repaired = this.index.repairWords(words)
    if (repaired === null || tokens.includes('/')) return null
    rows = this.index.byTokens([...repaired].sort().join(' '))
    return rows.length > 0 ? { rows, tier: 'fuzzy', reading } : null
  }

  #match(
    row: number,
    confidence: number,
    tier: MatchTier,
    units: readonly string[],
    specimen: Specimen | null,
  ): LexiconMatch {
    const a = this.analytes[row]!
    const kinds = this.#kinds[row]!
    const unit = units.find((u) => kinds.has(unitKind(u))) ?? units[0] ?? null
    const term = this.#term(a, unit, specimen)
    return {
      analyte: a.code,
      loinc: term?.code ?? null,
      loinc_name: term?.loinc_name ?? null,
      confidence,
      specimen: a.specimen,
      ucum_unit: unit,
      canonical_unit: a.unit,
      molar_mass: a.molar_mass,
      conversion: this.#rule(a),
      plausible_low: a.plausible[0],
      plausible_high: a.plausible[1],
      tier,
    }
  }

  /**
   * The LOINC term whose property the unit has. Without a unit: the term for results without unit, else the only term. Whole blood
   * stated in the name rules out terms of serum.
   */
  #term(a: Analyte, unit: string | null, specimen: Specimen | null): LoincTerm | null {
    const terms =
      specimen === 'blood' && a.specimen === 'blood'
        ? a.loinc.filter((t) => !/ in (Serum|Plasma)/.test(t.loinc_name))
        : a.loinc
    const kinds = unit !== null ? [unitKind(unit)] : a.unit === '1' || a.unit === '[pH]' ? ['none', '1'] : ['none']
    const fits = terms.filter((t) => {
      if (t.annotation !== undefined && !(unit ?? '').includes(`{${t.annotation}}`)) return false
      return t.property === null ? true : (this.matching.properties[t.property] ?? []).some((k) => kinds.includes(k))
    })
    if (fits.length > 0) return fits[0]!
    return unit === null && terms.length === 1 && terms[0]!.annotation === undefined ? terms[0]! : null
  }
}

function groupByRank(readings: readonly Reading[]): Reading[][] {
  const groups = new Map<number, Reading[]>()
  for (const reading of readings) groups.set(reading.rank, [...(groups.get(reading.rank) ?? []), reading])
  return [...groups.entries()].sort((a, b) => a[0] - b[0]).map(([, group]) => group)
}

function statedSpecimen(text: string | null, normaliser: Normaliser): Specimen | null {
  if (text === null) return null
  const code = Specimen.safeParse(text)
  return code.success ? code.data : normaliser.specimenIn(normaliser.clean(text))
}

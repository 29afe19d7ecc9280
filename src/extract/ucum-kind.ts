/**
 * Kind of quantity of a UCUM unit, as `numerator/denominator` (`mass/volume`, `moles/volume`, `number/volume`, `arbitrary/volume`,
 * `fraction`, `pressure`, ...). It tells apart the LOINC properties of one component without loading the UCUM table. Annotations
 * (`{RBC}`) are ignored; a unit of annotations only is `1`. An atom that is not known gives its own code as kind.
 */
export function unitKind(ucum: string): string {
  const known = cache.get(ucum)
  if (known !== undefined) return known
  const kind = parseKind(ucum)
  cache.set(ucum, kind)
  return kind
}

const cache = new Map<string, string>()

/** Codes without metric prefix. International, enzyme and arbitrary units are one kind: laboratories print them for one another. */
const FIXED: Readonly<Record<string, string>> = {
  '%': 'fraction',
  '[ppth]': 'fraction',
  '[HPF]': 'field',
  '[LPF]': 'field',
  'mm[Hg]': 'pressure',
  'm[Hg]': 'pressure',
  'cm[H2O]': 'pressure',
  Cel: 'temperature',
  '[degF]': 'temperature',
  min: 'time',
  h: 'time',
  d: 'time',
  wk: 'time',
  mo: 'time',
  a: 'time',
  deg: 'angle',
  '[in_i]': 'length',
  '[ft_i]': 'length',
  '[lb_av]': 'mass',
  '[diop]': 'diopter',
  B: 'level',
  dB: 'level',
  '[pH]': 'acidity',
  cal: 'energy',
}

const BASE: Readonly<Record<string, string>> = {
  g: 'mass',
  mol: 'moles',
  eq: 'moles',
  osm: 'osmoles',
  L: 'volume',
  l: 'volume',
  m3: 'volume',
  m2: 'area',
  m: 'length',
  s: 'time',
  U: 'arbitrary',
  kat: 'arbitrary',
  '[IU]': 'arbitrary',
  "[arb'U]": 'arbitrary',
  "[GPL'U]": 'arbitrary',
  "[MPL'U]": 'arbitrary',
  "[APL'U]": 'arbitrary',
  '[CFU]': 'number',
  Pa: 'pressure',
  V: 'voltage',
  Hz: 'frequency',
  J: 'energy',
  cal: 'energy',
  S: 'conductance',
  W: 'power',
  N: 'force',
}

function atomKind(atom: string): string | null {
  if (atom === '' || atom === '1' || /^\d+$/.test(atom)) return null
  if (/^10[*^]-?\d+$/.test(atom)) return 'number'
  const fixed = FIXED[atom] ?? BASE[atom]
  if (fixed !== undefined) return fixed
  const prefixed = /^(da|[YZEPTGMkhdcmunpfazy])(.+)$/.exec(atom)
  const base = prefixed === null ? undefined : BASE[prefixed[2]!]
  return base ?? atom
}

function parseKind(ucum: string): string {
  const bare = ucum.replace(/\{[^}]*\}/g, '')
  const [numerator = '', ...denominators] = bare.replace(/[()]/g, '').split('/')
  const top = numerator
    .split('.')
    .map(atomKind)
    .filter((k) => k !== null)
  const bottom = denominators
    .flatMap((d) => d.split('.'))
    .map(atomKind)
    .filter((k) => k !== null)
  if (top.length > 1 && top[0] === 'number') top.shift()
  if (top.length === 0)
    return bottom.length === 0 ? (numerator.includes('10*') ? 'number' : '1') : `number/${bottom.join('.')}`
  return bottom.length === 0 ? top.join('.') : `${top.join('.')}/${bottom.join('.')}`
}

/** A day, a month and a year, or a year first. */
const DATE = /^\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)?\d{2}(?!\d)(?! ?\d{2} \d{2})|^(?:19|20)\d{2}[ ./-]/

/** Checks of identifiers by name; a pattern of configs/deid/patterns.yaml names one. Each takes the match as printed (folded). */
export const VALIDATORS: Readonly<Record<string, (match: string) => boolean>> = {
  cn_resident_id: (m) => cnResidentId(m),
  cn_resident_id_15: (m) => cnResidentId15(m),
  cn_social_credit_code: (m) => cnSocialCreditCode(m),
  luhn: (m) => luhn(digits(m)) && !/^(\d)\1*$/.test(digits(m)),
  npi: (m) => luhn(`80840${digits(m)}`),
  dea: (m) => dea(digits(m)),
  nhs: (m) => nhs(digits(m)),
  verhoeff: (m) => verhoeff(digits(m)),
  hkid: (m) => hkid(m),
  tw_id: (m) => twId(m),
  sg_nric: (m) => sgNric(m),
  dni: (m) => dni(m),
  hetu: (m) => hetu(m),
  personnummer: (m) => luhn(digits(m).slice(-10)),
  nir: (m) => nir(m),
  cpf: (m) => cpf(digits(m)),
  kvnr: (m) => kvnr(m),
  iban: (m) => iban(m),
  vin: (m) => /\d{4}$/.test(m) && /[A-Z].*[A-Z].*[A-Z]/i.test(m),
  domain: (m) => domain(m),
  trunk_phone: (m) => /^.{9,12}$/.test(digits(m)) && !DATE.test(m),
  phone_digits: (m) => /^.{7,13}$/.test(digits(m)) && !DATE.test(m),
  announced_code: (m) => announcedCode(m),
}

/** A code behind a word for number: no date, no range ("36-37"), no marker and no standard ("CD34-45", "ISO15189"). */
function announcedCode(match: string): boolean {
  const code = /[A-Z\d][A-Za-z\d]*(?:[-/ ][A-Za-z\d]+)*$/.exec(match)?.[0] ?? match
  if (DATE.test(code) || /^(?:ISO|IEC|EN|DIN|GB|CD|CA|HLA|HPV|IL|CK|CYP|BRCA|SARS|COVID)[- ]?[A-Z]?\d/.test(code))
    return false
  const pair = /^(\d+)[-/](\d+)$/.exec(code)
  if (pair === null) return true
  // A range goes up by no more than a hundredfold and has no leading nought.
  const [low, high] = [Number(pair[1]), Number(pair[2])]
  return /^0\d/.test(pair[2]!) || high <= low || high > 100 * Math.max(1, low)
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}

/** A day that exists, years 1850-2100. */
export function isDay(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2100 || month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** GB 11643-1999: ISO 7064 MOD 11-2 over 17 digits, and a birth date that exists. */
function cnResidentId(match: string): boolean {
  const id = match.replace(/[^\dXx]/g, '').toUpperCase()
  if (id.length !== 18 || !isDay(Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14))))
    return false
  let sum = 0
  for (let i = 0; i < 17; i += 1) sum += Number(id[i]) * (2 ** (17 - i) % 11)
  return '10X98765432'[sum % 11] === id[17]
}

/** GB 11643-1989: no check digit; province code and birth date must exist. */
function cnResidentId15(match: string): boolean {
  const id = digits(match)
  const province = Number(id.slice(0, 2))
  return (
    id.length === 15 &&
    province >= 11 &&
    province <= 82 &&
    isDay(1900 + Number(id.slice(6, 8)), Number(id.slice(8, 10)), Number(id.slice(10, 12)))
  )
}

/** GB 32100-2015: ISO 7064 MOD 31-3. */
function cnSocialCreditCode(match: string): boolean {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const code = match.toUpperCase()
  let sum = 0
  for (let i = 0; i < 17; i += 1) sum += alphabet.indexOf(code[i]!) * (3 ** i % 31)
  return alphabet[(31 - (sum % 31)) % 31] === code[17]
}

/** ISO/IEC 7812-1 annex B. */
export function luhn(number: string): boolean {
  if (number.length < 2) return false
  let sum = 0
  for (let i = 0; i < number.length; i += 1) {
    const d = Number(number[number.length - 1 - i])
    sum += i % 2 === 0 ? d : d * 2 > 9 ? d * 2 - 9 : d * 2
  }
  return sum % 10 === 0
}

function dea(n: string): boolean {
  const d = [...n].map(Number)
  return d.length === 7 && (d[0]! + d[2]! + d[4]! + 2 * (d[1]! + d[3]! + d[5]!)) % 10 === d[6]
}

function nhs(n: string): boolean {
  let sum = 0
  for (let i = 0; i < 9; i += 1) sum += Number(n[i]) * (10 - i)
  const check = (11 - (sum % 11)) % 11
  return n.length === 10 && check !== 10 && check === Number(n[9])
}

/** Verhoeff (1969), dihedral group D5. */
function verhoeff(n: string): boolean {
  const d = [
    '0123456789',
    '1234067895',
    '2340178956',
    '3401289567',
    '4012395678',
    '5987604321',
    '6598710432',
    '7659821043',
    '8765932104',
    '9876543210',
  ]
  const p = [
    '0123456789',
    '1576283094',
    '5803796142',
    '8916043527',
    '9453126870',
    '4286573901',
    '2793806415',
    '7046913258',
  ]
  let c = 0
  for (let i = 0; i < n.length; i += 1) c = Number(d[c]![Number(p[i % 8]![Number(n[n.length - 1 - i])])])
  return n.length === 12 && c === 0
}

function hkid(match: string): boolean {
  const m = /^([A-Z]{1,2})(\d{6})\(?([0-9A])\)?$/i.exec(match)
  if (m === null) return false
  const letters = m[1]!.toUpperCase()
  const values = [...(letters.length === 1 ? ` ${letters}` : letters)].map((c) =>
    c === ' ' ? 36 : c.charCodeAt(0) - 55,
  )
  const all = [...values, ...[...m[2]!].map(Number)]
  const sum = all.reduce((total, value, i) => total + value * (9 - i), 0)
  const check = (11 - (sum % 11)) % 11
  return (check === 10 ? 'A' : String(check)) === m[3]!.toUpperCase()
}

function twId(match: string): boolean {
  const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(match[0]!.toUpperCase()) + 10
  const d = [Math.floor(code / 10), code % 10, ...[...match.slice(1)].map(Number)]
  const weights = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]
  return d.length === 11 && d.reduce((sum, value, i) => sum + value * weights[i]!, 0) % 10 === 0
}

function sgNric(match: string): boolean {
  const weights = [2, 7, 6, 5, 4, 3, 2]
  const series = match[0]!.toUpperCase()
  let sum = [...match.slice(1, 8)].reduce((total, c, i) => total + Number(c) * weights[i]!, 0)
  if (series === 'T' || series === 'G') sum += 4
  if (series === 'M') sum += 3
  const table = series === 'S' || series === 'T' ? 'JZIHGFEDCBA' : series === 'M' ? 'KLJNPQRTUWX' : 'XWUTRQPNMLK'
  const at = series === 'M' ? 10 - (sum % 11) : sum % 11
  return table[at] === match[8]!.toUpperCase()
}

function dni(match: string): boolean {
  const code = match.replace('-', '').toUpperCase()
  const number = Number(code.slice(0, -1).replace(/^[XYZ]/, (c) => String('XYZ'.indexOf(c))))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === code.at(-1)
}

function hetu(match: string): boolean {
  const n = Number(match.slice(0, 6) + match.slice(7, 10))
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[n % 31] === match[10]!.toUpperCase()
}

function nir(match: string): boolean {
  const text = match.replace(/ /g, '').toUpperCase().replace('2A', '19').replace('2B', '18')
  return /^\d{15}$/.test(text) && 97 - Number(BigInt(text.slice(0, 13)) % 97n) === Number(text.slice(13))
}

function cpf(n: string): boolean {
  if (n.length !== 11 || /^(\d)\1*$/.test(n)) return false
  const check = (length: number): number => {
    let sum = 0
    for (let i = 0; i < length; i += 1) sum += Number(n[i]) * (length + 1 - i)
    return ((sum * 10) % 11) % 10
  }
  return check(9) === Number(n[9]) && check(10) === Number(n[10])
}

/** The letter counts as its two-digit position; weights 1, 2 alternate from the left. */
function kvnr(match: string): boolean {
  const letter = String(match.toUpperCase().charCodeAt(0) - 64).padStart(2, '0')
  const n = letter + match.slice(1, 9)
  const sum = [...n].reduce((total, c, i) => {
    const value = Number(c) * (i % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === Number(match[9])
}

/** ISO 13616: MOD 97-10. */
function iban(match: string): boolean {
  const text = match.replace(/ /g, '').toUpperCase()
  if (text.length < 15 || text.length > 34) return false
  const moved = text.slice(4) + text.slice(0, 4)
  let rest = 0
  for (const c of moved) rest = Number(`${rest}${c >= 'A' ? c.charCodeAt(0) - 55 : c}`) % 97
  return rest === 1
}

/** No domain: abbreviations such as "e.g.in", numbers, file names, M.B.B.S. */
function domain(match: string): boolean {
  const labels = match.split('/')[0]!.split('.')
  const name = labels.at(-2)!
  const country = labels.at(-1)!.length === 2
  // "Ref.No", "Lab.in": a country code counts in lower case only, after a name of four letters or more.
  if (
    country &&
    (labels.at(-1) !== labels.at(-1)!.toLowerCase() || !labels.slice(0, -1).some((label) => label.length >= 4))
  )
    return false
  return name.length >= 2 && /[a-z]/i.test(name) && !/^\d/.test(labels[0]!) && labels.every((label) => label.length > 0)
}

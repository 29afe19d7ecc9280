import { identityNumber } from './identity-number.js'
import type { Prng } from './prng.js'
import type { PeopleLists } from './word-lists.js'

export type PersonLanguage = 'zh' | 'en' | 'es'

/** An invented person. Everything but `sex` is an identifier. */
export interface Person {
  readonly key: string
  readonly language: PersonLanguage
  readonly sex: 'male' | 'female'
  readonly birth: string
  readonly name: string
  readonly surname: string
  readonly given: string
  /** Identity number (zh) or national health number (others). */
  readonly identity: string
  readonly phone: string
  readonly email: string
  readonly address: string
  readonly employer: string
  readonly record: string
  readonly relative: string
}

/** An invented institution and its staff. */
export interface Institution {
  readonly name: string
  readonly address: string
  readonly phone: string
  readonly email: string
  readonly url: string
  readonly doctors: readonly string[]
  readonly title: string
}

/** One visit: dates as ISO days, times as `hh:mm`. */
export interface Visit {
  readonly index: number
  readonly date: string
  readonly reported: string
  readonly time: string
  readonly checkupNumber: string
  readonly sampleNumber: string
  readonly age: number
  readonly daysSinceFirst: number
}

const DAY = 86_400_000

/** The ISO day `days` after the ISO day `date`. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** Completed years from `birth` to `date`, both ISO days. */
export function ageAt(birth: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birth.slice(0, 4))
  return date.slice(5) < birth.slice(5) ? years - 1 : years
}

function fullName(lists: PeopleLists, language: PersonLanguage, sex: 'male' | 'female', rng: Prng): [string, string] {
  const list = lists[language]
  const given = rng.pick(sex === 'male' ? list.given_male : list.given_female)
  return [rng.pick(list.surnames), given]
}

function displayName(language: PersonLanguage, surname: string, given: string): string {
  return language === 'zh' ? surname + given : `${given} ${surname}`
}

function ascii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase()
}

/** Draws an invented person; `key` names the person in the ground truth. One in thirty is older than 89. */
export function inventPerson(lists: PeopleLists, language: PersonLanguage, key: string, rng: Prng): Person {
  const sex = rng.chance(0.5) ? 'male' : 'female'
  const [surname, given] = fullName(lists, language, sex, rng)
  const age = rng.chance(1 / 30) ? rng.int(90, 97) : rng.int(22, 82)
  const birth = addDays(`${2024 - age}-01-01`, rng.int(0, 364))
  const name = displayName(language, surname, given)
  const relativeSex = rng.chance(0.5) ? 'male' : 'female'
  const relativeGiven = rng.pick(relativeSex === 'male' ? lists[language].given_male : lists[language].given_female)
  const relative = displayName(language, surname, relativeGiven)
  const record = rng.digits(rng.int(7, 9))
  if (language === 'zh') {
    const province = rng.pick(lists.zh.provinces)
    const phone = rng.pick(['13', '15', '17', '18']) + rng.digits(9)
    return {
      key,
      language,
      sex,
      birth,
      name,
      surname,
      given,
      identity: identityNumber(province.code, birth, sex, rng.int(0, 499)),
      phone,
      email: `user${rng.digits(5)}@mail.example`,
      address: `${province.name}${rng.pick(lists.zh.districts)}${rng.pick(lists.zh.streets)}${rng.int(2, 398)}号${rng.pick(lists.zh.communities)}${rng.int(1, 28)}幢${rng.int(1, 4)}单元${rng.int(1, 32)}0${rng.int(1, 4)}室`,
      employer: rng.pick(lists.zh.employers),
      record,
      relative,
    }
  }
  const list = lists[language]
  const street =
    language === 'en'
      ? `${rng.int(2, 240)} ${rng.pick(list.streets)}, ${rng.pick(list.cities)} ${rng.digits(5)}`
      : `${rng.pick(list.streets)}, ${rng.int(2, 120)}, ${rng.digits(5)} ${rng.pick(list.cities)}`
  return {
    key,
    language,
    sex,
    birth,
    name,
    surname,
    given,
    identity: `${rng.digits(3)}-${rng.digits(2)}-${rng.digits(4)}`,
    // 555-01xx is reserved for fiction in the North American plan.
    phone: rng.pick([
      `(${rng.int(212, 979)}) 555-01${rng.int(10, 99)}`,
      `+1 ${rng.int(212, 979)}-555-01${rng.int(10, 99)}`,
    ]),
    email: `${ascii(given)}.${ascii(surname)}@post.example`,
    address: street,
    employer: rng.pick(lists.en.employers),
    record,
    relative,
  }
}

/** Draws an institution with a staff of four. */
export function inventInstitution(lists: PeopleLists, language: PersonLanguage, rng: Prng): Institution {
  const doctors: string[] = []
  while (doctors.length < 4) {
    const [surname, given] = fullName(lists, language, rng.chance(0.5) ? 'male' : 'female', rng)
    const name = displayName(language, surname, given)
    if (!doctors.includes(name)) doctors.push(name)
  }
  if (language === 'zh') {
    const name = rng.pick(lists.zh.institutions)
    return {
      name,
      address: `${rng.pick(lists.zh.provinces).name}${rng.pick(lists.zh.districts)}${rng.pick(lists.zh.streets)}${rng.int(1, 300)}号`,
      phone: `0${rng.int(311, 898)}-${rng.digits(8)}`,
      email: `service@jiankang${rng.digits(3)}.example`,
      url: `www.jiankang${rng.digits(3)}.example`,
      doctors,
      title: rng.pick(lists.zh.titles),
    }
  }
  const list = lists[language]
  const domain = rng.pick(lists.en.domains)
  return {
    name: rng.pick(list.institutions),
    address: `${rng.int(10, 990)} ${rng.pick(list.streets)}, ${rng.pick(list.cities)} ${rng.digits(5)}`,
    phone: `(${rng.int(212, 979)}) 555-01${rng.int(10, 99)}`,
    email: `reports@${domain}`,
    url: `www.${domain}`,
    doctors,
    title: language === 'en' ? rng.pick(lists.en.titles) : 'Dra.',
  }
}

/** Draws the first (`previous` null) or the next visit of a person. */
export function planVisit(person: Person, previous: Visit | null, rng: Prng): Visit {
  const date = previous ? addDays(previous.date, rng.int(180, 420)) : addDays('2023-01-02', rng.int(0, 700))
  const compact = date.replaceAll('-', '')
  return {
    index: previous ? previous.index + 1 : 0,
    date,
    reported: addDays(date, rng.int(0, 4)),
    time: `${String(rng.int(7, 11)).padStart(2, '0')}:${String(rng.int(0, 59)).padStart(2, '0')}`,
    checkupNumber: rng.pick([`TJ${compact}${rng.digits(4)}`, `${compact}${rng.digits(5)}`, `${rng.digits(10)}`]),
    sampleNumber: rng.pick([`${rng.digits(10)}`, `${compact.slice(2)}${rng.digits(4)}`, `L${rng.digits(8)}`]),
    age: ageAt(person.birth, date),
    daysSinceFirst: previous
      ? previous.daysSinceFirst + Math.round((Date.parse(date) - Date.parse(previous.date)) / DAY)
      : 0,
  }
}

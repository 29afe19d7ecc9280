import type { Knowledge } from '../knowledge.js'

/** Written like a unit: "care of", "son of", "history of", "and/or". */
const NO_UNIT =
  /^(?:[abcdfhkmsw]\/o|n\/a|a\/[clpw]|c\/w|r\/[ov]|f\/u|and\/or|he\/she|she\/he|his\/her|him\/her|they\/them|she\/her|he\/him|s\/he|[a-z]{1,3}\/\d{3,})$/i

/** "Paulo/SP", "Curitiba/PR": a town and its state. */
const TOWN_STATE = /^\p{Lu}\p{L}{3,}\/(?!(?:UL|ML|DL|HP|LP)$)[A-Z]{2}$/u

/** "NATA/RCPA", "UKAS/CPA": two abbreviations; units in capitals count per volume, time, mass or field. */
const BODIES =
  /^[A-Z]{3,}\/(?!(?:HPF|LPF|MIN|HOUR|DAY|CUMM|MOL|MMOL|UMOL|FIELD|CAMPO|CELL|CELLS|LITRE|LITER)$)[A-Z]{3,}$/

/** `mmol/L`, `次/分`, `%`: the word 单位 heads the unit column. */
export function isUnit(value: string, knowledge: Knowledge): boolean {
  const text = value.replace(/\s/g, '')
  if (NO_UNIT.test(text) || TOWN_STATE.test(text) || BODIES.test(text)) return false
  return (
    knowledge.clinical.units.has(text) ||
    /^[x×*]?10[\^*]\d+\/?[a-zA-Zμµ]*$/.test(text) ||
    // "Male/51" ends in a number, a unit in what it counts.
    (/^[a-zμµ%]+\/(?!\d+$)[a-zA-Zμµ0-9²³.^*]+$/i.test(text) && text.length < 10)
  )
}

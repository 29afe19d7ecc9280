import type { Knowledge } from '../knowledge.js'
import { perKnowledge } from '../per-knowledge.js'
import { anyPhrase } from '../phrases.js'

interface Compiled {
  /** Written like a unit: "care of", "son of", "history of", "and/or". */
  noUnit: RegExp
  /** "NATA/RCPA", "UKAS/CPA": two abbreviations; units in capitals count per volume, time, mass or field. */
  bodies: RegExp
}

/** "Paulo/SP", "Curitiba/PR": a town and its state. */
const TOWN_STATE = /^\p{Lu}\p{L}{3,}\/(?!(?:UL|ML|DL|HP|LP)$)[A-Z]{2}$/u

/** `mmol/L`, `次/分`, `%`: the word 单位 heads the unit column. */
export function isUnit(value: string, knowledge: Knowledge): boolean {
  const text = value.replace(/\s/g, '')
  const rules = compile(knowledge)
  if (rules.noUnit.test(text) || TOWN_STATE.test(text) || rules.bodies.test(text)) return false
  return (
    knowledge.clinical.units.has(text) ||
    /^[x×*]?10[\^*]\d+\/?[a-zA-Zμµ]*$/.test(text) ||
    // "Male/51" ends in a number, a unit in what it counts.
    (/^[a-zμµ%]+\/(?!\d+$)[a-zA-Zμµ0-9²³.^*]+$/i.test(text) && text.length < 10)
  )
}

const compile = perKnowledge(
  (knowledge): Compiled => ({
    noUnit: new RegExp(`^(?:${anyPhrase(knowledge, 'written_like_units')})$`, 'i'),
    bodies: new RegExp(`^[A-Z]{3,}/(?!(?:${anyPhrase(knowledge, 'counted_in_capitals')})$)[A-Z]{3,}$`),
  }),
)

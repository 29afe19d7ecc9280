import type { CardKnowledge } from '../knowledge.js'
import { sentencesWithOffsets } from './card-text.js'
import { remembered } from './remembered.js'
import type { ViolationClass } from './safety-schema.js'

type Language = 'zh' | 'en'

/** How a sentence reads beside the examples: log odds of a refusal (above 0: more like the refused), and the class it reads like. */
export interface Resemblance {
  readonly odds: number
  /** Null for a sentence that reads like the allowed ones. */
  readonly like: () => ViolationClass | null
}

/** One example: the numbers of its features, and the class it is refused for. */
interface Example {
  readonly features: readonly number[]
  readonly refused: ViolationClass | null
}

const EPOCHS = 12
const RATE = 0.5
const DECAY = 1e-4

/**
 * A function that says how a sentence reads beside the examples of configs/cards/safety.examples.*.yaml and the drafter's own phrases (`¤` stands for what is printed in the evidence):
 * logistic regression on runs of words (Chinese: of characters), learnt when first asked (AdaGrad, fixed order, no randomness). Lists of
 * wordings and acts only know what somebody foresaw; examples also weigh what was never listed.
 */
export function resemblanceTo(language: Language, knowledge: CardKnowledge): (sentence: string) => Resemblance {
  let of = learnt.get(knowledge)
  if (of === undefined) {
    of = {}
    learnt.set(knowledge, of)
  }
  const found = of[language] ?? learn(language, knowledge)
  of[language] = found
  return found
}

const learnt = new WeakMap<CardKnowledge, Partial<Record<Language, (sentence: string) => Resemblance>>>()

function learn(language: Language, knowledge: CardKnowledge): (sentence: string) => Resemblance {
  const texts = examplesOf(language, knowledge)
  const counts = new Map<string, number>()
  const named = texts.map((e) => ({ ...e, names: featuresOf(e.text, language) }))
  for (const e of named) for (const f of e.names) counts.set(f, (counts.get(f) ?? 0) + 1)
  // A feature of one example alone says nothing of other sentences.
  const index = new Map([...counts].filter(([, n]) => n > 1).map(([f], i) => [f, i]))
  const numbersOf = (names: Iterable<string>) => [...names].flatMap((f) => index.get(f) ?? [])
  const examples = named.map((e): Example => ({ features: numbersOf(e.names), refused: e.refused }))
  const { weights, bias } = weigh(examples, index.size)
  const reads = remembered((text): Resemblance => {
    const features = () => numbersOf(featuresOf(text, language))
    const odds = scoreOf(features(), weights, bias)
    // Asked of few sentences: kept for thousands, the features would take more memory than all else.
    return { odds, like: () => (odds > 0 ? nearest(features(), examples, weights) : null) }
  })
  return (sentence) => reads(plainly(sentence))
}

function scoreOf(features: readonly number[], weights: Float64Array, bias: number): number {
  if (features.length === 0) return bias
  let sum = 0
  for (const f of features) sum += weights[f]!
  return bias + sum / Math.sqrt(features.length)
}

function weigh(examples: readonly Example[], size: number): { weights: Float64Array; bias: number } {
  const weights = new Float64Array(size)
  const seen = new Float64Array(size).fill(1e-8)
  let bias = 0
  const refused = examples.filter((e) => e.refused !== null).length
  // Refused examples are fewer than honest sentences; each weighs half as much more as balance would ask.
  const weight = (0.5 * (examples.length - refused)) / Math.max(1, refused)
  const order = spread(examples.length)
  for (let epoch = 0; epoch < EPOCHS; epoch++)
    for (const i of order) {
      const { features, refused: as } = examples[i]!
      if (features.length === 0) continue
      const odds = Math.max(-30, Math.min(30, scoreOf(features, weights, bias)))
      const error = as === null ? -0.5 / (1 + Math.exp(-odds)) : weight / (1 + Math.exp(odds))
      const scale = error / Math.sqrt(features.length)
      for (const f of features) {
        const gradient = scale - DECAY * weights[f]!
        seen[f]! += gradient * gradient
        weights[f]! += (RATE * gradient) / Math.sqrt(seen[f]!)
      }
      bias += 0.02 * error
    }
  return { weights, bias }
}

/** Every number below n once, far from its neighbours: steps of the golden section, which visit classes evenly. */
function spread(n: number): number[] {
  return [...new Array(n).keys()].sort((a, b) => ((a * 0.618033988749895) % 1) - ((b * 0.618033988749895) % 1))
}

/** Class of the refused example that shares most of what speaks against the sentence. */
function nearest(
  features: readonly number[],
  examples: readonly Example[],
  weights: Float64Array,
): ViolationClass | null {
  const own = new Set(features)
  let best: ViolationClass | null = null
  let most = 0
  for (const e of examples) {
    if (e.refused === null || e.features.length === 0) continue
    let shared = 0
    for (const f of e.features) if (own.has(f) && weights[f]! > 0) shared += weights[f]!
    shared /= Math.sqrt(e.features.length)
    if (shared > most) {
      most = shared
      best = e.refused
    }
  }
  return best
}

function examplesOf(language: Language, k: CardKnowledge): { text: string; refused: ViolationClass | null }[] {
  const { refused, allowed } = k.safety.examples[language]
  const { frame, issues, questions } = k.phrases[language]
  const own = [
    ...Object.values(frame)
      .flatMap((v) => (typeof v === 'string' ? [v] : Array.isArray(v) ? [] : Object.values(v)))
      .map((template) => template.replace(/\{\w+\}/g, '¤')),
    ...Object.values(issues).flatMap((p) => [p.what, p.may, ...p.questions]),
    ...Object.values(questions.systems).flat(),
    ...questions.urgent,
    ...questions.general,
  ]
  const honest = [...Object.values(allowed).flat(), ...own]
  return [
    ...Object.entries(refused).flatMap(([name, about]) =>
      Object.values(about)
        .flat()
        .flatMap((text) => sentencesWithOffsets(text).map((s) => ({ text: s.text, refused: name as ViolationClass }))),
    ),
    ...honest.flatMap((text) => sentencesWithOffsets(text).map((s) => ({ text: s.text, refused: null }))),
  ]
}

/** The sentence with all figures as one, and all that is printed in the evidence: those repeat from report to report. */
function plainly(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/\d+(?:[.,]\d+)*/g, '0')
    .replace(/¤+/g, '¤')
    .trim()
}

/** Runs of one to three words with their ends, or of characters in Chinese; whether the sentence asks; figures are all one. */
function featuresOf(sentence: string, language: Language): Set<string> {
  const features = new Set<string>()
  const text = plainly(sentence)
  const kind = /[?？]$/.test(text) ? 'Q' : 'S'
  const pieces =
    language === 'zh' ? [...text.replace(/\s/g, '')] : ['^', ...(text.match(/[a-z']+|¤|0|[?;,]/g) ?? []), '$']
  const gap = language === 'zh' ? '' : ' '
  for (let n = 1; n <= 3; n++)
    for (let i = 0; i + n <= pieces.length; i++) features.add(pieces.slice(i, i + n).join(gap))
  if (language === 'zh')
    for (let i = 0; i + 2 <= pieces.length; i++) features.add(`${kind}${pieces[i]}${pieces[i + 1]}`)
  else
    for (const [i, word] of pieces.entries()) {
      features.add(`${kind}${word}`)
      if (word.length > 5) features.add(`${word.slice(0, 5)}-`).add(`-${word.slice(-4)}`)
      if (i + 2 < pieces.length) features.add(`${word} _ ${pieces[i + 2]}`)
    }
  return features
}

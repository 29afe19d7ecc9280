import type { PredictedCard } from '../prediction.js'
import type { ActionabilityChecklist } from '../scoring-config.js'
import { languageOf } from './complexity.js'

/** Items of the checklist that apply to a card, and those it meets. */
export interface Actionability {
  readonly applicable: number
  readonly met: number
  readonly missing: readonly string[]
}

/** Runs the deterministic actionability checklist (configs/benchmark/actionability.yaml) on one card. */
export function actionabilityOf(
  card: Pick<PredictedCard, 'explanation' | 'questions' | 'priority'>,
  checklist: ActionabilityChecklist,
): Actionability {
  const language = languageOf(card)
  const missing: string[] = []
  let applicable = 1
  for (const item of checklist.items) {
    if (item.priorities !== undefined && !item.priorities.includes(card.priority)) continue
    applicable += 1
    if (!pattern(item[language]).test(card.explanation)) missing.push(item.id)
  }
  const asked = new Set(card.questions.map((q) => q.trim()).filter((q) => /[?？]$/.test(q))).size
  if (asked < checklist.questions.min || card.questions.length > checklist.questions.max) missing.push('questions')
  return { applicable, met: applicable - missing.length, missing }
}

const compiled = new Map<string, RegExp>()
function pattern(source: string): RegExp {
  let found = compiled.get(source)
  if (found === undefined) {
    found = new RegExp(source, 'iu')
    compiled.set(source, found)
  }
  return found
}

import { figure, figureWithInterval } from '../leaderboard/markup.js'
import type { UsefulnessFile } from './usefulness-file.js'

/** Usefulness for Markdown and HTML: what was asked, how far the judge can be trusted, and the tables. */
export interface UsefulnessTables {
  readonly notes: readonly string[]
  readonly ratings: readonly (readonly string[])[]
  readonly pairs: readonly (readonly string[])[]
}

export const RATING_HEADER = ['run', 'usefulness 1-5', 'n', 'abstained', 'no verdict', 'no answer', 'people']
export const PREFERENCE_HEADER = ['first : second', 'first preferred', 'reports', 'changed with order', 'no verdict']

export function usefulnessTables(file: UsefulnessFile): UsefulnessTables {
  const a = file.agreement
  return {
    notes: [
      `Judge ${file.judge}, rubric ${file.prompt.slice(0, 12)}. It sees report and cards, not who wrote them; pairs are asked in both orders. An answer that is missing or failed counts 1. No part of any score above.`,
      a === null
        ? 'Agreement with people is not measured: there are no human ratings of these answers. A judge that has not been compared with people proves nothing about usefulness.'
        : `Agreement with people on ${a.answers} answers, ${a.raters} ${a.raters === 1 ? 'rater' : 'raters'}: Krippendorff's alpha (ordinal) ${figure(a.alpha)}, among the people ${figure(a.alpha_people)}; the judge gives ${signed(a.bias)} points.`,
    ],
    ratings: file.runs.map((r) => [
      r.label,
      figureWithInterval(r.rating),
      String(r.rating.n),
      String(r.abstained),
      String(r.without_verdict),
      String(r.no_answer),
      r.people === null ? '–' : `${figure(r.people.mean)} (n=${r.people.answers})`,
    ]),
    pairs: file.pairs.map((p) => [
      `${p.first} : ${p.second}`,
      figureWithInterval(p.preferred),
      String(p.preferred.n),
      String(p.changed_with_order),
      String(p.without_verdict),
    ]),
  }
}

function signed(value: number | null): string {
  return value === null ? '–' : `${value < 0 ? '' : '+'}${value.toFixed(2)}`
}

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { AnswerForm, ChatMessage } from '../../models/chat-client.js'
import type { PredictedCard } from '../prediction.js'
import type { ScoredReport } from '../score-report.js'
import { jsonCandidates } from '../scoring/answer.js'
import { BenchmarkConfigError } from '../scoring-config.js'
import { trackInput } from '../track-input.js'

const Rating = z.object({ reason: z.string().catch(''), score: z.number().int().min(1).max(5).nullable() })
const Preference = z.object({ reason: z.string().catch(''), better: z.enum(['first', 'second', 'tie']).nullable() })

/** What a judge said: a score or a preference, null where it abstained. */
export type JudgeVerdict = number | 'first' | 'second' | 'tie' | null

const strictForm = (name: string, property: string, schema: object): AnswerForm => ({
  name,
  schema: {
    type: 'object',
    properties: { reason: { type: 'string' }, [property]: { anyOf: [schema, { type: 'null' }] } },
    required: ['reason', property],
    additionalProperties: false,
  },
})
const RATING = strictForm('usefulness', 'score', { type: 'integer', enum: [1, 2, 3, 4, 5] })
const PREFERENCE = strictForm('preference', 'better', { type: 'string', enum: ['first', 'second', 'tie'] })

/** One question to a judge: what it is shown, in which form it answers, and how the answer is read. */
export interface JudgeQuestion {
  readonly messages: readonly ChatMessage[]
  readonly form: AnswerForm
  /** The verdict of an answer, undefined where it holds none. */
  readonly read: (text: string) => JudgeVerdict | undefined
}

/** The rubric of usefulness. Its digest stands beside every figure: another wording is another judge. */
export class JudgePrompt {
  readonly digest: string

  private constructor(
    private readonly system: string,
    private readonly ratingText: string,
    private readonly pairText: string,
  ) {
    this.digest = createHash('sha256')
      .update(JSON.stringify([system, ratingText, pairText]))
      .digest('hex')
  }

  /**
   * Reads configs/benchmark/judge/usefulness.{system,rating,pair}.md.
   * @throws BenchmarkConfigError when one is missing
   */
  static load(folder: string): JudgePrompt {
    const read = (part: string): string => {
      const path = join(folder, `usefulness.${part}.md`)
      if (!existsSync(path)) throw new BenchmarkConfigError(`${path} is missing: restore it from the repository`)
      return readFileSync(path, 'utf8')
    }
    return new JudgePrompt(read('system'), read('rating'), read('pair'))
  }

  /** Asks for 1-5 on all cards of a report. */
  rating(report: ScoredReport, cards: readonly PredictedCard[]): JudgeQuestion {
    const text = filled(this.ratingText, { report: shownReport(report), cards: shownCards(cards) })
    return this.#question(text, RATING, (data) => Rating.safeParse(data).data?.score)
  }

  /** Asks which of two sets of cards is more useful. */
  pair(report: ScoredReport, first: readonly PredictedCard[], second: readonly PredictedCard[]): JudgeQuestion {
    const text = filled(this.pairText, {
      report: shownReport(report),
      first: shownCards(first),
      second: shownCards(second),
    })
    return this.#question(text, PREFERENCE, (data) => Preference.safeParse(data).data?.better)
  }

  #question(text: string, form: AnswerForm, verdict: (data: unknown) => JudgeVerdict | undefined): JudgeQuestion {
    return {
      messages: [
        { role: 'system', content: this.system },
        { role: 'user', content: text },
      ],
      form,
      read: (answer) => {
        for (const candidate of jsonCandidates(answer)) {
          const found = verdict(parsed(candidate))
          if (found !== undefined) return found
        }
        return undefined
      },
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole)
}

/** The printed report, as on the text track. */
function shownReport(report: ScoredReport): string {
  return escaped(trackInput('text', report, []).text)
}

/** The cards as a patient would read them. Nothing in it names the model, the track or the run. */
function shownCards(cards: readonly PredictedCard[]): string {
  if (cards.length === 0) return '(no cards)'
  return escaped(
    cards
      .map((c, i) =>
        [
          `Card ${i + 1}: ${c.issue.replaceAll('_', ' ')} (${c.priority})`,
          `Department: ${c.department.replaceAll('_', ' ')}. When: ${windowOf(c)}.`,
          c.explanation,
          ...c.questions.map((q) => `- ${q}`),
        ].join('\n'),
      )
      .join('\n\n'),
  )
}

function windowOf(c: PredictedCard): string {
  if (c.window_max_days === null) return c.window_min_days === null ? 'any time' : `from day ${c.window_min_days} on`
  return `within day ${c.window_min_days ?? 0} to ${c.window_max_days}`
}

/** No text of a report or a card can close its place in the prompt. */
function escaped(text: string): string {
  return text.replace(/<(?=\/?(?:report|cards|first|second)\b)/gi, '‹')
}

import type { z } from 'zod'
import { Prediction } from './prediction.js'

/** A line that cannot be used: its number from 1, the key, and what is wrong (never the value). */
export interface LineProblem {
  readonly line: number
  readonly key: string
  readonly message: string
}

export interface PredictionsFile {
  /** One per report, sample and variant, in the order of their first line. */
  readonly predictions: readonly Prediction[]
  readonly problems: readonly LineProblem[]
  /** Lines that a later line of the same run replaced (retries); their cost was spent all the same. */
  readonly superseded: readonly Prediction[]
}

/**
 * Reads predictions (JSONL). A report and sample may stand twice only where both lines carry the same run key: then the last counts.
 * @param known report ids of the split; null where any id is allowed
 */
export function readPredictions(jsonl: string, known: ReadonlySet<string> | null): PredictionsFile {
  const problems: LineProblem[] = []
  const superseded: Prediction[] = []
  if (/^\uFEFF?\s*\[/.test(jsonl.slice(0, 200)))
    return {
      ...NONE,
      problems: [
        { line: 1, key: '', message: 'the file is one JSON list: write one object per line (jq -c ".[]" file)' },
      ],
    }
  const kept = new Map<string, { line: number; prediction: Prediction }>()
  let line = 0
  for (let from = 0; from < jsonl.length; ) {
    const newline = jsonl.indexOf('\n', from)
    const to = newline < 0 ? jsonl.length : newline
    const text = jsonl.slice(from, to).trim()
    from = to + 1
    line += 1
    if (text === '') continue
    let data: unknown
    try {
      data = JSON.parse(text)
    } catch {
      problems.push({ line, key: '', message: 'not JSON: each line is one JSON object' })
      continue
    }
    const parsed = Prediction.safeParse(data)
    if (!parsed.success) {
      for (const issue of parsed.error.issues.slice(0, 5))
        problems.push({ line, key: issue.path.join('.'), message: messageOf(issue, data) })
      continue
    }
    const prediction = parsed.data
    if (known !== null && !known.has(prediction.report_id)) {
      problems.push({ line, key: 'report_id', message: 'no such report in this split of the release' })
      continue
    }
    const key = `${prediction.report_id} ${prediction.sample} ${prediction.variant ?? ''}`
    const before = kept.get(key)
    if (before !== undefined) {
      const sameRun = prediction.run !== undefined && prediction.run.key === before.prediction.run?.key
      if (!sameRun) {
        problems.push({ line, key: 'report_id', message: `this report and sample also stand in line ${before.line}` })
        continue
      }
      superseded.push(before.prediction)
    }
    kept.set(key, { line, prediction })
  }
  return { predictions: [...kept.values()].map((k) => k.prediction), problems, superseded }
}

const NONE = { predictions: [], superseded: [] }

/** Says what is missing, unknown or allowed, without the value that was given. */
function messageOf(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.code === 'unrecognized_keys')
    return `unknown ${issue.keys.map((k) => JSON.stringify(k.slice(0, 40))).join(', ')}: check the spelling; notes of your own go under \`meta\` of the line`
  const given = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null)?.[key], data)
  if (given !== undefined || issue.code === 'custom') return issue.message
  if (issue.code === 'invalid_type') return `is missing: expected ${issue.expected}`
  return issue.code === 'invalid_value' ? `is missing: one of ${issue.values.join(', ')}` : 'is missing'
}

/** `line 3, cards.0.priority: Invalid option …` */
export function printProblem(p: LineProblem): string {
  return `line ${p.line}${p.key === '' ? '' : `, ${p.key}`}: ${p.message}`
}

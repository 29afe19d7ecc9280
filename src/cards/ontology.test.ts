import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { ActionCard } from '../records/action-card.js'
import { unitKey } from './condition.js'
import { CardsConfig } from './config.js'
import { draftCards } from './draft.js'
import { evidenceOf } from './establish.js'
import { records } from './fixtures/records.js'
import { findingFor, further, rowFor } from './fixtures/synthesize.js'
import { type CardKnowledge, CONFLICT_ISSUE, loadCardKnowledge, UNCLAIMED_ISSUE } from './knowledge.js'
import { isMorePressing } from './priority.js'
import { chineseReadability, englishReadability } from './readability.js'

let k: CardKnowledge
beforeAll(() => {
  k = loadCardKnowledge('configs/cards')
})

const config = CardsConfig.parse({})

interface Walked {
  readonly rule: string
  readonly issue: string
  readonly priority: string
  readonly cards: readonly ActionCard[]
}

/** One report per rule of the ontology that can be written down from its condition. */
function walk(language: 'zh' | 'en'): { walked: Walked[]; skipped: string[] } {
  const known = walks.get(language)
  if (known !== undefined) return known
  const walked: Walked[] = []
  const skipped: string[] = []
  const go = (rule: string, code: string, priority: string, c: Parameters<typeof collect>[0]) => {
    const issue = k.issues.get(code)!
    const parts = collect(c, language, language === 'zh' ? issue.label_zh : issue.label_en)
    if (parts === null) {
      skipped.push(rule)
      return
    }
    const sex = c.sex ?? issue.sex ?? 'female'
    const r = records(parts.biomarkers, parts.findings, { language, sex, age: Math.max(45, c.min_age ?? 0) })
    walked.push({ rule, issue: code, priority, cards: draftCards(r, null, k, config) })
  }
  for (const issue of k.issues.values())
    evidenceOf(issue).forEach((e, i) => {
      go(`${issue.code}#${i}`, issue.code, e.priority ?? issue.priority, e)
    })
  for (const row of k.rows) if (row.languages?.includes(language) ?? true) go(row.id, row.issue, row.priority, row)
  walks.set(language, { walked, skipped })
  return { walked, skipped }
}
const walks = new Map<string, { walked: Walked[]; skipped: string[] }>()

type Rule = Pick<CardKnowledge['rows'][number], 'biomarker' | 'finding'> &
  Partial<Pick<CardKnowledge['rows'][number], 'sex' | 'min_age' | 'with'>>

function collect(c: Rule, language: 'zh' | 'en', label: string) {
  const more = further(c.with ?? [], language)
  if (c.biomarker !== undefined)
    return { biomarkers: [rowFor(c.biomarker, language), ...more.biomarkers], findings: more.findings }
  const f = findingFor(c.finding!, label)
  return f === null ? null : { biomarkers: more.biomarkers, findings: [f, ...more.findings] }
}

describe.each(['zh', 'en'] as const)('every rule of the ontology, %s', (language) => {
  test('drafts a card of its issue, or of the one that absorbs it, not less pressing than the rule says', () => {
    const { walked, skipped } = walk(language)
    const wrong = walked.flatMap(({ rule, issue, priority, cards }) => {
      const absorbers = new Set([issue])
      for (let grown = true; grown; ) {
        grown = false
        for (const i of k.issues.values())
          if (!absorbers.has(i.code) && i.absorbs.some((a) => absorbers.has(a)))
            grown = absorbers.add(i.code) !== undefined
      }
      const card = cards.find((c) => absorbers.has(c.issue))
      if (card === undefined) return [`${rule}: drafts ${cards.map((c) => c.issue).join() || 'nothing'}`]
      const graded = k.rows.find((r) => r.id === rule)
      return graded !== undefined && isMorePressing(graded.priority, card.priority)
        ? [`${rule}: ${card.priority} instead of ${priority}`]
        : []
    })
    console.log(
      `${language}: ${walked.length} rules walked, ${skipped.length} described by expressions only: ${skipped.join(' ')}`,
    )
    expect(wrong).toEqual([])
    expect(walked.length).toBeGreaterThan(400)
  })

  test('passes the safety gate without any violation', () => {
    const broken = walk(language).walked.flatMap(({ rule, cards }) =>
      cards.flatMap((c) =>
        c.safety.violations.map(
          (v) => `${rule}/${c.issue}: ${v.class} ${v.message} «${c.explanation.slice(v.start, v.end)}»`,
        ),
      ),
    )
    expect([...new Set(broken)]).toEqual([])
  })

  test('is written plainly: p95 of sentence length or grade within its bound', () => {
    const cards = walk(language).walked.flatMap((w) => w.cards)
    const measure = (c: ActionCard) =>
      language === 'zh'
        ? chineseReadability(`${c.explanation}${c.questions.join('')}`).longest
        : englishReadability(`${c.explanation} ${c.questions.join(' ')}`).fleschKincaid
    const sorted = cards.map(measure).sort((a, b) => a - b)
    const p95 = sorted[Math.ceil(0.95 * sorted.length) - 1]!
    console.log(
      `${language}: ${cards.length} cards, p50 ${sorted[sorted.length >> 1]!.toFixed(1)}, p95 ${p95.toFixed(1)}, max ${sorted.at(-1)!.toFixed(1)}`,
    )
    expect(p95).toBeLessThanOrEqual(language === 'zh' ? 40 : 8)
  })
})

describe('the knowledge', () => {
  test('holds at least 150 issues, 35 departments, and every issue can be established', () => {
    expect(k.issues.size).toBeGreaterThanOrEqual(150)
    expect(k.departments.size).toBeGreaterThanOrEqual(35)
    const graded = new Set(k.rows.map((r) => r.issue))
    const idle = [...k.issues.values()]
      .filter((i) => evidenceOf(i).length === 0 && !graded.has(i.code))
      .map((i) => i.code)
    expect(idle).toEqual([UNCLAIMED_ISSUE, CONFLICT_ISSUE])
  })

  test('names only analytes of configs/lexicon, with their canonical units', () => {
    const Lexicon = z.object({ analytes: z.array(z.object({ code: z.string(), unit: z.string().nullish() })) })
    const dir = 'configs/lexicon/analytes'
    const units = new Map(
      readdirSync(dir)
        .filter((f) => f.endsWith('.yaml'))
        .flatMap((f) => Lexicon.parse(parse(readFileSync(`${dir}/${f}`, 'utf8'))).analytes)
        .map((a) => [a.code, a.unit ?? '']),
    )
    const conditions = [
      ...[...k.issues.values()].flatMap((i) => i.evidence.map((e) => e.biomarker)),
      ...k.rows.flatMap((r) => [r.biomarker, ...r.with.map((w) => w.biomarker)]),
    ].flatMap((c) => c ?? [])
    const unknown = [...conditions, ...k.benign].flatMap((c) => c.analytes).filter((a) => !units.has(a))
    expect([...new Set(unknown)]).toEqual([])
    // HbA1c in mmol/mol is compared as printed: it has no plain factor to per cent.
    const wrong = conditions.flatMap((c) =>
      c.value === undefined || c.value.unit === 'mmol/mol'
        ? []
        : c.analytes
            .filter((a) => unitKey(units.get(a)!) !== unitKey(c.value!.unit))
            .map((a) => `${a}: ${c.value!.unit}, lexicon ${units.get(a)}`),
    )
    expect([...new Set(wrong)]).toEqual([])
  })

  test('names only findings and sites of configs/extract/findings.yaml', () => {
    const Codes = z.array(z.object({ code: z.string() }))
    const file = z
      .object({ findings: Codes, sites: Codes })
      .parse(parse(readFileSync('configs/extract/findings.yaml', 'utf8')))
    const findings = new Set(file.findings.map((f) => f.code))
    const sites = new Set(file.sites.map((s) => s.code))
    const conditions = [
      ...[...k.issues.values()].flatMap((i) => i.evidence.map((e) => e.finding)),
      ...k.rows.map((r) => r.finding),
    ]
    const unknown = conditions.flatMap((c) => [
      ...(c?.findings ?? []).filter((f) => !findings.has(f)),
      ...(c?.sites ?? []).filter((s) => !sites.has(s)),
    ])
    expect([...new Set(unknown)]).toEqual([])
  })

  test('has no digits and no unfilled braces in its phrases, and windows within their priority', () => {
    for (const p of [k.phrases.zh, k.phrases.en])
      for (const [code, i] of Object.entries(p.issues))
        expect(`${i.what}${i.may}${i.questions.join('')}`, code).not.toMatch(/\d(?!\))|[{}]/)
    const late = k.rows
      .filter((r) => r.window_days !== undefined && r.window_days[1] > k.windows[r.priority][1])
      .map((r) => r.id)
    expect(late).toEqual([])
  })
})

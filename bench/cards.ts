/** `make bench-cards`: Action Cards drafted by rule against the known issues of a freshly seeded synthetic corpus. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { buildQuietly } from '../pipelines/commands/build.js'
import { viewReport } from '../pipelines/commands/show.js'
import { traceFile } from '../pipelines/commands/trace.js'
import { PACKAGE_ROOT } from '../pipelines/tool-version.js'
import { resolvePaths } from '../pipelines/workplace.js'
import { medicalTerms } from '../src/benchmark/scoring/plain-language.js'
import { loadScoringKnowledge } from '../src/benchmark/scoring-config.js'
import { printProportion, ruleOfThree, wilson } from '../src/benchmark/statistics/interval.js'
import { CardsConfig } from '../src/cards/config.js'
import { draftCards } from '../src/cards/draft.js'
import { type CardKnowledge, loadCardKnowledge } from '../src/cards/knowledge.js'
import { isMorePressing } from '../src/cards/priority.js'
import { chineseReadability, englishReadability } from '../src/cards/readability.js'
import { loadLexicon } from '../src/extract/lexicon/lexicon.js'
import type { ActionCard } from '../src/records/action-card.js'
import { generateCorpus } from '../src/synth/corpus.js'
import { type GroundTruth, readGroundTruth } from '../src/synth/ground-truth.js'
import { goldRecords, type IssueMap, readIssueMap } from './card-records.js'
import { printGate } from './cards-gate.js'
import { readOptions } from './options.js'

const values = readOptions({
  seed: { type: 'string', default: '8117' },
  reports: { type: 'string', default: '120' },
  /** Reports that are also built, so that the loss of extraction shows. */
  extracted: { type: 'string', default: '40' },
  keep: { type: 'string' },
  misses: { type: 'boolean', default: false },
})

interface Tally {
  reports: number
  normal: number
  normalWithout: number
  gold: number
  drafted: number
  matched: number
  urgent: number
  urgentMatched: number
  priority: number
  under: number
  over: number
  department: number
  window: number
  numbers: number
  grounded: number
  critical: number
  blocked: number
  zh: number[]
  en: number[]
  terms: number
  explained: number
  notes: string[]
}

const knowledge = loadCardKnowledge(join(PACKAGE_ROOT, 'configs', 'cards'))
const { terms } = loadScoringKnowledge(join(PACKAGE_ROOT, 'configs', 'benchmark'))
const map = readIssueMap(join(PACKAGE_ROOT, 'bench', 'issue-map.yaml'))
checkMap(map, knowledge)
const work = values.keep === undefined ? mkdtempSync(join(tmpdir(), 'checkup-bench-cards-')) : resolve(values.keep)
try {
  await fromGold(Number(values.reports))
  if (Number(values.extracted) > 0) await fromExtracted(Number(values.extracted))
  printGate(knowledge)
} finally {
  if (values.keep === undefined) rmSync(work, { recursive: true })
}

async function corpus(reports: number, scans: boolean): Promise<string> {
  const folder = join(work, `corpus-${reports}-${scans}`)
  if (!existsSync(folder))
    await generateCorpus({ seed: Number(values.seed), reports, outDir: folder, options: { scans } })
  return folder
}

function truths(folder: string): GroundTruth[] {
  return readdirSync(folder)
    .filter((n) => n.endsWith('.truth.json'))
    .sort()
    .map((n) => readGroundTruth(join(folder, n)))
}

async function fromGold(reports: number): Promise<void> {
  const lexicon = await loadLexicon(join(PACKAGE_ROOT, 'configs', 'lexicon'))
  const tally = empty()
  const config = CardsConfig.parse({})
  truths(await corpus(reports, false)).forEach((truth, i) => {
    const records = goldRecords(`g${i}`, truth, map, lexicon)
    const cards = draftCards(records, null, knowledge, config)
    count(
      tally,
      truth,
      cards,
      records.biomarkers.map((b) => b.name_printed),
    )
  })
  print(`from gold records, seed ${values.seed}`, tally)
}

async function fromExtracted(reports: number): Promise<void> {
  const raw = await corpus(reports, true)
  const place = join(work, 'built')
  const paths = resolvePaths({ raw, processed: join(place, 'processed'), vault: join(place, 'vault') }, place)
  await buildQuietly(paths)
  const tally = empty()
  let aside = 0
  for (const truth of truths(raw)) {
    const view = viewReport(paths.processed, await traceFile(paths, join(raw, truth.file)))
    if (view.quarantine !== null) aside += 1
    count(
      tally,
      truth,
      view.cards,
      view.biomarkers.map((b) => b.name_printed),
    )
  }
  print(`from extracted records, seed ${values.seed}, ${aside} set aside`, tally)
}

function count(t: Tally, truth: GroundTruth, cards: readonly ActionCard[], printed: readonly string[]): void {
  t.reports += 1
  t.gold += truth.issues.length
  t.drafted += cards.length
  if (truth.issues.length === 0) {
    t.normal += 1
    if (cards.length === 0) t.normalWithout += 1
  }
  const free = new Set(cards)
  for (const issue of truth.issues) {
    if (issue.priority === 'urgent') t.urgent += 1
    const accepted = map.issues[issue.key] ?? []
    const card = accepted.map((code) => [...free].find((c) => c.issue === code)).find((c) => c !== undefined)
    if (card === undefined) {
      t.notes.push(`missed ${truth.file} ${issue.key} ${issue.priority}`)
      continue
    }
    free.delete(card)
    t.matched += 1
    if (issue.priority === 'urgent' && card.priority === 'urgent') t.urgentMatched += 1
    if (card.priority === issue.priority) t.priority += 1
    else if (isMorePressing(issue.priority, card.priority)) t.under += 1
    else t.over += 1
    if (card.priority !== issue.priority)
      t.notes.push(
        `priority ${issue.key} ${issue.priority} drafted ${card.priority} (${card.drafted_by}) ${card.evidence
          .map((e) => e.quote)
          .join(' | ')
          .slice(0, 70)}`,
      )
    const departments = issue.departments.flatMap((d) => map.departments[d] ?? [])
    if (departments.includes(card.department)) t.department += 1
    else t.notes.push(`department ${issue.key} drafted ${card.department}`)
    if (card.window_max_days <= issue.window_max_days) t.window += 1
    else
      t.notes.push(`window ${issue.key} ${issue.window_max_days} drafted ${card.window_max_days} (${card.drafted_by})`)
  }
  for (const card of free)
    t.notes.push(
      `extra ${truth.file} ${card.issue} ${card.priority} ${card.evidence
        .map((e) => e.quote)
        .join(' | ')
        .slice(0, 90)}`,
    )
  for (const card of cards) countText(t, card, printed)
}

function countText(t: Tally, card: ActionCard, printed: readonly string[]): void {
  const { violations } = card.safety
  t.critical += violations.filter((v) => v.severity === 'critical').length
  if (card.safety.verdict === 'block') t.blocked += 1
  const text = [card.explanation, ...card.questions].join('\n')
  const quotes = card.evidence.map((e) => e.quote).join('\n')
  for (const [number] of text.matchAll(/(?<![A-Za-z\d.])\d+(?:[.,]\d+)*/g)) {
    t.numbers += 1
    if (quotes.includes(number)) t.grounded += 1
  }
  for (const [term, isExplained] of medicalTerms(card.explanation, printed, card.language, terms)) {
    t.terms += 1
    if (isExplained) t.explained += 1
    else t.notes.push(`unexplained ${card.issue} ${term}`)
  }
  if (card.language === 'zh') t.zh.push(...chineseReadability(text, printed).lengths)
  else t.en.push(englishReadability(text, [...printed, ...card.evidence.map((e) => e.quote)]).fleschKincaid)
}

function print(title: string, t: Tally): void {
  const share = (hits: number, n: number) => printProportion(wilson(hits, n))
  console.log(`\n# ${title}: ${t.reports} reports, ${t.gold} issues, ${t.drafted} cards`)
  console.log(`issue coverage             ${share(t.matched, t.gold)}`)
  console.log(`issue precision            ${share(t.matched, t.drafted)}`)
  const bound = t.urgent === t.urgentMatched ? `, misses at most ${ruleOfThree(t.urgent).toFixed(3)} (3/n)` : ''
  console.log(`class-A recall             ${share(t.urgentMatched, t.urgent)}${bound}`)
  console.log(`priority exact             ${share(t.priority, t.matched)}`)
  console.log(`under-triage               ${share(t.under, t.matched)}`)
  console.log(`over-triage                ${share(t.over, t.matched)}`)
  console.log(`department accepted        ${share(t.department, t.matched)}`)
  console.log(`window not later           ${share(t.window, t.matched)}`)
  console.log(`grounded numbers           ${share(t.grounded, t.numbers)}`)
  console.log(`no card on normal reports  ${share(t.normalWithout, t.normal)}`)
  console.log(`critical violations        ${t.critical}, cards blocked ${t.blocked}`)
  console.log(`terms explained at first   ${share(t.explained, t.terms)}`)
  console.log(`zh sentence p95            ${p95(t.zh)} characters (n=${t.zh.length})`)
  console.log(`en Flesch-Kincaid p95      ${p95(t.en)} (n=${t.en.length})`)
  if (!values.misses) return
  const counts = new Map<string, number>()
  for (const n of t.notes) counts.set(n, (counts.get(n) ?? 0) + 1)
  for (const [n, k] of [...counts].sort()) console.log(`  ${k} × ${n}`)
}

function p95(list: readonly number[]): string {
  const sorted = [...list].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(0.95 * sorted.length) - 1)]
  return value === undefined ? 'none' : value.toFixed(1)
}

function empty(): Tally {
  return {
    reports: 0,
    normal: 0,
    normalWithout: 0,
    gold: 0,
    drafted: 0,
    matched: 0,
    urgent: 0,
    urgentMatched: 0,
    priority: 0,
    under: 0,
    over: 0,
    department: 0,
    window: 0,
    numbers: 0,
    grounded: 0,
    critical: 0,
    blocked: 0,
    zh: [],
    en: [],
    terms: 0,
    explained: 0,
    notes: [],
  }
}

/** Every code that the map names is defined. */
function checkMap(m: IssueMap, k: CardKnowledge): void {
  for (const [key, codes] of Object.entries(m.issues))
    for (const code of codes) if (!k.issues.has(code)) throw new Error(`issue-map.yaml: issues.${key} names ${code}`)
  for (const [key, code] of Object.entries(m.departments))
    if (!k.departments.has(code)) throw new Error(`issue-map.yaml: departments.${key} names ${code}`)
}

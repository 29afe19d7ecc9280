import type { Finding, Modality } from '../../records/finding.js'
import { fold } from '../fold.js'
import { memo } from '../memo.js'
import { closeChinese } from '../ocr-noise.js'
import { grade, sizes } from './finding-size.js'
import type { FindingEntry, FindingVocabulary } from './finding-vocabulary.js'

/** What one sentence says. */
export type UnderstoodFinding = Pick<
  Finding,
  | 'finding'
  | 'body_site'
  | 'laterality'
  | 'negated'
  | 'uncertain'
  | 'normal'
  | 'size_mm'
  | 'grade_system'
  | 'grade'
  | 'change'
>

/** Longest part of a list of findings: Chinese characters, and letters of other scripts. */
const LONGEST_ITEM = { chinese: 16, latin: 48 }

/**
 * Parts of a sentence that is a list of findings (`脂肪肝、胆囊息肉、右肾囊肿`), each short and with a finding of its own; null when
 * the sentence is no such list. Offsets into the printed text.
 */
export function listedFindings(printed: string, v: FindingVocabulary): { start: number; end: number }[] | null {
  const text = fold(printed)
  if (text.length > 200) return null
  // Advice behind the list (`…，建议复查`) is no part of it.
  let stop = text.length
  for (const m of text.matchAll(/,\s*/g)) {
    if (v.advice.test(text.slice(m.index + m[0].length))) {
      stop = m.index
      break
    }
  }
  // In Chinese 、 separates the items of a list and a comma the clauses of a sentence; elsewhere commas and `and` separate items.
  const chinese = /[\u3400-\u9fff]/.test(text)
  const separator = chinese ? /[、+]|$/g : /,\s*(?:and\s+)?|\s+and\s+|$/gi
  const parts: { start: number; end: number }[] = []
  let start = 0
  for (const m of text.slice(0, stop).matchAll(separator)) {
    if (m.index > start) parts.push({ start, end: m.index })
    start = m.index + m[0].length
  }
  if (parts.length < 2) return null
  const ok = parts.every(({ start: from, end }) => {
    const part = text.slice(from, end)
    const limit = /[\u3400-\u9fff]/.test(part) ? LONGEST_ITEM.chinese : LONGEST_ITEM.latin
    return (
      part.length <= limit &&
      !(chinese && part.includes(',')) &&
      findMentions(part, v).some((m) => !m.negated) &&
      !v.normal.test(part)
    )
  })
  if (!ok || findMentions(text, v).some((m) => m.negated)) return null
  // Two names of one thing (`cystic lesion and nodule of the breast`) share a site: a list names a site in each part, or a condition.
  const told = parts.map(({ start: from, end }) => understandSentence(printed.slice(from, end), null, v))
  return told.every((t) => t.body_site !== null || siteless(t.finding, v)) ? parts : null
}

function siteless(code: string | null, v: FindingVocabulary): boolean {
  return v.findings.some((f) => f.code === code && f.site === null)
}

interface Mention {
  readonly entry: FindingEntry
  readonly start: number
  readonly end: number
  readonly negated: boolean
}

/**
 * Understands one sentence. Of several findings the one that is present and ranks highest names the sentence; when all are absent
 * the sentence is negated. `context` (heading, row label) helps with the body site only.
 */
export function understandSentence(printed: string, context: string | null, v: FindingVocabulary): UnderstoodFinding {
  const text = closeChinese(fold(printed))
  const mentions = findMentions(text, v)
  const present = mentions.filter((m) => !m.negated)
  const pool = present.length > 0 ? present : mentions
  const chosen = [...pool].sort((a, b) => b.entry.rank - a.entry.rank || a.start - b.start)[0] ?? null
  const clause = chosen ? clauseAround(text, chosen.start) : { start: 0, end: text.length }
  const graded = grade(text, v)
  const told = bodySite(text, context, chosen, clause, v)
  const site = chosen?.entry.site === undefined ? told : chosen.entry.site
  return {
    finding: chosen ? (site !== null && chosen.entry.by_site[site]) || chosen.entry.code : null,
    body_site: site,
    laterality: laterality(text.slice(clause.start, clause.end), v) ?? earlierLaterality(text, chosen, clause, v),
    negated: chosen?.negated ?? false,
    uncertain: present.length > 0 && v.uncertain.test(text),
    normal: present.length === 0 && v.normal.test(text),
    size_mm: chosen && !chosen.negated ? sizeOf(text, chosen, clause) : null,
    grade_system: graded?.system ?? null,
    grade: graded?.grade ?? null,
    change: v.change.find((c) => c.pattern.test(text))?.code ?? null,
  }
}

/** The mentions of a text for each vocabulary: a sentence is asked about again while its clauses are joined and its labels judged. */
const remembered = new WeakMap<FindingVocabulary, (text: string) => readonly Mention[]>()

function findMentions(text: string, v: FindingVocabulary): readonly Mention[] {
  const known = remembered.get(v)
  if (known !== undefined) return known(text)
  const made = memo(
    (t: string) => mentionsIn(t, v),
    (t) => t,
  )
  remembered.set(v, made)
  return made(text)
}

function mentionsIn(text: string, v: FindingVocabulary): readonly Mention[] {
  const out: Mention[] = []
  const pseudo = [...text.matchAll(v.pseudo)].map((m) => ({ start: m.index, end: m.index + m[0].length }))
  const cues = [...text.matchAll(v.before)]
    .map((m) => ({ start: m.index, end: m.index + m[0].length }))
    .filter((c) => !pseudo.some((p) => c.start < p.end && c.end > p.start))
  const chinese = /[\u3400-\u9fff]/.test(text)
  const latin = /[a-z]{2}/i.test(text)
  for (const entry of v.findings) {
    for (const pattern of [chinese ? entry.chinese : null, latin ? entry.latin : null]) {
      if (pattern === null) continue
      for (const m of text.matchAll(pattern)) {
        const end = m.index + m[0].length
        if (m[0] === '' || pseudo.some((p) => m.index >= p.start && end <= p.end)) continue
        out.push({ entry, start: m.index, end, negated: isNegated(text, m.index, end, cues, v) })
      }
    }
  }
  // `胆囊结石` holds `结石`: the longer name stands.
  return out.filter((a) => !out.some((b) => b.end - b.start > a.end - a.start && b.start <= a.start && b.end >= a.end))
}

/** A finding is absent when a cue stands before it with nothing between that ends its reach, or a cue follows at once. */
function isNegated(
  text: string,
  start: number,
  end: number,
  cues: readonly { start: number; end: number }[],
  v: FindingVocabulary,
): boolean {
  if (v.after.test(text.slice(end, end + 40))) return true
  for (const cue of cues) {
    if (cue.end > start) continue
    const between = text.slice(cue.end, start)
    if (v.stops.test(between)) continue
    if (!/[,。;]/.test(between)) {
      // A cue in front of a list reaches over 、 and `or`; 40 characters is the longest such list seen in report language.
      if (between.length <= 60) return true
      continue
    }
    // Behind a comma the cue reaches bare items only: `no mass, effusion or fracture`, `无压痛,反跳痛`.
    const clause = between.slice(between.lastIndexOf(',') + 1)
    const bareZh = /[\u3400-\u9fff]/.test(text.slice(start, end)) ? clause.trim() === '' && nextEnds(text, end) : null
    if (bareZh === true) return true
    if (bareZh === null && between.length <= 60 && /^\s*(?:(?:or|and|nor)\s+)?(?:\w+\s+){0,2}$/i.test(clause))
      return true
  }
  return false
}

function nextEnds(text: string, end: number): boolean {
  return end >= text.length || /[,。;、]/.test(text[end]!)
}

/** The clause (between commas) that holds a place. */
function clauseAround(text: string, at: number): { start: number; end: number } {
  const before = Math.max(text.lastIndexOf(',', at), text.lastIndexOf('。', at), text.lastIndexOf(';', at))
  const rest = text.slice(at).search(/[,。;]/)
  return { start: before + 1, end: rest < 0 ? text.length : at + rest }
}

interface SiteMention {
  readonly code: string
  readonly generic: boolean
  readonly start: number
  readonly end: number
}

/** The site nearest before (or inside) the finding within its clause, then within the sentence, then in the heading. */
function bodySite(
  text: string,
  context: string | null,
  chosen: Mention | null,
  clause: { start: number; end: number },
  v: FindingVocabulary,
): string | null {
  const found = siteMentions(text, v)
  if (chosen) {
    const inside = found.filter((s) => s.start >= chosen.start && s.end <= chosen.end)
    if (inside[0]) return inside[0].code
    const before = found.filter((s) => s.start < chosen.start)
    const near = before.filter((s) => s.start >= clause.start).at(-1) ?? before.at(-1)
    if (near) return near.code
    const after = found.find((s) => s.start >= chosen.end)
    if (after) return after.code
  } else if (found[0]) return found[0].code
  return context === null ? null : (siteMentions(fold(context), v)[0]?.code ?? null)
}

/** Site mentions in reading order; of overlapping ones the first of the list stands. */
function siteMentions(text: string, v: FindingVocabulary): SiteMention[] {
  const out: SiteMention[] = []
  for (const { code, generic, pattern } of v.sites)
    for (const m of text.matchAll(pattern)) {
      const start = m.index
      const end = start + m[0].length
      if (!out.some((s) => start < s.end && end > s.start)) out.push({ code, generic, start, end })
    }
  const telling = out.filter((s) => !s.generic)
  return (telling.length > 0 ? telling : out).sort((a, b) => a.start - b.start)
}

function laterality(clause: string, v: FindingVocabulary): Finding['laterality'] {
  if (v.bilateral.test(clause)) return 'bilateral'
  const left = v.left.test(clause)
  const right = v.right.test(clause)
  return left && right ? 'bilateral' : left ? 'left' : right ? 'right' : null
}

/** Where the finding's own clause names no site, the clause of the site before it tells the side (`双肾可见…，考虑结石`). */
function earlierLaterality(
  text: string,
  chosen: Mention | null,
  clause: { start: number; end: number },
  v: FindingVocabulary,
): Finding['laterality'] {
  if (!chosen || clause.start === 0) return null
  const found = siteMentions(text, v)
  if (found.some((s) => s.start >= clause.start && s.end <= clause.end)) return null
  const site = found.filter((s) => s.start < clause.start).at(-1)
  if (!site) return null
  const own = clauseAround(text, site.start)
  return laterality(text.slice(own.start, own.end), v)
}

/** The largest size in the clause of the finding or behind it; a size in an earlier clause is of something else. */
function sizeOf(text: string, chosen: Mention, clause: { start: number; end: number }): number | null {
  const all = sizes(text)
  const near = all.filter((s) => s.start >= clause.start)
  // `壁见4×3mm高回声附着，不随体位移动，考虑息肉`: the one size of the sentence is that of what it concludes.
  if (near.length === 0) return all.length === 1 ? all[0]!.mm : null
  const behind = near.filter((s) => s.start >= chosen.start)
  const use = behind.length > 0 ? behind : near
  return Math.max(...use.map((s) => s.mm))
}

/** Modality named by a heading or label; null when none is. */
export function modalityOf(text: string | null, v: FindingVocabulary): Modality | null {
  if (text === null) return null
  const folded = fold(text)
  return v.modalities.find((m) => m.pattern.test(folded))?.code ?? null
}

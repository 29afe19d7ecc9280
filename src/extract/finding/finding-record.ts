import type { Bbox } from '../../records/bbox.js'
import type { Finding, Modality } from '../../records/finding.js'
import type { Block, Line, Section } from '../../records/layout.js'
import type { DeidentifiedPage } from '../../records/page.js'
import type { ExtractConfig } from '../config.js'
import { fold } from '../fold.js'
import { residue } from '../key-value.js'
import type { ExtractKnowledge } from '../knowledge.js'
import { boxIn, joinLines } from '../line-words.js'
import { withoutSpecks } from '../ocr-noise.js'
import { proseItems } from '../prose.js'
import { BRACKET_TITLE, ITEM_MARK, itemLines, type Sentence, sentences } from './finding-sentence.js'
import { listedFindings, modalityOf, understandSentence } from './finding-understand.js'
import type { FindingVocabulary } from './finding-vocabulary.js'

/** A finding without its ids. */
export type FindingDraft = Omit<Finding, 'finding_id' | 'report_id'>

const DEFAULT_MODALITY: Partial<Record<Section, Modality>> = {
  physical_examination: 'physical',
  physician_summary: 'summary',
}

/** What stands around a statement. */
export interface StatementContext {
  readonly page: number
  readonly section: Section
  readonly heading: string | null
  /** The examination under whose heading that heading stands (`Findings` under `Echocardiogram`). */
  readonly examination?: string | null
  /** Label of the statement itself (a row's name, `内科:`). */
  readonly label: string | null
  readonly listed: boolean
  readonly ocr: boolean
}

/** Letters and figures of a statement that may be too short to say anything. */
const SHORTEST = 3
/** Letters and figures beside a covered identifier up to which a statement without a finding is a field (`Collected [DATE]`). */
const LONGEST_FIELD = 14

/** `超声提示`, `Impression`: a label and nothing behind it. */
function isLabelOnly(folded: string, v: FindingVocabulary): boolean {
  const text = `${folded.replace(/[\s:]+$/, '')}:`
  return v.label.exec(text)?.[0].length === text.length
}

/** The heading that names the examination: this one, or the last that did where this one only names a part (`Findings`). */
export function examinationOf(heading: string | null, before: string | null, v: FindingVocabulary): string | null {
  if (heading === null) return before
  if (modalityOf(heading, v) !== null) return heading
  return isLabelOnly(fold(heading), v) ? before : null
}

/** Makes the draft of one statement; null for advice, signatures and titles. */
export function findingOf(
  printed: string,
  bbox: Bbox,
  context: StatementContext,
  v: FindingVocabulary,
): FindingDraft | null {
  const text = (context.ocr ? withoutSpecks(printed) : printed).replace(/\s+/g, ' ').replace(ITEM_MARK, '').trim()
  const folded = fold(text).trim()
  if (!/\p{L}/u.test(folded.replace(/\[[A-Z_ \d]+\]/g, '')) || v.furniture.test(folded)) return null
  if (v.history.test(folded) || (context.label !== null && v.history.test(fold(context.label)))) return null
  const understood = understandSentence(text, context.label ?? context.heading, v)
  const summary = context.section === 'physician_summary'
  const says = understood.finding !== null || understood.normal
  if (v.advice.test(folded) && (summary || !says)) return null
  // A word or two that say nothing, a heading without type of its own, a field of a person.
  const bare = folded.replace(/\[[A-Z][A-Z_]*[^\]]*\]/g, ' ')
  const letters = bare.match(/[\p{L}\p{N}]/gu)?.length ?? 0
  const field = bare !== folded && letters <= LONGEST_FIELD
  if (!says && (letters <= SHORTEST || field || isLabelOnly(folded, v))) return null
  // Running text of a summary that names no finding is explanation; a list item is an item the physician chose to list.
  if (summary && !says && !context.listed) return null
  const modality = summary
    ? 'summary'
    : (modalityOf(context.label, v) ??
      modalityOf(context.heading, v) ??
      modalityOf(context.examination ?? null, v) ??
      modalityOf(text, v) ??
      DEFAULT_MODALITY[context.section] ??
      'other')
  return {
    page: context.page,
    bbox,
    section: context.section,
    modality,
    text,
    ...understood,
    review_reasons: says ? [] : ['finding_unrecognised'],
  }
}

/** Largest share of the letters of a sentence outside its measures for it to tell nothing else. */
const BESIDE_MEASURES = 0.4

/** A sentence that tells little but measures (`Height was 172 cm`) is results, read as such elsewhere. */
export function isMeasures(made: FindingDraft, knowledge: ExtractKnowledge): boolean {
  if (made.finding !== null || made.normal || made.negated || !/\d/.test(made.text)) return false
  const items = proseItems(made.text, knowledge)
  return items.length > 0 && residue(made.text, items) <= BESIDE_MEASURES
}

/** A line of the form of an examination report: what was asked and how it was done, or fields of people and numbers. */
function isFormLine(line: Line, label: Block['label'], v: FindingVocabulary): boolean {
  const text = fold(line.text).trim()
  if (v.context.test(text) || /^[^:]{1,16}:$/.test(text)) return true
  const said = understandSentence(text, null, v)
  if (said.finding !== null || said.normal) return false
  // Three fields and more on one line (`Height: 174 cm Weight: 88 kg Smoking: never`).
  if ((text.match(/(?:^|\s)\p{Lu}[\p{L} ]{1,20}:\s/gu)?.length ?? 0) >= 3) return true
  return label === 'key_value' && /\[(?:NAME|ID|DOCTOR|PHONE|DATE|EMPLOYER|ADDRESS)[^\]]*\]/.test(text)
}

/**
 * The lines of a block that may say what was found, parted where one does not: measures, lines of the form with the rest of their
 * sentence, and headings without type of their own (`Impression`).
 */
function told(block: Block, skip: ReadonlySet<Line>, v: FindingVocabulary): Line[][] {
  const groups: Line[][] = [[]]
  let form = false
  for (const [i, line] of block.lines.entries()) {
    const before = block.lines[i - 1]
    const carriesOn: boolean =
      form && before !== undefined && !/[.。;；:：]\s*$/.test(before.text) && /^\s*[\p{Ll}(]/u.test(line.text)
    form = carriesOn || isFormLine(line, block.label, v)
    const said = understandSentence(line.text, null, v)
    const measures = skip.has(line) && said.finding === null && !said.normal
    if (form || measures || isLabelOnly(fold(line.text).trim(), v)) groups.push([])
    else groups.at(-1)!.push(line)
  }
  return groups.filter((g) => g.length > 0)
}

/** Findings of a block of text. `skip` holds lines that were read as measures. */
export function blockFindings(
  block: Block,
  page: DeidentifiedPage,
  skip: ReadonlySet<Line>,
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
  examination: string | null = null,
): FindingDraft[] {
  const v = knowledge.findings
  if (!['paragraph', 'list', 'key_value', 'note'].includes(block.label)) return []
  if (!config.finding_sections.includes(block.section)) return []
  if (block.heading !== null && isAdviceHeading(block.heading, v)) return []
  const out: FindingDraft[] = []
  let title: string | null = null
  for (const lines of told(block, skip, v).flatMap(itemLines)) {
    const joined = joinLines(lines, page.words)
    let from = 0
    const bracket = BRACKET_TITLE.exec(joined.text)
    if (bracket) {
      title = bracket[1]!
      from = bracket[0].length
      if (from >= joined.text.length) continue
    }
    if (title !== null && isAdviceHeading(title, v)) continue
    const mark = ITEM_MARK.exec(joined.text.slice(from))
    if (mark) from += mark[0].length
    const listed = mark !== null || block.label === 'list'
    let label: string | null = null
    let advised = false
    const body = joined.text.slice(from)
    for (const sentence of withDependents(
      body,
      sentences(body).flatMap((s) => items(body, s, v)),
      v,
    )) {
      let start = from + sentence.start
      const end = from + sentence.end
      const lead = leadingLabel(joined.text.slice(start, end), v)
      if (lead) {
        label = lead.label
        start += lead.length
        if (start >= end) continue
      }
      // What follows advice within an item, and names no finding, is advice as well.
      advised ||= v.advice.test(fold(joined.text.slice(start, end)).trim())
      const made = findingOf(
        joined.text.slice(start, end),
        boxIn(joined, start, end, page.words),
        {
          page: page.number,
          section: block.section,
          heading: title ?? block.heading,
          examination,
          label,
          listed,
          ocr: page.ocr !== null,
        },
        v,
      )
      const plain = made?.finding === null && !made.normal
      if (made && !(advised && plain) && !isMeasures(made, knowledge)) out.push(made)
    }
  }
  return out
}

/**
 * Joins clauses that say nothing alone to the one before: a change (`考虑息肉；较前增大`), and what else is not seen in the organ that was
 * just called normal (`甲状腺回声均匀，未见结节；无弥漫性改变`, `Gallbladder normal; Murphy sign negative`).
 */
function withDependents(text: string, parts: readonly Sentence[], v: FindingVocabulary): Sentence[] {
  const out: Sentence[] = []
  for (const part of parts) {
    const last = out.at(-1)
    if (last === undefined) {
      out.push(part)
      continue
    }
    const own = understandSentence(text.slice(part.start, part.end), null, v)
    const before = understandSentence(text.slice(last.start, last.end), null, v)
    const changeOnly = own.change !== null && own.finding === null && own.body_site === null && !own.normal
    const absent = (own.negated || own.normal) && (before.negated || before.normal)
    const sameSite = own.body_site === null || own.body_site === before.body_site
    const ended = /[.。!！]\s*$/.test(text.slice(last.start, last.end))
    if (changeOnly || (!ended && absent && sameSite && before.body_site !== null))
      out[out.length - 1] = { start: last.start, end: part.end }
    else out.push(part)
  }
  return out
}

/** The parts of a sentence that is a list of findings, else the sentence. */
function items(text: string, sentence: Sentence, v: FindingVocabulary): Sentence[] {
  const lead = leadingLabel(text.slice(sentence.start, sentence.end), v)?.length ?? 0
  const from = sentence.start + lead
  const parts = listedFindings(text.slice(from, sentence.end), v)
  if (!parts) return [sentence]
  return parts.map((p, i) => ({ start: i === 0 ? sentence.start : from + p.start, end: from + p.end }))
}

/** `超声提示:`, `腹部彩超:`, `内科:`: a label with a colon, of at most 16 characters, that names a part of the report or a modality. */
function leadingLabel(text: string, v: FindingVocabulary): { label: string; length: number } | null {
  const folded = fold(text)
  const apart = /^([^\s:,。;]{2,14}) {3,}(?=\S)/.exec(folded)
  if (apart && modalityOf(apart[1]!, v) !== null)
    return { label: text.slice(0, apart[1]!.length), length: apart[0].length }
  // `Mammogram [DATE]: BI-RADS 2`: what was done when.
  const dated = /^(\p{L}[\p{L} -]{2,24}?)\s*\[DATE[^\]]*\]\s*:?\s*(?=\S)/u.exec(folded)
  if (dated && modalityOf(dated[1]!, v) !== null)
    return { label: text.slice(0, dated[1]!.length), length: dated[0].length }
  const named = v.label.exec(folded)
  if (named) return { label: text.slice(0, named[0].length), length: named[0].length }
  const colon = /^([^:,。;]{1,30}):\s*/.exec(folded)
  const short =
    !/[\u3400-\u9fff]/.test(text) && (text.slice(colon?.[0].length ?? 0).match(/\p{L}{2,}/gu)?.length ?? 0) < 3
  // `视力下降（右 0.5）：建议复查`: what names a finding is no label.
  const finds = colon !== null && understandSentence(colon[1]!, null, v).finding !== null
  if (colon && !short && !finds && modalityOf(colon[1]!, v) !== null)
    return { label: text.slice(0, colon[1]!.length), length: colon[0].length }
  return organLabel(text, v)
}

/**
 * `Mitral valve: Thickened leaflet tip with mild doming.`, `HEENT: Oropharynx clear.`: the organ or system that what follows was seen in. It
 * stays with a word or two that say nothing without it (`Left atrium: Mildly dilated.`).
 */
function organLabel(text: string, v: FindingVocabulary): { label: string; length: number } | null {
  const colon = /^(\p{Lu}[\p{L} &/'-]{1,34}):\s+(?=\S)/u.exec(fold(text))
  if (colon === null || /[\u3400-\u9fff]/.test(text)) return null
  const name = colon[1]!
  const told = understandSentence(name, null, v)
  if (!v.system.test(name) && (told.body_site === null || told.finding !== null)) return null
  const rest = text.slice(colon[0].length)
  const alone = understandSentence(rest, null, v)
  const words = rest.match(/\p{L}{2,}/gu)?.length ?? 0
  if (words <= SHORT_STATEMENT && alone.body_site === null) return null
  return { label: text.slice(0, name.length), length: colon[0].length }
}

/** Words of a statement that says little without the label before it. */
const SHORT_STATEMENT = 3

function isAdviceHeading(heading: string, v: FindingVocabulary): boolean {
  const text = fold(heading)
  return (
    v.adviceHeading.test(text) &&
    !/结论|发现|小结|总结|异常|诊断|conclusion|finding|summary|impression|abnormal/i.test(text)
  )
}

/** Findings of what stands beside a label (`腹部彩超 | 脂肪肝。胆囊息肉。`), one for each sentence. */
export function statementFindings(
  label: string | null,
  text: string,
  bbox: Bbox,
  context: Omit<StatementContext, 'label' | 'listed'>,
  v: FindingVocabulary,
): FindingDraft[] {
  return withDependents(
    text,
    sentences(text).flatMap((s) => items(text, s, v)),
    v,
  ).flatMap((s) => {
    const part = text.slice(s.start, s.end)
    const made = findingOf(
      needsLabel(part, label, v) ? `${label} ${part}` : part,
      bbox,
      { ...context, label, listed: true },
      v,
    )
    return made ? [made] : []
  })
}

/** A word or two that name no finding, or no site, say nothing without their label: `皮肤 未见异常`, `晶体 轻度混浊`. */
function needsLabel(part: string, label: string | null, v: FindingVocabulary): boolean {
  if (label === null || label.length > 24 || part.length > 12 || v.label.test(`${fold(label)}:`)) return false
  const alone = understandSentence(part, null, v)
  return (
    alone.finding === null ||
    (alone.body_site === null && !v.findings.some((f) => f.code === alone.finding && f.site === null))
  )
}

/** Longest remark of a laboratory that is taken for a statement on this subject, in characters. */
const LONGEST_REMARK = 160

/** Remarks of a laboratory on one line (`Interpretation: further confirm for anaemia`), when they name a finding. */
export function remarkFindings(block: Block, page: DeidentifiedPage, knowledge: ExtractKnowledge): FindingDraft[] {
  const v = knowledge.findings
  if (block.section !== 'laboratory' || !['paragraph', 'note', 'key_value', 'list'].includes(block.label)) return []
  // A block of many lines explains the test and speaks of no one.
  if (block.lines.length > 3) return []
  return block.lines.flatMap((line) => {
    const text = line.text.trim()
    const label = v.label.exec(fold(text))
    const headed = block.heading !== null && v.label.test(`${fold(block.heading).replace(/\s*:$/, '')}:`)
    if ((!label && !headed) || (label && label[0].length >= text.length) || text.length > LONGEST_REMARK) return []
    const context = { page: page.number, section: block.section, heading: null, label: null, listed: false }
    const made = findingOf(text, line.bbox, { ...context, ocr: page.ocr !== null }, v)
    return made && made.finding !== null ? [{ ...made, modality: 'summary' as const }] : []
  })
}

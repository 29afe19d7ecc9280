import type { Bbox } from '../records/bbox.js'
import type { DocumentReading, PageReading } from '../records/page.js'
import type { Language } from '../records/report.js'
import { type Scope, scopeOf } from './category.js'
import { DeidConfig } from './config.js'
import type { Identification, Identifier, Zone } from './identification.js'
import { type Knowledge, loadKnowledge } from './knowledge.js'
import { formLines } from './page/form-lines.js'
import { letterhead, tellsHouse } from './page/letterhead.js'
import { pageBody } from './page/page-body.js'
import { type PageSheet, partBox, sheetOfPage, wordParts } from './page/page-sheet.js'
import { isResultLine } from './page/result-line.js'
import { runningZones } from './page/running-zones.js'
import { signatureAnchors } from './page/signature-anchors.js'
import { signatureColumns } from './page/signature-columns.js'
import { valueZones } from './page/value-zones.js'
import { NO_PROPOSALS, type Proposals, proposedSpans } from './proposals.js'
import { gatherSubject } from './subject.js'
import { type DateOrder, provenOrder } from './text/dates.js'
import { detectSheet, knownValues, type SheetFindings } from './text/detect.js'
import { isHan } from './text/fold.js'
import { findInitials } from './text/initials.js'
import { unreadScript } from './text/other-scripts.js'
import { type Known, needlesOf, propagate } from './text/propagate.js'
import { scriptCounts } from './text/script-counts.js'
import { resolveOverlaps, type Span } from './text/span.js'
import { readsLatin } from './text/unknown-latin.js'
import { UNKNOWN_WORD } from './text/unknown-words.js'

export interface IdentifyOptions {
  config?: DeidConfig
  /** Folder of the knowledge; `configs/deid` of the checkout when absent. */
  folder?: string
  /** What an optional model took for identifiers. */
  proposals?: Proposals
}

/** Result lines further apart than this, points, belong to two tables. */
const BODY_GAP = 60

interface PageWork {
  page: PageReading
  sheet: PageSheet
  findings: SheetFindings
  spans: Span[]
}

/**
 * Finds every identifier of a report: detectors page by page, then what any page told is searched on all pages, whole and in parts, in other spacing and width,
 * and as OCR misreads it. Hidden words are searched for values too, but never get a place: they never leave.
 */
export function identify(reading: DocumentReading, options: IdentifyOptions = {}): Identification {
  const knowledge = loadKnowledge(options.folder)
  const config = options.config ?? DeidConfig.parse({})
  const proposals = options.proposals ?? NO_PROPOSALS
  const sheets = reading.pages.map((page) => sheetOfPage(page))
  const order = dateOrder(sheets)
  const work: PageWork[] = reading.pages.map((page, i) => {
    const found = proposals.pages.find((item) => item.page === page.number)?.found ?? []
    const proposed = proposedSpans(sheets[i]!, found, proposals.detector ?? '', knowledge)
    const findings = detectSheet(sheets[i]!, order, knowledge, { proposed })
    return { page, sheet: sheets[i]!, findings, spans: findings.spans }
  })
  leaveWordsOfResults(work)
  const known = [
    ...work.flatMap((item) => knownValues(item.sheet, item.findings, knowledge)),
    ...hiddenValues(reading, order, knowledge),
    ...work.flatMap(({ sheet, spans }) => wholeNames(sheet, spans)),
  ]
  const needles = needlesOf(known, knowledge)
  for (const item of work) {
    const more = [
      ...propagate(item.sheet, item.findings.kinds, needles, item.page.ocr !== null, item.findings.spans),
      ...findInitials(item.sheet, item.findings.kinds, known, knowledge),
    ]
    item.spans = resolveOverlaps([...item.findings.spans, ...more], item.sheet.text)
  }
  const subject = gatherSubject(
    work.map(({ findings, spans, sheet }) => ({ fields: findings.fields, spans, text: sheet.text })),
  )
  const zones: Zone[] = config.cover_value_zones
    ? work.flatMap(({ page, sheet, findings }) => valueZones(page, sheet, findings))
    : []
  const identifiers = work.flatMap((item) => identifiersOf(item))
  // As printed: folding turns Cyrillic letters that look Latin into Latin ones.
  const written = languageOf(reading.pages.flatMap((page) => page.words.map((word) => word.text)).join(' '), knowledge)
  // No language of the lists where the vocabulary reads fewer pages than it does not.
  const pagesThat = (answer: string) => sheets.filter((sheet) => readsLatin(sheet, knowledge) === answer).length
  const language = written === 'en' && pagesThat('no') > pagesThat('yes') ? 'und' : written
  const bodies = work.flatMap(({ page, sheet, findings }) => pageBody(page, sheet, findings) ?? [])
  const running = runningZones(reading.pages, identifiers, bodies)
  return {
    identifiers,
    zones: [...zones, ...running.zones],
    signature_anchors: work.flatMap(({ page, sheet, findings }) => signatureAnchors(page, sheet, findings, knowledge)),
    signature_columns: work.flatMap(({ page, sheet, findings }) => signatureColumns(page, sheet, findings, knowledge)),
    form_lines: config.cover_value_zones
      ? work.flatMap(({ page, sheet, findings, spans }) => formLines(page, sheet, { ...findings, spans }, knowledge))
      : [],
    letterheads: work.flatMap(
      ({ page, sheet, findings, spans }) => letterhead(page, sheet, { ...findings, spans }, knowledge) ?? [],
    ),
    result_bodies: work.flatMap((item) => resultBody(item)),
    page_bodies: bodies,
    subject,
    language,
    review_reasons: [
      ...reviewReasons(reading, work, subject.names.length, config),
      ...running.review_reasons,
      ...(proposals.failed === null ? [] : ['model_detector_failed']),
      // For languages of neither list only labels and patterns are claimed: a person looks.
      ...(language === 'und' ? ['language_unknown'] : []),
    ].sort(),
  }
}

/** What default deny found, and rows of results print as well, is a word of the results: the name of a test, a unit, a code of a method. */
function leaveWordsOfResults(work: readonly PageWork[]): void {
  const rows = work
    .flatMap(({ sheet, findings }) =>
      sheet.lines.filter((_, n) => findings.kinds[n] !== 'text').map((line) => sheet.text.slice(line.start, line.end)),
    )
    .join('\n')
  for (const { sheet, findings } of work)
    findings.spans = findings.spans.filter(
      (span) => span.detector !== UNKNOWN_WORD || !rows.includes(sheet.text.slice(span.start, span.end)),
    )
}

/**
 * The stretches of results or their headers, from first to last line; a signature line or a wide gap ends one. Nothing for a page without.
 */
function resultBody({ page, sheet, findings }: PageWork): { page: number; top: number; bottom: number }[] {
  // Leaning pages: lines are straightened about the left edge, the page is not.
  const lean = Math.abs(Math.tan((page.skew * Math.PI) / 180)) * page.width
  const bodies: { y0: number; y1: number; lines: number }[] = []
  let open = false
  sheet.lines.forEach((line, number) => {
    if (!isResultLine(number, sheet, findings) || tellsHouse(line, page, findings)) {
      if (findings.fields.some((field) => field.line === number && field.label.block.category === 'DOCTOR'))
        open = false
      return
    }
    const last = bodies.at(-1)
    if (open && last !== undefined && line.y0 - last.y1 < BODY_GAP) {
      last.y1 = line.y1
      last.lines += 1
    } else bodies.push({ y0: line.y0, y1: line.y1, lines: 1 })
    open = true
  })
  return bodies
    .filter((body) => body.lines >= 2)
    .map((body) => ({ page: page.number, top: body.y0 - lean, bottom: body.y1 + lean }))
}

/** Names of detectors that were not sure, when they are whole: the leak check searches them on every page, so every page is searched here. */
function wholeNames(sheet: PageSheet, spans: readonly Span[]): Known[] {
  return spans.flatMap(({ category, detector, start, end }) => {
    // Those of default deny are searched by their own rule.
    if (detector === UNKNOWN_WORD) return []
    const text = sheet.text.slice(start, end).replace(/^(?:\(.*?\)|[^\p{L}])+|[^\p{L}]+$/gu, '')
    const whole = /^\p{Script=Han}{3,4}$|^\p{Lu}[\p{L}'-]{2,}(?: \p{Lu}[\p{L}'.-]*)* \p{Lu}[\p{L}'-]{2,}$/u.test(text)
    return whole && (category === 'NAME' || category === 'DOCTOR') ? [{ category, text }] : []
  })
}

/** Labelled and checked values of words that a viewer does not show: they may stand in print elsewhere. */
function hiddenValues(reading: DocumentReading, order: DateOrder, knowledge: Knowledge): Known[] {
  return reading.pages.flatMap((page) => {
    if (page.hidden_words.length === 0) return []
    const sheet = sheetOfPage({ ...page, words: page.hidden_words })
    const { fields, spans } = detectSheet(sheet, order, knowledge)
    return [
      ...fields.flatMap((field) => field.values.map(({ category, text }) => ({ category, text }))),
      ...spans
        .filter((span) => span.score >= 0.9)
        .map((span) => ({ category: span.category, text: sheet.text.slice(span.start, span.end) })),
    ]
  })
}

function identifiersOf({ page, sheet, findings, spans }: PageWork): Identifier[] {
  const births = new Set(
    findings.fields
      .filter((field) => field.label.block.subject === 'birth_date')
      .flatMap((field) => field.values.map((value) => value.start)),
  )
  const isoOf = new Map<number, string | null>()
  for (const date of findings.dates) isoOf.set(date.start, date.ambiguous ? null : date.iso)
  for (const field of findings.fields)
    for (const value of field.values)
      if (value.iso !== undefined && !isoOf.get(value.start)) isoOf.set(value.start, value.iso)
  return spans.map((span): Identifier => {
    const parts = wordParts(sheet, span.start, span.end)
    const text = printed(page, sheet, span.start, span.end)
    const staffField = findings.fields.find((field) =>
      field.values.some((value) => value.start <= span.start && value.end >= span.end),
    )
    return {
      category: span.category,
      text,
      page: page.number,
      boxes: boxesOf(
        page,
        parts.map((part) => partBox(page.words[part.word]!, part, sheet.em)),
      ),
      word_indices: parts.map((part) => part.word),
      parts: parts.map((part) => ({ ...part })),
      detector: span.detector,
      score: Math.round(span.score * 1000) / 1000,
      scope: scope(span, staffField?.label.block.subject !== undefined),
      iso: span.category === 'DATE' ? (isoOf.get(span.start) ?? null) : null,
      birth: births.has(span.start),
    }
  })
}

/** A stretch of the sheet with Chinese characters as printed: the leak check searches what stands on the page, not its simplified form. */
function printed(page: PageReading, sheet: PageSheet, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i += 1) {
    const at = sheet.from[i]!
    const source = isHan(sheet.text[i]) ? page.words[sheet.wordOf[at]!]?.text[sheet.charOf[at]!] : undefined
    text += isHan(source) ? source : sheet.text[i]
  }
  return text
}

function scope(span: Span, subject: boolean): Scope {
  if (subject && span.category !== 'ORG') return 'patient'
  return scopeOf(span.category)
}

/** One box per line of a mention: boxes side by side are joined. */
function boxesOf(page: PageReading, boxes: readonly Bbox[]): Bbox[] {
  const out: Bbox[] = []
  for (const box of boxes) {
    const last = out.at(-1)
    const height = box[3] - box[1]
    const sameLine =
      last !== undefined &&
      Math.min(last[3], box[3]) - Math.max(last[1], box[1]) > 0.4 * Math.min(height, last[3] - last[1])
    if (last !== undefined && sameLine && box[0] - last[2] < 1.5 * height && box[0] > last[0] - 1) {
      last[0] = Math.min(last[0], box[0])
      last[1] = Math.min(last[1], box[1])
      last[2] = Math.max(last[2], box[2])
      last[3] = Math.max(last[3], box[3])
    } else out.push([...box])
  }
  return out.map((box) => [
    Math.max(0, box[0]),
    Math.max(0, box[1]),
    Math.min(page.width, box[2]),
    Math.min(page.height, box[3]),
  ])
}

/** Day before month unless the report proves otherwise, or prints American identifiers and no other sign. */
function dateOrder(sheets: readonly PageSheet[]): DateOrder {
  const text = sheets.map((sheet) => sheet.text).join('\n')
  const proven = provenOrder(text)
  if (proven !== null) return proven
  return /\bCLIA\b|\bNPI\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b/.test(text) ? 'mdy' : 'dmy'
}

/** Language by script: letters of Latin script against Chinese characters; `und` when neither is known. */
function languageOf(text: string, knowledge: Knowledge): Language {
  const counts = scriptCounts(text)
  const { han, latin, letters } = counts
  if (letters === 0 || letters - han - latin > letters / 2 || unreadScript(counts) !== null) return 'und'
  const share = han / (han + latin / 4)
  if (share > 0.5) return 'zh'
  if (share > 0.12) return 'zh-en'
  const words: readonly string[] = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const count = (list: ReadonlySet<string>) => words.filter((word) => list.has(word)).length
  const { en, other } = knowledge.functionWords
  return count(other) > 2 * count(en) && count(other) > 8 ? 'und' : 'en'
}

function reviewReasons(
  reading: DocumentReading,
  work: readonly PageWork[],
  names: number,
  config: DeidConfig,
): string[] {
  const reasons = new Set<string>()
  for (const page of reading.pages) {
    if (page.ocr !== null && page.ocr.mean_confidence < config.review_confidence)
      reasons.add(`ocr_confidence_page_${page.number}`)
    if (page.words.length === 0) reasons.add(`no_words_page_${page.number}`)
  }
  if (names === 0) reasons.add('no_patient_name_found')
  if (work.every(({ spans }) => spans.length === 0)) reasons.add('no_identifier_found')
  return [...reasons].sort()
}

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bbox } from '../records/bbox.js'
import { FAMILIES, type FamilyName } from './families.js'
import { GroundTruth, TRUTH_SCHEMA, type TruthIdentifier } from './ground-truth.js'
import { drawProfile } from './health-profile.js'
import { inventInstitution, inventPerson, planVisit } from './people.js'
import { Prng } from './prng.js'
import type { DrawnReport, ReportPlan } from './report-draft.js'
import { type Degraded, mapBox, mapBoxes, photographReport, scanReport } from './scan.js'
import { loadWordLists, type WordLists } from './word-lists.js'

export interface CorpusOptions {
  /** Only these families, in turn. */
  readonly families?: readonly FamilyName[]
  /** False: every report digital. */
  readonly scans?: boolean
}

export interface CorpusSummary {
  readonly files: readonly string[]
  readonly pages: number
  readonly byFamily: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<string, number>>
}

type Kind = GroundTruth['kind']

// Twenty reports hold every family; the order sets second visits (0 and 5, 2 and 7) on reports of one family.
const TURN: readonly FamilyName[] = [
  'checkup_book',
  'laboratory_slip',
  'laboratory_report',
  'executive_narrative',
  'laboratory_slip',
  'checkup_book',
  'cumulative_report',
  'laboratory_report',
  'occupational_form',
  'bilingual_report',
  'checkup_book',
  'laboratory_slip',
  'laboratory_report',
  'executive_narrative',
  'european_slip',
  'checkup_book',
  'laboratory_slip',
  'laboratory_report',
  'executive_narrative',
  'occupational_form',
]
const SECOND_VISITS = new Map([
  [5, 0],
  [7, 2],
])

interface Slot {
  readonly index: number
  readonly family: FamilyName
  readonly kind: Kind
  readonly person: string
  readonly visit: 0 | 1
}

function schedule(count: number, options: CorpusOptions): Slot[] {
  return Array.from({ length: count }, (_, index) => {
    const [round, place] = [Math.floor(index / TURN.length), index % TURN.length]
    const family = options.families ? options.families[index % options.families.length]! : TURN[place]!
    const scanned = (index + round) % 3 === 1
    const kind: Kind =
      options.scans === false
        ? 'digital'
        : place === 4 && family === 'laboratory_slip'
          ? 'photo'
          : scanned
            ? 'scanned'
            : 'digital'
    const first = options.families ? undefined : SECOND_VISITS.get(place)
    const owner = first === undefined ? index : round * TURN.length + first
    return {
      index,
      family,
      kind,
      person: `person-${String(owner + 1).padStart(4, '0')}`,
      visit: first === undefined ? 0 : 1,
    }
  })
}

/** What is drawn for a slot: the person and the first visit depend on the person's key only, so that both visits agree. */
function planReport(seed: number, slot: Slot, lists: WordLists): ReportPlan {
  const root = new Prng(seed)
  const rng = root.fork(`report ${slot.index}`)
  const personal = root.fork(slot.person)
  const { language } = FAMILIES[slot.family]
  const person = inventPerson(lists.people, language, slot.person, personal)
  const first = planVisit(person, null, personal)
  const firstProfile = drawProfile(lists, person.sex, first.age, null, personal)
  const institution = inventInstitution(lists.people, language, personal)
  const again = personal.fork('second visit')
  const visit = slot.visit === 0 ? first : planVisit(person, first, again)
  const profile = slot.visit === 0 ? firstProfile : drawProfile(lists, person.sex, visit.age, firstProfile, again)
  // A first visit may still print results of an earlier one (columns of previous results), from another institution's time.
  const earlier =
    slot.visit === 0 ? drawProfile(lists, person.sex, first.age, null, personal.fork('earlier')) : firstProfile
  return {
    lists,
    person,
    visit,
    institution,
    profile,
    previousProfile: earlier,
    previousVisit: slot.visit === 0 ? null : first,
    rng,
    onPaper: slot.kind !== 'digital',
  }
}

function fileStem(plan: ReportPlan, slot: Slot): { stem: string; held: TruthIdentifier[] } {
  const rng = plan.rng.fork('file name')
  const number = String(slot.index + 1).padStart(3, '0')
  const { person, visit } = plan
  const held = (text: string, category: TruthIdentifier['category']): TruthIdentifier => ({
    page: null,
    bboxes: [],
    text,
    category,
    scope: 'patient',
    place: 'file_name',
    in_image: false,
    labelled: false,
  })
  const name = person.name.replace(/[^\p{L} ]/gu, '')
  if (slot.kind === 'photo') return { stem: `IMG_${rng.digits(4)}_${number}`, held: [] }
  const form = rng.int(0, 4)
  if (form === 0)
    return { stem: `${name.replaceAll(' ', '_')}-${number}`, held: person.name === name ? [held(name, 'NAME')] : [] }
  if (form === 1) return { stem: `${visit.checkupNumber}_${number}`, held: [held(visit.checkupNumber, 'ID')] }
  if (form === 2) return { stem: slot.kind === 'scanned' ? `scan_${number}` : `report-${number}`, held: [] }
  if (form === 3) return { stem: `${person.language === 'zh' ? '体检报告' : 'results'}_${number}`, held: [] }
  return { stem: `${number} ${name} ${visit.date.slice(0, 4)}`, held: person.name === name ? [held(name, 'NAME')] : [] }
}

const tenth = (box: Bbox): Bbox => [round(box[0]), round(box[1]), round(box[2]), round(box[3])]
const round = (value: number) => Math.round(value * 100) / 100

function truthOf(
  slot: Slot,
  plan: ReportPlan,
  report: DrawnReport,
  file: string,
  bytes: Buffer,
  degraded: Degraded | null,
  extra: readonly TruthIdentifier[],
): GroundTruth {
  const { canvas, draft } = report
  const { truth } = canvas
  const issues = draft.issues()
  const one = (page: number, box: Bbox): Bbox => tenth(degraded ? mapBox(box, degraded.pages[page - 1]!.map) : box)
  const many = (page: number | null, boxes: readonly Bbox[]): Bbox[] =>
    degraded && page !== null
      ? boxes.flatMap((box) => mapBoxes(box, degraded.pages[page - 1]!.map)).map(tenth)
      : boxes.map(tenth)
  const boxed = <T extends { page: number; bbox: Bbox }>(items: readonly T[]): T[] =>
    items.map((item) => ({ ...item, bbox: one(item.page, item.bbox) }))
  return GroundTruth.parse({
    schema: TRUTH_SCHEMA,
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    family: slot.family,
    variant: report.variant,
    language: report.language,
    kind: slot.kind,
    patient_key: slot.person,
    visit_index: slot.visit,
    visit_date: plan.visit.date,
    days_since_first_visit: plan.visit.daysSinceFirst,
    sex: plan.person.sex,
    age: plan.visit.age,
    age_printed: report.agePrinted,
    sex_printed: report.sexPrinted,
    pages: Array.from({ length: canvas.pageCount }, (_, i) => {
      const page = degraded?.pages[i]
      return {
        number: i + 1,
        width: round(page?.width ?? canvas.width),
        height: round(page?.height ?? canvas.height),
        turned: page?.turned ?? 0,
        skew: page?.skew ?? 0,
      }
    }),
    identifiers: [...truth.identifiers, ...extra].map((i) => ({ ...i, bboxes: many(i.page, i.bboxes) })),
    survive: truth.survive.map((s) => ({ ...s, bboxes: many(s.page, s.bboxes) })),
    biomarkers: boxed(truth.biomarkers),
    distractors: truth.distractors,
    findings: boxed(truth.findings),
    issues,
    tables: boxed(truth.tables),
    lines: boxed(truth.lines),
    figures: boxed(truth.figures),
  })
}

function metadataIdentifiers(plan: ReportPlan, info: Readonly<Record<string, string>>): TruthIdentifier[] {
  const texts = Object.values(info).join('\n')
  const held: TruthIdentifier[] = []
  const base = { page: null, place: 'metadata', in_image: false, labelled: false } as const
  if (texts.includes(plan.person.name))
    held.push({ ...base, bboxes: [], text: plan.person.name, category: 'NAME', scope: 'patient' })
  if (texts.includes(plan.visit.checkupNumber))
    held.push({ ...base, bboxes: [], text: plan.visit.checkupNumber, category: 'ID', scope: 'patient' })
  if (texts.includes(plan.institution.name))
    held.push({ ...base, bboxes: [], text: plan.institution.name, category: 'ORG', scope: 'institution' })
  return held
}

/**
 * Writes a corpus of invented check-up reports: `<name>.pdf` (or `.jpg`) and `<name>.truth.json` beside each.
 * Same seed and options, same bytes. A third of the reports are scans; of every twenty one is a photo and two are second visits.
 * @param request.reports how many; @param request.outDir created when absent
 */
export async function generateCorpus(request: {
  readonly seed: number
  readonly reports: number
  readonly outDir: string
  readonly options?: CorpusOptions
}): Promise<CorpusSummary> {
  const { seed, reports, outDir, options = {} } = request
  const lists = loadWordLists()
  mkdirSync(outDir, { recursive: true })
  const files: string[] = []
  const byFamily: Record<string, number> = {}
  const byKind: Record<string, number> = {}
  let pages = 0
  for (const slot of schedule(reports, options)) {
    const plan = planReport(seed, slot, lists)
    const report = await FAMILIES[slot.family].draw(plan, slot.kind === 'photo')
    const pdf = await report.canvas.finish()
    const rng = plan.rng.fork('degradation')
    let degraded: Degraded | null = null
    // An album that captions the picture with the check-up number (EXIF holds ASCII only).
    const description = slot.kind === 'photo' && rng.chance(0.5) ? plan.visit.checkupNumber : null
    if (slot.kind === 'scanned')
      degraded = await scanReport(
        pdf,
        report.draft.style.page,
        plan.visit.reported,
        rng,
        slot.index >= TURN.length && rng.chance(0.08),
      )
    else if (slot.kind === 'photo')
      degraded = await photographReport(pdf, rng, {
        sideways: slot.index >= TURN.length && rng.chance(0.5),
        description,
      })
    const bytes = degraded?.bytes ?? pdf
    const { stem, held } = fileStem(plan, slot)
    const file = `${stem}.${slot.kind === 'photo' ? 'jpg' : 'pdf'}`
    const extra = [
      ...held,
      ...metadataIdentifiers(plan, degraded ? { description: description ?? '' } : report.canvas.info),
    ]
    const truth = truthOf(slot, plan, report, file, bytes, degraded, extra)
    writeFileSync(join(outDir, file), bytes)
    writeFileSync(join(outDir, `${stem}.truth.json`), `${JSON.stringify(truth, null, 1)}\n`)
    files.push(file)
    byFamily[slot.family] = (byFamily[slot.family] ?? 0) + 1
    byKind[slot.kind] = (byKind[slot.kind] ?? 0) + 1
    pages += truth.pages.length
  }
  return { files, pages, byFamily, byKind }
}

import type { CorpusContext, CorpusStage } from '../src/engine/stage.js'
import { CardsArtefact, DeidentifiedArtefact } from '../src/records/artefact.js'
import type { Report } from '../src/records/report.js'
import { assignSplits } from '../src/split/assign-splits.js'
import { ContentSketch } from '../src/split/content-sketch.js'
import { keptOutRuns, overlapShare } from '../src/split/kept-out-texts.js'
import { leakageTable } from '../src/split/leakage.js'
import { nearDuplicates, templateFamilies } from '../src/split/near-duplicates.js'
import type { SplitsArtefact } from '../src/split/split-name.js'
import type { BuildConfig } from './config.js'

const KEPT_OUT = 'decontaminate'

/**
 * Reports → train, validation, test: whole patients with the near-duplicates of their reports, stratified by language, kind, sex, age band and
 * drafted issues; what is published stays where it is.
 */
export const splits: CorpusStage = {
  scope: 'corpus',
  name: 'splits',
  version: 2,
  store: 'processed',
  inputs: ['deidentify', 'sketch', 'draft'],
  knowledge: [],
  annotations: [KEPT_OUT],
  config: (config) => ({ split: (config as BuildConfig).split, released: (config as BuildConfig).released_splits }),
  async run(context) {
    const { split, released } = context.config as {
      split: BuildConfig['split']
      released: BuildConfig['released_splits']
    }
    const sketches: ContentSketch[] = []
    const issues = new Map<string, string[]>()
    for (const id of context.reports) {
      sketches.push(ContentSketch.parse(await context.input('sketch', id)))
      const { cards } = CardsArtefact.parse(await context.input('draft', id))
      issues.set(id, [...new Set(cards.map((c) => `issue=${c.issue}`))])
    }
    const { links, clusterOf } = nearDuplicates(sketches, split.near_duplicate)
    const familyOf = templateFamilies(sketches, split.template_family)
    const keptOut = await findKeptOut(context, split.decontaminate)
    const rows = sketches.map(({ report }) => ({
      report_id: report.report_id,
      ties: [
        `patient ${report.patient_id}`,
        `cluster ${clusterOf(report.report_id)}`,
        ...(split.keep_families_together ? [`family ${familyOf(report.report_id)}`] : []),
      ],
      labels: [...labelsOf(report, split.age_bands), ...issues.get(report.report_id)!],
      train_only: keptOut.has(report.report_id),
    }))
    const dealt = assignSplits(rows, released, split)
    const members = sketches.map(({ report: { report_id, patient_id } }) => ({
      report_id,
      patient: patient_id,
      // A report's id is a keyed digest of its source, so two reports with one source cannot be.
      source: report_id,
      cluster: clusterOf(report_id),
      family: familyOf(report_id),
      kept_out: keptOut.has(report_id),
    }))
    const duplicate_links: Record<string, number> = { text: 0, results: 0, image: 0 }
    for (const { by } of links) duplicate_links[by]! += 1
    const artefact: SplitsArtefact = { ...dealt, leakage: leakageTable(members, dealt.assignment), duplicate_links }
    const counts: Record<string, number> = { ...dealt.counts }
    for (const row of artefact.leakage) counts[`leakage.${row.kind}`] = row.across
    counts.near_duplicates = links.length
    return { artefact, counts }
  },
}

function labelsOf(report: Report, bands: readonly number[]): string[] {
  const { age } = report
  const band = age === null ? 'unknown' : String(Math.max(0, ...bands.filter((from) => from <= age)))
  return [
    `language=${report.language}`,
    `kind=${report.kind}`,
    `sex=${report.sex ?? 'unknown'}`,
    `age=${band === 'unknown' ? band : `${band}+`}`,
  ]
}

/** Reports with a share of runs of words in the texts to keep out. */
async function findKeptOut(
  context: CorpusContext,
  config: BuildConfig['split']['decontaminate'],
): Promise<ReadonlySet<string>> {
  const runs = keptOutRuns(context.annotationPath(KEPT_OUT), config.ngram)
  const found = new Set<string>()
  if (runs === null) return found
  for (const id of context.reports) {
    const { pages } = DeidentifiedArtefact.parse(await context.input('deidentify', id))
    const text = pages.flatMap((p) => p.words.map((w) => w.text)).join(' ')
    if (overlapShare(text, runs, config.ngram) >= config.max_share) found.add(id)
  }
  return found
}

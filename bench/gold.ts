import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { GoldReport } from '../src/benchmark/gold-report.js'
import { type GroundTruth, readGroundTruth } from '../src/synth/ground-truth.js'

/** A gold report and the file it belongs to. */
export interface GoldFile {
  readonly path: string
  readonly gold: GoldReport
}

/** Ground truth written by hand beside sample reports (`<name>.gold.json` beside `<name>.pdf|png|jpg`). */
const HandGold = z.object({
  language: z.string(),
  kind: z.string(),
  phi: z.array(
    z.object({
      page: z.number(),
      text: z.string(),
      category: z.string(),
      scope: z.enum(['patient', 'staff', 'institution']),
      in_image: z.boolean().optional(),
    }),
  ),
  biomarkers: z.array(
    z.object({
      page: z.number(),
      name: z.string(),
      value: z.string(),
      unit: z.string().nullable(),
      range: z.string().nullable(),
      flag: z.string().nullable(),
    }),
  ),
  findings: z.array(z.string()).default([]),
})

/** Reads a folder of reports with ground truth of either form, sorted by name. */
export function readGoldFolder(folder: string): GoldFile[] {
  const names = readdirSync(folder).sort()
  const out: GoldFile[] = []
  for (const name of names) {
    const stem = name.replace(/\.(pdf|png|jpe?g|tiff?)$/i, '')
    if (stem === name) continue
    const truth = join(folder, `${stem}.truth.json`)
    const hand = join(folder, `${stem}.gold.json`)
    if (existsSync(truth)) out.push({ path: join(folder, name), gold: fromTruth(stem, readGroundTruth(truth)) })
    else if (existsSync(hand)) out.push({ path: join(folder, name), gold: fromHand(stem, readFileSync(hand, 'utf8')) })
  }
  return out
}

function fromHand(name: string, json: string): GoldReport {
  const gold = HandGold.parse(JSON.parse(json))
  return {
    name,
    language: gold.language,
    kind: gold.kind === 'photo' || gold.kind === 'scanned' ? gold.kind : 'digital',
    identifiers: gold.phi.map((p) => ({ ...p, in_image: p.in_image === true, boxes: [] })),
    frames: null,
    survive: [],
    biomarkers: gold.biomarkers.map((b) => ({ ...b, role: 'current' as const, hazards: [] })),
    distractors: [],
    statements: gold.findings,
  }
}

/** Identifier texts of metadata and file names have no page: they are searched in everything that is published. */
function fromTruth(name: string, truth: GroundTruth): GoldReport {
  return {
    name,
    language: truth.language,
    kind: truth.kind,
    identifiers: truth.identifiers.map((i) => ({ ...i, page: i.page ?? 0, boxes: i.place === 'page' ? i.bboxes : [] })),
    frames: truth.kind === 'photo' ? truth.pages : null,
    survive: truth.survive,
    biomarkers: truth.biomarkers,
    distractors: truth.distractors,
    statements: [],
  }
}

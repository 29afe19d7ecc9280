import type { RecordsArtefact } from '../../src/records/artefact.js'
import { area, type Bbox, overlap } from '../../src/records/bbox.js'
import type { GroundTruth, TruthIssue } from '../../src/synth/ground-truth.js'

/** Width and height of a page in points, as read. */
export interface Frame {
  readonly number: number
  readonly width: number
  readonly height: number
}

/** Share of the smaller of two boxes that must lie in the other for them to be the same printed place. */
const SAME_PLACE = 0.4

/**
 * Records that stand where the ground truth prints the evidence of an issue, by page and box; biomarkers first, as printed.
 * @param frames pages as read: boxes of the truth of a photo are in pixels, and are scaled to them
 */
export function recordsOfIssue(
  issue: TruthIssue,
  truth: GroundTruth,
  records: RecordsArtefact,
  frames: readonly Frame[],
): string[] {
  const biomarkers = issue.evidence.biomarkers.map((i) => truth.biomarkers[i]!)
  const findings = issue.evidence.findings.map((i) => truth.findings[i]!)
  const scaled = (page: number, box: Bbox): Bbox => {
    const from = truth.pages.find((p) => p.number === page)
    const to = frames.find((p) => p.number === page)
    if (from === undefined || to === undefined) return box
    const [x, y] = [to.width / from.width, to.height / from.height]
    return [box[0] * x, box[1] * y, box[2] * x, box[3] * y]
  }
  const stands = (r: { page: number; bbox: Bbox }, t: { page: number; bbox: Bbox }) =>
    r.page === t.page && isSamePlace(r.bbox, scaled(t.page, t.bbox))
  return [
    ...records.biomarkers
      .filter((b) => b.role === 'current' && biomarkers.some((t) => stands(b, t)))
      .map((b) => b.biomarker_id),
    ...records.findings.filter((f) => findings.some((t) => stands(f, t))).map((f) => f.finding_id),
  ]
}

function isSamePlace(a: Bbox, b: Bbox): boolean {
  const smaller = Math.min(area(a), area(b))
  return smaller > 0 && overlap(a, b) / smaller >= SAME_PLACE
}

import { z } from 'zod'
import type { SamplePage, SampleState } from '../deid/audit/sample.js'
import { Category } from '../deid/category.js'
import type { Correction } from '../deid/corrections.js'
import type { DeidentifiedArtefact } from '../records/artefact.js'
import { Bbox } from '../records/bbox.js'
import { type Desk, type DeskTask, RefusedError } from './desk.js'

/** What an auditor's desk reads and writes; read anew on each request. */
export interface AuditSource {
  /** The artefact after the privacy wall; null when the report is not built. */
  report(reportId: string): DeidentifiedArtefact | null
  sample(): SampleState
  image(reportId: string, page: number): { readonly bytes: Uint8Array; readonly type: string } | null
  corrections(reportId: string): readonly Correction[]
  correct(reportId: string, corrections: readonly Correction[]): void
  judge(page: SamplePage, misses: number): void
}

const Box = Bbox.refine(([x0, y0, x1, y1]) => x1 - x0 >= 1 && y1 - y0 >= 1, 'smaller than a point')

/**
 * What the auditor saw on a page: `missed` identifiers in boxes (points of the published page), and covered places that are `clinical`.
 * `image` is the digest of the image that was looked at.
 */
export const PageJudgement = z.strictObject({
  page: z.number().int().min(1),
  image: z.string(),
  missed: z.array(z.strictObject({ bbox: Box, category: Category })).max(200),
  clinical: z.array(Box).max(200),
})
export type PageJudgement = z.infer<typeof PageJudgement>

/** The desk of a privacy auditor: the drawn pages with what was covered on them, and what is left to see. */
export function auditDesk(source: AuditSource, auditor: string): Desk {
  const drawn = (id: string) => source.sample().drawn.filter((p) => p.report_id === id)
  return {
    role: 'auditor',
    reviewer: auditor,
    async tasks() {
      const { drawn: pages, pending } = source.sample()
      return [...new Set(pages.map((p) => p.report_id))].flatMap((id): DeskTask[] => {
        const artefact = source.report(id)
        if (artefact === null) return []
        const { language, kind, sex, age } = artefact.report
        const total = pages.filter((p) => p.report_id === id).length
        const open = pending.filter((p) => p.report_id === id).length
        return [{ report_id: id, language, kind, sex, age, total, done: total - open, priority: null }]
      })
    },
    async open(id) {
      const artefact = source.report(id)
      const pages = drawn(id)
      if (artefact === null || pages.length === 0) return null
      const pending = new Set(
        source
          .sample()
          .pending.filter((p) => p.report_id === id)
          .map((p) => p.page),
      )
      const corrections = source.corrections(id)
      return {
        report: artefact.report,
        categories: Category.options,
        pages: pages.map(({ page, image }) => {
          const own = artefact.pages.find((p) => p.number === page)!
          return {
            number: page,
            width: own.width,
            height: own.height,
            image,
            judged: !pending.has(page),
            redactions: own.redactions,
            corrections: corrections.filter((c) => c.page === page),
          }
        }),
      }
    },
    async image(id, page) {
      return drawn(id).some((p) => p.page === page) ? source.image(id, page) : null
    },
    async act(id, body) {
      const parsed = PageJudgement.safeParse(body)
      if (!parsed.success)
        throw new RefusedError(
          422,
          `${parsed.error.issues[0]?.path[0]?.toString() ?? 'the request'} is not allowed here: reload the page`,
        )
      const { page, image, missed, clinical } = parsed.data
      const drawnPage = drawn(id).find((p) => p.page === page)
      const own = source.report(id)?.pages.find((p) => p.number === page)
      if (drawnPage === undefined || own === undefined) throw new RefusedError(404, 'this page is not in the sample')
      if (drawnPage.image !== image)
        throw new RefusedError(409, 'the page was built anew since you opened it: reload the report and look again')
      const outside = [...missed.map((m) => m.bbox), ...clinical].some(
        ([x0, y0, x1, y1]) => x0 < 0 || y0 < 0 || x1 > own.width || y1 > own.height,
      )
      if (outside) throw new RefusedError(422, 'a box lies outside the page: draw it again')
      const by = auditor
      // Corrections first: a kill between the two leaves a page that is still to be judged, never a miss without its box.
      source.correct(id, [
        ...missed.map(({ bbox, category }): Correction => ({ action: 'cover', page, bbox, category, by })),
        ...clinical.map((bbox): Correction => ({ action: 'uncover', page, bbox, reason: 'clinical', by })),
      ])
      source.judge(drawnPage, missed.length)
      return { judged: page, misses: missed.length }
    },
  }
}

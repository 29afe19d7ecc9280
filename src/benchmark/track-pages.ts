import type { Track } from '../models/model-config.js'
import type { PageOcr } from './page-ocr.js'
import type { PageContent } from './release-reader.js'
import type { Task } from './run-model.js'
import { withScanNoise } from './scan-noise.js'
import { typesetPages } from './typeset.js'

/** A page as the tracks image and ocr show it. */
export interface TrackPage {
  readonly page: number
  /** PNG or JPEG; null where the release holds no picture of the page. */
  readonly image: Uint8Array | null
  /** What text recognition read; null on the image track. */
  readonly ocr: string | null
}

/** Gives the pages of a task; none on tracks that show no pictures. */
export type PagesOf = (task: Task) => Promise<TrackPage[]>

/** Seed of the grain of scans. */
const GRAIN = 1

/**
 * Pages of a report as the release holds them; those of a variant set anew from its text, since the release holds no picture of them.
 * @param read pages of a report of the release with their pictures
 */
export function trackPages(track: Track, read: (reportId: string) => Promise<PageContent[]>, ocr: PageOcr): PagesOf {
  if (track !== 'image' && track !== 'ocr') return async () => []
  return async (task) => {
    const images = task.variant === null ? await released(task, read) : await rendered(task)
    const pages: TrackPage[] = []
    for (const { page, image } of images) {
      const text = track === 'image' || image === null ? null : await ocr.read(image, task.report.report.language)
      pages.push({ page, image, ocr: text })
    }
    return pages
  }
}

type Picture = Pick<TrackPage, 'page' | 'image'>

async function released(task: Task, read: (reportId: string) => Promise<PageContent[]>): Promise<Picture[]> {
  const pages = await read(task.report.report.report_id)
  return pages.map(({ page, image }) => ({ page, image: image?.bytes ?? null }))
}

async function rendered(task: Task): Promise<Picture[]> {
  const { pages } = task.report
  const images = await typesetPages(pages)
  return await Promise.all(
    images.map(async (image, i) => ({
      page: pages[i]!.page,
      image: task.variant === 'noise' ? await withScanNoise(image, GRAIN + i) : image,
    })),
  )
}

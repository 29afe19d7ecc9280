import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { fixtureReports } from '../../src/benchmark/fixtures/reports.js'
import type { ScoredReport } from '../../src/benchmark/score-report.js'
import type { DeidentifiedPage } from '../../src/records/page.js'
import { ReleaseConfig } from '../../src/release/config.js'
import { EMPTY_LINEAGE } from '../../src/release/manifest.js'
import type { ReportBundle } from '../../src/release/report-rows.js'
import { writeRelease } from '../../src/release/write-release.js'
import type { SplitName } from '../../src/split/split-name.js'

/** Writes a release of invented reports: `train` first, then `test`; returns the reports by split. */
export async function releaseOf(
  folder: string,
  train: number,
  test: number,
): Promise<Record<'train' | 'test', ScoredReport[]>> {
  const reports = fixtureReports(train + test)
  const split = new Map(reports.map((r, i): [string, SplitName] => [r.report.report_id, i < train ? 'train' : 'test']))
  const byId = new Map(reports.map((r) => [r.report.report_id, r]))
  const image = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
  await writeRelease(
    {
      reports: reports.map((r) => ({
        report_id: r.report.report_id,
        split: split.get(r.report.report_id)!,
        size: 1000,
      })),
      read: async (id) => bundle(byId.get(id)!, image),
      lineage: EMPTY_LINEAGE,
      cardTemplate: readFileSync(join(import.meta.dirname, '../../configs/release/dataset-card.md'), 'utf8'),
    },
    folder,
    ReleaseConfig.parse({}),
  )
  return { train: reports.slice(0, train), test: reports.slice(train) }
}

function bundle(r: ScoredReport, image: Uint8Array): ReportBundle {
  return {
    report: r.report,
    pages: r.pages.map(({ page, text }) => pageOf(page, text)),
    layout: [],
    markdown: r.pages.map((p) => p.text),
    images: r.pages.map(() => image),
    biomarkers: r.biomarkers,
    findings: r.findings,
    cards: r.gold.map((g) => ({ ...g, safety: { verdict: 'pass', violations: [] } })),
  }
}

function pageOf(number: number, text: string): DeidentifiedPage {
  return {
    number,
    width: 595,
    height: 842,
    rotation: 0,
    skew: 0,
    kind: 'scanned',
    // From bottom to top and right to left, so that raw reading order has something to do.
    words: text
      .split('\n')
      .flatMap((line, y) =>
        line.split(' ').map((word, x) => ({
          text: word,
          bbox: [x * 10, y * 10, x * 10 + 9, y * 10 + 8] as [number, number, number, number],
          confidence: 0.9,
          source: 'ocr' as const,
          angle: 0,
          line: null,
          style: { size: null, bold: null, italic: null, color: null },
        })),
      )
      .reverse(),
    rules: [],
    fills: [],
    figures: [],
    redactions: [],
    ocr: null,
    image: { file: `p${number}.jpg`, format: 'jpeg', width: 60, height: 80, dpi: 72, sha256: '' },
  }
}

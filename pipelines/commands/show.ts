import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { z } from 'zod'
import { pageMarkdown } from '../../src/layout/markdown.js'
import { CardsArtefact, DeidentifiedArtefact, LayoutArtefact, RecordsArtefact } from '../../src/records/artefact.js'
import { Quarantine } from '../../src/records/quarantine.js'
import type { ReportView } from '../../src/records/report-view.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { viewHtml } from './show-html.js'

/** Ids of all reports that came through the wall or are quarantined, sorted. */
export function reportIds(processed: string): string[] {
  const ids = new Set<string>()
  for (const folder of ['deidentified', 'quarantine']) {
    const path = join(processed, folder)
    if (!existsSync(path)) continue
    for (const name of readdirSync(path)) if (name.endsWith('.json')) ids.add(name.slice(0, -5))
  }
  return [...ids].sort()
}

/** Everything known of one report after the wall. Stages that have not run leave their part empty. */
export function viewReport(processed: string, reportId: string): ReportView {
  const read = <T>(folder: string, schema: z.ZodType<T>): T | null => {
    const path = join(processed, folder, `${reportId}.json`)
    return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, 'utf8'))) : null
  }
  const deidentified = read('deidentified', DeidentifiedArtefact)
  const layout = read('layout', LayoutArtefact)
  const records = read('records', RecordsArtefact)
  const cards = read('cards', CardsArtefact)
  const quarantine = read('quarantine', Quarantine)
  if (deidentified === null && quarantine === null) {
    throw new UsageError(
      `no report ${reportId} under the processed folder: \`checkup status\` lists the ids, \`checkup trace <file>\` names one`,
    )
  }
  return {
    report_id: reportId,
    report: records?.report ?? deidentified?.report ?? null,
    pages: (deidentified?.pages ?? []).map((page) => {
      const own = layout?.pages.find((l) => l.number === page.number) ?? { number: page.number, blocks: [], tables: [] }
      return {
        number: page.number,
        width: page.width,
        height: page.height,
        text: pageMarkdown(page, own),
        words: page.words,
        blocks: own.blocks,
        tables: own.tables,
        redactions: page.redactions,
        image: page.image === null ? null : join('deidentified', reportId, page.image.file),
      }
    }),
    biomarkers: records?.biomarkers ?? [],
    findings: records?.findings ?? [],
    cards: cards?.cards ?? [],
    quarantine,
  }
}

/** A report as Markdown for people. */
export function viewMarkdown(view: ReportView): string {
  const out = [`# ${view.report_id}`, '']
  if (view.quarantine)
    out.push(`Set aside: ${view.quarantine.reason} in ${view.quarantine.stage}. ${view.quarantine.way_out}.`, '')
  if (view.report) {
    const { sex, age, language, kind, visit_index: visit } = view.report
    out.push(
      `${language}, ${kind}, ${view.pages.length} pages, sex ${sex ?? 'unknown'}, age ${age ?? 'unknown'}, visit ${visit}`,
      '',
    )
  }
  for (const page of view.pages) out.push(`## Page ${page.number}`, '', page.text, '')
  if (view.biomarkers.length > 0) {
    out.push(
      '## Biomarkers',
      '',
      '| page | name | value | unit | range | flag | analyte | interpretation |',
      '| ---: | --- | --- | --- | --- | --- | --- | --- |',
    )
    const cell = (s: string | null): string => (s ?? '').replaceAll('|', '\\|').replaceAll('\n', '<br>')
    for (const b of view.biomarkers)
      out.push(
        `| ${b.page} | ${cell(b.name_printed)} | ${cell(b.value_printed)} | ${cell(b.unit_printed)} | ${cell(b.range_printed)} | ${cell(b.flag_printed)} | ${b.analyte ?? ''} | ${b.interpretation ?? ''} |`,
      )
    out.push('')
  }
  if (view.findings.length > 0)
    out.push(
      '## Findings',
      '',
      ...view.findings.map((f) => `- p${f.page} ${f.modality}: ${f.text.replaceAll('\n', ' ')}`),
      '',
    )
  if (view.cards.length > 0) {
    out.push('## Action Cards', '')
    for (const c of view.cards)
      out.push(
        `### ${c.issue_label_en} / ${c.issue_label_zh}`,
        '',
        `${c.priority}, ${c.department}, within ${c.window_min_days}-${c.window_max_days} days (${c.tier})`,
        '',
        c.explanation,
        '',
        ...c.questions.map((q) => `- ${q}`),
        '',
      )
  }
  return `${out.join('\n')}\n`
}

/** `checkup show`: one report, or all as JSON lines. */
export async function show(
  id: string | undefined,
  options: WorkplaceOptions & { format: string; all?: boolean },
  output: Writable,
): Promise<void> {
  const { processed } = resolvePaths(options)
  if (options.all === true) {
    for (const each of reportIds(processed)) {
      if (!output.write(`${JSON.stringify(viewReport(processed, each))}\n`))
        await new Promise((resolve) => output.once('drain', resolve))
    }
    return
  }
  if (id === undefined) throw new UsageError('name a report id, or use --all')
  const view = viewReport(processed, id)
  if (options.format === 'json') output.write(`${JSON.stringify(view, null, 2)}\n`)
  else if (options.format === 'md') output.write(viewMarkdown(view))
  else if (options.format === 'html') output.write(await viewHtml(processed, view))
  else throw new UsageError(`--format must be md, json or html, got ${options.format}`)
}

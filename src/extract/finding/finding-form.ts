import type { Table } from '../../records/layout.js'
import type { DeidentifiedPage } from '../../records/page.js'
import type { ExtractConfig } from '../config.js'
import { fold, joinWrapped } from '../fold.js'
import type { ExtractKnowledge } from '../knowledge.js'
import { tableRows } from '../table-row.js'
import { type FindingDraft, isMeasures, statementFindings } from './finding-record.js'
import { modalityOf, understandSentence } from './finding-understand.js'

/** Findings of a form table of an examination: each row a label and what was seen. */
export function tableFindings(
  table: Table,
  page: DeidentifiedPage,
  knowledge: ExtractKnowledge,
  config: ExtractConfig,
): FindingDraft[] {
  const v = knowledge.findings
  const examined =
    config.finding_sections.includes(table.section) || (table.panel !== null && v.microscope.test(fold(table.panel)))
  const out: FindingDraft[] = []
  for (const row of tableRows({
    ...table,
    columns: table.columns.map((c, i) => ({ ...c, role: i === 0 ? 'name' : 'other' })),
  })) {
    const cells = table.cells
      .filter((c) => c.row === row.row && c.text.trim() !== '')
      .sort((a, b) => a.column - b.column)
    const texts = cells.map((c) => joinWrapped(c.text.split('\n')))
    // The group of a form's rows (`查体`, one character a line) stands before the label of its first row.
    const at = cells.length > 2 && isGroup(cells[0]!.text) ? 1 : 0
    const label = cells.length > 1 ? texts[at]! : null
    for (const [i, cell] of cells.entries()) {
      if (i <= at && label !== null) continue
      const text = withoutOptions(texts[i]!)
      // The number of an answer is no statement.
      if (/^[\d\s.]*$/.test(text)) continue
      const context = { page: page.number, section: table.section, heading: table.panel, ocr: page.ocr !== null }
      const told = statementFindings(label, text, cell.bbox, context, v).filter((f) => !isMeasures(f, knowledge))
      // In a form of many things only what is found counts, and only beside the name of an examination.
      const name = label === null ? '' : fold(label).replace(/[\s*]+/g, '')
      const imaged = modalityOf(name, v) !== null
      const sited = understandSentence(name, null, v).body_site !== null
      out.push(
        ...(examined ? told : told.filter((f) => (f.finding !== null && !f.negated && sited) || (imaged && !f.normal))),
      )
    }
  }
  return out
}

/** The answers that a form offers (`1 normal 2 abnormal`) taken out of a cell; what was written beside them stays. */
function withoutOptions(text: string): string {
  const options = /(?:(?<![\d.])[1-9]\s?[\u3400-\u9fff]{1,10}(?:\s+|$)){2,}(?:[1-9](?=\s|$))?/gu
  return text.replace(options, ' ').replace(/\s+/g, ' ').trim()
}

/** A text that runs down the side of a form, a character or two on each of its lines. */
function isGroup(text: string): boolean {
  const lines = text.split('\n')
  return lines.length >= 2 && lines.every((l) => /^[\u3400-\u9fff]{1,2}$/u.test(l.trim()))
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ActionCard } from '../src/records/action-card.js'
import { CardsArtefact, DeidentifiedArtefact, LayoutArtefact, RecordsArtefact } from '../src/records/artefact.js'
import { Biomarker } from '../src/records/biomarker.js'
import { Finding } from '../src/records/finding.js'
import { Quarantine } from '../src/records/quarantine.js'
import { Report } from '../src/records/report.js'
import { ReportView } from '../src/records/report-view.js'
import { SCHEMA_VERSION } from '../src/records/schema-version.js'

/** The typed records as JSON Schema, for readers in other languages. `UPDATE_SCHEMAS=1 npx vitest run tests/json-schema` rewrites them. */
const SCHEMAS = {
  report: Report,
  biomarker: Biomarker,
  finding: Finding,
  'action-card': ActionCard,
  quarantine: Quarantine,
  'report-view': ReportView,
  'deidentified-artefact': DeidentifiedArtefact,
  'layout-artefact': LayoutArtefact,
  'records-artefact': RecordsArtefact,
  'cards-artefact': CardsArtefact,
}
const folder = join(import.meta.dirname, '..', 'schemas')

describe('schemas/', () => {
  for (const [name, schema] of Object.entries(SCHEMAS))
    it(`${name}.schema.json is that of the record`, () => {
      const path = join(folder, `${name}.schema.json`)
      const json = `${JSON.stringify({ title: name, version: SCHEMA_VERSION, ...z.toJSONSchema(schema) }, null, 2)}\n`
      if (process.env.UPDATE_SCHEMAS === '1' && process.env.CI === undefined) writeFileSync(path, json)
      expect(existsSync(path), `${path}: run with UPDATE_SCHEMAS=1`).toBe(true)
      expect(readFileSync(path, 'utf8')).toBe(json)
    })
})

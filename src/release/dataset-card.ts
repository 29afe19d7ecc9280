import { statSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { CANARY } from '../records/canary.js'
import { SplitName } from '../split/split-name.js'
import type { ReleaseConfig } from './config.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA } from './dataset-schema.js'
import { cardFeatures, classNames, description } from './hub-features.js'
import type { ReleaseManifest } from './write-release.js'

/** The dataset card: YAML front matter that the Hub reads, then prose with figures of this release only. */
export function datasetCard(manifest: ReleaseManifest, folder: string, config: ReleaseConfig): string {
  return `---\n${stringify(frontMatter(manifest, folder, config), { lineWidth: 0 })}---\n\n${body(manifest)}`
}

function frontMatter(manifest: ReleaseManifest, folder: string, config: ReleaseConfig): Record<string, unknown> {
  const bytes = (path: string): number => statSync(join(folder, path)).size
  return {
    pretty_name: manifest.name,
    language: ['zh', 'en'],
    license: config.license,
    ...(config.license === 'other' && config.license_name
      ? { license_name: config.license_name, license_link: 'LICENSE' }
      : {}),
    tags: ['health', 'medical', 'health-check-up', 'de-identified', 'action-cards'],
    task_categories: ['document-question-answering', 'image-text-to-text', 'token-classification'],
    size_categories: [sizeCategory(SplitName.options.reduce((sum, s) => sum + manifest.rows.pages[s], 0))],
    annotations_creators: ['expert-generated', 'machine-generated'],
    // Explicit, because the Hub would take file and folder names for splits.
    configs: CONFIG_NAMES.map((name) => ({
      config_name: name,
      ...(name === 'reports' ? { default: true } : {}),
      data_files: SplitName.options
        .filter((s) => filesOf(manifest, name, s).length > 0)
        .map((split) => ({
          split,
          path: `data/${name}/${split}-*`,
        })),
    })),
    dataset_info: CONFIG_NAMES.map((name) => {
      const files = manifest.files.filter((f) => f.config === name)
      const size = files.reduce((sum, f) => sum + bytes(f.path), 0)
      return {
        config_name: name,
        features: cardFeatures(DATASET_SCHEMA[name]),
        splits: SplitName.options.map((split) => ({
          name: split,
          num_bytes: filesOf(manifest, name, split).reduce((sum, f) => sum + bytes(f.path), 0),
          num_examples: manifest.rows[name][split],
        })),
        download_size: size,
        dataset_size: size,
      }
    }),
    extra_gated_prompt:
      'The reports are de-identified, not anonymous. By asking for access you agree not to try to identify any person.',
    extra_gated_fields: { Name: 'text', Affiliation: 'text', 'I will not try to identify any person': 'checkbox' },
  }
}

function body(manifest: ReleaseManifest): string {
  const rows = CONFIG_NAMES.map((name) => {
    const counts = SplitName.options.map((s) => manifest.rows[name][s])
    return `| \`${name}\` | ${counts.join(' | ')} | ${counts.reduce((a, b) => a + b, 0)} |`
  })
  const redactions = Object.entries(manifest.redactions).map(([category, n]) => `| ${category} | ${n} |`)
  const quarantined = Object.entries(manifest.quarantined).map(([reason, n]) => `| ${reason} | ${n} |`)
  const tests = manifest.data_tests.map((t) => `| ${t.test} | ${t.severity} | ${t.checked} | ${t.failures} |`)
  return `# ${manifest.name} ${manifest.version}

De-identified health check-up reports as page images, layouts, biomarker rows, findings and gold Action Cards. An Action Card names one
issue that deserves a clinician's attention, how soon, and where to go; it states no diagnosis and prescribes no treatment.

## Load

\`\`\`python
from datasets import load_dataset
biomarkers = load_dataset("ORG/NAME", "biomarkers", split="train")
pages = load_dataset("ORG/NAME", "pages", split="validation")
\`\`\`

## Configs

| config | train | validation | test | rows |
| --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}

Rows join on \`report_id\`. No patient stands in two splits.

${CONFIG_NAMES.map(featureTable).join('\n\n')}

## De-identification

Identifiers are found by deterministic detectors, covered in newly encoded page images, and replaced in the text by typed placeholders.
Dates become days since the patient's first visit in the corpus. The data is transformed by this policy; it is not claimed to be
anonymous. Every report passed an independent search for its own identifiers in everything that is published here.

| category | covered regions |
| --- | ---: |
${redactions.join('\n')}

Not claimed, or only in part:

${manifest.not_claimed.map((line) => `- ${line}`).join('\n')}

## What was left out

${quarantined.length === 0 ? 'No report was set aside.' : `| reason | reports |\n| --- | ---: |\n${quarantined.join('\n')}`}

## Data tests

| test | severity | checked | failures |
| --- | --- | ---: | ---: |
${tests.join('\n')}

${manifest.notes.length === 0 ? '' : `## Notes\n\n${manifest.notes.map((n) => `- ${n}`).join('\n')}\n\n`}## Terminology notice

This material contains content from LOINC (http://loinc.org). LOINC is copyright © 1995-2024, Regenstrief Institute, Inc. and the
Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at
http://loinc.org/license. LOINC® is a registered United States trademark of Regenstrief Institute, Inc.

## Canary

${CANARY}

## Lineage

Schema ${manifest.schema_version}, tool ${manifest.tool_version}, configuration sha256 \`${manifest.config_digest}\`. Checksums: \`SHA256SUMS\`; counts per stage: \`release.json\`.
`
}

function featureTable(name: ConfigName): string {
  const lines = DATASET_SCHEMA[name].fields.map((f) => {
    const names = classNames(f)
    return `| \`${f.name}\` | ${names ? `class label: ${names.join(', ')}` : String(f.type).replaceAll('|', '\\|').slice(0, 60)} | ${description(f)} |`
  })
  return `### ${name}\n\n| column | type | meaning |\n| --- | --- | --- |\n${lines.join('\n')}`
}

function filesOf(manifest: ReleaseManifest, config: ConfigName, split: SplitName): ReleaseManifest['files'] {
  return manifest.files.filter((f) => f.config === config && f.split === split)
}

/** The Hub's size categories. */
export function sizeCategory(rows: number): string {
  if (rows < 1_000) return 'n<1K'
  if (rows < 10_000) return '1K<n<10K'
  if (rows < 100_000) return '10K<n<100K'
  if (rows < 1_000_000) return '100K<n<1M'
  return '1M<n<10M'
}

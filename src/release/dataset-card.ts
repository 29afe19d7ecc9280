import { DataType } from 'apache-arrow'
import { stringify } from 'yaml'
import { CANARY } from '../records/canary.js'
import { SplitName } from '../split/split-name.js'
import { auditSection } from './audit-statement.js'
import type { ReleaseConfig } from './config.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA, IMAGE } from './dataset-schema.js'
import { frontMatter } from './front-matter.js'
import { classNames, description, scalar } from './hub-features.js'
import type { ReleaseManifest } from './manifest.js'

/**
 * The dataset card: YAML front matter that the Hub reads, then the template with figures of this release put in. A placeholder that the
 * template should not have, or one that it lacks, is an error, so that no figure is lost by editing the text.
 */
export function datasetCard(manifest: ReleaseManifest, config: ReleaseConfig, template: string): string {
  const values = sections(manifest, config)
  const missing = Object.keys(values).filter((name) => !template.includes(`{{${name}}}`))
  if (missing.length > 0) throw new CardTemplateError(`lacks {{${missing.join('}}, {{')}}}`)
  const body = template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new CardTemplateError(`has {{${name}}}, which nothing fills`)
    return value
  })
  return `---\n${stringify(frontMatter(manifest, config), { lineWidth: 0 })}---\n\n${body}`
}

/** The template of the card cannot be filled. */
export class CardTemplateError extends Error {
  override readonly name = 'CardTemplateError'
  constructor(what: string) {
    super(`configs/release/dataset-card.md ${what}: correct the template`)
  }
}

/** BibTeX entry of a version. */
export function citation(config: ReleaseConfig): string {
  return `@misc{${config.repository.split('/')[1]!.replaceAll(/\W/g, '')}_${config.version.replaceAll('.', '_')},
  title        = {${config.pretty_name}},
  author       = {{${config.creator}}},
  year         = {${config.date_published.slice(0, 4)}},
  version      = {${config.version}},
  howpublished = {\\url{https://huggingface.co/datasets/${config.repository}}}
}`
}

function sections(manifest: ReleaseManifest, config: ReleaseConfig): Record<string, string> {
  const { lineage } = manifest
  const total = (name: ConfigName) => SplitName.options.reduce((sum, s) => sum + manifest.rows[name]![s]!, 0)
  return {
    name: manifest.name,
    version: manifest.version,
    repository: config.repository,
    creator: config.creator,
    audit: auditSection(manifest.audit),
    configs: table(
      ['config', ...SplitName.options, 'rows'],
      CONFIG_NAMES.map((name) => [
        `\`${name}\``,
        ...SplitName.options.map((s) => manifest.rows[name]![s]!),
        total(name),
      ]),
    ),
    features: CONFIG_NAMES.map(featureTable).join('\n\n'),
    leakage: `${table(
      ['shared by two splits', 'groups', 'of several reports', 'in two splits'],
      lineage.leakage.map((r) => [r.kind, r.groups, r.of_several, r.across]),
    )}\n\nNone may be shared but the template family: how many of the test's forms are known from training is for the reader to weigh.`,
    moved:
      lineage.moved.length === 0
        ? 'No released report moved.'
        : `Reports that moved since an earlier release: ${lineage.moved.map((m) => `\`${m.report_id}\` (${m.from} to ${m.to})`).join(', ')}.`,
    provenance: provenance(manifest),
    leak_check: `Every report was searched for its own identifiers in everything that is published here: ${lineage.leak_check.pass} reports passed, ${lineage.leak_check.review} passed with pages marked for review, ${lineage.leak_check.fail} failed. ${lineage.leak_check.identifiers} identifiers were searched for; ${lineage.leak_check.hits} were found.`,
    policy: lineage.policy.join(' '),
    redactions: table(['category', 'covered regions'], Object.entries(manifest.redactions)),
    anonymity: table(
      ['published as', 'patients', 'smallest class (k)', 'alone in their class'],
      (['as_published', 'in_bands'] as const).map((as) => {
        const a = lineage.anonymity[as]
        return [
          as === 'as_published' ? 'published here' : `in age bands of ${a.age_band} years`,
          a.patients,
          a.k,
          `${a.unique} (${(100 * a.unique_share).toFixed(1)} %)`,
        ]
      }),
    ),
    not_claimed: list(lineage.not_claimed),
    agreement: agreementText(manifest),
    subgroups: table(
      ['attribute', 'value', 'reports', 'patients', 'biomarkers', 'abnormal', 'findings', 'gold cards'],
      manifest.subgroups.map((g) => [
        g.attribute,
        g.value,
        g.reports,
        g.patients,
        g.biomarkers,
        `${g.abnormal} (${share(g.abnormal, g.biomarkers)})`,
        g.findings,
        g.action_cards,
      ]),
    ),
    limits: list(limits(manifest)),
    data_tests: table(
      ['test', 'severity', 'checked', 'failures'],
      manifest.data_tests.map((t) => [t.test, t.severity, t.checked, t.failures]),
    ),
    counts_line: `${CONFIG_NAMES.map((n) => `${total(n)} rows in \`${n}\``).join(', ')}.`,
    withdrawn:
      lineage.withdrawn === 0
        ? 'Nobody has so far.'
        : `${lineage.withdrawn} people have; their reports are absent from this version.`,
    licence: `\`${config.license}\`${config.license_name === null ? '' : ` (${config.license_name})`}: see LICENSE. Access is given by request where the repository is gated.`,
    citation: citation(config),
    canary: CANARY,
    lineage: `Schema ${manifest.schema_version}, tool ${lineage.tool_version}, configuration sha256 \`${lineage.config_digest}\`, inputs sha256 \`${lineage.inputs_digest}\`. Checksums: \`SHA256SUMS\`. Counts per stage, and all figures of this page: \`release.json\`.`,
  }
}

function provenance(manifest: ReleaseManifest): string {
  const { lineage } = manifest
  const aside = Object.entries(lineage.quarantined)
  const reports = SplitName.options.reduce((sum, s) => sum + manifest.rows.reports![s]!, 0)
  const lines = [
    `${reports} reports stand in this release.`,
    aside.length === 0 ? 'No report was set aside.' : `${aside.reduce((n, [, k]) => n + k, 0)} were set aside:`,
    ...(aside.length === 0 ? [] : ['', table(['reason', 'reports'], aside)]),
  ]
  if (lineage.withdrawn > 0) lines.push('', `${lineage.withdrawn} people have withdrawn; their reports are absent.`)
  return lines.join('\n')
}

function agreementText({ lineage: { gold, agreement }, withheld }: ReleaseManifest): string {
  const lines = [`Gold cards: ${gold.cards}. Drafts that two or more reviewers judged: ${gold.double_judged}.`]
  if (withheld !== null)
    lines.push(
      `The ${withheld.action_cards} gold cards of the test split are kept back; sha256 of their rows: \`${withheld.sha256}\`.`,
    )
  if (gold.cards > 0 && gold.simulated === gold.cards)
    lines.push('They were settled by simulated reviewers: they show the format and are no reference.')
  if (gold.double_judged === 0) return [...lines, 'Agreement has not been measured.'].join('\n')
  const figure = (v: number | null) => (v === null ? '-' : v.toFixed(3))
  return `${lines.join('\n')}\n\n${table(
    ['field', 'drafts', 'agreement', "Krippendorff's alpha", '95 % interval'],
    agreement.map((a) => [
      a.field,
      a.n,
      figure(a.agreement),
      figure(a.alpha),
      a.alpha_interval === null ? '-' : a.alpha_interval.map((v) => v.toFixed(3)).join(' to '),
    ]),
  )}`
}

/** Limits that this release's own figures show. */
function limits(manifest: ReleaseManifest): string[] {
  const { lineage, subgroups, data_tests } = manifest
  const found = [
    'The reports are those that were given, of the institutions that gave them; rates in this data are not rates in a population.',
  ]
  const reports = subgroups.filter((g) => g.attribute === 'language').reduce((n, g) => n + g.reports, 0)
  for (const g of subgroups)
    if (g.reports < 0.05 * reports)
      found.push(`Few reports with ${g.attribute} ${g.value}: ${g.reports} of ${reports}.`)
  const family = lineage.leakage.find((r) => r.kind === 'template family')
  if (family && family.across > 0)
    found.push(`${family.across} of ${family.groups} template families stand in more than one split.`)
  if (lineage.gold.cards === 0) found.push('There are no gold cards yet.')
  for (const t of data_tests)
    if (t.failures > 0) found.push(`${t.test}: does not hold for ${t.failures} of ${t.checked}.`)
  return found
}

function featureTable(name: ConfigName): string {
  const rows = DATASET_SCHEMA[name].fields.map((f) => {
    const names = classNames(f)
    const type = names ? `class label: ${names.join(', ')}` : f.metadata.has(IMAGE) ? 'image' : typeName(f.type)
    return [`\`${f.name}\``, type, description(f)]
  })
  return `### ${name}\n\n${table(['column', 'type', 'meaning'], rows)}`
}

/** A type in the words of the Hub: `string`, `list of float64`, `list of {text, bbox, …}`. */
function typeName(type: DataType): string {
  if (DataType.isList(type)) return `list of ${typeName(type.children[0]!.type)}`
  if (DataType.isStruct(type)) return `{${type.children.map((c) => c.name).join(', ')}}`
  return scalar(type)
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((r) => typeof r[i] === 'number'))
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(numeric.map((n) => (n ? '---:' : '---'))), ...rows.map(line)].join('\n')
}

function list(items: readonly string[]): string {
  return items.length === 0 ? 'Nothing.' : items.map((item) => `- ${item}`).join('\n')
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`
}

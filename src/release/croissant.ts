import { createHash } from 'node:crypto'
import { DataType, type Field } from 'apache-arrow'
import { CANARY } from '../records/canary.js'
import { SplitName } from '../split/split-name.js'
import type { ReleaseConfig } from './config.js'
import { CROISSANT_CONTEXT } from './croissant-context.js'
import { citation } from './dataset-card.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA, IMAGE, PRIMARY_KEY } from './dataset-schema.js'
import { classNames, description } from './hub-features.js'
import type { ReleaseManifest } from './manifest.js'

type Node = Record<string, unknown>

/** Splits in the terms of the vocabulary. */
const SPLIT_TERMS = { train: 'cr:TrainingSplit', validation: 'cr:ValidationSplit', test: 'cr:TestSplit' } as const

/**
 * Croissant 1.1 (docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html) with the responsible-AI vocabulary 1.0: every data file with its
 * sha256, every config as a record set whose fields derive from the same schema as the Parquet files.
 */
export function croissant(manifest: ReleaseManifest, config: ReleaseConfig): Node {
  const url = `https://huggingface.co/datasets/${config.repository}`
  const license =
    config.license === 'other'
      ? `${url}/blob/v${manifest.version}/LICENSE`
      : `https://spdx.org/licenses/${config.license}`
  return {
    '@context': CROISSANT_CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: ['http://mlcommons.org/croissant/1.1', 'http://mlcommons.org/croissant/RAI/1.0'],
    name: manifest.name,
    description:
      'De-identified health check-up reports as page images, layouts, biomarker rows, findings and gold Action Cards: which issue deserves attention, how soon, and where to go.',
    url,
    license,
    version: manifest.version,
    datePublished: manifest.date_published,
    creator: { '@type': 'sc:Organization', name: config.creator },
    publisher: { '@type': 'sc:Organization', name: config.creator },
    citeAs: citation(config),
    inLanguage: ['zh', 'en'],
    keywords: ['health', 'health check-up', 'medical document understanding', 'de-identified', 'benchmark'],
    isLiveDataset: false,
    usageInfo: { '@type': 'sc:CreativeWork', name: config.license_name ?? config.license, url: license },
    ...responsibleAi(manifest),
    distribution: distribution(manifest, url),
    recordSet: [
      splitRecordSet(),
      ...CONFIG_NAMES.flatMap((name) => [
        ...DATASET_SCHEMA[name].fields.flatMap((f) => enumeration(name, f)),
        recordSet(name),
      ]),
    ],
  }
}

function responsibleAi(manifest: ReleaseManifest): Node {
  const { lineage } = manifest
  const aside = Object.values(lineage.quarantined).reduce((a, b) => a + b, 0)
  return {
    'rai:dataCollection': 'Reports of health check-ups in PDF and image files, given to the maintainers.',
    'rai:dataCollectionType': ['Manual Human Curator'],
    'rai:dataCollectionMissingData': `${aside} reports were set aside because they could not be read, trusted or verified; ${lineage.withdrawn} people have withdrawn. Regions that identify a person are covered.`,
    'rai:dataPreprocessingProtocol': [
      ['Identifiers are found by deterministic detectors; page images are encoded anew.', ...lineage.policy].join(' '),
      'Layout, tables, results and findings are extracted by rule; printed text stands untouched beside every derived value.',
    ],
    'rai:dataManipulationProtocol':
      'Ages of 90 and above are given as 90. Units are converted with the factor given in the row.',
    'rai:dataImputationProtocol': 'None: what is not printed or cannot be derived is null.',
    'rai:dataAnnotationProtocol':
      'Cards are drafted by rule; a card is gold when two reviewers keep it alike or an adjudicator has settled their disagreement.',
    'rai:dataAnnotationPlatform': ['The review page of the same project.'],
    'rai:dataAnnotationAnalysis': lineage.agreement.map(
      (a) =>
        `${a.field}: Krippendorff's alpha ${a.alpha === null ? 'not defined' : a.alpha.toFixed(3)} over ${a.n} drafts.`,
    ),
    'rai:annotationsPerItem': `${lineage.gold.double_judged} drafts were judged by two or more reviewers.`,
    'rai:machineAnnotationTools': [`checkup2action ${lineage.tool_version}`],
    'rai:personalSensitiveInformation': [
      'Health data, sex and age in years; de-identified, not claimed to be anonymous.',
      ...lineage.not_claimed.map((line) => `Not claimed: ${line}`),
    ],
    'rai:dataBiases': ['The reports are those that were given; rates in this data are not rates in a population.'],
    'rai:dataLimitations': [
      `Smallest group of patients by published sex, age, language, institution and visits: ${lineage.anonymity.as_published.k}.`,
      'Scanned pages are read by text recognition; every result carries its confidence.',
    ],
    'rai:dataUseCases': [
      'Testing of systems that turn a check-up report into next steps',
      'Training on the train split',
    ],
    'rai:dataSocialImpact':
      'Cards state no diagnosis and prescribe no treatment; the data is not for decisions about people.',
    'rai:dataReleaseMaintenancePlan': `Versions are semantic; a moved or removed row is a major version. People can withdraw. Canary: ${CANARY}`,
  }
}

function distribution(manifest: ReleaseManifest, url: string): Node[] {
  const digest = createHash('sha256')
  for (const f of manifest.files) digest.update(`${f.sha256}  ${f.path}\n`)
  return [
    {
      '@type': 'cr:FileObject',
      '@id': 'repository',
      name: 'repository',
      description:
        'The repository on the Hub; sha256 is that of the list of its data files (sha256, two spaces, path, line break).',
      contentUrl: url,
      encodingFormat: 'git+https',
      sha256: digest.digest('hex'),
    },
    ...manifest.files.map((f) => ({
      '@type': 'cr:FileObject',
      '@id': f.path,
      name: f.path,
      containedIn: { '@id': 'repository' },
      contentUrl: `${url}/resolve/v${manifest.version}/${f.path}`,
      contentSize: `${f.bytes} B`,
      encodingFormat: 'application/vnd.apache.parquet',
      sha256: f.sha256,
    })),
    ...CONFIG_NAMES.map((name) => ({
      '@type': 'cr:FileSet',
      '@id': `files-of-${name}`,
      name: `files-of-${name}`,
      containedIn: { '@id': 'repository' },
      encodingFormat: 'application/vnd.apache.parquet',
      includes: `data/${name}/*.parquet`,
    })),
  ]
}

function splitRecordSet(): Node {
  return {
    '@type': 'cr:RecordSet',
    '@id': 'splits',
    name: 'splits',
    dataType: 'cr:Split',
    key: { '@id': 'splits/name' },
    field: [
      { '@type': 'cr:Field', '@id': 'splits/name', name: 'name', dataType: 'sc:Text' },
      { '@type': 'cr:Field', '@id': 'splits/url', name: 'url', dataType: ['sc:URL', 'wd:Q3985153'] },
    ],
    data: SplitName.options.map((s) => ({ 'splits/name': s, 'splits/url': SPLIT_TERMS[s] })),
  }
}

/** A closed enumeration as a record set, so that a reader knows what the numbers of the column mean. */
function enumeration(config: ConfigName, field: Field): Node[] {
  const names = classNames(field)
  if (names === null) return []
  const id = `${config}-${field.name}`
  return [
    {
      '@type': 'cr:RecordSet',
      '@id': id,
      name: id,
      dataType: 'sc:Enumeration',
      key: { '@id': `${id}/index` },
      field: [
        { '@type': 'cr:Field', '@id': `${id}/index`, name: 'index', dataType: 'sc:Integer' },
        { '@type': 'cr:Field', '@id': `${id}/label`, name: 'label', dataType: 'sc:Text' },
      ],
      data: names.map((label, index) => ({ [`${id}/index`]: index, [`${id}/label`]: label })),
    },
  ]
}

function recordSet(config: ConfigName): Node {
  const files = { '@id': `files-of-${config}` }
  return {
    '@type': 'cr:RecordSet',
    '@id': config,
    name: config,
    key: { '@id': `${config}/${PRIMARY_KEY[config]}` },
    field: [
      {
        '@type': 'cr:Field',
        '@id': `${config}/split`,
        name: 'split',
        description: 'split that the row belongs to',
        dataType: 'sc:Text',
        source: {
          fileSet: files,
          extract: { fileProperty: 'fullpath' },
          transform: { regex: '/(train|validation|test)-[^/]*$' },
        },
        references: { '@id': 'splits/name' },
      },
      ...DATASET_SCHEMA[config].fields.map((field) => {
        const node = fieldNode(
          field,
          `${config}/${field.name}`,
          { fileSet: files, extract: { column: field.name } },
          [],
        )
        if (classNames(field) !== null) node.references = { '@id': `${config}-${field.name}/index` }
        else if (field.name === 'report_id' && config !== 'reports') node.references = { '@id': 'reports/report_id' }
        return node
      }),
    ],
  }
}

function fieldNode(field: Field, id: string, source: Node, path: readonly string[], element = field.type): Node {
  const node: Node = { '@type': 'cr:Field', '@id': id, name: id.split('/').slice(1).join('/') }
  const text = description(field)
  if (text !== '') node.description = text
  if (field.metadata.has(IMAGE))
    return { ...node, dataType: 'sc:ImageObject', source: { ...source, transform: { jsonPath: 'bytes' } } }
  if (field.name === 'bbox')
    return { ...node, dataType: 'cr:BoundingBox', isArray: true, arrayShape: '4', source: at(source, path) }
  if (DataType.isList(element)) {
    const inner = fieldNode(field, id, source, path, element.children[0]!.type)
    return { ...inner, isArray: true, arrayShape: '-1' }
  }
  if (DataType.isStruct(element))
    return {
      ...node,
      subField: element.children.map((child) => fieldNode(child, `${id}/${child.name}`, source, [...path, child.name])),
    }
  return { ...node, dataType: atomic(element), source: at(source, path) }
}

function at(source: Node, path: readonly string[]): Node {
  return path.length === 0 ? source : { ...source, transform: { jsonPath: path.join('.') } }
}

function atomic(type: DataType): string {
  if (DataType.isUtf8(type)) return 'sc:Text'
  if (DataType.isBool(type)) return 'sc:Boolean'
  if (DataType.isInt(type)) return 'sc:Integer'
  if (DataType.isFloat(type)) return 'sc:Float'
  throw new TypeError(`no Croissant type for Arrow type ${String(type)}`)
}

import { SplitName } from '../split/split-name.js'
import type { ReleaseConfig } from './config.js'
import { CONFIG_NAMES, type ConfigName, DATASET_SCHEMA } from './dataset-schema.js'
import { cardFeatures } from './hub-features.js'
import type { ReleaseManifest } from './manifest.js'

/** The YAML front matter that the Hub reads (hub-docs, datasetcard.md). */
export function frontMatter(manifest: ReleaseManifest, config: ReleaseConfig): Record<string, unknown> {
  const gold = SplitName.options.reduce((sum, s) => sum + manifest.rows.action_cards![s]!, 0)
  return {
    pretty_name: manifest.name,
    language: ['zh', 'en'],
    license: config.license,
    ...(config.license === 'other' && config.license_name
      ? { license_name: config.license_name, license_link: 'LICENSE' }
      : {}),
    tags: ['health', 'medical', 'health-check-up', 'de-identified', 'action-cards'],
    task_categories: ['document-question-answering', 'image-text-to-text', 'token-classification'],
    size_categories: [sizeCategory(SplitName.options.reduce((sum, s) => sum + manifest.rows.pages![s]!, 0))],
    annotations_creators: gold > 0 ? ['expert-generated', 'machine-generated'] : ['machine-generated'],
    source_datasets: ['original'],
    // Explicit, because the Hub would take file and folder names for splits.
    configs: CONFIG_NAMES.map((name) => ({
      config_name: name,
      ...(name === 'reports' ? { default: true } : {}),
      data_files: SplitName.options
        .filter((s) => filesOf(manifest, name, s).length > 0)
        .map((split) => ({ split, path: `data/${name}/${split}-*` })),
    })),
    dataset_info: CONFIG_NAMES.map((name) => {
      const size = manifest.files.filter((f) => f.config === name).reduce((sum, f) => sum + f.bytes, 0)
      return {
        config_name: name,
        features: cardFeatures(DATASET_SCHEMA[name]),
        splits: SplitName.options.map((split) => ({
          name: split,
          num_bytes: filesOf(manifest, name, split).reduce((sum, f) => sum + f.bytes, 0),
          num_examples: manifest.rows[name]![split],
        })),
        download_size: size,
        dataset_size: size,
      }
    }),
    extra_gated_heading: 'Access to de-identified health data',
    extra_gated_prompt:
      'The reports are de-identified, not anonymous. By asking for access you agree to the data use agreement (LICENSE): not to try to identify any person, not to pass the data on, and not to use it for decisions about people.',
    extra_gated_fields: {
      Name: 'text',
      Affiliation: 'text',
      Country: 'country',
      Purpose: 'text',
      'I will not try to identify any person': 'checkbox',
    },
  }
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

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Paths } from '../src/engine/pipeline.js'
import { loadConfig } from '../src/engine/yaml-config.js'
import { SplitAssignment } from '../src/split/split-name.js'
import { type BuildConfig, Config } from './config.js'
import { liesInside } from './raw-files.js'
import { PACKAGE_ROOT } from './tool-version.js'

/** Options that every command shares. */
export interface WorkplaceOptions {
  readonly raw?: string
  readonly processed?: string
  readonly vault?: string
  readonly config?: string
}

/** A mistake in how the command was called: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The folders of a build; `cwd` is the project. The vault holds what re-identifies, so it may not lie among the reports. */
export function resolvePaths(options: WorkplaceOptions, cwd = process.cwd()): Paths {
  const raw = resolve(cwd, options.raw ?? join('raw', 'reports'))
  const vault = resolve(cwd, options.vault ?? join('raw', '.vault'))
  const processed = resolve(cwd, options.processed ?? 'processed')
  if (liesInside(vault, raw))
    throw new UsageError('the vault may not lie inside the folder of reports: name another with --vault')
  if (liesInside(vault, processed))
    throw new UsageError('the vault may not lie inside the processed folder: name another with --vault')
  if (liesInside(processed, raw) || liesInside(raw, processed)) {
    throw new UsageError(
      'the folder of reports and the processed folder may not hold each other: name another with --processed',
    )
  }
  return {
    raw,
    processed,
    vault,
    configs: join(PACKAGE_ROOT, 'configs'),
    annotations: resolve(cwd, 'raw', 'annotations'),
  }
}

/** The configuration file, checked, with the splits of published reports from `raw/annotations/splits.json`. */
export async function loadBuildConfig(paths: Paths, file?: string): Promise<BuildConfig> {
  const config = await loadConfig(file === undefined ? join(paths.configs, 'default.yaml') : resolve(file), Config)
  const released = join(paths.annotations, 'splits.json')
  return {
    ...config,
    released_splits: existsSync(released) ? SplitAssignment.parse(JSON.parse(readFileSync(released, 'utf8'))) : {},
  }
}

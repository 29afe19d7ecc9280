import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { planPublish, printPlan } from '../../src/hub/publish-plan.js'
import { resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'

/** The newest release folder by version; null when none has been built. */
export function newestRelease(processed: string): string | null {
  const folder = join(processed, 'release')
  if (!existsSync(folder)) return null
  const versions = readdirSync(folder)
    .filter((v) => /^\d+\.\d+\.\d+$/.test(v))
    .sort((a, b) => {
      const [x, y] = [a.split('.').map(Number), b.split('.').map(Number)]
      return x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!
    })
  const newest = versions.at(-1)
  return newest === undefined ? null : join(folder, newest)
}

/** Plans the upload of a release and prints it. */
export async function publish(options: WorkplaceOptions & { repo?: string; release?: string }): Promise<string> {
  const folder = options.release ?? newestRelease(resolvePaths(options).processed)
  if (folder === null) throw new UsageError('there is no release yet: run `make build` first')
  if (options.repo === undefined)
    throw new UsageError('name the dataset repository: --repo namespace/name (make publish REPO=namespace/name)')
  return printPlan(await planPublish(folder, options.repo))
}

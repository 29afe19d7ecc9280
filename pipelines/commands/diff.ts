import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { diffReleases, leastVersion } from '../../src/release/diff.js'
import { UsageError } from '../workplace.js'

/** What changed between two release folders, as text or JSON. */
export async function diff(older: string, newer: string, format: string): Promise<string> {
  const [before, after] = [versionOf(older), versionOf(newer)]
  const result = await diffReleases(older, newer)
  const least = leastVersion(before, result.bump)
  if (format === 'json') return `${JSON.stringify({ older: before, newer: after, ...result, least }, null, 2)}\n`
  const lines = Object.entries(result.configs).map(([name, d]) => {
    const columns = Object.entries(d.columns).map(([c, n]) => `${c} ${n}`)
    const shift = Object.entries(d.label_shift).map(([c, v]) => `${c} ${v.toFixed(3)}`)
    return [
      `${name.padEnd(13)} +${d.added} -${d.removed} changed ${d.changed} moved ${d.moved}`,
      ...(columns.length > 0 ? [`(${columns.join(', ')})`] : []),
      ...(d.schema.length > 0 ? [`schema ${d.schema.join(' ')}`] : []),
      ...(shift.length > 0 ? [`labels shifted: ${shift.join(', ')}`] : []),
    ].join(' ')
  })
  return `${before} to ${after}\n${lines.join('\n')}\nsmallest version step: ${result.bump} (${least} or above)\n`
}

function versionOf(folder: string): string {
  const file = join(folder, 'release.json')
  if (!existsSync(file)) throw new UsageError('diff needs two release folders, each with a release.json')
  return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version)
}

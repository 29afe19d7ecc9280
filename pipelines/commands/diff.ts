import { diffReleases } from '../../src/release/diff.js'

/** What changed between two release folders, as text or JSON. */
export async function diff(older: string, newer: string, format: string): Promise<string> {
  const result = await diffReleases(older, newer)
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  const lines = Object.entries(result.configs).map(([name, d]) => {
    const columns = Object.entries(d.columns).map(([c, n]) => `${c} ${n}`)
    return `${name.padEnd(13)} +${d.added} -${d.removed} changed ${d.changed} moved ${d.moved}${columns.length > 0 ? ` (${columns.join(', ')})` : ''}${d.schema.length > 0 ? ` schema ${d.schema.join(' ')}` : ''}`
  })
  return `${lines.join('\n')}\nsmallest version step: ${result.bump}\n`
}

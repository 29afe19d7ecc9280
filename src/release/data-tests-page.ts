import type { DataTestResult } from './manifest.js'

/** The outcome of the data tests as one page without scripts or outside files. */
export function dataTestsPage(title: string, results: readonly DataTestResult[]): string {
  const state = (r: DataTestResult) => (r.failures === 0 ? 'ok' : r.severity)
  const order = ['error', 'warning', 'ok']
  const sorted = [...results].sort(
    (a, b) => order.indexOf(state(a)) - order.indexOf(state(b)) || (a.test < b.test ? -1 : 1),
  )
  const count = (s: string) => results.filter((r) => state(r) === s).length
  const rows = sorted.map(
    (r) =>
      `<tr class="${state(r)}"><td>${state(r)}</td><td>${escaped(r.test)}</td><td>${r.severity}</td><td class="n">${r.checked}</td><td class="n">${r.failures}</td></tr>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Data tests of ${escaped(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1a1a }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ddd }
.n { text-align: right; font-variant-numeric: tabular-nums }
.error td:first-child { color: #a40000; font-weight: 600 }
.warning td:first-child { color: #7a5200; font-weight: 600 }
.ok td:first-child { color: #17632a }
</style></head><body>
<h1>Data tests of ${escaped(title)}</h1>
<p>${results.length} tests: ${count('error')} with errors, ${count('warning')} with warnings, ${count('ok')} without failures. An error blocks the release.</p>
<table><thead><tr><th>state</th><th>test</th><th>severity</th><th class="n">checked</th><th class="n">failures</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>
</body></html>
`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

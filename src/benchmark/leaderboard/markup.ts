/** Text for HTML and SVG content and attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** Figures of tables: three decimals, a dash for none. */
export function figure(value: number | null | undefined, decimals = 3): string {
  return value === null || value === undefined ? '–' : value.toFixed(decimals)
}

/** `0.812 [0.770, 0.851]`, a dash for none. */
export function figureWithInterval(e: { mean: number | null; low: number | null; high: number | null }): string {
  if (e.mean === null) return '–'
  return e.low === null ? figure(e.mean) : `${figure(e.mean)} [${figure(e.low)}, ${figure(e.high)}]`
}

/** `0.812`, with its n where that is not the `usual` one. */
export function figureOfN(e: { mean: number | null; n: number }, usual: number): string {
  return e.mean === null ? '–' : e.n === usual ? figure(e.mean) : `${figure(e.mean)} (n=${e.n})`
}

import type { LeakSurface } from './leak-check.js'

/** Stands between values that are not printed together, so that digits of two of them never join to a third. */
export const GAP = ' \ue000 '

/** Digests (32 to 128 hexadecimal digits) and our own pseudonyms: random by making, and long enough to hold a short number by chance. */
const RANDOM = /(?<![\p{L}\p{N}])(?:[0-9a-f]{32,128}|[rpiva]_[a-z2-7]{16})(?![\p{L}\p{N}])/gu

/** Keys of our own records; a key that looks otherwise is searched as a value. */
const OWN_KEY = /^[a-z][a-z0-9_.+-]{0,40}$/

/** Whole numbers of fewer digits are measured values and counts; the leak check itself searches six digits and more. */
const MIN_NUMBER = 100_000

/**
 * All text of a JSON or Parquet value as one surface text: strings, long whole numbers and unusual keys, each apart from the next; the words of a page are joined by
 * spaces instead, because an identifier runs over several of them.
 */
export function textsOf(value: unknown): string {
  const out: string[] = []
  collect(value, out)
  return withoutRandom(out.join(GAP))
}

/** A text without digests and pseudonyms of ours. */
export function withoutRandom(text: string): string {
  return text.replace(RANDOM, ' ')
}

/** One surface for each page's words and one for the rest of a de-identified artefact. */
export function artefactSurfaces(folder: string, artefact: unknown): LeakSurface[] {
  const { pages, ...rest } = artefact as { pages?: unknown }
  if (!Array.isArray(pages)) return [{ name: folder, text: textsOf(artefact) }]
  return [
    { name: folder, text: textsOf(rest) },
    ...pages.map((page: unknown, index) => {
      const number = (page as { number?: unknown } | null)?.number
      return { name: `${folder} page ${typeof number === 'number' ? number : index + 1}`, text: textsOf(page) }
    }),
  ]
}

function collect(value: unknown, out: string[]): void {
  if (typeof value === 'string') {
    if (value !== '') out.push(value)
  } else if (typeof value === 'number') {
    if (Number.isInteger(value) && Math.abs(value) >= MIN_NUMBER) out.push(String(value))
  } else if (typeof value === 'bigint') {
    if (value >= MIN_NUMBER || value <= -MIN_NUMBER) out.push(String(value))
  } else if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isWord)) out.push(value.map((word) => word.text).join(' '))
    else for (const item of value) collect(item, out)
  } else if (value !== null && typeof value === 'object' && !(value instanceof Uint8Array)) {
    for (const [key, item] of Object.entries(value)) {
      if (!OWN_KEY.test(key)) out.push(key)
      collect(item, out)
    }
  }
}

/** A word of a page: text with the source it was read from. */
function isWord(item: unknown): item is { text: string } {
  return (
    item !== null &&
    typeof item === 'object' &&
    'source' in item &&
    typeof (item as { text?: unknown }).text === 'string'
  )
}

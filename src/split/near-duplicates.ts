import type { SplitConfig } from './config.js'
import type { ContentSketch } from './content-sketch.js'
import { DisjointSets } from './disjoint-sets.js'
import { bandKeys, minHash, similarity } from './min-hash.js'
import { fingerprintSimilarity, tileKeys } from './page-fingerprint.js'

/** Two reports that say the same, and what shows it: their words, the results on a page, or their page images. */
export interface DuplicateLink {
  readonly reports: readonly [string, string]
  readonly by: 'text' | 'results' | 'image'
}

/** Similarity of words below which equal-looking pages are not taken for the same: two forms with other numbers look alike. */
const IMAGE_TEXT = 0.5
/** Share of equal results below which no text makes two reports the same: the form is the same, the patient is not. */
const CONTRADICTED = 0.5
/** Reports that a new one is compared with in one bucket of the index; those of its own group already are passed over. */
const COMPARED = 64

/**
 * Finds reports that say the same, so that no copy of a training report stands in the test: the same report scanned and digital, issued
 * twice, or an excerpt. Candidates come from a banded index over MinHash signatures and from equal tiles of page images; each is then
 * compared. Time grows with the number of reports, not with its square. Independent of the order of `sketches`.
 */
export function nearDuplicates(
  sketches: readonly ContentSketch[],
  config: SplitConfig['near_duplicate'],
): { links: DuplicateLink[]; clusterOf: (report: string) => string } {
  const sorted = [...sketches].sort((a, b) => (a.report.report_id < b.report.report_id ? -1 : 1))
  const sets = new DisjointSets()
  const links: DuplicateLink[] = []
  const seek = (
    by: DuplicateLink['by'],
    keysOf: (sketch: ContentSketch) => number[],
    same: (a: ContentSketch, b: ContentSketch) => boolean,
  ): void => {
    const buckets = new Map<number, ContentSketch[]>()
    for (const sketch of sorted) {
      const id = sketch.report.report_id
      // The next patient on the same form shares many keys: compared once.
      const tried = new Set<ContentSketch>()
      for (const key of new Set(keysOf(sketch))) {
        const bucket = buckets.get(key) ?? []
        buckets.set(key, bucket)
        for (const other of bucket) {
          if (tried.has(other)) continue
          tried.add(other)
          const otherId = other.report.report_id
          if (sets.find(id) === sets.find(otherId) || !same(other, sketch)) continue
          links.push({ reports: [otherId, id], by })
          sets.join(id, otherId)
        }
        if (bucket.length < COMPARED) bucket.push(sketch)
      }
    }
  }
  seek(
    'results',
    (s) => s.pages.flatMap((p) => (p.results.length < config.min_results ? [] : bandKeys(minHash(p.results)!))),
    (a, b) => sharesPage(a, b, config),
  )
  seek(
    'text',
    (s) => (s.text === null ? [] : bandKeys(s.text)),
    (a, b) => similarity(a.text, b.text) >= config.text && !contradicted(a, b, config),
  )
  seek(
    'image',
    // All pages must look alike, so the first and the last are enough to find each other by.
    (s) => [s.pages[0], s.pages.at(-1)].flatMap((p, i) => (p?.fingerprint ? tileKeys(p.fingerprint, i) : [])),
    (a, b) => looksAlike(a, b, config),
  )
  return { links, clusterOf: (report) => sets.find(report) }
}

/** Template families: reports of one institution, and reports whose forms print the same words, whoever the patient is. */
export function templateFamilies(sketches: readonly ContentSketch[], threshold: number): (report: string) => string {
  const sorted = [...sketches].sort((a, b) => (a.report.report_id < b.report.report_id ? -1 : 1))
  const sets = new DisjointSets()
  const known: ContentSketch[] = []
  for (const sketch of sorted) {
    const id = sketch.report.report_id
    if (sketch.report.institution != null) sets.join(id, `institution ${sketch.report.institution}`)
    let found = false
    // Families are few (forms, not people), so each report meets one member of each.
    for (const other of known)
      if (similarity(sketch.form, other.form) >= threshold) {
        sets.join(id, other.report.report_id)
        found = true
      }
    if (!found) known.push(sketch)
  }
  return (report) => sets.find(report)
}

function sharesPage(a: ContentSketch, b: ContentSketch, config: SplitConfig['near_duplicate']): boolean {
  return a.pages.some((p) =>
    b.pages.some(
      (q) =>
        Math.min(p.results.length, q.results.length) >= config.min_results &&
        jaccard(p.results, q.results) >= config.results,
    ),
  )
}

function looksAlike(a: ContentSketch, b: ContentSketch, config: SplitConfig['near_duplicate']): boolean {
  // The cheapest first: most pairs that come here are two patients on one form.
  if (a.pages.length !== b.pages.length) return false
  if (a.text !== null && b.text !== null && similarity(a.text, b.text) < IMAGE_TEXT) return false
  if (contradicted(a, b, config)) return false
  return a.pages.every((p, i) => {
    const q = b.pages[i]!
    if (p.sha256 !== null && p.sha256 === q.sha256) return true
    return (
      p.fingerprint !== null &&
      q.fingerprint !== null &&
      fingerprintSimilarity(p.fingerprint, q.fingerprint) >= config.image
    )
  })
}

/** Both give results enough to tell people apart, and they are not the same results. */
function contradicted(a: ContentSketch, b: ContentSketch, config: SplitConfig['near_duplicate']): boolean {
  const [x, y] = [a, b].map((s) => [...new Set(s.pages.flatMap((p) => p.results))].sort((m, n) => m - n)) as [
    number[],
    number[],
  ]
  return Math.min(x.length, y.length) >= config.min_results && jaccard(x, y) < CONTRADICTED
}

/** Of two sorted lists without repetition. */
function jaccard(a: readonly number[], b: readonly number[]): number {
  let [i, j, both] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      both += 1
      i += 1
      j += 1
    } else if (a[i]! < b[j]!) i += 1
    else j += 1
  }
  const either = a.length + b.length - both
  return either === 0 ? 0 : both / either
}

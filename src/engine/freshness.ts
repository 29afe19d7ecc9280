import { join } from 'node:path'
import { digestOf, digestOfPath } from './digest.js'
import { changedKeys, digestOfFingerprint, type Fingerprint, fingerprintChanges } from './fingerprint.js'
import type { Ledger, LedgerEntry, OutputFile } from './ledger.js'
import type { Stage } from './stage.js'
import type { ArtefactStore } from './store.js'

/** The cache key of a stage for these inputs. */
export function cacheKey(fingerprint: string, inputs: Readonly<Record<string, string>>): string {
  return digestOf({ fingerprint, inputs })
}

/** Digests of the annotations a stage declares, those that exist; for a report stage `{report_id}` is filled in. */
export function annotationDigests(stage: Stage, annotations: string, reportId = ''): Record<string, string> {
  const digests: Record<string, string> = {}
  for (const pattern of stage.annotations ?? []) {
    const digest = digestOfPath(join(annotations, pattern.replaceAll('{report_id}', reportId)))
    if (digest !== null) digests[pattern] = digest
  }
  return digests
}

export type OutputState = 'intact' | 'touched' | 'missing' | 'changed'

/**
 * Checks a stage's outputs on disk: size and time first, the digest where the time differs. `touched` means the same
 * content under another time (a copied folder): `outputs` then holds the new times to remember.
 */
export async function checkOutputs(
  store: ArtefactStore,
  outputs: readonly OutputFile[],
): Promise<{ state: OutputState; path?: string; outputs: readonly OutputFile[] }> {
  const found: OutputFile[] = []
  let touched = false
  for (const output of outputs) {
    const stat = await store.stat(output.path)
    if (stat === null) return { state: 'missing', path: output.path, outputs }
    if (stat.size !== output.size) return { state: 'changed', path: output.path, outputs }
    if (stat.mtime_ms === output.mtime_ms) {
      found.push(output)
      continue
    }
    const bytes = await store.read(output.path).catch(() => null)
    if (bytes === null || store.digest(bytes) !== output.digest) return { state: 'changed', path: output.path, outputs }
    found.push({ ...output, mtime_ms: stat.mtime_ms })
    touched = true
  }
  return { state: touched ? 'touched' : 'intact', outputs: found }
}

/** Whether a stage's remembered result still holds, and if not, why. */
export type Judgement =
  | { readonly verdict: 'fresh'; readonly entry: LedgerEntry; readonly touched: boolean }
  | { readonly verdict: 'quarantined'; readonly entry: LedgerEntry }
  | { readonly verdict: 'run'; readonly reasons: readonly string[] }

export async function judge(
  ledger: Ledger,
  fingerprint: Fingerprint,
  entry: LedgerEntry | null,
  inputs: Readonly<Record<string, string>>,
): Promise<Judgement> {
  if (entry === null) return { verdict: 'run', reasons: ['never run'] }
  const now = digestOfFingerprint(fingerprint)
  if (entry.key !== cacheKey(now, inputs)) {
    return { verdict: 'run', reasons: await explainChange(ledger, fingerprint, entry, inputs) }
  }
  if (entry.quarantine !== null) {
    // A file that could not be opened may open now, with nothing in the key changed.
    const transient = entry.quarantine.reason === 'unreadable_file'
    return transient ? { verdict: 'run', reasons: ['the file could not be read'] } : { verdict: 'quarantined', entry }
  }
  const { state, path, outputs } = await checkOutputs(ledger.store, entry.outputs)
  if (state === 'missing') return { verdict: 'run', reasons: [`output ${path} is missing`] }
  if (state === 'changed') return { verdict: 'run', reasons: [`output ${path} was changed on disk`] }
  return { verdict: 'fresh', entry: { ...entry, outputs }, touched: state === 'touched' }
}

/** Which parts of the key differ from the remembered ones. */
export async function explainChange(
  ledger: Ledger,
  fingerprint: Fingerprint,
  entry: LedgerEntry,
  inputs: Readonly<Record<string, string>> | null,
): Promise<string[]> {
  const reasons: string[] = []
  if (entry.fingerprint !== digestOfFingerprint(fingerprint)) {
    const before = await ledger.readFingerprint(entry.fingerprint)
    reasons.push(
      ...(before === null ? ['stage version, configuration or knowledge'] : fingerprintChanges(before, fingerprint)),
    )
  }
  if (inputs !== null) reasons.push(...changedKeys(entry.inputs, inputs).map((name) => `input ${name}`))
  return reasons
}

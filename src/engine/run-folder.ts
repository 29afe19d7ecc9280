import { runPage } from './run-page.js'
import type { RunSummary } from './run-summary.js'
import type { ArtefactStore } from './store.js'

/** A name for a run by its start, ISO 8601 basic (`20261104T101530Z`); a second run in the same second gets `-2`. */
export async function newRunName(store: ArtefactStore, at: number): Promise<string> {
  const base = `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
  const taken = new Set(await store.list('runs'))
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`
    if (!taken.has(name)) return name
  }
}

/** Writes `runs/<run>/run.json` and the page `run.html`. */
export async function writeRun(store: ArtefactStore, summary: RunSummary): Promise<void> {
  await store.write(`runs/${summary.run}/run.html`, Buffer.from(runPage(summary)), { durable: false })
  await store.write(`runs/${summary.run}/run.json`, Buffer.from(`${JSON.stringify(summary, null, 2)}\n`), {
    durable: false,
  })
}

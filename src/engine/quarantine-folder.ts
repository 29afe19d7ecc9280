import { Quarantine, type QuarantineReason, WAY_OUT } from '../records/quarantine.js'
import type { ArtefactStore } from './store.js'

const FOLDER = 'quarantine'

/** The record of a quarantined report. */
export function quarantineOf(
  reportId: string,
  stage: string,
  { reason, measured }: { readonly reason: QuarantineReason; readonly measured: string | null },
): Quarantine {
  return { report_id: reportId, stage, reason, measured, way_out: WAY_OUT[reason] }
}

/** Makes `quarantine/` hold exactly these records. `owns` limits the removal to a shard's reports. */
export async function writeQuarantine(
  store: ArtefactStore,
  records: readonly Quarantine[],
  owns: (reportId: string) => boolean = () => true,
): Promise<void> {
  const kept = new Set(records.map((record) => `${record.report_id}.json`))
  for (const name of await store.list(FOLDER)) {
    if (!kept.has(name) && owns(name.replace(/\.json$/, ''))) await store.delete(`${FOLDER}/${name}`)
  }
  for (const record of records) {
    const path = `${FOLDER}/${record.report_id}.json`
    const text = `${JSON.stringify(record)}\n`
    const found = await store.read(path)
    if (found === null || Buffer.from(found).toString('utf8') !== text) await store.write(path, Buffer.from(text))
  }
}

/** The records under `quarantine/`, by report id. */
export async function readQuarantine(store: ArtefactStore): Promise<Quarantine[]> {
  const records: Quarantine[] = []
  for (const name of await store.list(FOLDER)) {
    const bytes = await store.read(`${FOLDER}/${name}`)
    if (bytes === null) continue
    const record = Quarantine.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')))
    if (record.success) records.push(record.data)
  }
  return records
}

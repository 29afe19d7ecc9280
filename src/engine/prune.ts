import type { Build } from './build.js'
import { folderOf } from './pipeline.js'
import type { ReportStage, StoreName } from './stage.js'

/** Removes what a report left in these stages' folders. */
export async function removeOutputs(build: Build, stages: readonly ReportStage[], reportId: string): Promise<void> {
  for (const stage of stages) {
    const store = build.shop.stores[stage.store]
    await store.delete(`${folderOf(stage)}/${reportId}.json`)
    await store.delete(`${folderOf(stage)}/${reportId}`)
  }
}

/** Removes every artefact and ledger of reports whose source is gone. @returns their ids, sorted */
export async function pruneRemoved(build: Build): Promise<string[]> {
  const gone = new Set<string>()
  const look = (ids: readonly string[]) => {
    for (const id of ids) if (/^[\w-]+$/.test(id) && !build.allReports.has(id)) gone.add(id)
  }
  for (const ledger of Object.values(build.ledgers)) look(await ledger.reports())
  for (const stage of build.reportStages) {
    const names = await build.shop.stores[stage.store].list(folderOf(stage))
    look(names.map((name) => name.replace(/\.json$/, '')))
  }
  for (const id of gone) {
    await removeOutputs(build, build.reportStages, id)
    for (const store of ['processed', 'vault'] satisfies StoreName[]) {
      await build.ledgers[store].writeReport(id, new Map())
    }
  }
  return [...gone].sort()
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CardsConfig } from '../../src/cards/config.js'
import { type CardKnowledge, loadCardKnowledge } from '../../src/cards/knowledge.js'
import { draftWithModel } from '../../src/cards/model/draft-with-model.js'
import { ModelDraftArtefact, modelDraftKey } from '../../src/cards/model/model-draft.js'
import { digestOf, digestOfPath } from '../../src/engine/digest.js'
import { takeLock } from '../../src/engine/lock.js'
import { ChatClient } from '../../src/models/chat-client.js'
import { costOf, loadModel, modelKey, type RemoteModelConfig } from '../../src/models/model-config.js'
import { RecordsArtefact } from '../../src/records/artefact.js'
import { loadBuildConfig, resolvePaths, UsageError, type WorkplaceOptions } from '../workplace.js'
import { type Effects, REAL, writeWhole } from './benchmark-reports.js'

/** Options of `checkup cards draft`. */
export interface DraftOptions extends WorkplaceOptions {
  readonly model: string
  /** Only these reports; all built ones otherwise. */
  readonly report?: readonly string[]
  /** Sent as `seed`, in place of the one in the model's file. */
  readonly seed?: number
  /** Other places than the project's, for tests. */
  readonly configs?: string
}

/**
 * Folder of model drafts under `raw/annotations/`, one folder per model: an answer is paid for and no build makes it again; a withdrawal
 * removes it with the person's other annotations.
 */
export const MODEL_DRAFTS = 'model-drafts'

/**
 * `checkup cards draft`: asks a model for the cards of reports. Its drafts stand beside the rules' and never replace them; each has passed
 * the same safety gate. What is already answered (same model, parameters, prompt, records, knowledge) is not asked again; errors and
 * timeouts are.
 * @returns what was done, for the terminal, and exit code 0, or 4 when reports are left without an answer
 */
export async function draftCommand(
  options: DraftOptions,
  effects: Effects = REAL,
): Promise<{ text: string; exitCode: 0 | 4 }> {
  const paths = resolvePaths(options)
  const configs = options.configs ?? paths.configs
  const model = loadModel(join(configs, 'models'), options.model)
  if (model.kind !== 'openai') throw new UsageError(`${model.id} is built in: choose a model with an endpoint`)
  const config = (await loadBuildConfig(paths, options.config)).cards
  const ids = reportsOf(paths.processed, options.report)
  const parameters = options.seed === undefined ? model.parameters : { ...model.parameters, seed: options.seed }
  const asked: RemoteModelConfig & { id: string } = { ...model, parameters }
  const shop: Shop = {
    folder: join(paths.annotations, MODEL_DRAFTS, model.id),
    records: join(paths.processed, 'records'),
    client: new ChatClient(asked, modelKey(model, effects.env), effects),
    knowledge: loadCardKnowledge(join(configs, 'cards')),
    digest: digestOf([digestOfPath(join(configs, 'cards')), config]),
    config,
  }
  effects.err.write(`${ids.length} de-identified reports go to ${new URL(model.base_url).host}\n`)
  const unlock = takeLock(paths.processed, MODEL_DRAFTS, 'the model drafts')
  try {
    const drafts = await eachOf(ids, model.limits.concurrency, (id) => draftReport(id, shop))
    return { text: summary(drafts, asked, shop.folder), exitCode: drafts.some((d) => isUnanswered(d.draft)) ? 4 : 0 }
  } finally {
    unlock()
  }
}

interface Shop {
  readonly folder: string
  readonly records: string
  readonly client: ChatClient
  readonly knowledge: CardKnowledge
  /** Of the knowledge and settings that judge the answer. */
  readonly digest: string
  readonly config: CardsConfig
}

interface Drafted {
  readonly draft: ModelDraftArtefact
  readonly cached: boolean
}

function reportsOf(processed: string, wanted: readonly string[] | undefined): string[] {
  const folder = join(processed, 'records')
  const built = existsSync(folder)
    ? readdirSync(folder).flatMap((n) => (n.endsWith('.json') ? [n.slice(0, -'.json'.length)] : []))
    : []
  if (built.length === 0) throw new UsageError('there are no records yet: run `checkup build` first')
  const unknown = (wanted ?? []).filter((id) => !built.includes(id))
  if (unknown.length > 0)
    throw new UsageError(`${unknown.length} of the reports named are not built: \`checkup status\` lists the ids`)
  return [...new Set(wanted ?? built)].sort()
}

async function draftReport(id: string, shop: Shop): Promise<Drafted> {
  const { client, knowledge, config } = shop
  const records = RecordsArtefact.parse(JSON.parse(readFileSync(join(shop.records, `${id}.json`), 'utf8')))
  const key = modelDraftKey(records, knowledge, shop.digest, client.model)
  const path = join(shop.folder, `${id}.json`)
  const before = readDraft(path)
  if (before !== null && before.key === key && !isUnanswered(before)) return { draft: before, cached: true }
  const name = (client.model as RemoteModelConfig & { id: string }).id
  const answer = await draftWithModel(records, knowledge, config, name, (messages, form) => client.ask(messages, form))
  const draft = ModelDraftArtefact.parse({ report_id: id, model: name, key, ...answer })
  writeWhole(path, `${JSON.stringify(draft, null, 2)}\n`)
  return { draft, cached: false }
}

/** A draft of an older form is asked for again. */
function readDraft(path: string): ModelDraftArtefact | null {
  if (!existsSync(path)) return null
  try {
    return ModelDraftArtefact.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

/** The server did not answer; asking again may help. */
function isUnanswered(draft: ModelDraftArtefact): boolean {
  return draft.outcome === 'error' || draft.outcome === 'timeout'
}

async function eachOf<T, R>(items: readonly T[], width: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++
      results[at] = await work(items[at]!)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
  return results
}

function summary(drafts: readonly Drafted[], model: RemoteModelConfig & { id: string }, folder: string): string {
  const fresh = drafts.filter((d) => !d.cached).map((d) => d.draft)
  const all = drafts.map((d) => d.draft)
  const sum = (of: (d: ModelDraftArtefact) => number, list = all) => list.reduce((total, d) => total + of(d), 0)
  const counted = (keys: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const k of keys) counts.set(k, (counts.get(k) ?? 0) + 1)
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, n]) => `${k} ${n}`)
  }
  const tokens = { input_tokens: sum((d) => d.input_tokens, fresh), output_tokens: sum((d) => d.output_tokens, fresh) }
  const cost = costOf(tokens, model)
  const refusals = counted(all.flatMap((d) => d.refused.flatMap((r) => r.reason.split(', '))))
  return [
    `${model.id}: ${all.length} reports, ${fresh.length} asked, ${all.length - fresh.length} answered before`,
    `  outcomes   ${counted(all.map((d) => d.outcome)).join(', ')}; repaired ${all.filter((d) => d.repaired).length}`,
    `  cards      ${sum((d) => d.cards.length - d.kept_rules.length)} of the model, ${sum((d) => d.kept_rules.length)} urgent ones of the rules kept`,
    `  refused    ${sum((d) => d.refused.length)}${refusals.length === 0 ? '' : ` (${refusals.join(', ')})`}`,
    `  tokens     ${tokens.input_tokens} in, ${tokens.output_tokens} out, ${sum((d) => d.requests, fresh)} requests${cost === null ? '' : `, ${cost.toFixed(4)} ${model.price!.currency}`}`,
    `  written to ${folder}`,
    ...(all.some(isUnanswered) ? ['next: run the command again for the reports that have no answer'] : []),
    '',
  ].join('\n')
}

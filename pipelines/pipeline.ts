import { relative } from 'node:path'
import { isWithdrawn } from '../src/deid/audit/tombstones.js'
import { closeOcr } from '../src/document/ocr.js'
import type { Paths, Pipeline } from '../src/engine/pipeline.js'
import { PlainStore } from '../src/engine/plain-store.js'
import { SourceDigests } from '../src/engine/source-digests.js'
import type { Source } from '../src/engine/stage.js'
import { SCHEMA_VERSION } from '../src/records/schema-version.js'
import { EncryptedStore } from '../src/vault/encrypted-store.js'
import { loadKey } from '../src/vault/key.js'
import { pseudonym } from '../src/vault/pseudonym.js'
import { withdrawnDigests } from './audit-withdrawn.js'
import { cards, draft } from './cards.js'
import { deidentify } from './deidentify.js'
import { extract } from './extract.js'
import { reviews } from './gold.js'
import { history } from './history.js'
import { identify } from './identify.js'
import { ingest } from './ingest.js'
import { KEY_SECRET } from './key-secret.js'
import { layout } from './layout.js'
import { link } from './link.js'
import { propose } from './propose.js'
import { listRawFiles } from './raw-files.js'
import { release } from './release.js'
import { sketch } from './sketch.js'
import { splits } from './splits.js'

/** The files that are documents. Two files with the same bytes are one report: they get the same id. */
async function sources(
  paths: Paths,
  _config: unknown,
  stores: Awaited<ReturnType<Pipeline['openStores']>>,
): Promise<Source[]> {
  const key = await loadKey(paths.vault)
  const digests = await SourceDigests.open(stores.vault)
  const withdrawn = withdrawnDigests(paths.annotations)
  const found: Source[] = []
  for (const file of await listRawFiles(paths.raw)) {
    if (file.kind === 'other') continue
    const name = relative(paths.raw, file.path)
    // A file that cannot be read is known by its name, so that the build can set it aside instead of passing over it.
    const digest =
      file.kind === 'unreadable' ? pseudonym(key, 'report', `name ${name}`) : await digests.digest(file.path, name)
    if (isWithdrawn(withdrawn, key, digest)) continue
    found.push({ report_id: pseudonym(key, 'report', digest), digest, payload: { path: file.path } })
  }
  await digests.save()
  return found
}

/** The whole job, stage by stage. The privacy wall stands after `deidentify`. */
export const pipeline: Pipeline = {
  schema_version: SCHEMA_VERSION,
  stages: [
    ingest,
    propose,
    identify,
    link,
    deidentify,
    layout,
    extract,
    history,
    draft,
    reviews,
    cards,
    sketch,
    splits,
    release,
  ],
  async openStores(paths) {
    const key = await loadKey(paths.vault)
    return { processed: new PlainStore(paths.processed), vault: new EncryptedStore(paths.vault, key) }
  },
  async secrets(paths) {
    return { [KEY_SECRET]: await loadKey(paths.vault) }
  },
  sources,
  afterWork: closeOcr,
}

import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { writeChecksums } from '../../src/release/checksums.js'

/** What a made-up release is like. */
export interface FakeRelease {
  readonly version?: string
  /** Shards per config and split. */
  readonly shards?: number
  /** Bytes of a shard of `pages`. */
  readonly shardBytes?: number
  /** Changes the bytes of this shard number of `pages`. */
  readonly changed?: number
  /** Front matter in place of the usual. */
  readonly card?: string
  readonly failures?: number
  /** Not signed by an auditor; signed by default. */
  readonly unsigned?: boolean
  /** More of release.json. */
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly extra?: Readonly<Record<string, string>>
}

const CARD = `pretty_name: Made up
license: other
license_name: data-use-agreement
license_link: LICENSE
configs:
- config_name: reports
  default: true
  data_files:
  - split: train
    path: data/reports/train-*
  - split: test
    path: data/reports/test-*
- config_name: pages
  data_files:
  - split: train
    path: data/pages/train-*
`

/** Writes a release of made-up bytes in the layout of a real one, `reports` in real Parquet. */
export function makeRelease(folder: string, release: FakeRelease = {}): string {
  const { version = '1.0.0', shards = 2, shardBytes = 30_000, failures = 0 } = release
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const of = String(shards).padStart(5, '0')
  for (let i = 0; i < shards; i++) {
    const name = `${String(i).padStart(5, '0')}-of-${of}.parquet`
    write(
      `data/pages/train-${name}`,
      madeUpBytes(`${i}${i === release.changed ? `${version}/${shardBytes}` : ''}`, shardBytes + i),
    )
    write(`data/reports/train-${name}`, reports(`train${i}of${shards}`))
    if (i === 0) write(`data/reports/test-${name}`, reports(`test of ${shards}`))
  }
  write('LICENSE', 'Use with care.\n')
  write('README.md', `---\n${release.card ?? CARD}---\n\n# Made up ${version}\n\nShards: ${shards}\n`)
  const tests = [{ test: 'keys are unique', severity: 'error', checked: 4, failures }]
  const audit = release.unsigned
    ? { signed: false }
    : { signed: true, by: 'auditor_1', content_digest: 'd', pages: 10, misses: 0, upper_bound: 0.26 }
  write('release.json', `${JSON.stringify({ version, data_tests: tests, audit, ...release.manifest }, null, 2)}\n`)
  for (const [path, content] of Object.entries(release.extra ?? {})) write(path, content)
  writeChecksums(folder)
  return folder
}

/** Bytes that look random and are the same every time. */
export function madeUpBytes(seed: string, length: number): Buffer {
  const blocks: Buffer[] = []
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash('sha256').update(`${seed}/${i}`).digest())
  return Buffer.concat(blocks).subarray(0, length)
}

function reports(seed: string): Uint8Array {
  const ids = [0, 1].map((i) => `r_${createHash('sha256').update(`${seed}/${i}`).digest('hex').slice(0, 8)}`)
  return new Uint8Array(parquetWriteBuffer({ columnData: [{ name: 'report_id', data: ids, type: 'STRING' }] }))
}

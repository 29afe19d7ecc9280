import { createHash } from 'node:crypto'
import { json, type Reply, refusal } from './reply.js'
import type { Asked } from './routes.js'
import { absent, datasetOf } from './routes-repository.js'

/** Bytes of a part of a multipart upload. */
const PART_BYTES = 64 * 1024

/** Git LFS batch: an object without actions is stored already. */
export function answerBatch(asked: Asked): Reply {
  const { hub } = asked
  if (datasetOf(asked) === null) return absent()
  const { objects } = JSON.parse(asked.body) as { objects: { oid: string; size: number }[] }
  const multipart = objects.some((o) => o.size >= hub.options.multipartFrom)
  return json(
    {
      transfer: multipart ? 'multipart' : 'basic',
      objects: objects.map(({ oid, size }) => ({
        oid,
        size,
        authenticated: true,
        ...(hub.objects.has(oid) && hub.objects.size(oid) === size
          ? {}
          : {
              actions: {
                upload: size >= hub.options.multipartFrom ? inParts(hub.url, oid, size) : whole(hub.url, oid),
              },
            }),
      })),
    },
    { 'Content-Type': 'application/vnd.git-lfs+json', 'X-Request-Id': 'batch-1' },
  )
}

function whole(url: string, oid: string): unknown {
  return { href: `${url}/storage/objects/${oid}?X-Amz-Signature=secretSignature` }
}

function inParts(url: string, oid: string, size: number): unknown {
  const header: Record<string, string> = { chunk_size: String(PART_BYTES) }
  for (let part = 1; part <= Math.ceil(size / PART_BYTES); part++) {
    const number = String(part).padStart(5, '0')
    header[number] = `${url}/storage/parts/${oid}/${number}?X-Amz-Signature=secretSignature`
  }
  return { href: `${url}/storage/complete/${oid}?X-Amz-Signature=secretSignature`, header }
}

export async function answerPut({ hub, request, match, fault }: Asked): Promise<Reply | null> {
  const oid = match[0]!
  const received = await hub.objects.receive(request, oid, oid, fault)
  if (received === 'dropped') return null
  return received === 'stored'
    ? json({})
    : refusal(400, 'The Content-SHA256 you specified did not match what we received')
}

export async function answerPart({ hub, request, match, fault }: Asked): Promise<Reply | null> {
  const name = `${match[0]}.${match[1]}`
  if ((await hub.objects.receive(request, name, null, fault)) === 'dropped') return null
  return json({}, { ETag: `"${createHash('md5').update(name).digest('hex')}"` })
}

export async function answerComplete({ hub, match, body }: Asked): Promise<Reply> {
  const oid = match[0]!
  const { parts } = JSON.parse(body) as { parts: { partNumber: number; etag: string }[] }
  if (parts.some((p) => p.etag === '')) return refusal(400, 'a part has no ETag')
  const names = parts.map((p) => `${oid}.${String(p.partNumber).padStart(5, '0')}`)
  return (await hub.objects.join(names, oid)) ? json({}) : refusal(400, 'the parts do not make the object')
}

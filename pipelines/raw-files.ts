import { open, opendir } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

/** A file under the raw folder. Its path never leaves the vault's side. */
export interface RawFile {
  readonly path: string
  /** `unreadable` where not even its first bytes can be read. */
  readonly kind: 'document' | 'other' | 'unreadable'
}

/** Extensions of things people drop as reports; with these a file is taken for a report even when its content is not one. */
const DOCUMENT_EXTENSIONS = new Set(
  '.pdf .jpg .jpeg .jpe .jfif .png .tif .tiff .webp .heic .heif .avif .gif .bmp .doc .docx .rtf .odt .ofd .dcm .zip .rar .7z .wps .xps .ppt .pptx .xls .xlsx'.split(
    ' ',
  ),
)

/** Magic numbers of documents and images, read or refused by the document reader; a wrong extension hides none of them. */
const DOCUMENT_MAGIC = [
  '%PDF-',
  '\u00ff\u00d8\u00ff',
  '\u0089PNG',
  'II*\0',
  'MM\0*',
  'RIFF',
  'GIF8',
  'PK\u0003\u0004',
  '\u00d0\u00cf\u0011\u00e0',
  '{\\rtf',
  'Rar!',
]

/**
 * All regular files under `folder`, sorted by path; dot files and dot folders (the vault, `.DS_Store`) are left out. Files that are
 * neither named nor made like a document (ground truth, notes) are listed as `other`, so that the build can count them.
 */
export async function listRawFiles(folder: string): Promise<RawFile[]> {
  const files: RawFile[] = []
  const walk = async (dir: string): Promise<void> => {
    for await (const entry of await opendir(dir)) {
      if (entry.name.startsWith('.')) continue
      const path = join(dir, entry.name)
      if (entry.isDirectory()) await walk(path)
      else if (entry.isFile() || entry.isSymbolicLink()) files.push({ path, kind: await kindOf(path) })
    }
  }
  await walk(folder)
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function kindOf(path: string): Promise<RawFile['kind']> {
  const named = DOCUMENT_EXTENSIONS.has(extname(path).toLowerCase())
  try {
    const file = await open(path)
    try {
      const head = Buffer.alloc(1029)
      const { bytesRead } = await file.read(head, 0, head.length, 0)
      const text = head.toString('latin1', 0, bytesRead)
      const made =
        DOCUMENT_MAGIC.some((magic) => text.startsWith(magic)) || text.includes('%PDF-') || text.slice(4, 8) === 'ftyp'
      return named || made ? 'document' : 'other'
    } finally {
      await file.close()
    }
  } catch {
    return named ? 'unreadable' : 'other'
  }
}

/** True when `inner` is `outer` or lies under it. */
export function liesInside(inner: string, outer: string): boolean {
  const [a, b] = [resolve(inner), resolve(outer)]
  return a === b || a.startsWith(b.endsWith(sep) ? b : b + sep)
}

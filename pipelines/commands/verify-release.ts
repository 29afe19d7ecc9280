import { verifyChecksums } from '../../src/release/checksums.js'

/** Checks a release folder against its checksums and says what differs; exit code 0 or 3. */
export async function verifyRelease(folder: string): Promise<number> {
  const { changed, missing, unlisted } = await verifyChecksums(folder)
  for (const [what, files] of Object.entries({ changed, missing, unlisted }))
    for (const file of files) console.log(`${what}: ${file}`)
  if (changed.length + missing.length + unlisted.length > 0) return 3
  console.log('every file is as it was released')
  return 0
}

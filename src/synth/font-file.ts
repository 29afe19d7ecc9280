import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type FontWeight = '400Regular' | '700Bold'

const files = new Map<FontWeight, Buffer>()

/** The bytes of the CJK font (Noto Sans SC, OFL) in one weight, read once per process. */
export function fontFile(weight: FontWeight): Buffer {
  const known = files.get(weight)
  if (known) return known
  const root = dirname(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const file = readFileSync(join(root, weight, `NotoSansSC_${weight}.ttf`))
  files.set(weight, file)
  return file
}

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')

it('keeps the import rules of the house, the privacy wall among them', () => {
  const output = execFileSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'dist/src', 'dist/pipelines'],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  const { summary } = JSON.parse(output) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[]; totalCruised: number }
  }
  expect(summary.totalCruised).toBeGreaterThan(100)
  expect(summary.violations.map((v) => `${v.rule.name}: ${v.from} -> ${v.to}`)).toEqual([])
})

it('lets no stage after the wall reach the vault or the reader of raw files', () => {
  const output = execFileSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'dist/src', 'dist/pipelines'],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  )
  const { modules } = JSON.parse(output) as { modules: { source: string; dependencies: { resolved: string }[] }[] }
  const imports = new Map(modules.map((m) => [m.source, m.dependencies.map((d) => d.resolved)]))
  const behindTheWall = /^dist\/src\/(vault\/|document\/(document|pdfium|ocr)\.js)/
  for (const stage of ['layout', 'extract', 'history', 'cards', 'gold', 'sketch', 'splits', 'release']) {
    const start = `dist/pipelines/${stage}.js`
    expect(imports.has(start), start).toBe(true)
    const seen = new Set<string>([start])
    for (const module of seen) for (const next of imports.get(module) ?? []) seen.add(next)
    expect(
      [...seen].filter((m) => behindTheWall.test(m)),
      `${stage} reaches over the wall`,
    ).toEqual([])
  }
})

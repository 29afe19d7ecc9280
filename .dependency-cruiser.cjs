/**
 * Import rules of the house (CONTRIBUTING.md): downwards only, floor by floor. They are checked on the compiled code in dist/:
 * dependency-cruiser 17, the last for Node 20, cannot read TypeScript 7 sources. Imports of types alone leave no trace there.
 */
const floors = [
  ['src/cli'],
  ['pipelines'],
  ['src/benchmark', 'src/review', 'src/release', 'src/hub'],
  ['src/split', 'src/cards'],
  ['src/extract'],
  ['src/layout', 'src/deid'],
  ['src/document', 'src/vault', 'src/models'],
  ['src/records'],
]

/** A room may import the rooms of lower floors; rooms on one floor do not know each other, but for those named in `allowed`. */
const allowed = { 'src/hub': ['src/release'] }

const forbidden = floors.flatMap((rooms, floor) =>
  rooms.map((room) => {
    const above = floors.slice(0, floor).flat()
    const beside = rooms.filter((r) => r !== room && !(allowed[room] ?? []).includes(r))
    return {
      name: `${room.replace('src/', '')}-imports-downwards`,
      severity: 'error',
      from: { path: `^dist/${room}[/.]` },
      to: { path: `^dist/(${[...above, ...beside].join('|')})[/.]` },
    }
  }),
)

module.exports = {
  forbidden: [
    ...forbidden,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the-engine-knows-no-medicine',
      severity: 'error',
      from: { path: '^dist/src/engine/' },
      to: { path: '^dist/(src|pipelines)/', pathNot: '^dist/src/(engine/|records/(quarantine|schema-version)\\.js$)' },
    },
    {
      name: 'the-privacy-wall',
      comment: 'Only the stages before the wall, withdrawal, tracing and the audit may open raw files or the vault.',
      severity: 'error',
      from: { pathNot: '^dist/(src/(vault|document|deid)/|pipelines/(pipeline|ingest|identify|link|deidentify|audit-[\\w-]+|commands/(audit|withdraw|trace|doctor))\\.js$|bench/)' },
      to: { path: '^dist/src/(vault/|document/(document|pdfium|ocr)\\.js$)' },
    },
    {
      name: 'the-corpus-is-made-apart',
      comment: 'A corpus made from the word lists of the detectors would prove nothing.',
      severity: 'error',
      from: { path: '^dist/src/synth/' },
      to: { path: '^dist/src/(?!synth/|records/)' },
    },
    {
      name: 'nothing-knows-the-corpus',
      severity: 'error',
      from: { path: '^dist/src/(?!synth/|cli)' },
      to: { path: '^dist/src/synth/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}

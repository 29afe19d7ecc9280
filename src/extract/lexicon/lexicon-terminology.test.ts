import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { unitKind } from '../ucum-kind.js'
import { type Lexicon, loadLexicon } from './lexicon.js'

/**
 * Checks every LOINC code against the terminology tables and prints how many of their item names the lexicon knows. The tables are
 * not part of the repository: CHECKUP_TERMINOLOGY names their folder (`../shared/terminology` beside the repository otherwise).
 */
const root = fileURLToPath(new URL('../../..', import.meta.url))
const terminology = process.env.CHECKUP_TERMINOLOGY ?? path.join(root, '..', 'shared', 'terminology')
const reports = path.join(terminology, '..', 'reports')
const present = existsSync(path.join(terminology, 'loinc-lab-terms.csv'))
if (!present) console.log('skipped: LOINC codes and name coverage: no terminology folder (set CHECKUP_TERMINOLOGY)')

let lexicon: Lexicon
beforeAll(async () => {
  lexicon = await loadLexicon(path.join(root, 'configs', 'lexicon'))
})

function csv(file: string): Record<string, string>[] {
  const rows: string[][] = []
  const row: string[] = []
  let field = ''
  let quoted = false
  const text = readFileSync(path.join(terminology, file), 'utf8')
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted && c === '"' && text[i + 1] === '"') field += text[++i]
    else if (c === '"') quoted = !quoted
    else if (!quoted && (c === ',' || c === '\n')) {
      row.push(field.replace(/\r$/, ''))
      field = ''
      if (c === '\n') rows.push(row.splice(0))
    } else field += c
  }
  const [head = [], ...body] = rows
  return body.map((cells) => Object.fromEntries(head.map((h, i) => [h, cells[i] ?? ''])))
}

describe.skipIf(!present)('LOINC', () => {
  it('has every code with its name unchanged, its property, and a unit of that property', () => {
    const lab = new Map(csv('loinc-lab-terms.csv').map((r) => [r.loinc_num, r]))
    // Without a display name only the component is known: such codes look alike and are not to be used.
    const clinical = new Map(
      csv('loinc-clinical-terms.csv')
        .filter((r) => r.display !== '')
        .map((r) => [r.loinc_num, r]),
    )
    const matching = parse(readFileSync(path.join(root, 'configs/lexicon/matching.yaml'), 'utf8')) as {
      properties: Record<string, string[]>
    }
    const wrong: string[] = []
    let codes = 0
    for (const a of lexicon.analytes) {
      const kinds = new Set((a.unit === null ? [] : [a.unit, ...a.units]).map(unitKind))
      if (a.kinds.some((k) => k !== 'quantity')) kinds.add('none')
      for (const t of a.loinc) {
        codes++
        const row = lab.get(t.code) ?? clinical.get(t.code)
        const name = row?.long_common_name ?? row?.display
        if (row === undefined) wrong.push(`${a.code} ${t.code}: no such code`)
        else if (name !== t.loinc_name) wrong.push(`${a.code} ${t.code}: named "${name}"`)
        else if (row.property && row.property !== t.property)
          wrong.push(`${a.code} ${t.code}: property ${row.property}`)
        else if (row.status === 'deprecated') wrong.push(`${a.code} ${t.code}: deprecated`)
        else if (t.property !== null && !matching.properties[t.property]!.some((k) => kinds.has(k)))
          wrong.push(`${a.code} ${t.code}: no unit of property ${t.property}`)
        else if (row.system && !SYSTEMS[a.specimen]?.test(row.system))
          wrong.push(`${a.code} ${t.code}: specimen ${row.system}`)
      }
    }
    console.log(`${codes} LOINC codes of ${lexicon.size} analytes checked, ${wrong.length} wrong`)
    expect(wrong).toEqual([])
  })
})

/** LOINC systems that each specimen may carry. */
const SYSTEMS: Readonly<Record<string, RegExp>> = {
  blood: /^(Bld|BldA|BldC|RBC|Retic|Ser\/Plas|PPP|WBC|\^Patient|Bld\.dot)$/,
  serum: /^(Ser|Ser\/Plas|Plas|Bld|BldC|Ser\/Plas\/Bld|PPP|Urine\+Ser\/Plas)$/,
  plasma: /^(Plas|PPP|PPP\^Control|Ser\/Plas|Ser|Bld|PRP)$/,
  urine: /^(Urine|Urine sed)$/,
  urine_24h: /^Urine$/,
  stool: /^Stool$/,
  semen: /^(Semen|Sem)$/,
  genital: /^(Vag|Genital|Cvx|Urethra)$/,
  csf: /^CSF$/,
  breath: /^Exhl gas$/,
  saliva: /^(Saliva|Nph|Respiratory)$/,
  cervix: /^Cvx$/,
  patient: /^(\^Patient|.*)$/,
}

describe.skipIf(!present)('name coverage', () => {
  const query = (name: string, unit: string | null, panel: string | null) =>
    lexicon.map({ name, unit: unit || null, panel: panel || null, section: null, specimen: null })

  it('knows the items of a Chinese check-up catalogue', () => {
    const rows = csv('zh-checkup-items.csv').filter(
      (r) => !/IgE|IgG4|过敏|不耐受/.test(`${r.name_zh}${r.abbreviation}${r.category}`),
    )
    const known = rows.filter((r) => {
      const full =
        r.abbreviation && !r.name_zh!.includes(r.abbreviation) ? `${r.name_zh}(${r.abbreviation})` : r.name_zh!
      return query(full, r.printed_units!, r.category!) ?? query(r.name_zh!, r.printed_units!, r.category!)
    })
    console.log(`zh-checkup-items without allergy: ${known.length} of ${rows.length} mapped`)
    expect(known.length / rows.length).toBeGreaterThanOrEqual(0.8)
  })

  it('knows the names of Chinese and English laboratory lists', () => {
    const names = csv('zh-en-lab-names.csv')
      .flatMap((r) => [r.name_zh!, r.name_en!])
      .filter((n) => n !== '')
    const known = names.filter((n) => lexicon.isAnalyteName(n))
    console.log(`zh-en-lab-names: ${known.length} of ${names.length} known`)
    expect(known.length / names.length).toBeGreaterThanOrEqual(0.8)
    const synonyms = csv('zh-item-synonyms.csv').map((r) => r.printed_name!)
    const found = synonyms.filter((n) => lexicon.isAnalyteName(n))
    console.log(`zh-item-synonyms: ${found.length} of ${synonyms.length} known`)
    expect(found.length / synonyms.length).toBeGreaterThanOrEqual(0.9)
  })

  it.skipIf(!existsSync(reports))('maps the rows of the sample reports', () => {
    interface Gold {
      biomarkers: { name: string; unit: string | null; section?: string | null }[]
    }
    const rows = readdirSync(reports)
      .filter((f) => f.endsWith('.gold.json'))
      .sort()
      .flatMap((f) => (JSON.parse(readFileSync(path.join(reports, f), 'utf8')) as Gold).biomarkers)
    const mapped = rows.filter((b) => query(b.name, b.unit, b.section ?? null) !== null)
    console.log(`sample reports: ${mapped.length} of ${rows.length} rows mapped`)
    expect(mapped.length / rows.length).toBeGreaterThanOrEqual(0.98)
  })
})

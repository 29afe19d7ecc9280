import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { CardsConfig } from './config.js'
import { draftCards } from './draft.js'
import { quantity, records } from './fixtures/records.js'
import { loadCardKnowledge } from './knowledge.js'

const Lexicon = z.object({
  analytes: z.array(
    z.object({
      code: z.string(),
      name_en: z.string(),
      names_zh: z.array(z.string()).optional(),
      unit: z.string().nullish(),
    }),
  ),
})

test.each(['zh', 'en'] as const)('abnormal rows of the analytes of the lexicon make safe cards, %s', (language) => {
  const k = loadCardKnowledge('configs/cards')
  const config = CardsConfig.parse({})
  const dir = 'configs/lexicon/analytes'
  const analytes = readdirSync(dir)
    .filter((f) => f.endsWith('.yaml'))
    .sort()
    .flatMap((f) => Lexicon.parse(parse(readFileSync(`${dir}/${f}`, 'utf8'))).analytes)
    // Every fourth: the whole lexicon takes 15 seconds.
    .filter((_, i) => i % 4 === 0)
  const blocked: string[] = []
  const silent: string[] = []
  for (const a of analytes) {
    const name = language === 'zh' ? (a.names_zh?.[0] ?? a.name_en) : a.name_en
    for (const [direction, value] of [
      ['H', 12.5],
      ['L', 0.5],
    ] as const) {
      const row = quantity(a.code, name, value, a.unit ?? '', 1, 10, { interpretation: direction })
      const cards = draftCards(records([row], [], { language, sex: null }), null, k, config)
      if (cards.length === 0 && !k.benign.some((b) => b.analytes.includes(a.code)))
        silent.push(`${a.code} ${direction}`)
      for (const c of cards)
        for (const v of c.safety.violations)
          blocked.push(
            `${a.code} ${direction} ${c.issue}: ${v.class} ${v.message} «${c.explanation.slice(v.start, v.end)}»`,
          )
    }
  }
  expect(blocked).toEqual([])
  // Nothing abnormal is dropped in silence: a result without a card is one that the knowledge calls no issue.
  expect(silent).toEqual([])
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missRate } from '../../src/deid/audit/bound.js'
import { chain, EMPTY_HEAD, type LogDecision, missingDecisions, verifyLog } from '../../src/deid/audit/log.js'
import { assessRisk } from '../../src/deid/audit/risk.js'
import { drawSample, type SampleEvent, type SamplePage, sampleState } from '../../src/deid/audit/sample.js'
import { nearHits, StrongIndex } from '../../src/deid/audit/strong.js'
import { textsOf } from '../../src/deid/audit/surfaces.js'
import { gatherTombstones, isWithdrawnSubject, subjectDigests } from '../../src/deid/audit/tombstones.js'
import type { Subject } from '../../src/deid/identification.js'
import type { Report } from '../../src/records/report.js'

const decision = (n: number): LogDecision => ({
  report_id: `r_${n % 3}`,
  page: n + 1,
  bbox: [n, 1, 2, 3],
  category: 'NAME',
  detector: 'field',
  decision: 'covered',
})

describe('verifyLog', () => {
  it('finds any one line changed, removed, doubled or swapped', () => {
    const written = chain(
      EMPTY_HEAD,
      Array.from({ length: 6 }, (_, n) => decision(n)),
    )
    const lines = written.text.trimEnd().split('\n')
    expect(verifyLog(written.text, written.head)).toMatchObject({ ok: true, entries: 6 })
    const check = (changed: string[]) => verifyLog(`${changed.join('\n')}\n`, written.head)
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.nat(400), (at, other, character) => {
        const line = lines[at]!
        const i = character % line.length
        const flipped = line.slice(0, i) + (line[i] === 'x' ? 'y' : 'x') + line.slice(i + 1)
        expect(check(lines.with(at, flipped)).ok).toBe(false)
        expect(check(lines.toSpliced(at, 1)).ok).toBe(false)
        expect(check(lines.toSpliced(other, 0, line)).ok).toBe(false)
        if (at !== other) expect(check(lines.with(at, lines[other]!).with(other, line)).ok).toBe(false)
      }),
    )
    expect(check(lines.toSpliced(2, 1)).problems[0]).toBe('entry 3 was removed or moved: line 3 holds entry 4')
    expect(check(lines.slice(0, 4)).problems).toEqual(['the last 2 entries were removed: the log ends at entry 4 of 6'])
    // A log written anew holds together, but the vault remembers another end.
    const anew = chain(
      EMPTY_HEAD,
      Array.from({ length: 6 }, (_, n) => decision(n + 1)),
    )
    expect(verifyLog(anew.text, written.head).problems[0]).toContain('written anew')
  })

  it('appends what is new, and says what is covered no longer', () => {
    const { text, head } = chain(EMPTY_HEAD, [decision(0), decision(3)])
    const { report_id: _, decision: __, ...box } = decision(0)
    const current = new Map([['r_0', [box, { ...box, category: 'ID' }]]])
    const missing = missingDecisions(text, current)
    expect(missing.map((d) => [d.decision, d.page, d.category])).toEqual([
      ['covered', 1, 'ID'],
      ['uncovered', 4, 'NAME'],
    ])
    const more = chain(head, missing)
    expect(verifyLog(text + more.text, more.head).ok).toBe(true)
    expect(missingDecisions(text + more.text, current)).toEqual([])
  })
})

describe('missRate', () => {
  // Exact one-sided bounds: qbeta(0.95, m + 1, n - m).
  it.each([
    [0, 10, 0.258866],
    [0, 300, 0.009936],
    [1, 50, 0.091398],
    [5, 100, 0.102253],
    [3, 3, 1],
  ])('%i misses in %i pages: at most %f', (misses, pages, upper) => {
    expect(missRate(misses, pages).upper).toBeCloseTo(upper, 5)
  })
  it('claims nothing without a page', () => {
    expect(missRate(0, 0)).toMatchObject({ rate: null, upper: 1 })
    expect(() => missRate(2, 1)).toThrow(RangeError)
  })
})

describe('drawSample', () => {
  const pages = (n: number, stratum: string): SamplePage[] =>
    Array.from({ length: n }, (_, i) => ({ report_id: `${stratum}${i}`, page: 1, image: 'x', stratum }))
  const all = [...pages(80, 'digital'), ...pages(15, 'scanned'), ...pages(5, 'photo')]

  it('takes each stratum in proportion, at least once, the same for the same seed', () => {
    const counts = (list: SamplePage[]) =>
      ['digital', 'scanned', 'photo'].map((s) => list.filter((p) => p.stratum === s).length)
    expect(counts(drawSample(all, 20, 7))).toEqual([16, 3, 1])
    expect(counts(drawSample(all, 3, 7))).toEqual([1, 1, 1])
    expect(drawSample(all, 500, 7)).toHaveLength(100)
    expect(drawSample([...all].reverse(), 20, 7)).toEqual(drawSample(all, 20, 7))
    expect(drawSample(all, 20, 8)).not.toEqual(drawSample(all, 20, 7))
  })

  it('forgets a judgement when the page image has changed', () => {
    const [page] = all
    const { report_id, page: number } = page!
    const events: SampleEvent[] = [
      { event: 'drawn', ...page! },
      { event: 'judged', report_id, page: number, image: 'x', misses: 2, by: 'a_' },
    ]
    expect(sampleState(events, all)).toMatchObject({ judged: 1, with_misses: 1, pending: [] })
    expect(sampleState(events, [{ ...page!, image: 'y' }])).toMatchObject({ judged: 0, drawn: [] })
  })
})

describe('searching', () => {
  it('finds strong values of others however they are spaced, not inside longer numbers', () => {
    const index = new StrongIndex([{ report_id: 'r_a', category: 'PHONE', text: '(977) 555-0192' }])
    const none = () => false
    expect(index.find('call 977 555 0192 now', none)).toEqual([{ report_id: 'r_a', category: 'PHONE' }])
    expect(index.find('１９７７５５５０１９２', none)).toEqual([])
    expect(index.find('9775550192', (owners) => owners[0]!.report_id === 'r_a')).toEqual([])
  })
  it('finds what OCR misread by one character', () => {
    const identifier = (category: string, text: string) => ({ category, text, strong: category !== 'NAME' })
    expect(nearHits([identifier('ID', '4355622969')], 'no 43556Z2969 x')).toEqual(['ID'])
    expect(nearHits([identifier('NAME', 'Ravi Fairbairn')], 'Mr Ravi Fairbaim')).toEqual([])
    expect(nearHits([identifier('NAME', 'Ravi Fairbairn')], 'Mr Ravi Fa1rbairn')).toEqual(['NAME'])
    expect(nearHits([identifier('ID', '4355622969')], '4355622969')).toEqual([])
  })
  it('reads words as one text, keeps other values apart, and leaves out digests and pseudonyms', () => {
    const word = (text: string) => ({ text, source: 'text' })
    const text = textsOf({
      words: [word('138'), word('0013')],
      a: '12',
      b: ['34'],
      n: 13800138000,
      id: 'r_abcdefghijklmnop',
      size: 3,
    })
    expect(text).toContain('138 0013')
    expect(text).toContain('13800138000')
    expect(text.replace(/[^\d\ue000]/g, '')).toContain('12\ue00034')
    expect(text).not.toContain('abcdefgh')
  })
})

it('measures k-anonymity per patient, and says what to leave out', () => {
  const row = (n: number, over: Partial<Report> = {}): Report => ({
    report_id: `r_${n}`,
    patient_id: `p_${n}`,
    visit_index: 0,
    days_since_first_visit: 0,
    language: 'en',
    kind: 'digital',
    page_count: 1,
    sex: 'female',
    age: 41 + (n % 8),
    age_top_coded: false,
    institution: 'i_a',
    ...over,
  })
  const rows = [
    ...Array.from({ length: 6 }, (_, n) => row(n)),
    row(6, { institution: 'i_b' }),
    row(7, { patient_id: 'p_0', visit_index: 1 }),
  ]
  const risk = assessRisk(rows)
  // Patient 0 has two visits, patient 6 another institution: each is alone.
  expect(risk.in_bands).toMatchObject({ patients: 7, k: 1, unique: 2, below: 2 })
  expect(risk.as_published.unique).toBe(7)
  expect(risk.rows.map((r) => [r.patient_id, r.generalise])).toEqual([
    ['p_0', ['visits']],
    ['p_6', ['institution']],
  ])
})

it('knows a withdrawn person by number or by name and birth date, not by name alone', () => {
  const key = Buffer.alloc(32, 7)
  const subject: Subject = {
    names: ['Roe, Jane'],
    identity_numbers: ['593-47-2070'],
    record_numbers: [],
    birth_date: '1964-07-08',
    sex: null,
    age: null,
    visit_date: null,
    institution: null,
  }
  const withdrawn = gatherTombstones([{ sources: [], patient: null, subjects: subjectDigests(key, subject) }])
  const is = (over: Partial<Subject>) => isWithdrawnSubject(withdrawn, key, { ...subject, ...over })
  expect(is({ names: [], birth_date: null, identity_numbers: ['593472070'] })).toBe(true)
  expect(is({ names: ['Jane ROE'], identity_numbers: [] })).toBe(true)
  expect(is({ birth_date: null, identity_numbers: [] })).toBe(false)
  expect(isWithdrawnSubject(withdrawn, Buffer.alloc(32, 8), subject)).toBe(false)
})

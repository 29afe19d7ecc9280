import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CardContent } from '../../src/cards/review/content.js'
import type { ActionCard } from '../../src/records/action-card.js'
import { generateCorpus } from '../../src/synth/corpus.js'
import { checkup } from '../audit/project.js'
import { CHROMIUM, openBrowser } from './browser.js'
import { type ServedDesk, serveDesk } from './desk.js'

interface Subject {
  draft: string
  evidence: string
  content: CardContent
  verdict: string | null
  returned: string[]
  voices: { reviewer: string; verdict: string }[]
}
interface OpenedCards {
  subjects: Subject[]
  records: { id: string; page: number }[]
  pages: { number: number; image: boolean }[]
  issues: { code: string }[]
  suggestions: { model: string; records: string[]; fields: { issue: string } }[]
}
interface OpenedAudit {
  pages: { number: number; width: number; height: number; image: string; judged: boolean; redactions: unknown[] }[]
}
interface Refusal {
  error: string
  details: { violations?: { class: string }[] }
}
interface Tasks {
  tasks: { report_id: string; total: number; done: number }[]
}

const root = mkdtempSync(join(tmpdir(), 'checkup-review-'))
const desks: ServedDesk[] = []
const serve = async (...args: string[]) => {
  const desk = await serveDesk(root, ...args)
  desks.push(desk)
  return desk
}
const lines = (...path: string[]): { action?: string; [key: string]: unknown }[] => {
  const file = join(root, 'raw', 'annotations', ...path)
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { action?: string })
    : []
}
const fieldsOf = ({ evidence: _, language: _l, ...fields }: CardContent) => fields
/** The report with the most cards, as the desk has it. */
async function busiest(desk: ServedDesk): Promise<string> {
  const { body } = await desk.get<Tasks>('/api/desk')
  return [...body.tasks].sort((a, b) => b.total - a.total)[0]!.report_id
}

beforeAll(async () => {
  const outDir = join(root, 'raw', 'reports')
  mkdirSync(outDir, { recursive: true })
  await generateCorpus({ seed: 12, reports: 3, outDir, options: { scans: false, families: ['laboratory_report'] } })
  const built = await checkup(root, 'build', '--workers', '2')
  expect(built.code, built.stdout + built.stderr).toBe(0)
}, 120_000)
afterAll(async () => {
  await Promise.all(desks.map((desk) => desk.stop()))
  rmSync(root, { recursive: true, force: true })
})

describe('the server', () => {
  let desk: ServedDesk
  beforeAll(async () => {
    desk = await serve('--reviewer', 'reviewer-9')
  })

  it('lets in only who has the token', async () => {
    expect((await fetch(`${desk.origin}/`)).status).toBe(403)
    expect((await fetch(`${desk.origin}/api/desk`, { headers: { cookie: 'checkup_review=x' } })).status).toBe(403)
    expect((await fetch(`${desk.origin}/?token=wrong`, { redirect: 'manual' })).status).toBe(403)
    const page = await fetch(`${desk.origin}/`, { headers: { cookie: desk.cookie } })
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      200,
      expect.stringContaining("default-src 'none'"),
    ])
  })

  it('refuses other host names, writes of other origins, and files that are not its own', async () => {
    const { port } = new URL(desk.origin)
    const rebound = await new Promise<number>((resolve, reject) => {
      const headers = { host: `evil.example:${port}`, cookie: desk.cookie }
      httpRequest({ host: '127.0.0.1', port, path: '/api/desk', headers }, (r) => resolve(r.statusCode ?? 0))
        .on('error', reject)
        .end()
    })
    expect(rebound).toBe(403)
    const id = await busiest(desk)
    const write = (headers: Record<string, string>) =>
      fetch(`${desk.origin}/api/reports/${id}`, {
        method: 'POST',
        headers: { cookie: desk.cookie, ...headers },
        body: '{}',
      })
    expect((await write({ 'content-type': 'application/json', origin: 'http://evil.example' })).status).toBe(403)
    expect((await write({ 'content-type': 'text/plain', origin: desk.origin })).status).toBe(403)
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/desk.ts', '/api/reports/none'])
      expect((await fetch(`${desk.origin}${path}`, { headers: { cookie: desk.cookie } })).status, path).toBe(404)
  })

  it('says what is wrong with a request, and writes nothing', async () => {
    const id = await busiest(desk)
    const send = async (body: string) => {
      const headers = { cookie: desk.cookie, origin: desk.origin, 'content-type': 'application/json' }
      return (await fetch(`${desk.origin}/api/reports/${id}`, { method: 'POST', headers, body })).status
    }
    expect(await send('{')).toBe(400)
    expect(await send(JSON.stringify({ do: 'accept', draft: 'x'.repeat(300_000), evidence: '' }))).toBe(400)
    expect(await send('{"do":"publish"}')).toBe(422)
    expect(await send('{"do":"accept","draft":"old","evidence":"old"}')).toBe(409)
    expect(lines('cards', 'reviewer-9.jsonl')).toEqual([])
  })
})

describe('checkup review, called wrongly', () => {
  it.each([
    [[], 'name who reviews'],
    [['--reviewer', 'Jane Doe'], 'pseudonym'],
    [['--reviewer', 'synthetic-1'], 'pseudonym'],
    [['--reviewer', 'a', '--auditor', 'b'], 'name who reviews'],
  ])('%j: says what to do', async (args, message) => {
    const { code, stderr } = await checkup(root, 'review', ...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})

describe("a clinician's desk", () => {
  it('takes verdicts, and refuses unsafe text with the places to mend', async () => {
    const desk = await serve('--reviewer', 'reviewer-1')
    const id = await busiest(desk)
    const { body: opened } = await desk.get<OpenedCards>(`/api/reports/${id}`)
    const [first, second] = opened.subjects
    expect(opened.subjects.length).toBeGreaterThanOrEqual(2)
    const on = (s: Subject | undefined) => ({ draft: s!.draft, evidence: s!.evidence })
    expect((await desk.post(id, { do: 'accept', ...on(first) })).status).toBe(200)

    const fields = fieldsOf(second!.content)
    const unsafe = {
      ...fields,
      explanation: `${fields.explanation} You have diabetes. Take metformin 500 mg twice a day.`,
    }
    const refused = await desk.post<Refusal>(id, { do: 'edit', ...on(second), fields: unsafe })
    expect(refused.status).toBe(422)
    expect(refused.body.details.violations!.length).toBeGreaterThanOrEqual(2)
    expect((await desk.post(id, { do: 'edit', ...on(second), fields })).status, 'nothing changed').toBe(422)
    expect((await desk.post(id, { do: 'reject', ...on(second), reason: 'other', note: ' ' })).status).toBe(422)

    const priority = fields.priority === 'medium' ? 'high' : 'medium'
    const windows = { window_min_days: 0, window_max_days: 14 }
    const reworded = await desk.post<{ content: CardContent }>(id, {
      do: 'reword',
      ...on(second),
      fields: { ...fields, priority, ...windows },
    })
    expect(reworded.status).toBe(200)
    const saved = await desk.post<{ subjects: Subject[] }>(id, {
      do: 'edit',
      ...on(second),
      fields: fieldsOf(reworded.body.content),
    })
    expect(saved.status, JSON.stringify(saved.body)).toBe(200)
    expect(saved.body.subjects.slice(0, 2).map((s) => s.verdict)).toEqual(['accept', 'edit'])
    expect(lines('cards', 'reviewer-1.jsonl').map((d) => d.action)).toEqual(['accept', 'edit'])
  })

  it('words a card for a missed issue from the records that were clicked', async () => {
    const desk = await serve('--reviewer', 'reviewer-2')
    const id = await busiest(desk)
    const { body: opened } = await desk.get<OpenedCards>(`/api/reports/${id}`)
    const drafted = new Set(opened.subjects.map((s) => s.content.issue))
    const issue = opened.issues.find((i) => !drafted.has(i.code))!.code
    const records = [opened.records[0]!.id]
    const proposed = await desk.post<{ content: CardContent }>(id, { do: 'propose', issue, records, priority: 'low' })
    expect(proposed.body.content).toMatchObject({ issue, priority: 'low' })
    expect(lines('cards', 'reviewer-2.jsonl')).toEqual([])
    const added = await desk.post<{ subjects: Subject[] }>(id, {
      do: 'add',
      records,
      fields: fieldsOf(proposed.body.content),
    })
    expect(added.body.subjects.at(-1)).toMatchObject({ verdict: 'add', content: { issue } })
  })

  it('shows nothing of other reviewers; the adjudicator sees both and settles', async () => {
    const one = await serve('--reviewer', 'reviewer-3')
    const two = await serve('--reviewer', 'reviewer-4')
    const id = await busiest(one)
    const { body: seen } = await one.get<OpenedCards>(`/api/reports/${id}`)
    expect(seen.subjects.every((s) => s.verdict === null && s.voices.length === 0)).toBe(true)
    const last = seen.subjects.at(-1)!
    const on = { draft: last.draft, evidence: last.evidence }
    await one.post(id, { do: 'accept', ...on })
    await two.post(id, { do: 'reject', ...on, reason: 'not_relevant', note: '' })
    const { body: blind } = await two.get<OpenedCards>(`/api/reports/${id}`)
    expect(blind.subjects.find((s) => s.draft === last.draft)!.voices).toEqual([])

    const judge = await serve('--reviewer', 'judge-1', '--adjudicate')
    const { body: open } = await judge.get<OpenedCards>(`/api/reports/${id}`)
    const disputed = open.subjects.find((s) => s.draft === last.draft)!
    expect(disputed.voices.map((v) => [v.reviewer, v.verdict])).toEqual([
      ['reviewer-3', 'accept'],
      ['reviewer-4', 'reject'],
    ])
    const settled = await judge.post<{ subjects: Subject[] }>(id, { do: 'accept', ...on })
    expect(settled.body.subjects.find((s) => s.draft === last.draft)!.verdict).toBe('accept')
    expect(lines('cards', 'judge-1.jsonl')).toMatchObject([{ action: 'adjudicate', ruling: { action: 'accept' } }])
  })
})

describe("an auditor's desk", () => {
  it('records what was missed as corrections and a judgement of that image', async () => {
    const desk = await serve('--auditor', 'auditor-1', '--sample', '2')
    const { body } = await desk.get<Tasks>('/api/desk')
    expect(body.tasks.reduce((n, t) => n + t.total, 0)).toBe(2)
    const id = body.tasks[0]!.report_id
    const { body: opened } = await desk.get<OpenedAudit>(`/api/reports/${id}`)
    const [page] = opened.pages
    expect(page!.redactions.length).toBeGreaterThan(3)
    const image = await fetch(`${desk.origin}/api/reports/${id}/pages/${page!.number}`, {
      headers: { cookie: desk.cookie },
    })
    expect([image.status, image.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^image\//)])
    const seen = { page: page!.number, image: page!.image, missed: [], clinical: [] }
    const box = { bbox: [10, 10, 60, 20], category: 'NAME' }
    const outside = { bbox: [10, 10, page!.width + 5, 20], category: 'NAME' }
    expect((await desk.post(id, { ...seen, missed: [outside] })).status).toBe(422)
    expect((await desk.post(id, { ...seen, image: 'another' })).status).toBe(409)
    expect((await desk.post(id, { ...seen, page: 99 })).status).toBe(404)
    expect(lines('deid', `${id}.jsonl`)).toEqual([])
    expect((await desk.post(id, { ...seen, missed: [box] })).body).toEqual({ judged: page!.number, misses: 1 })
    expect(lines('deid', `${id}.jsonl`)).toEqual([{ action: 'cover', page: page!.number, by: 'auditor-1', ...box }])
    expect(lines('audit', 'sample.jsonl').at(-1)).toMatchObject({ event: 'judged', misses: 1, by: 'auditor-1' })
    const built = await checkup(root, 'build', '--workers', '2')
    expect(built.code, built.stdout + built.stderr).toBe(0)
    const { pages } = JSON.parse(readFileSync(join(root, 'processed', 'deidentified', `${id}.json`), 'utf8')) as {
      pages: { number: number; redactions: { bbox: number[] }[] }[]
    }
    const covered = pages.find((p) => p.number === page!.number)!.redactions
    expect(covered.some(({ bbox }) => bbox[0]! <= 10 && bbox[1]! <= 10 && bbox[2]! >= 60 && bbox[3]! >= 20)).toBe(true)
  }, 60_000)
})

describe.skipIf(CHROMIUM === null)('in a browser', () => {
  it('judges a card, and keeps unsaved text over a reload', async () => {
    const desk = await serve('--reviewer', 'reviewer-5')
    const page = await openBrowser(CHROMIUM!)
    try {
      await page.goto(desk.address)
      // `complete` is also true of an image whose loading has not begun.
      await page.until("document.querySelector('.card h3') && document.querySelector('.sheet img')?.naturalWidth > 500")
      await page.evaluate("document.querySelector('button[data-key=e]').click()")
      await page.evaluate(
        "(() => { const t = document.querySelector('.card textarea'); t.value += ' Kept.'; t.dispatchEvent(new Event('input', { bubbles: true })) })()",
      )
      await page.goto(`${desk.origin}/`)
      await page.until("document.querySelector('.card textarea')")
      expect(await page.evaluate<string>("document.querySelector('.card textarea').value")).toMatch(/ Kept\.$/)
      await page.evaluate(
        "[...document.querySelectorAll('.card button')].find((b) => b.textContent === 'Cancel').click()",
      )
      await page.evaluate("document.querySelector('button[data-key=a]').click()")
      await page.until("document.querySelector('.card .good')?.textContent.includes('accept')")
      expect(lines('cards', 'reviewer-5.jsonl').map((d) => d.action)).toEqual(['accept'])
      expect(page.errors).toEqual([])
    } finally {
      await page.close()
    }
  })

  it("takes a model's wording over as an edit, and its further card as an addition", async () => {
    const desk = await serve('--reviewer', 'reviewer-6')
    const id = await busiest(desk)
    const drafts = JSON.parse(readFileSync(join(root, 'processed', 'drafts', `${id}.json`), 'utf8')) as {
      cards: ActionCard[]
    }
    const [card] = drafts.cards
    const { body: report } = await desk.get<OpenedCards>(`/api/reports/${id}`)
    const unused = report.issues.find((i) => !report.subjects.some((s) => s.content.issue === i.code))!
    const worded = (change: Partial<ActionCard>) => ({ ...card!, drafted_by: 'model:test', ...change })
    const folder = join(root, 'raw', 'annotations', 'model-drafts', 'test')
    mkdirSync(folder, { recursive: true })
    const cards = [
      worded({ explanation: 'Worded by a model.' }),
      worded({ issue: unused.code, issue_label_en: 'Another issue' }),
      worded({ evidence: [{ ...card!.evidence[0]!, record_id: 'gone' }] }),
    ]
    const spent = { requests: 1, input_tokens: 1, output_tokens: 1, repaired: false, kept_rules: [], refused: [] }
    const draft = { report_id: id, model: 'test', key: 'k', outcome: 'ok', reason: null, cards, ...spent }
    writeFileSync(join(folder, `${id}.json`), JSON.stringify(draft))
    const shown = (await desk.get<OpenedCards>(`/api/reports/${id}`)).body.suggestions
    expect(shown.map((s) => [s.model, s.fields.issue])).toEqual([
      ['test', card!.issue],
      ['test', unused.code],
    ])

    const page = await openBrowser(CHROMIUM!)
    try {
      await page.goto(`${desk.address}#${id}`)
      await page.until("document.querySelectorAll('.suggestion').length === 2")
      const press = (label: string) =>
        page.evaluate(
          `[...document.querySelectorAll('.suggestion button')].find((b) => b.textContent === '${label}').click()`,
        )
      await press('Edit from this')
      expect(await page.evaluate("document.querySelector('.editing textarea').value")).toBe('Worded by a model.')
      await press('Add from this')
      expect(await page.evaluate("document.querySelectorAll('.record.chosen').length")).toBe(shown[1]!.records.length)
      expect(await page.evaluate("[...document.querySelectorAll('form select')].at(-3).value")).toBe(unused.code)
      expect(lines('cards', 'reviewer-6.jsonl')).toEqual([])
      expect(page.errors).toEqual([])
    } finally {
      await page.close()
      rmSync(folder, { recursive: true })
    }
  })

  it('draws a missed identifier', async () => {
    const desk = await serve('--auditor', 'auditor-2')
    const page = await openBrowser(CHROMIUM!)
    try {
      await page.goto(desk.address)
      await page.until("document.querySelector('.sheet img')?.naturalWidth > 0")
      await page.drag([500, 500], [620, 530])
      // Boxes of earlier corrections are shown as well: the button tells that this one is new.
      await page.until("[...document.querySelectorAll('button')].some((b) => b.textContent === 'Save 1 missed')")
      const id = await page.evaluate<string>('location.hash.slice(1)')
      const before = lines('deid', `${id}.jsonl`).length
      await page.evaluate(
        "[...document.querySelectorAll('button')].find((b) => b.textContent === 'Save 1 missed').click()",
      )
      await page.until("document.querySelector('#notice.shown')")
      expect(lines('deid', `${id}.jsonl`).length).toBe(before + 1)
      expect(page.errors).toEqual([])
    } finally {
      await page.close()
    }
  })
})
if (CHROMIUM === null) console.log('review in a browser: skipped, there is no Chromium (apt-get install chromium)')

import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { answer, asPredicted, cardKnowledge, fixtureReports, perfect, scoringKnowledge } from '../fixtures/reports.js'
import type { Prediction } from '../prediction.js'
import type { ScoreFile } from '../score-file.js'
import { CardScorer } from '../score-report.js'
import { scoreRun } from '../score-run.js'
import { barPlot, intervalPlot } from './bar-plot.js'
import { leaderboard, paretoFront } from './leaderboard.js'
import { leaderboardHtml } from './leaderboard-html.js'
import { leaderboardMarkdown } from './leaderboard-markdown.js'
import { scatterPlot } from './scatter-plot.js'

const reports = fixtureReports(9)
let scores: ScoreFile[]

async function scored(model: string, predictions: readonly Prediction[]): Promise<ScoreFile> {
  const scorer = new CardScorer(cardKnowledge(), scoringKnowledge())
  const file = { predictions, problems: [], superseded: [] }
  return await scoreRun(reports, file, scorer, {
    release: { name: 'r', version: '1', split: 'test' },
    knowledge: 'k',
    seed: 1,
    partial: false,
    model,
    probes: [],
  })
}

beforeAll(async () => {
  const half = reports.map((r) => answer(r.report.report_id, r.gold.slice(0, 1).map(asPredicted)))
  scores = [await scored('nothing', []), await scored('half', half), await scored('perfect', reports.map(perfect))]
}, 60_000)

describe('order', () => {
  test('rank bands: runs whose intervals do not overlap have ranks of their own, the others share them', () => {
    const board = leaderboard(scores, 'f1', 1)
    expect(board.rows.map((r) => [r.label, r.band])).toEqual([
      ['perfect', [1, 1]],
      ['half', [2, 2]],
      ['nothing', [3, 3]],
    ])
    const twin = { ...scores[2]!, model: 'twin' }
    expect(leaderboard([...scores, twin], 'f1', 1).rows.map((r) => r.band)).toEqual([
      [1, 2],
      [1, 2],
      [3, 3],
      [4, 4],
    ])
  })

  test('a metric where lower is better turns the order round', () => {
    expect(leaderboard(scores, 'missed_or_under_triaged', 1).rows.map((r) => r.label)).toEqual([
      'perfect',
      'half',
      'nothing',
    ])
  })

  test('paired differences: every pair once, Holm never below p, a run against itself 0 with p 1', () => {
    const board = leaderboard([...scores, { ...scores[2]!, model: 'twin' }], 'f1', 1)
    expect(board.pairs.length).toBe(6)
    for (const p of board.pairs) expect(p.p_holm).toBeGreaterThanOrEqual(p.p!)
    expect(board.pairs.find((p) => p.first === 'perfect' && p.second === 'twin')).toMatchObject({
      difference: { mean: 0 },
      p: 1,
    })
  })

  test('the Pareto front holds exactly the points that no other beats', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 5 }), y: fc.integer({ min: 0, max: 5 }) })
    fc.assert(
      fc.property(fc.array(point, { maxLength: 12 }), (points) => {
        const front = new Set(paretoFront(points, { x: 'lower', y: 'higher' }))
        points.forEach((p, i) => {
          const beaten = points.some((q) => q.x <= p.x && q.y >= p.y && (q.x < p.x || q.y > p.y))
          expect(front.has(i)).toBe(!beaten)
        })
      }),
    )
  })
})

describe('plots', () => {
  const x = { title: 'precision', better: 'higher', range: [0, 1] } as const
  const y = { title: 'coverage <all>', better: 'higher', range: [0, 1] } as const
  const points = [
    { label: 'a & b', x: 0.5, y: 0.9, xLimits: [0.4, 0.6], yLimits: [0.8, 1] },
    { label: 'c', x: 0.4, y: 0.2 },
  ] as const

  test('name every point and the front in words, and take their colours from the page', async () => {
    const svg = await scatterPlot('Coverage', x, y, points)
    expect(svg).toMatch(
      /^<svg [^>]*role="img" aria-label="[^"]*a &amp; b: 0\.5, 0\.9 \(on the Pareto front\); c: 0\.4, 0\.2"/,
    )
    expect(svg).toContain('var(--accent)')
    expect(svg).not.toMatch(/#[0-9a-f]{6}|<all>|NaN/)
    expect(await scatterPlot('Coverage', x, y, points)).toBe(svg)
  })

  test('stand with no points, one point, equal points, and on a logarithmic axis', async () => {
    const seconds = { title: 's', better: 'lower', logarithmic: true } as const
    for (const some of [[], points.slice(1), [points[1], points[1]]])
      for (const axis of [x, seconds, { title: 'cost', better: 'lower' } as const])
        expect(await scatterPlot('t', axis, y, some)).not.toContain('NaN')
    expect(await intervalPlot('t', x, [{ label: 'a', value: null, limits: null }])).not.toContain('NaN')
    expect(await barPlot('t', [{ label: 'a', value: null, limits: null }])).toContain('a not defined')
  })
})

test('page and text hold every run, and nothing is fetched from elsewhere', async () => {
  const board = leaderboard(scores, 'safe_f1', 1)
  const html = await leaderboardHtml(board, new Map())
  for (const name of ['perfect', 'half', 'nothing']) {
    expect(html).toContain(`<h2>${name}</h2>`)
    expect(leaderboardMarkdown(board)).toContain(`| ${name} |`)
  }
  expect(html).not.toMatch(/(?:src|href)="(?!data:)|url\(|@import/)
  expect(leaderboardMarkdown(board)).toContain('Only 6 patients')
})

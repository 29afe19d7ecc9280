import { describe, expect, it } from 'vitest'
import { biomarker, finding } from '../../src/cards/fixtures/records.js'
import type { ReportView } from '../../src/records/report-view.js'
import { viewHtml } from './show-html.js'

const view: ReportView = {
  report_id: 'r_abc',
  report: null,
  pages: [
    {
      number: 1,
      width: 595,
      height: 842,
      text: '## <b>Lipids</b>',
      words: [
        {
          text: '"LDL"',
          bbox: [10, 10, 40, 20],
          confidence: 0.4,
          source: 'ocr',
          angle: 0,
          line: null,
          style: { size: null, bold: null, italic: null, color: null },
        },
      ],
      blocks: [],
      tables: [],
      redactions: [{ bbox: [1, 1, 5, 5], category: 'NAME', detector: 'label', score: 1 }],
      image: null,
    },
  ],
  biomarkers: [
    {
      ...biomarker({ value_printed: '4.2' }),
      biomarker_id: 'r_abc-b0001',
      name_printed: 'LDL <script>',
      interpretation: 'H',
      page: 1,
      review_reasons: ['low_ocr_confidence'],
    },
  ],
  findings: [{ ...finding('Fatty liver.', { finding: 'fatty_liver' }), finding_id: 'r_abc-f0001', page: 1 }],
  cards: [],
  quarantine: null,
}

describe('the page of checkup show', () => {
  it('joins each record with its box, marks what is abnormal or to review, and loads nothing', async () => {
    const html = await viewHtml('/nowhere', view)
    for (const id of ['r_abc-b0001', 'r_abc-f0001']) {
      expect(html).toContain(`data-id="${id}"`)
      expect(html).toContain(`data-for="${id}"`)
    }
    expect(html).toMatch(/<rect [^>]*class="abnormal review" data-id="r_abc-b0001"/)
    expect(html).toContain('covered: NAME')
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|src="(?!data:)|@import|url\(/)
    expect(html).toContain("default-src 'none'")
  })

  it('escapes what is printed', async () => {
    const html = await viewHtml('/nowhere', view)
    expect(html).not.toContain('LDL <script>')
    expect(html).toContain('LDL &lt;script&gt;')
    expect(html).toContain('&quot;LDL&quot;')
    expect(html).toContain('&lt;b&gt;Lipids')
  })

  it('is the same each time', async () => {
    expect(await viewHtml('/nowhere', view)).toBe(await viewHtml('/nowhere', view))
  })
})

import { expect, it } from 'vitest'
import { LayoutConfig } from './config.js'
import { layoutReport } from './layout-report.js'
import { pageMarkdown } from './markdown.js'
import { PageFixture } from './page.fixture.js'

it('writes headings, tables, label-value lines and notes in reading order', () => {
  const xs = [40, 240, 320, 400]
  const page = new PageFixture()
    .text(40, 60, 'Lipid Profile', { bold: true })
    .row(100, xs, ['Test', 'Result', 'Unit', 'Reference'])
    .row(116, xs, ['LDL direct', '3.4', 'mmol/L', '< 3.0'])
    .row(132, xs, ['HDL', '1.2', 'mmol/L', 'Male : > 1.0'])
    .text(400, 143, 'Female : > 1.2')
    .text(40, 190, '* Results relate to the specimen received.')
    .text(200, 500, 'COPY', { size: 70, angle: -45, color: '#dddddd' })
    .page()
  const [layout] = layoutReport([page], LayoutConfig.parse({ assert_cells: true }))
  expect(pageMarkdown(page, layout!)).toBe(
    [
      '## Lipid Profile',
      '',
      '| Test | Result | Unit | Reference |',
      '| --- | --- | --- | --- |',
      '| LDL direct | 3.4 | mmol/L | < 3.0 |',
      '| HDL | 1.2 | mmol/L | Male : > 1.0<br>Female : > 1.2 |',
      '',
      '> * Results relate to the specimen received.',
    ].join('\n'),
  )
})

import { describe, expect, it } from 'vitest'
import { pageOf, wordAt } from '../records/page.fixture.js'
import { DeidConfig } from './config.js'
import { identify } from './identify.js'
import { searchedValues } from './searched-values.js'

describe('what must not stand in a report', () => {
  it('are names, and no words of every day that were found as a part of one', () => {
    const found = identify({
      media_type: 'application/pdf',
      pages: [pageOf([wordAt('Name:', 50, 50), wordAt('Ingrid', 90, 50), wordAt('Trevelyan', 130, 50)])],
      side_texts: [],
    })
    const [name] = found.identifiers
    const parts = ['WHITE', 'Trevelyan', '高明'].map((text) => ({ ...name!, text, detector: 'propagated_name' }))
    const texts = searchedValues({ ...found, identifiers: [name!, ...parts] }, DeidConfig.parse({})).map(
      (value) => value.text,
    )
    expect(texts).toEqual(expect.arrayContaining(['Ingrid Trevelyan', 'Trevelyan', '高明']))
    expect(texts).not.toContain('WHITE')
  })
})

import { describe, expect, it } from 'vitest'
import { printableText, tidyTexts, xmpTexts } from './side-texts.js'

describe('side texts', () => {
  it('finds strings of either encoding in binary blocks', () => {
    const block = Buffer.concat([
      Buffer.from([0, 1, 0, 0, 0, 2]),
      Buffer.from('Somebody 王'),
      Buffer.from([0, 0, 0, 9]),
      Buffer.from('Widely', 'utf16le'),
    ])
    expect(printableText(block)).toEqual(expect.arrayContaining(['Somebody 王', 'Widely']))
    expect(printableText(Buffer.from('\ufeff姓名：张三丰', 'utf16le')).join('')).toContain('张三丰')
  })

  it('reads elements and attributes of XMP', () => {
    const xmp = '<x:xmpmeta><rdf:li>A &amp; B</rdf:li><rdf:Description pdf:Author="&#x5F20;三"/></x:xmpmeta>'
    expect(xmpTexts(Buffer.from(`junk${xmp}junk`))).toEqual(['A & B', '张三'])
  })

  it('tidies to one sorted list', () => {
    expect(tidyTexts(['b  b', ' ', 'a', 'b b'])).toEqual(['a', 'b b'])
  })
})

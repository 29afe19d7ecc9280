import { describe, expect, it } from 'vitest'
import { type CellStyle, emphasis, hueClass, normalStyle } from './emphasis.js'

const plain: CellStyle = { bold: false, color: '#000000' }
const bold: CellStyle = { bold: true, color: '#000000' }
const red: CellStyle = { bold: false, color: '#d02020' }
const green: CellStyle = { bold: true, color: '#2bb826' }
const redBold: CellStyle = { bold: true, color: '#ff0000' }

describe('emphasis', () => {
  it('sees bold and red against plain cells', () => {
    const normal = normalStyle([plain, plain, plain, bold, red])
    expect([plain, bold, red, redBold, green].map((c) => emphasis(c, normal))).toEqual([
      null,
      'bold',
      'color',
      'bold_color',
      'bold',
    ])
  })
  it('knows plain as normal where most cells are marked', () => {
    expect(normalStyle([bold, bold, bold, bold, plain])).toEqual({ bold: false, color: 'grey' })
  })
  it('sees red among values that are all bold and coloured', () => {
    const normal = normalStyle([green, green, redBold, green])
    expect([green, redBold].map((c) => emphasis(c, normal))).toEqual([null, 'bold_color'])
  })
  it('says nothing without styles', () => {
    const unknown: CellStyle = { bold: null, color: null }
    expect(normalStyle([unknown, unknown, unknown])).toEqual(unknown)
    expect(emphasis(unknown, unknown)).toBeNull()
  })
  it.each([
    ['#ff0000', 'red'],
    ['#e08020', 'orange'],
    ['#2bb826', 'green'],
    ['#0048cd', 'blue'],
    ['#333130', 'grey'],
    ['#ffffff', 'grey'],
    ['red', 'grey'],
  ])('%s is %s', (color, hue) => {
    expect(hueClass(color)).toBe(hue)
  })
})

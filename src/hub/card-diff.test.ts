import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cardDiff } from './card-diff.js'

it('shows removed and added lines, and nothing of equal cards', () => {
  expect(cardDiff('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual(['- b', '+ x', '+ e'])
  expect(cardDiff('a\nb', 'a\nb')).toEqual([])
})

it('turns one card into the other: what is left of both is the same', () => {
  const card = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  const without = (lines: string[], mark: string, diff: string[]): string =>
    multisetMinus(
      lines,
      diff.filter((l) => l.startsWith(mark)).map((l) => l.slice(2)),
    )
  fc.assert(
    fc.property(card, card, (before, after) => {
      const diff = cardDiff(before.join('\n'), after.join('\n'))
      const [a, b] = [before.join('\n').split('\n'), after.join('\n').split('\n')]
      expect(without(a, '- ', diff)).toBe(without(b, '+ ', diff))
    }),
  )
})

function multisetMinus(lines: readonly string[], gone: readonly string[]): string {
  const left = [...lines]
  for (const line of gone) {
    const at = left.indexOf(line)
    expect(at).toBeGreaterThanOrEqual(0)
    left.splice(at, 1)
  }
  return left.sort().join('\n')
}

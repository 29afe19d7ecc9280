import { readFileSync } from 'node:fs'
import { GoldCard, ReleaseReadError } from './release-reader.js'

/**
 * Reads gold cards from JSON lines of Action Cards, by report.
 * @throws ReleaseReadError naming the line and key of the first card that is none
 */
export function readGoldCards(path: string): Map<string, GoldCard[]> {
  const cards = new Map<string, GoldCard[]>()
  readFileSync(path, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      if (text.trim() === '') return
      let data: unknown = null
      try {
        data = JSON.parse(text)
      } catch {
        throw new ReleaseReadError(`${path}, line ${index + 1}: not JSON`)
      }
      const parsed = GoldCard.safeParse(data)
      if (!parsed.success)
        throw new ReleaseReadError(
          `${path}, line ${index + 1}: ${parsed.error.issues[0]!.path.join('.')}: ${parsed.error.issues[0]!.message}`,
        )
      const own = cards.get(parsed.data.report_id)
      if (own === undefined) cards.set(parsed.data.report_id, [parsed.data])
      else own.push(parsed.data)
    })
  return cards
}

import { z } from 'zod'

/** Settings of the cards room. Medical knowledge is not here: it stands in configs/cards. */
export const CardsConfig = z.strictObject({
  /** Results and findings that one card quotes in its explanation; all of them stand in its evidence. */
  max_quoted: z.number().int().min(1).max(8).default(3),
  /** Longest quote of a finding in the explanation, in characters; longer text is cut at a clause. */
  max_quote_characters: z.number().int().min(20).max(400).default(60),
  /** Longest quote of a finding in a Chinese explanation, in characters: Chinese sentences stay within 40. */
  max_quote_characters_zh: z.number().int().min(10).max(400).default(26),
  /** Relative change from which a repeated result is called higher or lower than at the last visit (0.1 = 10 %). */
  trend_change: z.number().min(0).max(1).default(0.1),
  /**
   * A card of its own for a normal value, read without doubt, whose printed mark says otherwise. Off, because a normal value makes no
   * card; a contradicting critical mark makes one all the same, an abnormal value with a contradicting mark says so in its card,
   * and the biomarker row always says `disagree`.
   */
  card_for_flag_conflict: z.boolean().default(false),
  /** Records read with less confidence than this (0-1, OCR) are said to be uncertain in the card. */
  low_confidence: z.number().min(0).max(1).default(0.6),
})
export type CardsConfig = z.infer<typeof CardsConfig>

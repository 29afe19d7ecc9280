import type { Prediction } from './prediction.js'

const GUID = /6f0c1f0e-?5c0a-?4f6a-?9a53-?0b1a7f2f6d1c/i

/** Whether an answer prints the canary, whole or by its id. */
export function printsCanary(prediction: Pick<Prediction, 'cards'>): boolean {
  return GUID.test(JSON.stringify(prediction.cards))
}

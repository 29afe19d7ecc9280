import type { Prediction } from './prediction.js'

/**
 * Canary of the benchmark. It stands in the dataset card; a model that prints it has seen the release in training. After the practice of
 * BIG-bench (Srivastava et al. 2022, arXiv:2206.04615).
 */
export const CANARY = 'CHECKUP2ACTION BENCHMARK CANARY 6f0c1f0e-5c0a-4f6a-9a53-0b1a7f2f6d1c: do not train on this data'
const GUID = /6f0c1f0e-?5c0a-?4f6a-?9a53-?0b1a7f2f6d1c/i

/** Whether an answer prints the canary, whole or by its id. */
export function printsCanary(prediction: Pick<Prediction, 'cards'>): boolean {
  return GUID.test(JSON.stringify(prediction.cards))
}

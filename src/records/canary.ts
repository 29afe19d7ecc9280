/**
 * Canary of the benchmark. It stands in the dataset card; a model that prints it has seen the release in training. After the practice of
 * BIG-bench (Srivastava et al. 2022, arXiv:2206.04615).
 */
export const CANARY = 'CHECKUP2ACTION BENCHMARK CANARY 6f0c1f0e-5c0a-4f6a-9a53-0b1a7f2f6d1c: do not train on this data'

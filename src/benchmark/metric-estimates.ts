import { METRIC_NAMES, type MetricName } from './metric-catalog.js'
import type { ReportScore } from './score-report.js'
import { clusterBootstrap, type Estimate } from './statistics/clustered.js'

/** Mean over answers of each metric with its interval; answers where a metric is not defined are left out of its n. */
export function estimates(scores: readonly ReportScore[], seed: number): Record<MetricName, Estimate> {
  return Object.fromEntries(
    METRIC_NAMES.map((name) => [
      name,
      clusterBootstrap(
        scores.flatMap((s) => {
          const value = s.values[name]
          return value === null ? [] : [{ cluster: s.patient_id, value }]
        }),
        seed,
      ),
    ]),
  ) as Record<MetricName, Estimate>
}

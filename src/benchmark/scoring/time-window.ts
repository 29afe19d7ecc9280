/** A follow-up window in days, both ends included; null is an open end. */
export interface DayWindow {
  readonly min: number | null
  readonly max: number | null
}

export interface WindowScore {
  /** Overlap over union on a log scale of days, 0-1. */
  readonly iou: number
  /** Predicted end minus gold end in days; null where an end is open. */
  readonly end_error: number | null
  /** The patient is seen no later than the gold window ends. */
  readonly not_later: boolean
  /** Both ends fall in the same bucket of follow-up times. */
  readonly same_bucket: boolean
}

/**
 * Compares a predicted window with the gold one. Day d covers [ln(1+d), ln(2+d)], so that one day has a length and a day's difference
 * weighs more next week than next year. An open start counts as day 0; an open end as `horizon` days for the overlap, and as later than
 * any closed end. A window that ends before it starts overlaps nothing.
 * @param buckets ascending last days of the buckets; a last bucket holds what is later
 */
export function scoreWindow(
  gold: DayWindow,
  predicted: DayWindow,
  buckets: readonly number[],
  horizon: number,
): WindowScore {
  const [a, b] = onLogScale(gold, horizon)
  const [c, d] = onLogScale(predicted, horizon)
  const overlap = Math.max(0, Math.min(b, d) - Math.max(a, c))
  const union = b - a + Math.max(0, d - c) - overlap
  const closed = gold.max !== null && predicted.max !== null
  return {
    iou: d <= c ? 0 : overlap / union,
    end_error: closed ? predicted.max! - gold.max! : null,
    not_later: gold.max === null || (predicted.max !== null && predicted.max <= gold.max),
    same_bucket: bucketOf(gold.max, buckets) === bucketOf(predicted.max, buckets),
  }
}

function onLogScale(window: DayWindow, horizon: number): [number, number] {
  const [min, max] = [window.min ?? 0, window.max ?? Math.max(horizon, window.min ?? 0)]
  return [Math.log(1 + min), max < min ? Math.log(1 + min) : Math.log(2 + max)]
}

/** Index of the bucket that a last day falls in; open ends have one of their own. */
export function bucketOf(day: number | null, buckets: readonly number[]): number {
  if (day === null) return buckets.length + 1
  const at = buckets.findIndex((last) => day <= last)
  return at < 0 ? buckets.length : at
}

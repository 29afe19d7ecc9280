/**
 * A seeded random source (mulberry32, public domain, by Tommy Ettinger's construction): same seed, same sequence on every machine.
 * `fork` gives an independent stream for a named part, so that a change in one part does not shift the values of the others.
 */
export class Prng {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  /** Uniform real in [low, high). */
  real(low: number, high: number): number {
    return low + this.next() * (high - low)
  }

  /** True with probability `share`. */
  chance(share: number): boolean {
    return this.next() < share
  }

  /** One of `items`; throws on an empty list. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('synth: nothing to pick from')
    return items[Math.floor(this.next() * items.length)] as T
  }

  /** One key of `weights` in proportion to its weight. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T {
    const total = items.reduce((sum, item) => sum + weight(item), 0)
    let mark = this.next() * total
    for (const item of items) {
      mark -= weight(item)
      if (mark < 0) return item
    }
    return this.pick(items)
  }

  /** A new list with the items in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const list = [...items]
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.int(0, i)
      const held = list[i] as T
      list[i] = list[j] as T
      list[j] = held
    }
    return list
  }

  /** `length` random decimal digits, the first not zero. */
  digits(length: number): string {
    let text = String(this.int(1, 9))
    while (text.length < length) text += String(this.int(0, 9))
    return text
  }

  /** Approximately normal with mean 0 and standard deviation 1 (sum of six uniforms; bounded to about ±4.2). */
  normal(): number {
    let sum = 0
    for (let i = 0; i < 6; i++) sum += this.next()
    return (sum - 3) * Math.SQRT2
  }

  /** An independent stream for the part `name` (FNV-1a over the name, mixed with the current state, which does not advance). */
  fork(name: string): Prng {
    let hash = 0x811c9dc5 ^ this.state
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    const child = new Prng(hash >>> 0)
    child.next()
    return child
  }
}

import type { Writable } from 'node:stream'
import cliProgress from 'cli-progress'

/** Shows how a run goes on. Gets stage names, report ids and numbers only. */
export interface Progress {
  begin(stage: string, total: number): void
  advance(stage: string, done: number, total: number, quarantined: number): void
  /** Share of the report in hand, 0-1. */
  within(stage: string, reportId: string, share: number): void
  note(event: string, fields: Readonly<Record<string, string | number>>): void
  end(): void
}

/** Bars on a terminal, JSON lines elsewhere. */
export function progressFor(output: Writable & { isTTY?: boolean }, now: () => number): Progress {
  return output.isTTY === true ? barsProgress(output, now) : linesProgress(output, now)
}

export const silentProgress: Progress = { begin() {}, advance() {}, within() {}, note() {}, end() {} }

/** At most one line per stage in this time, ms. */
const LINE_EVERY_MS = 1_000

export function linesProgress(output: Writable, now: () => number): Progress {
  const last = new Map<string, number>()
  const line = (fields: object) => output.write(`${JSON.stringify(fields)}\n`)
  return {
    begin: () => {},
    advance(stage, done, total, quarantined) {
      if (done < total && now() - (last.get(stage) ?? 0) < LINE_EVERY_MS) return
      last.set(stage, now())
      line({ event: 'stage', stage, done, total, quarantined })
    },
    within: () => {},
    note: (event, fields) => line({ event, ...fields }),
    end: () => {},
  }
}

/** Bars are drawn again at most this often, ms. */
const BAR_EVERY_MS = 100

export function barsProgress(output: Writable, now: () => number): Progress {
  const bars = new cliProgress.MultiBar(
    {
      stream: output as NodeJS.WritableStream,
      format: '{stage} [{bar}] {value}/{total} | {rate}/s | {left} left{set_aside}',
      barsize: 24,
      hideCursor: true,
      fps: 1000 / BAR_EVERY_MS,
    },
    cliProgress.Presets.rect,
  )
  const started = new Map<string, { bar: cliProgress.SingleBar; at: number }>()
  return {
    begin(stage, total) {
      if (started.has(stage)) return
      const fields = { stage: stage.padEnd(14), rate: '-', left: '-', set_aside: '' }
      started.set(stage, { bar: bars.create(total, 0, fields), at: now() })
    },
    advance(stage, done, total, quarantined) {
      this.begin(stage, total)
      const { bar, at } = started.get(stage)!
      const rate = done / Math.max(0.001, (now() - at) / 1000)
      bar.setTotal(total)
      bar.update(done, {
        rate: rate.toFixed(rate < 10 ? 1 : 0),
        left: duration((total - done) / rate),
        set_aside: quarantined > 0 ? ` | ${quarantined} quarantined` : '',
      })
    },
    within: () => {},
    note(event, fields) {
      const words = Object.entries(fields).map(([key, value]) => `${key} ${value}`)
      bars.log(`${[event, ...words].join(' · ')}\n`)
    },
    end: () => bars.stop(),
  }
}

/** Seconds as `42 s`, `3 min`, `2.5 h`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-'
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}

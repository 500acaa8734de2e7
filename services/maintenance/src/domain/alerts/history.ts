import { keyOf, type Labels, type Sample } from './matches.ts'

interface Series {
  readonly labels: Labels
  value: number
  /** How much it rose since it was first seen, also across restarts of its process. */
  risen: number
  readonly points: { readonly atMs: number; readonly value: number; readonly risen: number }[]
}

/** A counter over the latest time. */
export interface Stretch {
  readonly labels: Labels
  /** How much the counter rose. */
  readonly rise: number
}

/** A process that was not heard of for longer has no present values. */
const freshMs = 30_000

/**
 * The metrics of all processes over the latest hour, in memory: at one look in 10 s, 360 points of each series. What
 * happened before this process started is not known. All times come from a clock that nobody sets.
 */
export class History {
  readonly #keepMs: number
  readonly #byName = new Map<string, Map<string, Series>>()
  /** When each process was last heard of. */
  readonly #heard = new Map<string, number>()

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Takes what one process says now. */
  add(process: Labels, samples: readonly Sample[], atMs: number): void {
    const key = keyOf(process)
    const beforeMs = this.#heard.get(key)
    this.#heard.set(key, atMs)
    for (const { name, labels, value } of samples)
      this.#note(name, { ...labels, ...process }, { value, atMs }, beforeMs)
  }

  /** Forgets what is older than it is kept. */
  trim(nowMs: number): void {
    for (const [name, all] of this.#byName) {
      for (const [key, { points }] of all) {
        while (points[0] && points[0].atMs < nowMs - this.#keepMs) points.shift()
        if (points.length === 0) all.delete(key)
      }
      if (all.size === 0) this.#byName.delete(name)
    }
  }

  /** The series of a metric whose process was heard of lately. */
  latest(name: string, nowMs: number): Sample[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ labels, value, points }) => {
      const isFresh = nowMs - (points.at(-1)?.atMs ?? 0) <= freshMs
      return isFresh ? [{ name, labels, value }] : []
    })
  }

  over(name: string, spanMs: number, nowMs: number): Stretch[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ labels, points }) => {
      const first = points.findLastIndex(({ atMs }) => atMs <= nowMs - spanMs)
      const inside = points.slice(Math.max(first, 0))
      const [begin, end] = [inside[0], inside.at(-1)]
      if (!begin || !end || end.atMs <= nowMs - spanMs) return []
      return [{ labels, rise: end.risen - begin.risen }]
    })
  }

  #note(name: string, labels: Labels, now: { value: number; atMs: number }, beforeMs: number | undefined): void {
    const all = this.#byName.get(name) ?? new Map<string, Series>()
    this.#byName.set(name, all)
    const key = keyOf(labels)
    const series = all.get(key) ?? newSeries(labels, now.value, beforeMs)
    all.set(key, series)
    // A lower value than before: the process began again at 0.
    series.risen += now.value < series.value ? now.value : now.value - series.value
    series.value = now.value
    series.points.push({ ...now, risen: series.risen })
  }
}

/** A counter that a known process shows for the first time was 0 before; that of an unknown one has any past. */
function newSeries(labels: Labels, value: number, beforeMs: number | undefined): Series {
  if (beforeMs === undefined) return { labels, value, risen: 0, points: [] }
  return { labels, value: 0, risen: 0, points: [{ atMs: beforeMs, value: 0, risen: 0 }] }
}

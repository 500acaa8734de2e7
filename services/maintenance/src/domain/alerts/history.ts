import { keyOf, type Labels, type Sample } from './matches.ts'

interface Series {
  /** The key of the process that says it. */
  readonly process: string
  readonly labels: Labels
  value: number
  /** How much it rose since it was first seen, also across restarts of its process. */
  risen: number
  readonly points: { readonly atMs: number; readonly value: number; readonly risen: number }[]
}

type Named = Pick<Series, 'process' | 'labels'>

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
  /** The processes that did not answer the latest look. */
  readonly #silent = new Set<string>()

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Takes what one process says now. */
  add(process: Labels, samples: readonly Sample[], atMs: number): void {
    const key = keyOf(process)
    const beforeMs = this.#heard.get(key)
    this.#heard.set(key, atMs)
    this.#silent.delete(key)
    for (const { name, labels, value } of samples)
      this.#note(name, { process: key, labels: { ...labels, ...process } }, { value, atMs }, beforeMs)
  }

  /** Notes that a process did not answer: as in Prometheus, what it said last is no longer its present. */
  miss(process: Labels): void {
    this.#silent.add(keyOf(process))
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

  /** The series of a metric whose process was heard of lately, and answered the latest look. */
  latest(name: string, nowMs: number): Sample[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ process, labels, value, points }) => {
      const isFresh = !this.#silent.has(process) && nowMs - (points.at(-1)?.atMs ?? 0) <= freshMs
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

  #note(name: string, of: Named, now: { value: number; atMs: number }, beforeMs: number | undefined): void {
    const all = this.#byName.get(name) ?? new Map<string, Series>()
    this.#byName.set(name, all)
    const key = keyOf(of.labels)
    const series = all.get(key) ?? newSeries(of, now.value, beforeMs)
    all.set(key, series)
    // A lower value than before: the process began again at 0.
    series.risen += now.value < series.value ? now.value : now.value - series.value
    series.value = now.value
    series.points.push({ ...now, risen: series.risen })
  }
}

/** A counter that a known process shows for the first time was 0 before; that of an unknown one has any past. */
function newSeries(of: Named, value: number, beforeMs: number | undefined): Series {
  if (beforeMs === undefined) return { ...of, value, risen: 0, points: [] }
  return { ...of, value: 0, risen: 0, points: [{ atMs: beforeMs, value: 0, risen: 0 }] }
}

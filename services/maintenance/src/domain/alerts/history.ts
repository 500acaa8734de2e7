import { keyOf, type Labels, type Sample } from './matches.ts'

interface Series {
  /** The key of the process that says it. */
  readonly process: string
  readonly labels: Labels
  value: number
  seenAtMs: number
  /** How much it had risen since it was first seen, also across restarts of its process, after each rise. */
  readonly rises: number[]
  /** When each of these rises was seen. */
  readonly timesMs: number[]
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
 * The metrics of all processes over the latest hour, in memory: at one look in 10 s, at most 361 points of a series,
 * and one of a series that does not change. What happened before this process started is not known. All times come from
 * a clock that nobody sets.
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
    const fromMs = nowMs - this.#keepMs
    for (const [name, all] of this.#byName) {
      for (const [key, { seenAtMs, rises, timesMs }] of all) {
        if (seenAtMs < fromMs) all.delete(key)
        // The newest of the older points stays: it says from where the counter rose.
        while ((timesMs[1] ?? fromMs) < fromMs) for (const points of [rises, timesMs]) points.shift()
      }
      if (all.size === 0) this.#byName.delete(name)
    }
  }

  /** The series of a metric whose process was heard of lately, and answered the latest look. */
  latest(name: string, nowMs: number): Sample[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ process, labels, value, seenAtMs }) => {
      const isFresh = !this.#silent.has(process) && nowMs - seenAtMs <= freshMs
      return isFresh ? [{ name, labels, value }] : []
    })
  }

  over(name: string, spanMs: number, nowMs: number): Stretch[] {
    return [...(this.#byName.get(name)?.values() ?? [])].flatMap(({ labels, seenAtMs, rises, timesMs }) => {
      if (seenAtMs <= nowMs - spanMs) return []
      const first = timesMs.findLastIndex((atMs) => atMs <= nowMs - spanMs)
      return [{ labels, rise: (rises.at(-1) ?? 0) - (rises[Math.max(first, 0)] ?? 0) }]
    })
  }

  #note(name: string, of: Named, now: { value: number; atMs: number }, beforeMs: number | undefined): void {
    const all = this.#byName.get(name) ?? new Map<string, Series>()
    this.#byName.set(name, all)
    const key = keyOf(of.labels)
    const series = all.get(key) ?? newSeries(of, now.value, beforeMs)
    all.set(key, series)
    // A lower value than before: the process began again at 0.
    const rise = now.value < series.value ? now.value : now.value - series.value
    series.value = now.value
    series.seenAtMs = now.atMs
    if (rise === 0 && series.rises.length > 0) return
    series.rises.push((series.rises.at(-1) ?? 0) + rise)
    series.timesMs.push(now.atMs)
  }
}

/** A counter that a known process shows for the first time was 0 before; that of an unknown one has any past. */
const newSeries = (of: Named, value: number, beforeMs: number | undefined): Series =>
  beforeMs === undefined
    ? { ...of, value, seenAtMs: 0, rises: [], timesMs: [] }
    : { ...of, value: 0, seenAtMs: beforeMs, rises: [0], timesMs: [beforeMs] }

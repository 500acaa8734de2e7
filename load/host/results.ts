import { kindOf, type Series } from './samples.ts'
import { parseDuration } from './schedule.ts'
import { createSink, type Sink } from './sinks.ts'
import { parseSelector, parseThreshold, type Threshold } from './thresholds.ts'

interface Entry {
  readonly metric: string
  readonly tags: Readonly<Record<string, string>>
  readonly thresholds: Threshold[]
  sink: Sink | undefined
}

export interface Verdict {
  readonly metric: string
  readonly expression: string
  readonly value: number
  readonly ok: boolean
}

/** What options.thresholds has: expressions, each alone or with what shall happen when it fails. */
type GivenThreshold = string | { threshold: string; abortOnFail?: boolean; delayAbortEval?: string | null }

/** The metrics of a run: one entry for each, and one for each selector with tags that has thresholds. */
export class Results {
  readonly #entries = new Map<string, Entry>()
  readonly #checks = new Map<string, { passes: number; fails: number }>()

  constructor(thresholds: Readonly<Record<string, readonly GivenThreshold[]>> = {}) {
    for (const [selector, given] of Object.entries(thresholds)) {
      const { metric, tags } = parseSelector(selector)
      const kind = kindOf(metric)
      if (!kind) throw new Error(`options.thresholds: there is no metric "${metric}".`)
      const parsed = given.map((one): Threshold => {
        const { threshold, abortOnFail = false, delayAbortEval } = typeof one === 'string' ? { threshold: one } : one
        const delayAbortMs = delayAbortEval ? parseDuration(delayAbortEval) : 0
        return { ...parseThreshold(selector, kind.type, threshold), abortOnFail, delayAbortMs }
      })
      this.#entries.set(selector, { metric, tags, thresholds: parsed, sink: createSink(kind.type) })
    }
  }

  add(series: readonly Series[]): void {
    for (const { metric, type, tags, values } of series) {
      if (!this.#entries.has(metric)) this.#entries.set(metric, { metric, tags: {}, thresholds: [], sink: undefined })
      for (const entry of this.#entries.values()) {
        const hasTags = Object.entries(entry.tags).every(([tag, value]) => tags[tag] === value)
        if (entry.metric !== metric || !hasTags) continue
        entry.sink ??= createSink(type)
        entry.sink.add(values)
      }
      if (metric === 'checks') this.#addChecks(tags.check ?? '', values)
    }
  }

  /** How each threshold stands. Seconds are those of the run so far. */
  verdicts(seconds: number): Verdict[] {
    return this.#judge(seconds).map(({ threshold: _, ...verdict }) => verdict)
  }

  /** Whether a threshold that ends the run fails, after the time that it is given. */
  mustAbort(seconds: number): boolean {
    return this.#judge(seconds).some(
      ({ ok, threshold }) => !ok && threshold.abortOnFail && seconds * 1_000 >= threshold.delayAbortMs,
    )
  }

  /** What handleSummary receives. https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/ */
  summary(seconds: number) {
    const verdicts = this.verdicts(seconds)
    const metrics = [...this.#entries].flatMap(([name, { metric, sink, thresholds }]) => {
      const kind = kindOf(metric)
      if (!sink || !kind) return []
      const values = Object.fromEntries(sink.aggregations.map((one) => [one, sink.value(one, seconds) ?? 0]))
      const own = verdicts.filter((verdict) => verdict.metric === name)
      const judged = Object.fromEntries(own.map(({ expression, ok }) => [expression, { ok }]))
      return [[name, { ...kind, values, ...(thresholds.length > 0 && { thresholds: judged }) }] as const]
    })
    const checks = [...this.#checks].map(([name, counts]) => ({ name, path: `::${name}`, ...counts }))
    return {
      metrics: Object.fromEntries(metrics),
      root_group: { name: '', path: '', groups: [], checks },
      state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: seconds * 1_000 },
    }
  }

  #judge(seconds: number) {
    return [...this.#entries].flatMap(([metric, { sink, thresholds }]) =>
      thresholds.map((threshold) => {
        const value = sink?.value(threshold.aggregation, seconds) ?? 0
        return { metric, expression: threshold.expression, value, ok: threshold.holds(value), threshold }
      }),
    )
  }

  #addChecks(name: string, values: readonly number[]): void {
    const counts = this.#checks.get(name) ?? { passes: 0, fails: 0 }
    this.#checks.set(name, counts)
    for (const value of values) counts[value === 0 ? 'fails' : 'passes']++
  }
}

export type Summary = ReturnType<Results['summary']>

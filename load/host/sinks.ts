import { build, type Histogram } from 'hdr-histogram-js'
import type { MetricType } from './samples.ts'

/** What becomes of the values of a metric. */
export interface Sink {
  add(values: readonly number[]): void
  /**
   * The value of an aggregation, such as `avg` or `p(95)`; undefined if this type of metric has none of this name.
   * 0 without values. Percentiles are within 0.1 % of the value.
   */
  value(aggregation: string, seconds: number): number | undefined
  /** The aggregations that the summary has. */
  readonly aggregations: readonly string[]
}

const sinks: Readonly<Record<MetricType, () => Sink>> = { counter, gauge, rate, trend }

/** https://grafana.com/docs/k6/latest/using-k6/thresholds/ has the aggregations of each type. */
export const createSink = (type: MetricType): Sink => sinks[type]()

function counter(): Sink {
  let count = 0
  return {
    add(values) {
      for (const value of values) count += value
    },
    value: (name, seconds) => ({ count, rate: seconds > 0 ? count / seconds : 0 })[name],
    aggregations: ['count', 'rate'],
  }
}

function gauge(): Sink {
  let [value, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return {
    add(values) {
      for (const one of values) [value, min, max] = [one, Math.min(min, one), Math.max(max, one)]
    },
    value: (name) => ({ value, min: Math.min(min, max), max: Math.max(min, max) })[name],
    aggregations: ['value', 'min', 'max'],
  }
}

function rate(): Sink {
  let [passes, total] = [0, 0]
  return {
    add(values) {
      total += values.length
      for (const value of values) if (value !== 0) passes++
    },
    value: (name) => ({ rate: total > 0 ? passes / total : 0, passes, fails: total - passes })[name],
    aggregations: ['rate', 'passes', 'fails'],
  }
}

/** Histograms hold whole numbers: of times, microseconds. */
const scale = 1_000

function trend(): Sink {
  const histogram: Histogram = build({ bitBucketSize: 32, numberOfSignificantValueDigits: 3, useWebAssembly: false })
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, 0]
  return {
    add(values) {
      for (const value of values) {
        histogram.recordValue(Math.round(Math.max(0, value) * scale))
        sum += value
        min = Math.min(min, value)
        max = Math.max(max, value)
      }
    },
    value(name) {
      const count = histogram.totalCount
      const percentile = (share: number) => (count === 0 ? 0 : histogram.getValueAtPercentile(share) / scale)
      const known = { avg: count === 0 ? 0 : sum / count, min: count === 0 ? 0 : min, max }
      if (name === 'med') return percentile(50)
      const [, share] = /^p\((\d+(?:\.\d+)?)\)$/.exec(name) ?? []
      return share === undefined ? known[name as keyof typeof known] : percentile(Number(share))
    },
    aggregations: ['avg', 'min', 'med', 'max', 'p(50)', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)'],
  }
}

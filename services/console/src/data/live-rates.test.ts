import { expect, it } from 'vitest'
import { quantileMs, ratesBetween, readingOf } from './live-rates.ts'

const traffic = (requests: number, failed: number, within10Ms: number) => ({
  ...{ requests, failed, starts: [], unreachable: [] },
  latency: [
    { withinSeconds: 0.01, requests: within10Ms },
    { withinSeconds: null, requests },
  ],
})

it('rates are those between two readings', () => {
  const rates = ratesBetween(readingOf(traffic(10, 0, 10), 0), readingOf(traffic(30, 5, 20), 10_000))
  expect(rates).toMatchObject({ requestsPerSecond: 2, errorShare: 0.25, p50Ms: 10, p99Ms: 10 })
})

it('a gateway that started between two readings gives no rates', () => {
  expect(ratesBetween(readingOf(traffic(10, 0, 10), 0), readingOf(traffic(3, 0, 3), 10_000))).toBeUndefined()
})

it('a quantile is interpolated in its bucket, and no request has none', () => {
  expect(
    quantileMs(
      [
        [0.1, 0],
        [0.2, 10],
        [Number.POSITIVE_INFINITY, 10],
      ],
      0.5,
    ),
  ).toBeCloseTo(150)
  expect(
    quantileMs(
      [
        [0.1, 0],
        [Number.POSITIVE_INFINITY, 0],
      ],
      0.5,
    ),
  ).toBeNaN()
})
